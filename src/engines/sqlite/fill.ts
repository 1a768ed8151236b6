import type { TableRows } from '../../catalog/rows.ts'
import { quoteName } from './compare.ts'
import { isEngineError, messageOf } from './run.ts'
import type { Session } from './session.ts'

interface Refused {
  table: string
  message: string
}

/** Puts rows in without firing triggers; tables whose rows do not fit, or refer to nothing, are left as they were and told. */
export function fillTables(session: Session, list: readonly TableRows[]): Refused[] {
  session.settle()
  const { db } = session
  const keys = (db.prepare('PRAGMA foreign_keys').get() as { foreign_keys: number }).foreign_keys
  const triggers = db.prepare(`SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger' ORDER BY rowid`).all() as {
    name: string
    sql: string
  }[]
  const refused = new Map<string, Refused>()
  const broken = brokenReferences(session)
  try {
    db.exec('PRAGMA foreign_keys = off')
    for (let round = 0; round <= list.length; round++) {
      db.exec('BEGIN')
      for (const { name } of triggers) db.exec(`DROP TRIGGER main.${quoteName(name)}`)
      for (const rows of list) if (!refused.has(rows.table)) putIn(session, rows, refused)
      const fresh = list.filter(
        ({ table }) => !refused.has(table) && (brokenReferences(session).get(fold(table)) ?? 0) > (broken.get(fold(table)) ?? 0),
      )
      if (fresh.length === 0) break
      for (const { table } of fresh) refused.set(table, { table, message: 'FOREIGN KEY constraint failed' })
      db.exec('ROLLBACK')
    }
    for (const { sql } of triggers) db.exec(sql)
    db.exec('COMMIT')
  } finally {
    session.settle()
    session.schema.changed()
    db.exec(`PRAGMA foreign_keys = ${keys}`)
  }
  return [...refused.values()]
}

function putIn(session: Session, rows: TableRows, refused: Map<string, Refused>): void {
  const { db } = session
  db.exec('SAVEPOINT filling')
  try {
    const types = new Map(
      (db.prepare(`SELECT name, type FROM pragma_table_xinfo(?, 'main')`).all(bare(rows.table)) as { name: string; type: string }[]).map(
        ({ name, type }) => [fold(name), type.toLowerCase()],
      ),
    )
    const columns = rows.columns.map(quoteName).join(', ')
    const statement = db.prepare(
      `INSERT INTO main.${quoteName(bare(rows.table))} (${columns}) VALUES (${rows.columns.map(() => '?').join(', ')})`,
    )
    for (const row of rows.rows) statement.run(...row.map((value, index) => typed(value, types.get(fold(rows.columns[index]!)) ?? '')))
  } catch (error) {
    if (!isEngineError(error)) throw error
    db.exec('ROLLBACK TO filling')
    refused.set(rows.table, { table: rows.table, message: messageOf(error) })
  }
  db.exec('RELEASE filling')
}

/** Text as the column's type wants it: bytes for a blob, 0 and 1 for a boolean; all else SQLite itself converts. */
function typed(value: string | null, type: string): string | Uint8Array | number | null {
  if (value === null) return null
  if (type.includes('blob') && /^\\x([0-9a-f]{2})*$/i.test(value)) return Uint8Array.from(Buffer.from(value.slice(2), 'hex'))
  if (type.startsWith('bool') && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true' ? 1 : 0
  return value
}

function brokenReferences(session: Session): Map<string, number> {
  const broken = new Map<string, number>()
  try {
    const found = session.db.prepare('SELECT "table" AS name, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1').all() as {
      name: string
      n: number
    }[]
    for (const { name, n } of found) broken.set(fold(name), n)
  } catch (error) {
    if (!isEngineError(error)) throw error
  }
  return broken
}

const bare = (table: string): string => table.replace(/^main\./i, '')
const fold = (name: string): string => bare(name).toLowerCase()
