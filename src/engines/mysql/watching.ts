import type { Effect } from '../../catalog/effect.ts'
import { Refusal } from '../../model/refusal.ts'
import type { At } from '../../model/script.ts'
import { compareRows, type Snapshot } from '../sqlite/compare.ts'
import { whereNull } from '../sqlite/where.ts'
import type { Connection } from './connection.ts'
import type { Reader } from './host.ts'
import { literal, quoted } from './quote.ts'
import { throughViews } from './through-views.ts'
import { nameOf, tokens, wordsOf } from './tokens.ts'
import { makesEvent, renamesIn, temporaryIn, type Write, writesIn } from './writes.ts'

/** Tells what statements do to the rows of the watched tables, also where these are renamed on the way. */
export interface Watching {
  /** Looks at the tables ahead of a statement; what is given back looks again and tells what became of them. */
  before(at: At, texts: readonly string[]): Promise<() => Promise<Effect[]>>
}

/** Statements that write no rows of a table that stands. */
const harmless =
  /^(create|alter|set|show|analyze|optimize|grant|revoke|comment|start|begin|commit|rollback|savepoint|release|lock|unlock|use|do)$/

/** `session` is the one that the script runs in, for another would not see what is not committed yet. */
export function watchTables(session: Connection, tables: readonly string[]): Watching {
  /** The watched tables by the name that each has now. */
  const now = new Map(tables.map((table) => [nameIn(table), table]))
  return {
    before: async (at, texts) => {
      const [word = ''] = wordsOf(at.text, 1)
      const renames = renamesIn(at.text)
      const follow = () => {
        for (const [from, to] of renames) {
          const table = now.get(from)
          if (table === undefined) continue
          now.delete(from)
          now.set(to, table)
        }
      }
      const hiding = texts.map(temporaryIn).find((name) => name !== undefined && now.has(name))
      if (hiding !== undefined) {
        const { path, span } = at
        throw new Refusal(
          `a temporary table \`${hiding}\` hides the table of that name, so that what is done to either is not told apart; call it otherwise`,
          { path, line: span.line, column: span.column },
        )
      }
      if ((harmless.test(word) && !makesEvent(at.text)) || word === 'rename') {
        return async () => {
          follow()
          return []
        }
      }
      // What an event will do, whenever the server runs it, is done by who makes it.
      const writes = await throughViews(session, texts.flatMap(writesIn), new Set(now.keys()))
      const older = new Map<string, Snapshot>()
      for (const name of now.keys()) {
        const snapshot = await look(session, name)
        if (snapshot) older.set(name, snapshot)
      }
      return async () => {
        const effects: Effect[] = []
        for (const [name, before] of older) {
          const after = await look(session, name)
          effects.push(
            ...told(
              now.get(name)!,
              writes.filter((write) => write.tables.includes(name)),
              name,
              before,
              after,
              at,
            ),
          )
        }
        return effects
      }
    },
  }
}

function told(table: string, writes: readonly Write[], name: string, before: Snapshot, after: Snapshot | undefined, at: At): Effect[] {
  if (!after) return [{ does: 'drop', table, rows: before.rows.size, at }]
  const updates = writes.filter(({ does }) => does === 'update')
  const does = (what: Write['does']) => writes.some((write) => write.does === what)
  const change = compareRows(before, after, updates.length > 0 && !does('insert') && !does('delete'))
  const effects: Effect[] = []
  if (updates.length || change.altered > 0) {
    const assigned = updates.flatMap(({ columns }) => [...(columns.get(name) ?? []), ...(columns.get('') ?? [])])
    const called = before.columns.filter((column) => assigned.includes(column.toLowerCase()))
    const changed = change.changes.map(({ column }) => column)
    const columns = [...new Set([...called, ...changed])]
    const nulls = whereNull(at.text).flatMap((column) => before.columns.filter((each) => each.toLowerCase() === column))
    effects.push({ does: 'update', table, columns, whereNull: nulls, rows: change.altered, changes: change.changes, at })
  }
  if (does('truncate')) effects.push({ does: 'truncate', table, rows: change.gone, at })
  else if (does('delete') || change.gone > 0) effects.push({ does: 'delete', table, rows: change.gone, at })
  if (does('insert') || change.come > 0) effects.push({ does: 'insert', table, rows: change.come, at })
  return effects
}

async function look(session: Connection, name: string): Promise<Snapshot | undefined> {
  const shown = await session.send(`SHOW COLUMNS FROM ${quoted(name)}`)
  if ('error' in shown) {
    if (shown.error.number === 1146) return undefined
    throw new Refusal(`the rows of \`${name}\` cannot be looked at: ${shown.error.message}`)
  }
  const key = shown.answer.rows.flatMap(([column, , , keyed]) => (keyed === 'PRI' ? [column!] : []))
  const { columns, rows } = await session.ask(`SELECT * FROM ${quoted(name)}`)
  const at = key.map((column) => columns.indexOf(column))
  const found = new Map<string, (string | null)[]>()
  for (const row of rows) {
    const head = at.length ? at.map((index) => row[index]).join('\0') : row.map((value) => value ?? '\u0001').join('\0')
    let unique = head
    for (let count = 1; found.has(unique); count++) unique = `${head}\0${count}`
    found.set(unique, [...row])
  }
  return { columns, rows: found }
}

/** The bodies of stored programs that a text calls, those that they call among them. */
export async function bodiesOf(host: Reader, text: string): Promise<string[]> {
  const { rows } = await host.ask(
    `SELECT routine_name, routine_definition FROM information_schema.routines WHERE routine_schema = ${literal(host.name)}`,
  )
  const left = new Map(rows.map(([name, body]) => [name!.toLowerCase(), body ?? '']))
  const found: string[] = []
  const visit = (sql: string) => {
    if (left.size === 0) return
    for (const token of tokens(sql)) {
      if (token.kind !== 'word' && token.kind !== 'quoted') continue
      const body = left.get(nameOf(token))
      if (body === undefined) continue
      left.delete(nameOf(token))
      found.push(body)
      visit(body)
    }
  }
  visit(text)
  return found
}

const nameIn = (table: string) => table.replace(/^[`"](.*)[`"]$/, '$1').toLowerCase()
