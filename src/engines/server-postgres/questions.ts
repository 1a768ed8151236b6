import type { TableRows } from '../../catalog/rows.ts'
import { byValue, framed, neutral, tableSql, takenBack } from '../postgres/session.ts'
import type { Answer, Wire } from '../postgres/wire.ts'
import { literal } from './host.ts'

/** What is set on a server beside that. */
const quiet = { row_security: 'off', client_min_messages: 'error' }
/** A server has had it since then; what hangs on it does not run along with what pawl does. */
const since17 = { event_triggers: 'off' }

const own = 'SET LOCAL SESSION AUTHORIZATION DEFAULT'
const set = (name: string, value: string) => `set_config('${name}', ${value}, true)`
const settingsFor = (major: number) => Object.entries({ ...neutral, ...quiet, ...(major >= 17 ? since17 : {}) })
const enterSql = (major: number) =>
  `SELECT ${settingsFor(major)
    .map(([name, value]) => set(name, literal(value)))
    .join(', ')}`
const kept = (major: number) => [...settingsFor(major).map(([name]) => name), 'session_authorization', 'role']
const saveSql = (major: number) =>
  `SELECT set_config('pawl.saved', json_build_array(${kept(major)
    .map((name) => (name === 'session_authorization' ? 'session_user' : `current_setting('${name}')`))
    .join(', ')})::text, true)`
const leaveSql = (major: number) =>
  `SELECT ${kept(major)
    .map((name, at) => set(name, `current_setting('pawl.saved')::json ->> ${at}`))
    .join(', ')}`

/** Asks several things at once under neutral settings, and leaves session and transaction as they were. */
export function askAll(connection: Wire, major: number, queries: readonly string[], inside: boolean): Promise<readonly Answer[]> {
  const { open, close } = takenBack(inside)
  return framed((sql) => connection.send(sql), { open: [open, own, enterSql(major)], close, undo: close }, queries)
}

/** What is written for the newest server, as an older one takes it. */
const asOf = (major: number, sql: string) => (major >= 17 ? sql : sql.replaceAll(' SET event_triggers = off', ''))

/** Does things as pawl itself, so that they stay, and leaves the settings of the session as they were. */
export function doAll(connection: Wire, major: number, queries: readonly string[], inside: boolean): Promise<readonly Answer[]> {
  const frame = inside
    ? { open: [saveSql(major), own, enterSql(major)], close: [leaveSql(major)], undo: [] }
    : { open: ['BEGIN', own, enterSql(major)], close: ['COMMIT'], undo: ['ROLLBACK'] }
  return framed((sql) => connection.send(asOf(major, sql)), frame, queries)
}

/** Rows of tables as text, in an order that depends on the values alone; a table that is gone has none. `there`: none of them is gone. */
export async function readTables(
  ask: (queries: readonly string[]) => Promise<readonly Answer[]>,
  tables: readonly string[],
  there: boolean,
): Promise<TableRows[]> {
  const wanted = tables.map((table) => literal(tableSql(table))).join(', ')
  const standing = `SELECT w.n FROM unnest(ARRAY[${wanted}]::text[]) WITH ORDINALITY w(name, n)
 JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(w.name) AND c.relkind IN ('r', 'p') ORDER BY 1`
  const found = there ? tables : tables.length ? (await ask([standing]))[0]!.rows.map(([number]) => tables[Number(number) - 1]!) : []
  const answers = found.length ? await ask(found.map((table) => `SELECT * FROM ${tableSql(table)}`)) : []
  return found.map((table, at) => ({ table, columns: answers[at]!.columns, rows: [...answers[at]!.rows].sort(byValue) }))
}
