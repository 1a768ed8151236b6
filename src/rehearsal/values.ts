import { type AspectValue, type Catalog, keyOf, partsOf } from '../catalog/catalog.ts'
import { type TableRows, tellsApart } from '../catalog/rows.ts'

/** Tables and columns (by catalog name) whose values are not what they were; a table where whole rows are gone. */
export interface ValueLoss {
  tables: string[]
  columns: string[]
}

/** Compares the rows that stood with the rows that stand, table by table; rows that came are no loss. */
export function lostValues(before: readonly TableRows[], after: readonly TableRows[], catalog: Catalog): ValueLoss {
  const found = new Map(after.map((each) => [each.table, each]))
  const loss: ValueLoss = { tables: [], columns: [] }
  for (const older of before) {
    const newer = found.get(older.table)
    if (!newer) continue
    const shared = older.columns.filter((column) => newer.columns.includes(column))
    const key = keyColumns(catalog, older.table).filter((column) => shared.includes(column))
    if (key.length && tellsApart(older, key) && tellsApart(newer, key)) byKey(older, newer, shared, key, loss)
    else byValues(older, newer, shared, loss)
  }
  return loss
}

function byKey(older: TableRows, newer: TableRows, shared: readonly string[], key: readonly string[], loss: ValueLoss): void {
  const rows = new Map(pick(newer, key).map((values, at) => [JSON.stringify(values), at]))
  const [was, is] = [pick(older, shared), pick(newer, shared)]
  const changed = new Set<string>()
  let gone = 0
  for (const [at, values] of pick(older, key).entries()) {
    const to = rows.get(JSON.stringify(values))
    if (to === undefined) gone++
    else for (const [index, column] of shared.entries()) if (was[at]![index] !== is[to]![index]) changed.add(column)
  }
  if (gone) byValues(older, newer, shared, loss)
  else loss.columns.push(...[...changed].map((column) => `${older.table}.${column}`))
}

/** Without keys that hold, each column's values are compared as a heap: what was there must still be there. */
function byValues(older: TableRows, newer: TableRows, shared: readonly string[], loss: ValueLoss): void {
  const missing = (columns: readonly string[]) => {
    const heap = new Map<string, number>()
    for (const values of pick(newer, columns)) heap.set(JSON.stringify(values), (heap.get(JSON.stringify(values)) ?? 0) + 1)
    return pick(older, columns).some((values) => {
      const left = heap.get(JSON.stringify(values)) ?? 0
      heap.set(JSON.stringify(values), left - 1)
      return left <= 0
    })
  }
  if (!missing(shared)) return
  const columns = shared.filter((column) => missing([column]))
  if (columns.length === 0 || columns.length === shared.length || newer.rows.length < older.rows.length) loss.tables.push(older.table)
  else loss.columns.push(...columns.map((column) => `${older.table}.${column}`))
}

function pick(rows: TableRows, columns: readonly string[]): (string | null)[][] {
  const at = columns.map((column) => rows.columns.indexOf(column))
  return rows.rows.map((row) => at.map((index) => row[index] ?? null))
}

function keyColumns(catalog: Catalog, table: string): string[] {
  const key = partsOf(catalog, keyOf('table', table), 'constraint').find(({ aspects }) => aspects.type === 'primary key')
  const columns: AspectValue | undefined = key?.aspects.columns
  return Array.isArray(columns) ? columns.map(String) : []
}
