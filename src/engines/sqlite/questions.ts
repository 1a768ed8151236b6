import type { EngineError } from '../../catalog/effect.ts'
import type { Row, TableRows } from '../../catalog/rows.ts'
import type { Script } from '../../model/script.ts'
import { Seen } from './cage.ts'
import { quoteName, shapesIn, shown } from './compare.ts'
import { Stop } from './messages.ts'
import { isEngineError, messageOf } from './run.ts'
import type { Session } from './session.ts'
import { statements } from './split.ts'

type Value = null | number | bigint | string | Uint8Array

const mostRows = 100_000

/** Rows of tables as text, in the order of their keys; a table that is not there is left out. */
export function tableRows(session: Session, tables: readonly string[]): TableRows[] {
  if (tables.length === 0) return []
  const shapeOf = shapesIn(session.db)
  return tables.flatMap((table) => {
    const name = table.replace(/^main\./i, '')
    const shape = shapeOf(name)
    if (!shape) return []
    const order = shape.key.length ? shape.key.map(quoteName) : shape.rowid ? [shape.rowid] : []
    const by = order.length ? ` ORDER BY ${order.join(', ')}` : ''
    const statement = session.db.prepare(`SELECT ${shape.columns.map(quoteName).join(', ')} FROM main.${quoteName(name)}${by}`)
    statement.setReturnArrays(true)
    statement.setReadBigInts(true)
    return [{ table, columns: shape.columns, rows: (statement.all() as unknown as Value[][]).map((row) => row.map(shown)) }]
  })
}

/** The answer to one query, which may change nothing. */
export function answer(session: Session, sql: string): { rows: readonly Row[] } | { error: EngineError } {
  const script: Script = { migration: '', path: '', text: sql, direction: 'other', wrap: 'statement' }
  const [statement, more] = statements(script)
  if (!statement) return { rows: [] }
  if (more) return { error: { message: 'the query holds more than one statement', at: more.at } }
  const { cage, db } = session
  const seen = new Seen()
  cage.seen = seen
  cage.silent = true
  const hiding = hidingIn(session)
  if (hiding.length) db.exec(`SAVEPOINT pawl_ask; ${hiding.join('; ')}`)
  db.exec('PRAGMA query_only = on')
  try {
    cage.silent = false
    cage.asking = true
    const prepared = db.prepare(statement.at.text)
    prepared.setReadBigInts(true)
    const rows: Row[] = []
    for (const row of prepared.iterate() as unknown as Iterable<Record<string, Value>>) {
      rows.push(Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plain(value)])))
      if (rows.length > mostRows) throw new Stop(`the query answers with more than ${mostRows} rows`, statement.at)
    }
    return { rows }
  } catch (error) {
    if (seen.barred) throw new Stop(`the disposable database does not run this query: ${seen.barred}`, statement.at)
    if (error instanceof Stop || !isEngineError(error)) throw error
    return { error: { message: messageOf(error), at: statement.at } }
  } finally {
    cage.silent = true
    cage.asking = false
    db.exec('PRAGMA query_only = off')
    if (hiding.length) db.exec('ROLLBACK TO pawl_ask; RELEASE pawl_ask')
  }
}

/** What takes away temporary tables and views that bear the name of another, which is the one that is asked of. */
function hidingIn({ db }: Session): string[] {
  const found = db
    .prepare(
      "SELECT type, name FROM temp.sqlite_master AS hiding WHERE type IN ('table', 'view') AND EXISTS (SELECT 1 FROM main.sqlite_master AS own WHERE own.type IN ('table', 'view') AND own.name = hiding.name COLLATE NOCASE)",
    )
    .all() as { type: string; name: string }[]
  return found.map(({ type, name }) => `DROP ${type} temp.${quoteName(name)}`)
}

/** A value as people compare it: a real without a fraction as a whole number. */
function plain(value: Value): string | null {
  return typeof value === 'number' ? String(value) : shown(value)
}
