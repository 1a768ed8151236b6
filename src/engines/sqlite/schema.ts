import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { CatalogObject } from '../../catalog/catalog.ts'
import { readTable } from './create.ts'
import { indexObject, primaryKey, type SchemaRow, tableObjects, triggerObject, viewObject, virtualObjects } from './objects.ts'

/** The objects of one row of sqlite_schema; equal numbers are the same objects for the life of a process. */
export interface Group {
  number: number
  objects: readonly CatalogObject[]
}

const query = `SELECT type, name, tbl_name AS "table", sql, rootpage FROM main.sqlite_schema
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`

const columnsQuery = `SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden <> 1 ORDER BY cid`

/** Reads what a database holds, and reads again only what has changed since. */
export class SchemaReader {
  private readonly groups = new Map<string, Map<string, Group>>()
  private readonly keys = new Map<string, readonly string[]>()
  private readonly leanings = new Map<string, readonly string[]>()
  private count = 0
  private known: { rows: readonly SchemaRow[]; groups?: readonly Group[] } | undefined

  /** Says that what was read may no longer hold. */
  changed(): void {
    this.known = undefined
  }

  /** The rows of sqlite_schema that people made, in the order in which they were made. */
  rows(db: DatabaseSync): readonly SchemaRow[] {
    this.known ??= { rows: withoutShadows(db, db.prepare(query).all() as unknown as SchemaRow[]) }
    return this.known.rows
  }

  read(db: DatabaseSync): readonly Group[] {
    const rows = this.rows(db)
    const known = this.known!
    known.groups ??= this.groupsOf(db, rows)
    return known.groups
  }

  private groupsOf(db: DatabaseSync, rows: readonly SchemaRow[]): readonly Group[] {
    const tables = new Map(rows.filter(({ type }) => type === 'table').map((row) => [row.name.toLowerCase(), row]))
    const columns = columnsIn(db)
    const views = new Set(rows.filter(({ type }) => type === 'view').map(({ name }) => name.toLowerCase()))
    return rows.map((row) => {
      if (row.type === 'trigger') return this.group(row, '', () => [triggerObject(row, views.has(row.table.toLowerCase()))])
      if (row.type === 'index') return this.group(row, '', () => [indexObject(row)])
      if (row.type === 'view') {
        const own = columns(row.name)
        return this.group(row, JSON.stringify(own ?? null), () => [viewObject(row, own)])
      }
      if (isVirtual(row)) return this.group(row, '', () => virtualObjects(row, columns(row.name) ?? []))
      return this.table(columns, row, tables)
    })
  }

  private table(columns: (table: string) => string[] | undefined, row: SchemaRow, tables: ReadonlyMap<string, SchemaRow>): Group {
    const keyOf = (name: string): readonly string[] => {
      const parent = tables.get(name.toLowerCase())
      if (!parent || isVirtual(parent)) return []
      const known = this.keys.get(parent.sql) ?? primaryKey(parent.sql)
      this.keys.set(parent.sql, known)
      return known
    }
    const leans = this.leansOf(row.sql).map((name) => keyOf(name).join(','))
    return this.group(row, leans.join(';'), () => {
      const text = readTable(row.sql)
      const told = columns(row.name)
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

  /** The tables that a text refers to: what their primary key is decides what a reference without columns means. */
  private leansOf(sql: string): readonly string[] {
    const known = this.leanings.get(sql)
    if (known) return known
    const found = [...sql.matchAll(/references\s+(\w+|"[^"]+"|`[^`]+`|\[[^\]]+\])/gi)].map(([, name]) =>
      name!.replace(/^["`[]|["`\]]$/g, ''),
    )
    this.leanings.set(sql, found)
    return found
  }

  private group(row: SchemaRow, beside: string, make: () => CatalogObject[]): Group {
    const alike = this.groups.get(row.sql) ?? new Map<string, Group>()
    this.groups.set(row.sql, alike)
    const key = `${row.type}\0${row.name}\0${row.table}\0${beside}`
    const known = alike.get(key)
    if (known) return known
    const group = { number: this.count++, objects: make() }
    alike.set(key, group)
    return group
  }
}

/** A virtual table's own tables are its affair. */
function withoutShadows(db: DatabaseSync, rows: readonly SchemaRow[]): readonly SchemaRow[] {
  if (!rows.some(isVirtual)) return rows
  const told = db.prepare(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'`).all() as { name: string }[]
  const shadows = new Set(told.map(({ name }) => name))
  return rows.filter((row) => !shadows.has(row.table))
}

function isVirtual(row: SchemaRow): boolean {
  return row.type === 'table' && /^\s*create\s+virtual\b/i.test(row.sql)
}

/** Tells of table or view after another what SQLite says are its columns; undefined where a view does not work. */
export function columnsIn(db: DatabaseSync): (table: string) => string[] | undefined {
  let asking: StatementSync | undefined
  return (table) => {
    try {
      asking ??= db.prepare(columnsQuery)
      const rows = asking.all(table) as { name: string }[]
      return rows.map(({ name }) => name)
    } catch {
      return undefined
    }
  }
}
