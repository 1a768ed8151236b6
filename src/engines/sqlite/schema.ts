import type { DatabaseSync } from 'node:sqlite'
import type { CatalogObject } from '../../catalog/catalog.ts'
import { readTable } from './create.ts'
import { indexObject, primaryKey, type SchemaRow, tableObjects, triggerObject, viewObject, virtualObjects } from './objects.ts'

/** The objects of one row of sqlite_schema; equal numbers are the same objects for the life of a process. */
export interface Group {
  number: number
  objects: readonly CatalogObject[]
}

/** Reads what a database holds, and reads again only what has changed since. */
export class SchemaReader {
  private readonly groups = new Map<string, Group>()
  private readonly keys = new Map<string, readonly string[]>()
  private last: { text: string; groups: readonly Group[] } = { text: '', groups: [] }

  /** The rows of sqlite_schema that people made, in the order in which they were made. */
  rows(db: DatabaseSync): SchemaRow[] {
    const rows = db
      .prepare(
        `SELECT type, name, tbl_name AS "table", sql, rootpage FROM main.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
      )
      .all() as unknown as SchemaRow[]
    if (!rows.some((row) => isVirtual(row))) return rows
    const shadows = new Set(
      (db.prepare(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'`).all() as { name: string }[]).map(
        ({ name }) => name,
      ),
    )
    return rows.filter((row) => !shadows.has(row.table))
  }

  read(db: DatabaseSync, rows: readonly SchemaRow[] = this.rows(db)): readonly Group[] {
    const text = rows.map((row) => `${row.type}\0${row.name}\0${row.table}\0${row.sql}`).join('\0\0')
    if (text === this.last.text) return this.last.groups
    const tables = new Map(rows.filter(({ type }) => type === 'table').map((row) => [row.name.toLowerCase(), row]))
    const views = new Set(rows.filter(({ type }) => type === 'view').map(({ name }) => name.toLowerCase()))
    const groups = rows.map((row) => {
      if (row.type === 'trigger') return this.group(row, '', () => [triggerObject(row, views.has(row.table.toLowerCase()))])
      if (row.type === 'index') return this.group(row, '', () => [indexObject(row)])
      if (row.type === 'view') {
        const columns = columnsOf(db, row.name)
        return this.group(row, JSON.stringify(columns ?? null), () => [viewObject(row, columns)])
      }
      if (isVirtual(row)) return this.group(row, '', () => virtualObjects(row, columnsOf(db, row.name) ?? []))
      return this.table(db, row, tables)
    })
    this.last = { text, groups }
    return groups
  }

  private table(db: DatabaseSync, row: SchemaRow, tables: ReadonlyMap<string, SchemaRow>): Group {
    const keyOf = (name: string): readonly string[] => {
      const parent = tables.get(name.toLowerCase())
      if (!parent || isVirtual(parent)) return []
      const known = this.keys.get(parent.sql) ?? primaryKey(parent.sql)
      this.keys.set(parent.sql, known)
      return known
    }
    // Only a reference that names no columns leans on another table's text.
    const leans = [...row.sql.matchAll(/references\s+(\w+|"[^"]+"|`[^`]+`|\[[^\]]+\])/gi)].map(([, name]) =>
      keyOf(name!.replace(/^["`[]|["`\]]$/g, '')).join(','),
    )
    return this.group(row, leans.join(';'), () => {
      const text = readTable(row.sql)
      const told = columnsOf(db, row.name)
      if (
        told?.join('\0').toLowerCase() !==
        text.columns
          .map(({ name }) => name)
          .join('\0')
          .toLowerCase()
      )
        throw new Error(`the definition of the table \`${row.name}\` could not be read: ${row.sql.slice(0, 200)}`)
      return tableObjects(row, text, keyOf)
    })
  }

  private group(row: SchemaRow, beside: string, make: () => CatalogObject[]): Group {
    const key = `${row.type}\0${row.name}\0${row.table}\0${row.sql}\0${beside}`
    const known = this.groups.get(key)
    if (known) return known
    const group = { number: this.groups.size, objects: make() }
    this.groups.set(key, group)
    return group
  }
}

function isVirtual(row: SchemaRow): boolean {
  return row.type === 'table' && /^\s*create\s+virtual\b/i.test(row.sql)
}

/** The columns of a table or view as SQLite tells them; undefined where a view does not work. */
export function columnsOf(db: DatabaseSync, table: string): string[] | undefined {
  try {
    const rows = db.prepare(`SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden <> 1 ORDER BY cid`).all(table) as {
      name: string
    }[]
    return rows.map(({ name }) => name)
  } catch {
    return undefined
  }
}
