import type { CatalogObject } from '../../catalog/catalog.ts'
import { ownName, sameTable } from '../../catalog/names.ts'
import { type TableRows, tellsApart } from '../../catalog/rows.ts'
import { valueKey } from '../../catalog/types.ts'
import { keysOf } from './keys.ts'
import type { Sight } from './sight.ts'

/** What became of the values of one column between both ends of a passage. */
export interface ValueFate {
  /** Values that are no NULL and could be followed. */
  followed: number
  cleared: number
  changed: number
  filled: number
}

/** What became of a table's rows between both ends of a passage; undefined where there were none to see. */
export interface RowsFate {
  rows: number
  deleted: number
  /** By the column's name. */
  columns: ReadonlyMap<string, ValueFate>
}

/** Follows the rows of a table, by its primary key where both sides have it, else as multisets of values. */
export function followRows(
  sight: Sight,
  before: CatalogObject,
  after: CatalogObject,
  columns: readonly CatalogObject[],
): RowsFate | undefined {
  const { passage } = sight
  const older = rowsOf(passage.rows?.before, before, passage.before.engine)
  const newer = rowsOf(passage.rows?.after, after, passage.before.engine)
  if (!older || older.rows.length === 0) return undefined
  const now = newer ?? { table: older.table, columns: older.columns, rows: [] }
  const primary = keysOf(passage.before, before).find((key) => key.primary)?.columns ?? []
  const shared = columns.map((column) => ownName(column)).filter((name) => older.columns.includes(name) && now.columns.includes(name))
  const keys = new Map(
    columns.map((column) => [
      ownName(column),
      valueKey(String(column.aspects.type ?? ''), typeAfter(sight, after, ownName(column), column)),
    ]),
  )
  const key: KeyOf = (name, value) => keys.get(name)!(value)
  return primary.length && tellsApart(older, primary) && tellsApart(now, primary)
    ? byKey(older, now, primary, shared, key)
    : byValues(older, now, shared, key)
}

function typeAfter(sight: Sight, table: CatalogObject, name: string, column: CatalogObject): string {
  const newer = sight.passage.after.objects.get(`column:${table.name}.${name}`)
  return String(newer?.aspects.type ?? column.aspects.type ?? '')
}

function rowsOf(
  all: readonly TableRows[] | undefined,
  table: CatalogObject,
  engine: 'postgres' | 'sqlite' | 'mysql',
): TableRows | undefined {
  return all?.find((each) => sameTable(engine, each.table, table.name))
}

type KeyOf = (column: string, value: string | null) => string | null
type Values = readonly (string | null)[]

function byKey(older: TableRows, newer: TableRows, primary: readonly string[], names: readonly string[], key: KeyOf): RowsFate {
  const picked = (rows: TableRows, columns: readonly string[]) => {
    const at = columns.map((name) => rows.columns.indexOf(name))
    return (row: Values) => JSON.stringify(at.map((index) => row[index]))
  }
  const olderKey = picked(older, primary)
  const newerKey = picked(newer, primary)
  const now = new Map(newer.rows.map((row) => [newerKey(row), row]))
  const fates = fatesOf(names)
  const weigh = (row: Values, found: Values) => {
    for (const name of names)
      count(fates.get(name)!, key(name, row[older.columns.indexOf(name)]!), key(name, found[newer.columns.indexOf(name)]!))
  }
  const missing: Values[] = []
  for (const row of older.rows) {
    const found = now.get(olderKey(row))
    if (found) {
      weigh(row, found)
      now.delete(olderKey(row))
    } else missing.push(row)
  }
  // A row that is the same but for its key was given another key; it is not gone.
  const others = older.columns.filter((name) => newer.columns.includes(name) && !primary.includes(name))
  const rest = Map.groupBy(now.values(), picked(newer, others))
  let deleted = 0
  for (const row of missing) {
    const found = others.length ? rest.get(picked(older, others)(row))?.pop() : undefined
    if (found) weigh(row, found)
    else deleted++
  }
  return { rows: older.rows.length, deleted, columns: fates }
}

function count(fate: ValueFate, was: string | null, is: string | null): void {
  if (was !== null) fate.followed++
  if (was === is) return
  if (was === null) fate.filled++
  else if (is === null) fate.cleared++
  else fate.changed++
}

function byValues(older: TableRows, newer: TableRows, names: readonly string[], key: KeyOf): RowsFate {
  const fates = fatesOf(names)
  const deleted = Math.max(0, older.rows.length - newer.rows.length)
  for (const name of names) {
    const fate = fates.get(name)!
    const tally = (rows: TableRows) => {
      const counts = new Map<string | null, number>()
      for (const row of rows.rows) {
        const value = key(name, row[rows.columns.indexOf(name)]!)
        counts.set(value, (counts.get(value) ?? 0) + 1)
      }
      return counts
    }
    const left = tally(newer)
    let lost = 0
    for (const [value, times] of tally(older)) {
      const gone = Math.max(0, times - (left.get(value) ?? 0))
      if (value === null) fate.filled = gone
      else {
        fate.followed += times
        lost += gone
      }
      left.set(value, Math.max(0, (left.get(value) ?? 0) - times))
    }
    lost = Math.max(0, lost - deleted)
    fate.cleared = Math.min(lost, left.get(null) ?? 0)
    fate.changed = lost - fate.cleared
  }
  return { rows: older.rows.length, deleted, columns: fates }
}

const fatesOf = (names: readonly string[]) =>
  new Map<string, ValueFate>(names.map((name) => [name, { followed: 0, cleared: 0, changed: 0, filled: 0 }]))
