import type { EngineError } from '../../catalog/effect.ts'
import type { Row, TableRows } from '../../catalog/rows.ts'
import { Refusal } from '../../model/refusal.ts'
import { reaches } from './cage.ts'
import type { RawCatalog } from './catalog-read.ts'
import { catalogSql } from './catalog-sql.ts'
import { split } from './split.ts'
import { transactionKind } from './transactions.ts'
import type { Reply } from './wire.ts'

/** Sends SQL of pawl's own; an error in it is a refusal, for it says nothing about the migration. */
export type Send = (sql: string, copy?: string) => Promise<Reply>

/** Settings under which definitions are told the same way whatever a migration has set. */
const neutral = [
  'SET LOCAL SESSION AUTHORIZATION DEFAULT',
  "SET LOCAL search_path = ''",
  'SET LOCAL statement_timeout = 0',
  'SET LOCAL lock_timeout = 0',
  'SET LOCAL quote_all_identifiers = off',
  'SET LOCAL standard_conforming_strings = on',
  "SET LOCAL DateStyle = 'ISO, MDY'",
  "SET LOCAL IntervalStyle = 'postgres'",
  'SET LOCAL extra_float_digits = 1',
  "SET LOCAL bytea_output = 'hex'",
  'SET LOCAL row_security = off',
  "SET LOCAL client_min_messages = 'error'",
].join('; ')

/** Asks under neutral settings and leaves the session as it was. */
async function aside(send: Send, sql: string, inside: boolean): Promise<Reply> {
  const [open, close] = inside ? ['SAVEPOINT pawl_aside', 'ROLLBACK TO pawl_aside; RELEASE pawl_aside'] : ['BEGIN', 'ROLLBACK']
  const reply = await send(`${open}; ${neutral}; ${sql}; ${close}`)
  if (reply.error) await send(close)
  return reply
}

function answerOf(reply: Reply) {
  return reply.answers.findLast(({ columns }) => columns.length > 0)
}

/** The rows of the server's catalogs; one round trip, planned once. */
export async function rawCatalog(send: Send, version: number, inside: boolean): Promise<RawCatalog> {
  let reply = await aside(send, 'EXECUTE pawl_catalog', inside)
  if (reply.error?.sqlstate === '26000') {
    await send(`PREPARE pawl_catalog AS ${catalogSql(version)}`)
    reply = await aside(send, 'EXECUTE pawl_catalog', inside)
  }
  const answer = answerOf(reply)
  if (!answer) throw new Refusal(`the catalog could not be read: ${reply.error?.message ?? 'no answer'}`)
  return Object.fromEntries(answer.columns.map((name, index) => [name, JSON.parse(answer.rows[0]![index] ?? 'null')]))
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** `public.t` as SQL; names of the catalog are not quoted. */
export function tableSql(name: string): string {
  const dot = name.indexOf('.')
  return dot === -1 ? `public.${quoted(name)}` : `${quoted(name.slice(0, dot))}.${quoted(name.slice(dot + 1))}`
}

/** Rows of tables as text, in an order that depends on the values alone; a table that is gone has none. */
export async function readRows(send: Send, tables: readonly string[], inside: boolean): Promise<TableRows[]> {
  const read: TableRows[] = []
  for (const table of tables) {
    const reply = await aside(send, `SELECT * FROM ${tableSql(table)}`, inside)
    const answer = answerOf(reply)
    if (answer) read.push({ table, columns: answer.columns, rows: [...answer.rows].sort(byValue) })
    else if (reply.error?.sqlstate !== '42P01' && reply.error?.sqlstate !== '3F000' && reply.error)
      throw new Refusal(`the rows of \`${table}\` could not be read: ${reply.error.message}`)
    else if (!reply.error) read.push({ table, columns: [], rows: [] })
  }
  return read
}

function byValue(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? ''
    const y = b[i] ?? ''
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}

/** Puts rows in with triggers and foreign keys asleep; tells the tables that did not take theirs. */
export async function fillRows(send: Send, rows: readonly TableRows[], inside: boolean): Promise<{ table: string; message: string }[]> {
  const failed: { table: string; message: string }[] = []
  for (const { table, columns, rows: values } of rows) {
    if (values.length === 0) continue
    const tuples = values.map((row) => `(${row.map(literal).join(', ')})`).join(',\n')
    const insert = `INSERT INTO ${tableSql(table)} (${columns.map(quoted).join(', ')}) OVERRIDING SYSTEM VALUE VALUES ${tuples}`
    const [open, close, undo] = inside
      ? ['SAVEPOINT pawl_fill', 'RELEASE pawl_fill', 'ROLLBACK TO pawl_fill; RELEASE pawl_fill']
      : ['BEGIN', 'COMMIT', 'ROLLBACK']
    const guard =
      'SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL session_replication_role = replica; SET LOCAL statement_timeout = 0; SET LOCAL row_security = off'
    const reply = await send(`${open}; ${guard}; ${insert}; SET LOCAL session_replication_role = DEFAULT; ${close}`)
    if (reply.error) {
      await send(undo)
      failed.push({ table, message: reply.error.message })
    } else await send(advanceSql(tableSql(table)))
  }
  return failed
}

/** Sequences go on behind the rows that were put in, as they would have where the application wrote them. */
function advanceSql(table: string): string {
  return `DO $pawl$ DECLARE one record; BEGIN
 FOR one IN SELECT attname, pg_catalog.pg_get_serial_sequence('${table.replaceAll("'", "''")}', attname) AS of FROM pg_catalog.pg_attribute
  WHERE attrelid = '${table.replaceAll("'", "''")}'::pg_catalog.regclass AND attnum > 0 AND NOT attisdropped LOOP
  IF one.of IS NOT NULL THEN EXECUTE pg_catalog.format('SELECT pg_catalog.setval(%L, pg_catalog.max(%I)) FROM ${table.replaceAll("'", "''")}', one.of, one.attname); END IF;
 END LOOP; EXCEPTION WHEN OTHERS THEN NULL; END $pawl$`
}

const literal = (value: string | null) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`)

/** The rows of one query of a policy, under the settings as they stand; whatever it changes is taken back. */
export async function ask(send: Send, sql: string, inside: boolean): Promise<{ rows: readonly Row[] } | { error: EngineError }> {
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
  const [open, close] = inside ? ['SAVEPOINT pawl_ask', 'ROLLBACK TO pawl_ask; RELEASE pawl_ask'] : ['BEGIN', 'ROLLBACK']
  await send(open)
  const { error, answers } = await send(statements[0]!.sql)
  await send(close)
  if (error) return { error: { message: error.message, ...(error.sqlstate ? { sqlstate: error.sqlstate } : {}), at } }
  const { columns, rows } = answers.at(-1)!
  return { rows: rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]))) }
}
