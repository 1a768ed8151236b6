import type { Catalog } from '../catalog/catalog.ts'
import type { Row } from '../catalog/rows.ts'
import type { Migration } from '../migrations/migration.ts'

/** Where a tool writes down what it has applied, and how one migration is known there. */
interface Register {
  table: string
  column: string
  key(id: string): string
  /** The table holds the newest version alone (golang-migrate). */
  newest?: true
}

const digits = (id: string) => BigInt(/^\d+/.exec(id)?.[0] ?? '0').toString()
const prefix = (id: string) => /^\d+/.exec(id)?.[0] ?? id

/** By format; what is not named keeps no table, or writes it in its own SQL (Alembic's rendering does). */
const registers: Readonly<Record<string, Register>> = {
  'golang-migrate': { table: 'schema_migrations', column: 'version', key: digits, newest: true },
  goose: { table: 'goose_db_version', column: 'version_id', key: digits },
  'sql-migrate': { table: 'gorp_migrations', column: 'id', key: (id) => (id.endsWith('.sql') ? id : `${id}.sql`) },
  dbmate: { table: 'schema_migrations', column: 'version', key: prefix },
  rails: { table: 'schema_migrations', column: 'version', key: prefix },
  supabase: { table: 'supabase_migrations.schema_migrations', column: 'version', key: prefix },
  diesel: { table: '__diesel_schema_migrations', column: 'version', key: (id) => id.replace(/_.*$/, '').replaceAll('-', '') },
  sqlx: { table: '_sqlx_migrations', column: 'version', key: digits },
  'node-pg-migrate': { table: 'pgmigrations', column: 'name', key: (id) => id },
}

/** What is written into the tool's own table when a migration is taken back, and what would undo that. */
export interface Notes {
  /** Tells what is about to go. */
  ask: string
  /** Runs in the down's own transaction, and may run twice. */
  down: string
  /** Puts back what `ask` told, in the up's own transaction. */
  up(rows: readonly Row[]): string
}

/** The tool's own rows for one migration; undefined where the format or the database has none. */
export function notesOf(format: string, catalog: Catalog, migration: Migration, leaves: Migration | undefined): Notes | undefined {
  const register = registers[format]
  if (!register) return undefined
  const { table, column, key, newest } = register
  const own = catalog.engine === 'postgres' && !table.includes('.') ? `public.${table}` : table
  if (!catalog.objects.has(`table:${own}`)) return undefined
  const where = newest ? '' : ` WHERE ${column} = ${literal(key(migration.id))}`
  const remove = `DELETE FROM ${own}${where}`
  const older =
    newest && leaves
      ? `;\nINSERT INTO ${own} (version, dirty) VALUES (${key(leaves.id)}, ${catalog.engine === 'sqlite' ? '0' : 'false'})`
      : ''
  return {
    ask: `SELECT * FROM ${own}${where}`,
    down: `${remove}${older}`,
    up: (rows) => [remove, ...rows.map((row) => insertion(own, row, catalog.engine))].join(';\n'),
  }
}

function insertion(table: string, row: Row, engine: Catalog['engine']): string {
  const mark = engine === 'mysql' ? '`' : '"'
  const columns = Object.keys(row).map((name) => mark + name.replaceAll(mark, mark + mark) + mark)
  const values = Object.values(row).map((value) => (value === null ? 'NULL' : engine === 'mysql' ? mysqlValue(value) : literal(value)))
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

/** MySQL takes a backslash for an escape, and pawl tells its bytes as `\x…`. */
function mysqlValue(value: string): string {
  return /^\\x(?:[0-9a-f]{2})*$/.test(value) ? `x'${value.slice(2)}'` : literal(value.replaceAll('\\', '\\\\'))
}

/** A script with what the tool would write down behind it, so that both are committed as one. */
export function withNotes(text: string, notes: string | undefined): string {
  return notes === undefined ? text : `${text.trimEnd().replace(/;$/, '')}\n;\n${notes};\n`
}
