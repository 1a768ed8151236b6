import { folded, isDynamic, mentions } from '../../model/mention.ts'
import { ownSchema } from './catalog-sql.ts'
import type { Ask } from './session.ts'

/** A watched table that stands. */
interface Standing {
  table: string
  /** Its name as it is now, as SQL. */
  now: string
}

/** Where watched tables stand, and by which ways a statement can reach them. */
export interface Territory {
  /** By number. */
  standing: ReadonlyMap<string, Standing>
  /** All that may run along with a text. */
  along(text: string, does: Does): Along
  /** Numbers of the tables that one of the texts may mean, by their own names or by those of what leads to their rows. */
  spoken(texts: readonly string[]): string[]
}

/** What a statement does by itself. */
type Does = 'reads' | 'writes' | 'commits'

/** The bodies of what is called without being named, and of whatever is named; and whether rows may be written. */
interface Along {
  bodies: string[]
  writes: boolean
}

interface Routine {
  name: string
  body: string
  /** Whether something in the database calls it without naming it: always, or only where rows of some tables are written. */
  called: 'never' | 'always' | 'on write'
  /** What these tables and all that leads to their rows are called. */
  tables: readonly string[]
  /** It may wait for a commit. */
  waits: boolean
  /** Its body does not show whether it writes. */
  opaque: boolean
}

const numberOf = (name: string) => `'pg_catalog.${name}'::pg_catalog.regclass`

/** Built-in functions that were made anew have a transaction of their own, later than those that prepare a server. */
const preparedBy = 800

/** The functions that can be read, whether something else in the database calls them, and what triggers and rules say. */
const routinesSql = `WITH t AS MATERIALIZED (SELECT g.*, json_build_array(g.tgrelid::text, k.relname) AS of FROM pg_trigger g JOIN pg_class k ON k.oid = g.tgrelid),
 f AS MATERIALIZED (SELECT tgfoid, json_agg(of) AS of, bool_or(tgdeferrable) AS waits FROM t GROUP BY tgfoid)
SELECT p.proname, CASE WHEN p.prosqlbody IS NULL THEN p.prosrc ELSE pg_get_function_sqlbody(p.oid) END,
 CASE WHEN p.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = ${numberOf('pg_proc')} AND d.refobjid = p.oid) THEN 'never'
  WHEN p.oid >= 16384 AND p.prorettype = 'pg_catalog.trigger'::pg_catalog.regtype THEN 'on write' ELSE 'always' END,
 f.of, f.waits, (SELECT l.lanname NOT IN ('sql', 'plpgsql') FROM pg_language l WHERE l.oid = p.prolang)
 FROM pg_proc p LEFT JOIN f ON f.tgfoid = p.oid WHERE (p.oid >= 16384 OR (p.prolang = 14 AND p.xmin::text::bigint > ${preparedBy})) AND p.prolang NOT IN (12, 13)
 AND p.pronamespace <> coalesce((SELECT n.oid FROM pg_namespace n WHERE n.nspname = '${ownSchema}'), 0)
 UNION ALL SELECT '', pg_get_ruledef(r.oid), 'on write', json_build_array(json_build_array(k.oid::text, k.relname)), false, false
 FROM pg_rewrite r JOIN pg_class k ON k.oid = r.ev_class WHERE r.oid >= 16384 AND r.rulename <> '_RETURN'
 UNION ALL SELECT '', encode(tgargs, 'escape'), 'on write', json_build_array(of), tgdeferrable, false
 FROM t WHERE tgnargs > 0 AND NOT tgisinternal AND tgname NOT LIKE 'pawl\\_%'`

/** Whether event triggers, checks of domains or operators call functions where a statement names none. */
const hiddenSql = `SELECT EXISTS (SELECT FROM pg_event_trigger t WHERE t.evtname NOT LIKE 'pawl\\_%') OR EXISTS (SELECT FROM pg_constraint o WHERE o.conrelid = 0 AND o.contypid <> 0 AND o.oid >= 16384)
 OR EXISTS (SELECT FROM pg_amproc a JOIN pg_proc p ON p.oid = a.amproc WHERE a.oid >= 16384 AND p.prolang NOT IN (12, 13))
 OR EXISTS (SELECT FROM pg_amop a JOIN pg_operator o ON o.oid = a.amopopr JOIN pg_proc p ON p.oid = o.oprcode WHERE a.oid >= 16384 AND p.prolang NOT IN (12, 13))`

/** Whether anything can wait for a commit. */
const waitsSql = 'SELECT EXISTS (SELECT FROM pg_trigger g WHERE g.tgdeferrable)'

/** Whether a constraint can wait for a commit: mostly none can, and that is soon told. */
const defersSql = 'SELECT 1 FROM pg_catalog.pg_constraint o WHERE o.condeferrable LIMIT 1'

/** What a write to one relation may write along: tables that refer to it with an action, those above and below it, what a view shows. */
const flowSql = `SELECT f.oid, f.relname, e.into FROM (
 SELECT confrelid AS out, conrelid AS into FROM pg_constraint WHERE contype = 'f' AND (confdeltype IN ('c', 'n', 'd') OR confupdtype IN ('c', 'n', 'd'))
 UNION SELECT inhparent, inhrelid FROM pg_inherits UNION SELECT inhrelid, inhparent FROM pg_inherits
 UNION SELECT r.ev_class, d.refobjid FROM pg_rewrite r JOIN pg_depend d ON d.classid = ${numberOf('pg_rewrite')} AND d.objid = r.oid AND d.refclassid = ${numberOf('pg_class')}
  WHERE r.oid >= 16384 AND d.refobjid <> r.ev_class) e JOIN pg_class f ON f.oid = e.out`

/** Where tables stand: by name, and by number where they stood before and may have another name now. */
const standingSql = `SELECT c.oid, w.t, c.relname, format('%I.%I', s.nspname, c.relname) FROM (
 SELECT to_regclass(x.n)::oid, x.t FROM unnest($1, $2) x(n, t) UNION SELECT y.o, y.t FROM unnest($3, $4) y(o, t)) w(o, t)
 JOIN pg_class c ON c.oid = w.o JOIN pg_namespace s ON s.oid = c.relnamespace`

/** The questions as they are prepared in a session that asks them often. */
export const territorial: Readonly<Record<string, string>> = {
  'pawl_standing(text[], text[], oid[], text[])': standingSql,
  pawl_flow: flowSql,
  pawl_routines: routinesSql,
  pawl_hidden: hiddenSql,
  pawl_waits: waitsSql,
  pawl_defers: defersSql,
}

/** How the questions are put: as they are, or as they were prepared. */
export interface Questions {
  standing(...lists: readonly string[]): string
  flow: string
  routines: string
  hidden: string
  waits: string
  defers: string
}
export const plainQuestions: Questions = {
  standing: (...lists) => lists.reduce((sql, list, at) => sql.replace(`$${at + 1}`, () => list), standingSql),
  flow: flowSql,
  routines: routinesSql,
  hidden: hiddenSql,
  waits: waitsSql,
  defers: defersSql,
}
export const preparedQuestions: Questions = {
  standing: (...lists) => `EXECUTE pawl_standing(${lists.join(', ')})`,
  flow: 'EXECUTE pawl_flow',
  routines: 'EXECUTE pawl_routines',
  hidden: 'EXECUTE pawl_hidden',
  waits: 'EXECUTE pawl_waits',
  defers: 'EXECUTE pawl_defers',
}

/** Whether functions are called where a statement names none. */
export const isHidden = (own: Ask, questions: Questions): Promise<boolean> => isSo(own, questions.hidden)

/** Whether triggers may wait for a commit. */
export const mayWait = (own: Ask, questions: Questions): Promise<boolean> => isSo(own, questions.waits)

async function isSo(own: Ask, question: string): Promise<boolean> {
  const [answer] = await own([question])
  return answer!.rows[0]![0] === 't'
}

/** Looks where the tables stand; what stood before is found under another name too. */
export async function territoryOf(
  own: Ask,
  questions: Questions,
  names: ReadonlyMap<string, string>,
  before?: Territory,
): Promise<Territory> {
  const list = (texts: Iterable<string>, type: string) =>
    `ARRAY[${[...texts].map((each) => `'${each.replaceAll("'", "''")}'`).join(', ')}]::${type}[]`
  const known = [...(before?.standing ?? [])]
  const there = questions.standing(
    list(names.keys(), 'text'),
    list(names.values(), 'text'),
    list(
      known.map(([id]) => id),
      'oid',
    ),
    list(
      known.map(([, { table }]) => table),
      'text',
    ),
  )
  const [tables, flows, routines] = await own([there, questions.flow, questions.routines])
  const into = new Map<string, { from: string; name: string }[]>()
  for (const [from, name, to] of flows!.rows) into.set(to!, [...(into.get(to!) ?? []), { from: from!, name: name! }])
  const standing = new Map<string, Standing>()
  const leading = new Map<string, ReadonlySet<string>>()
  const order = [...names.values()]
  const found = [...tables!.rows].sort((a, b) => order.indexOf(a[1]!) - order.indexOf(b[1]!))
  for (const [id, table, name, now] of found) {
    standing.set(id!, { table: table!, now: now! })
    leading.set(id!, new Set([folded(name!), folded(table!.slice(table!.indexOf('.') + 1)), ...leadingTo(id!, into)]))
  }
  const all = routines!.rows.map(
    ([name, body, called, on, waits, opaque]): Routine => ({
      name: folded(name!),
      body: folded(body ?? ''),
      called: called as Routine['called'],
      tables: (JSON.parse(on ?? '[]') as [string, string][]).flatMap(([id, table]) => [folded(table), ...leadingTo(id, into)]),
      waits: waits === 't',
      opaque: opaque === 't',
    }),
  )
  return {
    standing,
    along: (said, does) => along(all, folded(said), does),
    spoken: (texts) => {
      const said = texts.map(folded)
      if (said.some(isDynamic)) return [...standing.keys()]
      return [...standing.keys()].filter((id) => [...leading.get(id)!].some((name) => said.some((each) => mentions(each, name))))
    },
  }
}

function leadingTo(id: string, into: ReadonlyMap<string, readonly { from: string; name: string }[]>): string[] {
  const seen = new Set([id])
  const found: string[] = []
  for (const at of seen) {
    for (const { from, name } of into.get(at) ?? []) {
      seen.add(from)
      found.push(folded(name))
    }
  }
  return found
}

const writing = /\b(?:insert|update|delete|merge|truncate|copy|set\s+constraints)\b/
/** It empties tables that it does not name. */
const sweeping = /\btruncate\b[^;]*\bcascade\b/

/** Triggers and rules run where rows of their table are written: by the statement, or by what runs along with it. */
function along(all: readonly Routine[], text: string, does: Does): Along {
  const found = all.filter(({ called, waits }) => called === 'always' || (does === 'commits' && waits))
  let rest: readonly Routine[] = all.filter((routine) => !found.includes(routine))
  let anywhere = found.some(({ opaque }) => opaque)
  let written = anywhere || does !== 'reads'
  const texts = [text, ...found.map(({ body }) => body)]
  for (const [at, each] of texts.entries()) {
    const dynamic = isDynamic(each)
    const writes = dynamic || (at === 0 ? does === 'writes' : writing.test(each))
    written ||= writes
    anywhere ||= dynamic || sweeping.test(each)
    const meant = rest.filter(
      ({ name, called, tables }) =>
        dynamic ||
        (called === 'on write' && (anywhere || (writes && tables.some((table) => mentions(each, table))))) ||
        mentions(each, name),
    )
    rest = rest.filter((routine) => !meant.includes(routine))
    anywhere ||= meant.some(({ opaque }) => opaque)
    texts.push(...meant.map(({ body }) => body))
  }
  return { bodies: texts.slice(1), writes: written }
}
