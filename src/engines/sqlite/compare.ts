import type { DatabaseSync } from 'node:sqlite'
import type { ColumnChange } from '../../catalog/effect.ts'

type Value = null | number | bigint | string | Uint8Array

/** The rows of a table at a moment, by what tells them apart. */
export interface Snapshot {
  columns: readonly string[]
  rows: ReadonlyMap<string, readonly Value[]>
}

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

interface Shape {
  columns: string[]
  /** The primary key, in its own order. */
  key: string[]
  /** A name of the rowid that no column hides, where the table has one. */
  rowid: string | undefined
}

/** Tells of table after table what its columns are and what may tell its rows apart. */
export function shapesIn(db: DatabaseSync): (table: string) => Shape | undefined {
  const told = db.prepare(`SELECT name, pk FROM pragma_table_xinfo(?, 'main') WHERE hidden <> 1 ORDER BY cid`)
  const listed = db.prepare(`SELECT type, wr FROM pragma_table_list(?) WHERE schema = 'main'`)
  return (table) => {
    const columns = told.all(table) as { name: string; pk: number }[]
    const list = listed.get(table) as { type: string; wr: number } | undefined
    // A view that stands where a table stood keeps no rows of its own.
    if (columns.length === 0 || list?.type === 'view') return undefined
    const names = columns.map(({ name }) => name)
    const key = columns
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map(({ name }) => name)
    const free = ['rowid', '_rowid_', 'oid'].find((name) => !names.some((column) => column.toLowerCase() === name))
    return { columns: names, key, rowid: list?.wr ? undefined : free }
  }
}

/** The rows of a table; undefined where there is no such table. */
export function snapshot(db: DatabaseSync, table: string): Snapshot | undefined {
  const shape = shapesIn(db)(table)
  if (!shape) return undefined
  const keys = shape.key.map(quoteName)
  // A key may hold NULL, and then tells nothing apart: the rowid does.
  const heads = [...keys, ...(shape.rowid ? [shape.rowid] : [])]
  const order = shape.rowid ? ` ORDER BY ${shape.rowid}` : ''
  const statement = db.prepare(`SELECT ${[...heads, ...shape.columns.map(quoteName)].join(', ')} FROM main.${quoteName(table)}${order}`)
  statement.setReturnArrays(true)
  statement.setReadBigInts(true)
  const rows = new Map<string, readonly Value[]>()
  for (const row of statement.iterate() as unknown as Iterable<Value[]>) {
    const values = row.slice(heads.length)
    const told = keys.length > 0 && !row.slice(0, keys.length).includes(null)
    const head = told ? row.slice(0, keys.length) : row.slice(keys.length, heads.length)
    rows.set(head.length ? `${told}${head.map(shown).join('\0')}` : `${rows.size}`, values)
  }
  return { columns: shape.columns, rows }
}

/** What differs between two moments of one table's rows. */
export interface RowsChange {
  gone: number
  come: number
  /** Rows that stayed and hold another value somewhere. */
  altered: number
  changes: ColumnChange[]
}

/** Compares two moments; where the statement assigns what tells rows apart (`rekeys`), rows that went are paired with rows that came. */
export function compareRows(before: Snapshot, after: Snapshot, rekeys: boolean): RowsChange {
  const counts = new Map<number, ColumnChange>()
  let altered = 0
  const compare = (older: readonly Value[], newer: readonly Value[]) => {
    let differs = false
    for (let column = 0; column < before.columns.length; column++) {
      if (sameValue(older[column]!, newer[column]!)) continue
      differs = true
      const change = counts.get(column) ?? { column: before.columns[column]!, filled: 0, cleared: 0, changed: 0 }
      counts.set(column, change)
      if (older[column] === null) change.filled++
      else if (newer[column] === null) change.cleared++
      else change.changed++
    }
    if (differs) altered++
  }
  const gone: (readonly Value[])[] = []
  for (const [key, older] of before.rows) {
    const newer = after.rows.get(key)
    if (newer) compare(older, newer)
    else gone.push(older)
  }
  const come: (readonly Value[])[] = []
  for (const [key, newer] of after.rows) if (!before.rows.has(key)) come.push(newer)
  const paired = rekeys ? Math.min(gone.length, come.length) : 0
  for (let index = 0; index < paired; index++) compare(gone[index]!, come[index]!)
  return {
    gone: gone.length - paired,
    come: come.length - paired,
    altered,
    changes: [...counts.entries()].sort(([a], [b]) => a - b).map(([, change]) => change),
  }
}

function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  return typeof a === 'number' && typeof b === 'number' && Number.isNaN(a) && Number.isNaN(b)
}

/** A value as text; a blob as `\x…`, a real with its point. */
export function shown(value: Value): string | null {
  if (value === null) return null
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value)
  return String(value)
}
