import type { EngineError } from '../../catalog/effect.ts'
import type { Row, TableRows } from '../../catalog/rows.ts'
import { Refusal } from '../../model/refusal.ts'
import { reaches } from './cage.ts'
import { prepared } from './catalog-changes.ts'
import { sequenceQuestions } from './sequences.ts'
import { split } from './split.ts'
import { territorial } from './territory.ts'
import { transactionKind } from './transactions.ts'
import type { Answer, Reply } from './wire.ts'

/** Sends SQL of pawl's own; an error in it is a refusal, for it says nothing about the migration. */
export type Send = (sql: string, copy?: string) => Promise<Reply>

/** Asks several things at once under neutral settings, and leaves the session as it was. */
export type Ask = (queries: readonly string[]) => Promise<readonly Answer[]>

/** Settings under which everything is told the same way whatever a migration has set. */
export const neutral: Readonly<Record<string, string>> = {
  search_path: '',
  statement_timeout: '0',
  lock_timeout: '0',
  quote_all_identifiers: 'off',
  standard_conforming_strings: 'on',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '1',
  bytea_output: 'hex',
}

const settled = Object.entries({ session_authorization: 'postgres', role: 'none', ...neutral, event_triggers: 'off' })
/** They come in this order, and go in it. Each by itself: a plan that changes the search path is made anew each time. */
const settle = settled.map(([name, value]) => `SET LOCAL ${name} = '${value}'`)
const values = settled.map(([name, value]) => `('${name}', '${value}')`).join(', ')

/** What is asked ahead of what pawl does itself and behind it. */
const framing: Readonly<Record<string, string>> = {
  // What is otherwise now; the server does not tell its first user by that setting.
  pawl_enter: `SELECT pg_catalog.set_config('pawl.saved', coalesce(pg_catalog.json_object_agg(n, now), '{}')::text, true)
 FROM (SELECT n, v, CASE n WHEN 'session_authorization' THEN session_user::text ELSE pg_catalog.current_setting(n) END AS now
 FROM (VALUES ${values}) s(n, v)) s WHERE now OPERATOR(pg_catalog.<>) v`,
  // Who asks comes back last, for others may not set what pawl has set.
  pawl_leave: `SELECT pg_catalog.set_config(key, value, true) FROM (SELECT * FROM pg_catalog.json_each_text(pg_catalog.current_setting('pawl.saved')::json)
 ORDER BY CASE key WHEN 'session_authorization' THEN 1 WHEN 'role' THEN 2 ELSE 0 END) s`,
  // Whether something answers to rows that come, or looks at them only at the commit.
  'pawl_answers(text[])': `SELECT EXISTS (SELECT FROM (SELECT pg_catalog.to_regclass(n)::pg_catalog.oid FROM pg_catalog.unnest($1) n OFFSET 0) c(oid)
 WHERE EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid = c.oid AND (NOT g.tgisinternal OR g.tgdeferrable) OFFSET 0)
 OR EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid OFFSET 0))`,
}

/** Prepares what pawl asks again and again in a session: planning it takes longer than running it. */
export async function prepareAll(send: Send, version: number): Promise<void> {
  const all = { ...framing, ...prepared(version), ...sequenceQuestions, ...territorial }
  const there = await send('SELECT name FROM pg_catalog.pg_prepared_statements')
  const known = new Set(there.answers[0]?.rows.map(([name]) => name))
  for (const [name, sql] of Object.entries(all)) {
    if (known.has(name.replace(/\(.*/, ''))) continue
    const { error } = await send(`PREPARE ${name} AS ${sql}`)
    if (error) throw new Refusal(`the catalog cannot be read from this server: ${error.message}`)
  }
}

/** What stands ahead of queries of pawl's own and behind them, and what ends the transaction where one of them fails. */
interface Frame {
  open: readonly string[]
  close: readonly string[]
  undo: readonly string[]
}

/** Around what is taken back, whatever it does: a savepoint where a transaction is open. */
export const takenBack = (inside: boolean) =>
  inside
    ? ({ open: 'SAVEPOINT pawl_ask', close: ['ROLLBACK TO pawl_ask', 'RELEASE pawl_ask'] } as const)
    : ({ open: 'BEGIN', close: ['ROLLBACK'] } as const)

/** The answers to queries of pawl's own, sent in a frame at once. */
export async function framed(send: Send, { open, close, undo }: Frame, queries: readonly string[]): Promise<readonly Answer[]> {
  const reply = await send([...open, ...queries, ...close].join(';\n'))
  if (reply.error) {
    if (undo.length) await send(undo.join('; '))
    throw new Refusal(`the database does not answer: ${reply.error.message}`)
  }
  return reply.answers.slice(open.length, open.length + queries.length)
}

/** How pawl's own questions are put in a session. */
export function asker(send: Send, inside: () => boolean): Ask {
  return (queries) => {
    const { open, close } = takenBack(inside())
    return framed(send, { open: [open, ...settle], close, undo: close }, queries)
  }
}

/** How pawl does things of its own that stay; in an open transaction the settings are put back by hand. */
export function doer(send: Send, inside: () => boolean): Ask {
  return (queries) => {
    const frame = inside()
      ? { open: ['EXECUTE pawl_enter', ...settle], close: ['EXECUTE pawl_leave'], undo: [] }
      : { open: ['BEGIN', ...settle], close: ['COMMIT'], undo: ['ROLLBACK'] }
    return framed(send, frame, queries)
  }
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** `public.t` as SQL; names of the catalog are not quoted. */
export function tableSql(name: string): string {
  const dot = name.indexOf('.')
  return dot === -1 ? `public.${quoted(name)}` : `${quoted(name.slice(0, dot))}.${quoted(name.slice(dot + 1))}`
}

/** What was read of a table, and the state of its counters then. */
export type KnownRows = Map<string, { state: string; rows: TableRows }>

/** Rows of tables as text, in an order that depends on the values alone; a table that is gone has none. Read anew where touched. */
export async function readRows(ask: Ask, tables: readonly string[], known: KnownRows = new Map()): Promise<TableRows[]> {
  if (tables.length === 0) return []
  const wanted = tables.map((table) => `'${tableSql(table).replaceAll("'", "''")}'`).join(', ')
  const [states] = await ask([`EXECUTE pawl_states(ARRAY[${wanted}]::text[])`])
  const found = tables.flatMap((table, at) => {
    const [, id, state] = states!.rows[at]!
    return id === null ? [] : [{ table, id: id!, state: `${table} ${state}` }]
  })
  const fresh = found.filter(({ id, state }) => known.get(id)?.state !== state)
  const answers = fresh.length ? await ask(fresh.map(({ table }) => `SELECT * FROM ${tableSql(table)}`)) : []
  for (const [at, { table, id, state }] of fresh.entries()) {
    const { columns, rows } = answers[at]!
    known.set(id, { state, rows: { table, columns, rows: [...rows].sort(byValue) } })
  }
  return found.map(({ id }) => known.get(id)!.rows)
}

/** Orders rows as text, for a table has no order of its own. */
export function byValue(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? ''
    const y = b[i] ?? ''
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}

/** Puts rows in, up to the first table that does not take its own, which is told. */
export async function fillRows(send: Send, rows: readonly TableRows[], inside: boolean): Promise<Unfilled[]> {
  const [open, close, undo] = inside
    ? ['SAVEPOINT pawl_fill', 'RELEASE pawl_fill', 'ROLLBACK TO pawl_fill; RELEASE pawl_fill']
    : ['BEGIN', 'COMMIT', 'ROLLBACK']
  for (const { table, columns, rows: values } of rows) {
    if (values.length === 0) continue
    const tuples = values.map((row) => `(${row.map(literal).join(', ')})`).join(',\n')
    const insert = `INSERT INTO ${tableSql(table)} (${columns.map(quoted).join(', ')}) OVERRIDING SYSTEM VALUE VALUES ${tuples}`
    if (values.length > many) {
      const [sleep, wake] = [slowIndexes(table, false), slowIndexes(table, true)]
      if (!(await send(`${open}; ${sleep}; ${insert}; ${wake}; ${close}`)).error) continue
      await send(undo)
    }
    const reply = await send(`${open}; ${insert}; ${close}`)
    if (!reply.error) continue
    await send(undo)
    return [{ table, message: reply.error.message, sqlstate: reply.error.sqlstate }]
  }
  return []
}

const many = 500

/** Graphs of nearest neighbours cost milliseconds a row: many rows are put in beside them. They keep no key, so nothing is let through. */
const slowIndexes = (table: string, ready: boolean) =>
  `UPDATE pg_catalog.pg_index i SET indisready = ${ready} FROM pg_catalog.pg_class c JOIN pg_catalog.pg_am a ON a.oid = c.relam
 WHERE c.oid = i.indexrelid AND a.amname = 'hnsw' AND NOT i.indisunique AND i.indrelid = '${tableSql(table).replaceAll("'", "''")}'::regclass`

/** A table that did not take its rows, and why. */
interface Unfilled {
  table: string
  message: string
  sqlstate: string
}

/** Whether rows may be put in as they are: nothing answers to them but the references, which are asked at once. */
export async function takesQuietly(send: Send, tables: readonly string[]): Promise<boolean> {
  const list = tables.map((table) => `'${tableSql(table).replaceAll("'", "''")}'`).join(', ')
  const { answers } = await send(`EXECUTE pawl_answers(ARRAY[${list}]::text[])`)
  return answers[0]?.rows[0]?.[0] === 'f'
}

/** Nothing but the rows themselves is looked at while they are put in. Switched seldom: it costs every plan that the server keeps. */
export const asleepSql = 'SET SESSION AUTHORIZATION DEFAULT; SET session_replication_role = replica'
export const awakeSql = 'RESET session_replication_role'

/** Whether a script may take a value of a sequence, be it in a function that it calls. */
export function mayInsert(text: string): boolean {
  return /\b(insert|copy|merge|nextval|update|delete|do|call|select|execute)\b/i.test(text)
}

/** Sequences go on behind the rows that were put in, as they would have where the application wrote them. */
export async function advanceSequences(send: Send, tables: readonly string[]): Promise<void> {
  const list = tables.map((table) => `'${tableSql(table).replaceAll("'", "''")}'`).join(', ')
  // The column that a sequence belongs to may have become one of text since.
  const owned =
    await send(`SELECT s.seqrelid::pg_catalog.regclass, a.attname, d.refobjid::pg_catalog.regclass, s.seqmin, least(s.seqmax, 32767) FROM pg_catalog.pg_sequence s
 CROSS JOIN LATERAL (SELECT * FROM pg_catalog.pg_depend d WHERE d.classid = 1259 AND d.objid = s.seqrelid AND d.refclassid = 1259
  AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 OFFSET 0) d JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
 WHERE d.refobjid IN (SELECT pg_catalog.to_regclass(t) FROM pg_catalog.unnest(ARRAY[${list}]::text[]) t)
 AND (SELECT coalesce(nullif(t.typbasetype, 0), t.oid) FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid) IN (20, 21, 23, 700, 701, 1700)`)
  const rows = owned.answers[0]?.rows ?? []
  // A value past a sequence's own ends is no value that it would have given.
  const set = ([sequence, column, table, least, most]: readonly (string | null)[]) =>
    `SELECT pg_catalog.setval('${sequence!.replaceAll("'", "''")}', m::bigint) FROM (SELECT pg_catalog.max(${quoted(column!)}) AS m FROM ${table}) x WHERE m::numeric BETWEEN ${least} AND ${most}`
  if (rows.length) await send(rows.map(set).join('; '))
}

const literal = (value: string | null) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`)

/** Who asks and what a name means as a connection begins; what stands under a temporary name is no table of the application. */
const anewSql = `SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE TO DEFAULT; SET LOCAL search_path TO DEFAULT;
 SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', nullif(pg_catalog.current_setting('search_path'), ''), 'pg_temp'), true)`

/** The rows of one query of a policy, under the settings as they stand or anew; whatever it changes is taken back. */
export async function queryRows(
  send: Send,
  sql: string,
  inside: boolean,
  anew = false,
): Promise<{ rows: readonly Row[] } | { error: EngineError }> {
  const statements = await split({ migration: '', path: '', text: sql, direction: 'other', wrap: 'query' })
  const at = statements[0]?.at ?? {
    migration: '',
    path: '',
    statement: 1,
    span: { line: 1, column: 1, endLine: 1, endColumn: 1 },
    text: sql,
  }
  const reach = statements.map(reaches).find((each) => each !== undefined)
  if (reach) throw new Refusal(`\`${reach}\` reaches outside the database and is not carried out`)
  if (statements.length !== 1 || transactionKind(statements[0]!)) return { error: { message: 'one query is wanted here', at } }
  const { open, close } = takenBack(inside)
  await send(anew ? `${open}; ${anewSql}` : open)
  const { error, answers } = await send(statements[0]!.sql)
  await send(close.join('; '))
  if (error && anew) {
    // Migrations may set the path that the query's names are of.
    const asItStands = await queryRows(send, sql, inside)
    if ('rows' in asItStands) return asItStands
  }
  if (error) return { error: { message: error.message, ...(error.sqlstate ? { sqlstate: error.sqlstate } : {}), at } }
  const { columns, rows } = answers.at(-1)!
  return { rows: rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]))) }
}
