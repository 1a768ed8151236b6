import type { Row } from '../../catalog/rows.ts'
import type { Database } from '../engine.ts'
import type { Connection } from './connection.ts'
import { split } from './split.ts'

/** The rows of one query of a policy, in a transaction that can change nothing. */
export async function askOne(session: Connection, database: string, sql: string): Promise<Awaited<ReturnType<Database['query']>>> {
  const statements = split({ migration: '', path: '', text: sql, direction: 'other', wrap: 'query' })
  const [at] = statements
  const span = { line: 1, column: 1, endLine: 1, endColumn: 1 }
  if (!at || statements.length > 1) {
    return { error: { message: 'one query is wanted here', at: at ?? { migration: '', path: '', statement: 1, span, text: sql } } }
  }
  await session.ask('START TRANSACTION READ ONLY')
  const told = await session.send(at.text)
  await session.ask('ROLLBACK')
  if ('error' in told) return { error: { message: told.error.message.replaceAll(`${database}.`, ''), sqlstate: told.error.sqlstate, at } }
  const { columns, rows } = told.answer
  return { rows: rows.map((row): Row => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]))) }
}
