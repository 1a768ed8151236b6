/** What there is beside relations, functions, types and roles: a system table, what tells its rows apart, and who owns and may use them. */
type Other = readonly [catalog: string, definition: string, owner?: string, acl?: string, which?: string]

const name = (role: string) => `pg_get_userbyid(${role})`
const all = (list: string, from: string, where: string) => `(SELECT string_agg(${list}, ', ' ORDER BY ${list}) FROM ${from} WHERE ${where})`

/** The system tables of all other things, as a server of this version has them; `c` is the row. */
export function others(version: number, not: (catalog: string) => string): readonly Other[] {
  const locale =
    version >= 17
      ? ['colllocale', 'collicurules']
      : version >= 16
        ? ['colliculocale', 'collicurules']
        : version >= 15
          ? ['colliculocale']
          : []
  const columns = version >= 15 ? " || coalesce(' ' || p.prattrs::text, '') || coalesce(' ' || pg_get_expr(p.prqual, p.prrelid), '')" : ''
  const published = [
    'puballtables, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot',
    ...(version >= 18 ? ["NULLIF(pubgencols, 'n')"] : []),
    all(`p.prrelid::regclass::text${columns}`, 'pg_publication_rel p', 'p.prpubid = c.oid'),
    ...(version >= 15 ? [all("'schema ' || p.pnnspid::regnamespace::text", 'pg_publication_namespace p', 'p.pnpubid = c.oid')] : []),
  ]
  const words = (...parts: readonly string[]) => `concat_ws(' ', ${parts.join(', ')})`
  return [
    ['pg_collation', words('collprovider', 'collisdeterministic', 'collcollate', 'collctype', ...locale), name('collowner')],
    [
      'pg_operator',
      words(
        'oprcode',
        'NULLIF(oprcom, 0)::regoperator',
        'NULLIF(oprnegate, 0)::regoperator',
        'oprcanmerge',
        'oprcanhash',
        'oprrest',
        'oprjoin',
      ),
      name('oprowner'),
    ],
    ['pg_opclass', words('opcdefault', 'NULLIF(opckeytype, 0)::regtype'), name('opcowner')],
    [
      'pg_opfamily',
      words(
        all("concat_ws(' ', o.amopstrategy, o.amopopr::regoperator)", 'pg_amop o', 'o.amopfamily = c.oid'),
        all("concat_ws(' ', p.amprocnum, p.amproc::regprocedure)", 'pg_amproc p', 'p.amprocfamily = c.oid'),
      ),
      name('opfowner'),
    ],
    ['pg_am', words('amtype', 'amhandler')],
    ['pg_cast', 'castcontext::text || castmethod::text || castfunc::regprocedure::text'],
    ['pg_transform', words('trffromsql', 'trftosql')],
    ['pg_conversion', words('conforencoding', 'contoencoding', 'conproc', 'condefault'), name('conowner')],
    // Those of the server itself can be taken from everyone too.
    [
      'pg_language',
      words('lanpltrusted', 'lanplcallfoid::regproc', 'laninline::regproc', 'lanvalidator::regproc'),
      name('lanowner'),
      'lanacl',
      `(${not('pg_language')} OR oid < 16384)`,
    ],
    [
      'pg_ts_config',
      words(
        '(SELECT p.prsname FROM pg_ts_parser p WHERE p.oid = c.cfgparser AND p.oid <> 3722)',
        "(SELECT string_agg(concat_ws(' ', m.maptokentype, m.mapseqno, m.mapdict::regdictionary::text), ',' ORDER BY m.maptokentype, m.mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = c.oid)",
      ),
      name('cfgowner'),
    ],
    ['pg_ts_dict', words('(SELECT t.tmplname FROM pg_ts_template t WHERE t.oid = c.dicttemplate)', 'dictinitoption'), name('dictowner')],
    ['pg_ts_parser', words('prsstart', 'prstoken', 'prsend', 'prsheadline', 'prslextype')],
    ['pg_ts_template', words('tmplinit', 'tmpllexize')],
    ['pg_foreign_data_wrapper', words('fdwhandler::regproc', 'fdwvalidator::regproc', 'fdwoptions::text'), name('fdwowner'), 'fdwacl'],
    [
      'pg_foreign_server',
      words('(SELECT w.fdwname FROM pg_foreign_data_wrapper w WHERE w.oid = c.srvfdw)', 'srvtype', 'srvversion', 'srvoptions::text'),
      name('srvowner'),
      'srvacl',
    ],
    ['pg_user_mapping', 'umoptions'],
    ['pg_statistic_ext', words('pg_get_statisticsobjdef(oid)', 'NULLIF(stxstattarget, -1)'), name('stxowner')],
    ['pg_publication', words(...published), name('pubowner')],
    ...(version >= 15 ? ([['pg_parameter_acl', "''", undefined, 'paracl']] as const) : []),
    ['pg_tablespace', "''", name('spcowner'), 'spcacl', 'true'],
  ]
}
