import { others } from './catalog-others.ts'

/**
 * The one query that reads the whole catalog: a column for each kind of object, each a JSON list of lists.
 * Numbers below 16384 belong to the server itself; what an extension made goes with the extension.
 */
export function catalogSql(version: number): string {
  return select(queries(version), 'c.oid >= 16384')
}

/** The relations of a list of numbers alone, with all that belongs to them. */
export function someRelationsSql(version: number): string {
  const all = queries(version)
  const lists = Object.fromEntries(ofRelations.map((name) => [name, all[name]!]))
  return select(lists, 'c.oid = ANY($1)')
}

/** The functions and types of a list of numbers alone. */
export function someOthersSql(version: number): string {
  const { functions, types } = queries(version)
  const narrow = (sql: string, column: string) => sql.replace(`${column} >= 16384`, `${column} = ANY($1)`)
  return select({ functions: narrow(functions!, 'p.oid'), types: narrow(types!, 't.oid') }, 'false')
}

/** All that belongs neither to a relation nor to a function or type. */
export function restSql(version: number): string {
  const apart: readonly string[] = [...ofRelations, 'functions', 'types']
  const rest = Object.fromEntries(Object.entries(queries(version)).filter(([name]) => !apart.includes(name)))
  return select(rest, 'false')
}

/** What is said about things. */
export function commentsSql(version: number): string {
  return select({ comments: queries(version).comments! }, 'false')
}

export const ofRelations = ['relations', 'columns', 'constraints', 'indexes', 'triggers', 'rules', 'policies', 'sequences'] as const

function select(lists: Readonly<Record<string, string>>, relations: string): string {
  const columns = Object.entries(lists).map(([name, sql]) => `(SELECT json_agg(json_build_array(${sql} AS ${name}`)
  return `WITH e AS MATERIALIZED (SELECT classid, objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'),
 r AS MATERIALIZED (SELECT c.*, n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${relations}
  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', '${ownSchema}') AND c.relkind IN ('r','p','f','v','m','S','c')
  AND c.oid NOT IN (SELECT objid FROM e WHERE classid = 'pg_class'::regclass))
SELECT ${columns.join(',\n')}`
}

/** Where the instruments live while they stand. */
export const ownSchema = 'pawl_instruments'

const not = (classid: string, column = 'oid') =>
  `${column} >= 16384 AND ${column} NOT IN (SELECT objid FROM e WHERE classid = '${classid}'::regclass)`
const name = (role: string) => `pg_get_userbyid(${role})`

/** Each: the values of one object in the order in which `catalog-read` takes them, and where they come from. */
function queries(version: number): Readonly<Record<string, string>> {
  // A foreign key is kept by triggers of the server's own, which can be turned off.
  const kept = "NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgconstraint = o.oid AND g.tgisinternal AND g.tgenabled IN ('D', 'R'))"
  const enforced = version >= 18 ? `o.conenforced AND ${kept}` : kept
  // How NOT NULL is kept, where that is not as usual.
  const oddlyKept = version >= 18 ? " OR (o.contype = 'n' AND (o.connoinherit OR NOT o.convalidated))" : ''
  const setColumns = version >= 15 ? 'o.confdelsetcols' : 'NULL::int2[]'
  const inherit = version >= 16 ? 'm.inherit_option, m.set_option, pg_get_userbyid(m.grantor)' : 'true, true, pg_get_userbyid(m.grantor)'
  return {
    schemas: `oid, nspname, ${name('nspowner')}, nspacl::text[]) ORDER BY oid) FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', '${ownSchema}') AND oid NOT IN (SELECT objid FROM e WHERE classid = 'pg_namespace'::regclass))`,
    extensions: `x.oid, x.extname, x.extversion, n.nspname) ORDER BY x.oid) FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace WHERE x.oid >= 16384)`,
    relations: `r.oid, r.nspname, r.relname, r.relkind, r.relpersistence, r.relrowsecurity, r.relforcerowsecurity, r.relreplident, ${name('r.relowner')}, r.relacl::text[], r.reloptions,
 CASE WHEN r.relkind = 'p' THEN pg_get_partkeydef(r.oid) END, CASE WHEN r.relispartition THEN pg_get_expr(r.relpartbound, r.oid) END,
 CASE WHEN r.relkind IN ('r','p','f') THEN (SELECT array_agg(i.inhparent::regclass::text ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = r.oid) END,
 CASE WHEN r.relkind IN ('v','m') THEN pg_get_viewdef(r.oid) END, (SELECT a.amname FROM pg_am a WHERE a.oid = r.relam), CASE WHEN r.reloftype <> 0 THEN r.reloftype::regtype::text END,
 CASE WHEN r.relkind = 'f' THEN (SELECT json_build_array(s.srvname, f.ftoptions) FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = r.oid) END, r.reltype, r.relispopulated,
 CASE WHEN r.reltoastrelid <> 0 THEN (SELECT o.reloptions FROM pg_class o WHERE o.oid = r.reltoastrelid) END) ORDER BY r.oid) FROM r)`,
    columns: `a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid),
 CASE WHEN a.attcollation <> t.typcollation THEN (SELECT l.collname FROM pg_collation l WHERE l.oid = a.attcollation) END,
 CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END, NULLIF(a.attcompression, ''), a.attacl::text[], NULLIF(a.attstattarget, -1), a.attoptions, a.attfdwoptions) ORDER BY a.attrelid, a.attnum)
 FROM r JOIN pg_attribute a ON a.attrelid = r.oid JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE r.relkind <> 'S' AND a.attnum > 0 AND NOT a.attisdropped)`,
    constraints: `o.oid, o.conrelid, o.conname, o.contype, o.condeferrable, o.condeferred, o.convalidated, ${enforced}, o.conkey, o.confrelid, CASE WHEN o.confrelid <> 0 THEN o.confrelid::regclass::text END,
 o.confkey, o.confupdtype, o.confdeltype, o.confmatchtype, ${setColumns}, pg_get_constraintdef(o.oid), pg_get_expr(o.conbin, o.conrelid), o.connoinherit,
 CASE WHEN o.contype IN ('p','u','x') THEN (SELECT json_build_array(k.reloptions, i.indisclustered, i.indisreplident) FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid WHERE i.indexrelid = o.conindid) END) ORDER BY o.oid)
 FROM r JOIN pg_constraint o ON o.conrelid = r.oid WHERE o.contype IN ('p','u','f','c','x')${oddlyKept})`,
    indexes: `i.indexrelid, i.indrelid, n.nspname, k.relname, i.indisunique, i.indisvalid, i.indisclustered, i.indisreplident, m.amname, pg_get_indexdef(i.indexrelid), k.reloptions,
 CASE WHEN i.indexprs IS NOT NULL THEN (SELECT json_agg(json_build_array(a.attnum, a.attstattarget) ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0) END) ORDER BY i.indexrelid)
 FROM r JOIN pg_index i ON i.indrelid = r.oid JOIN pg_class k ON k.oid = i.indexrelid JOIN pg_namespace n ON n.oid = k.relnamespace JOIN pg_am m ON m.oid = k.relam
 WHERE NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conrelid = i.indrelid AND o.conindid = i.indexrelid AND o.contype IN ('p','u','x')))`,
    triggers: `g.oid, g.tgrelid, g.tgname, g.tgenabled, pg_get_triggerdef(g.oid), g.tgfoid) ORDER BY g.oid) FROM r JOIN pg_trigger g ON g.tgrelid = r.oid WHERE NOT g.tgisinternal)`,
    rules: `w.oid, w.ev_class, w.rulename, w.ev_enabled, pg_get_ruledef(w.oid)) ORDER BY w.oid) FROM r JOIN pg_rewrite w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN')`,
    policies: `p.oid, p.polrelid, p.polname, p.polcmd, p.polpermissive, (SELECT array_agg(CASE WHEN role = 0 THEN 'PUBLIC' ELSE ${name('role')}::text END) FROM unnest(p.polroles) role),
 pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) ORDER BY p.oid) FROM r JOIN pg_policy p ON p.polrelid = r.oid)`,
    sequences: `s.seqrelid, format_type(s.seqtypid, NULL), s.seqstart::text, s.seqincrement::text, s.seqmin::text, s.seqmax::text, s.seqcache::text, s.seqcycle,
 (SELECT json_build_array(d.refobjid, d.refobjsubid, d.deptype) FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.deptype IN ('a','i') AND d.refobjsubid > 0 LIMIT 1))) FROM r JOIN pg_sequence s ON s.seqrelid = r.oid)`,
    functions: `p.oid, n.nspname, p.proname, oidvectortypes(p.proargtypes), p.prokind, l.lanname, CASE WHEN p.prosqlbody IS NULL THEN p.prosrc ELSE pg_get_function_sqlbody(p.oid) END,
 p.provolatile, p.prosecdef, p.proleakproof, p.proisstrict, p.proparallel, p.proconfig, ${name('p.proowner')}, p.proacl::text[], pg_get_function_result(p.oid), pg_get_function_arguments(p.oid),
 CASE WHEN p.prokind = 'a' THEN (SELECT concat_ws(' ', g.aggkind, g.aggtransfn, g.aggtranstype::regtype, g.aggfinalfn, g.aggcombinefn, g.agginitval, g.aggmtransfn, g.aggmfinalfn, NULLIF(g.aggsortop, 0)::regoperator, g.aggfinalmodify,
  g.aggfinalextra, g.aggtransspace, g.aggserialfn, g.aggdeserialfn, NULLIF(g.aggmtranstype, 0)::regtype, g.aggmtransspace, g.aggminvtransfn, g.aggmfinalextra, g.aggmfinalmodify, g.aggminitval) FROM pg_aggregate g WHERE g.aggfnoid = p.oid) END,
 p.probin, p.procost, p.prorows, NULLIF(p.prosupport, 0)::regproc, p.protrftypes::regtype[]::text) ORDER BY p.oid)
 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> '${ownSchema}' AND ${not('pg_proc', 'p.oid')})`,
    types: `t.oid, n.nspname, t.typname, t.typtype, ${name('t.typowner')}, t.typacl::text[], t.typrelid, CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) || coalesce((SELECT ' COLLATE ' || l.collname FROM pg_type b, pg_collation l WHERE b.oid = t.typbasetype AND l.oid = t.typcollation AND b.typcollation <> t.typcollation), '') END, t.typnotnull, t.typdefault,
 CASE WHEN t.typtype = 'd' THEN (SELECT array_agg(o.conname || ' ' || pg_get_constraintdef(o.oid) ORDER BY o.conname) FROM pg_constraint o WHERE o.contypid = t.oid AND o.contype = 'c') END,
 CASE WHEN t.typtype = 'e' THEN (SELECT array_agg(v.enumlabel ORDER BY v.enumsortorder) FROM pg_enum v WHERE v.enumtypid = t.oid) END,
 CASE t.typtype WHEN 'r' THEN (SELECT concat_ws(' ', format_type(g.rngsubtype, NULL), NULLIF(g.rngcanonical, 0)::regproc, NULLIF(g.rngsubdiff, 0)::regproc, 'as ' || format_type(g.rngmultitypid, NULL),
  (SELECT 'by ' || c.opcname FROM pg_opclass c WHERE c.oid = g.rngsubopc AND NOT c.opcdefault), (SELECT 'collated ' || l.collname FROM pg_type b, pg_collation l WHERE b.oid = g.rngsubtype AND l.oid = g.rngcollation AND b.typcollation <> g.rngcollation)) FROM pg_range g WHERE g.rngtypid = t.oid)
  WHEN 'b' THEN concat_ws(' ', t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, t.typmodout, t.typanalyze, t.typsubscript, t.typlen, t.typbyval, t.typalign, t.typstorage, t.typcategory, t.typispreferred, t.typdelim) END) ORDER BY t.oid)
 FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class k ON k.oid = t.typrelid
 WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> '${ownSchema}' AND ${not('pg_type', 't.oid')} AND (t.typtype IN ('e','d','r') OR (t.typtype = 'c' AND k.relkind = 'c') OR (t.typtype = 'b' AND t.typelem = 0)))`,
    roles: `a.oid, a.rolname, a.rolsuper, a.rolinherit, a.rolcreaterole, a.rolcreatedb, a.rolcanlogin, a.rolreplication, a.rolbypassrls, a.rolconnlimit, NULLIF(a.rolvaliduntil, 'infinity'),
 (SELECT array_agg(s.setconfig::text) FROM pg_db_role_setting s WHERE s.setrole = a.oid)) ORDER BY a.oid) FROM pg_roles a WHERE a.oid >= 16384)`,
    members: `m.roleid, ${name('m.roleid')}, m.member, ${name('m.member')}, m.admin_option, ${inherit}) ORDER BY m.roleid, m.member) FROM pg_auth_members m WHERE m.member >= 16384 OR m.roleid >= 16384)`,
    defaults: `d.oid, ${name('d.defaclrole')}, (SELECT n.nspname FROM pg_namespace n WHERE n.oid = d.defaclnamespace), d.defaclobjtype, d.defaclacl::text[]) ORDER BY d.oid) FROM pg_default_acl d)`,
    events: `t.oid, t.evtname, t.evtevent, t.evtenabled, t.evttags, t.evtfoid::regprocedure::text, ${name('t.evtowner')}) ORDER BY t.oid) FROM pg_event_trigger t WHERE ${not('pg_event_trigger', 't.oid')} AND t.evtname NOT LIKE 'pawl\\_%')`,
    database: `${name('d.datdba')}, d.datacl::text[], (SELECT s.setconfig::text[] FROM pg_db_role_setting s WHERE s.setdatabase = d.oid AND s.setrole = 0), d.datconnlimit, d.datallowconn, d.datistemplate,
 (SELECT s.setconfig::text[] FROM pg_db_role_setting s WHERE s.setdatabase = 0 AND s.setrole = 0))) FROM pg_database d WHERE d.datname = current_database())`,
    others: `x.c::regclass::text, x.i, pg_describe_object(x.c, x.i, 0), x.d, x.o, x.a) ORDER BY x.i) FROM (
 ${others(version, not)
   .map(([catalog, definition, owner = 'NULL', acl = 'NULL', which = not(catalog)]) => {
     const said = `${definition}::text d, ${owner}::text o, ${acl}::text[] a`
     return `SELECT '${catalog}'::regclass c, oid i, ${said} FROM ${catalog} c WHERE ${which}`
   })
   .join('\n UNION ALL ')}
) x)`,
    comments: `d.classoid::regclass::text, d.objoid, d.objsubid, d.description)) FROM pg_description d WHERE d.objoid >= 16384 OR (d.classoid = 'pg_namespace'::regclass AND d.objoid = 2200))`,
  }
}
