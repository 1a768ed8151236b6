import type { Script } from '../model/script.ts'
import type { Folder } from './format.ts'
import type { Chain, Migration } from './migration.ts'

/** A tool's own table: its name as migrations may speak of it, and how the tool makes it, by engine where that differs. */
export interface Bookkeeping {
  table: string
  sql: string | { postgres: string; sqlite: string }
}

/** A chain of one format; the tool's own table is there where a migration speaks of it. */
export function chainOf(
  folder: Folder,
  format: string,
  migrations: readonly Migration[],
  limits: readonly string[],
  bookkeeping?: Bookkeeping,
): Chain {
  const own = bookkeeping && speaksOf(migrations, bookkeeping.table) ? bookkeepingScript(folder, format, bookkeeping) : undefined
  return { format, folder: folder.path, migrations, ...(own ? { bookkeeping: own } : {}), limits }
}

function speaksOf(migrations: readonly Migration[], table: string): boolean {
  const word = new RegExp(`\\b${table}\\b`, 'i')
  const make = new RegExp(`create\\s+table\\s+(if\\s+not\\s+exists\\s+)?(\\w+\\.)?"?${table}\\b`, 'i')
  const texts = migrations.flatMap(({ up, down, verify }) => [up.text, down?.text ?? '', verify?.text ?? ''])
  // A history that makes the table by itself, as offline SQL does, finds none there.
  return texts.some((text) => word.test(text)) && !migrations.some(({ up }) => make.test(up.text))
}

function bookkeepingScript(folder: Folder, format: string, { sql }: Bookkeeping): Script {
  const text = typeof sql === 'string' ? sql : folder.definition.engine === 'sqlite' ? sql.sqlite : sql.postgres
  return { migration: format, path: folder.path, text, direction: 'other', wrap: 'statement' }
}
