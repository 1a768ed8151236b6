import type { TableRows } from '../../catalog/rows.ts'
import type { Host } from './host.ts'
import { literal, quoted } from './quote.ts'

/** Puts rows in without firing triggers or minding references; tables whose rows do not fit are left as they were and told. */
export async function fillTables(host: Host, list: readonly TableRows[]): Promise<{ table: string; message: string }[]> {
  const failed: { table: string; message: string }[] = []
  await host.ask(`SET SESSION foreign_key_checks = 0, SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO'`)
  for (const { table, columns, rows } of list) {
    if (rows.length === 0) continue
    const types = await typesOf(host, table)
    const tuples = rows.map((row) => `(${row.map((value, at) => typed(value, types.get(columns[at]!.toLowerCase()) ?? '')).join(', ')})`)
    const again = await withoutTriggers(host, table)
    const told = await host.own.send(`INSERT INTO ${quoted(table)} (${columns.map(quoted).join(', ')}) VALUES ${tuples.join(', ')}`)
    await again()
    if ('error' in told) failed.push({ table, message: told.error.message })
  }
  await host.ask(`SET SESSION foreign_key_checks = 1, SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'`)
  return failed
}

async function typesOf(host: Host, table: string): Promise<Map<string, string>> {
  const { rows } = await host.ask(
    `SELECT column_name, column_type FROM information_schema.columns WHERE table_schema = ${literal(host.name)} AND table_name = ${literal(table)}`,
  )
  return new Map(rows.map(([column, type]) => [column!.toLowerCase(), type!.toLowerCase()]))
}

/** There is no switch for triggers: they are dropped, and made again. */
async function withoutTriggers(host: Host, table: string): Promise<() => Promise<void>> {
  const { rows } = await host.ask(
    `SELECT trigger_name, sql_mode FROM information_schema.triggers WHERE trigger_schema = ${literal(host.name)} AND event_object_table = ${literal(table)} ORDER BY action_timing, event_manipulation, action_order`,
  )
  const made: string[] = []
  for (const [name, mode] of rows) {
    const shown = await host.ask(`SHOW CREATE TRIGGER ${quoted(name!)}`)
    made.push(`SET SESSION sql_mode = ${literal(mode!)}`, shown.rows[0]![2]!)
  }
  for (const [name] of rows) await host.ask(`DROP TRIGGER ${quoted(name!)}`)
  return async () => {
    for (const sql of made) await host.ask(sql)
    if (made.length) await host.ask(`SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO'`)
  }
}

/** A value as the column's type takes it: bytes and bits as such, small numbers within their range. */
function typed(value: string | null, type: string): string {
  if (value === null) return 'NULL'
  if (/^\\x([0-9a-f]{2})*$/i.test(value)) return `x'${value.slice(2)}'`
  if (/^tinyint\(1\)/.test(type)) return /^(true|false)$/i.test(value) ? value : String(Number(value) % 2 || 0)
  if (/^tinyint/.test(type) && Number(value) > 127) return String(Number(value) % 128)
  if (/^bit/.test(type) && /^[01]+$/.test(value)) return `b'${value.slice(-Number(/\((\d+)\)/.exec(type)?.[1] ?? 1))}'`
  if (/^year/.test(type) && !/^\d{4}$/.test(value)) return '2001'
  return literal(value)
}
