import { Refusal } from '../../model/refusal.ts'
import { type At, placeIn, type Script } from '../../model/script.ts'
import { readClient, skipBlank } from './lexer.ts'

/** A node of the server's own parse tree, as libpg-query tells it. */
export type Tree = { readonly [key: string]: unknown }

/** One statement of a script. */
export interface Statement {
  at: At
  /** What is sent. */
  sql: string
  /** The kind of statement and its fields: `['CreateStmt', {…}]`; absent where the text does not parse. */
  tree?: readonly [string, Tree]
  /** Rows for a `COPY … FROM stdin`. */
  copy?: string
}

/** psql's commands that change nothing about what is run. */
const harmless = new Set([
  'set',
  'unset',
  'echo',
  'qecho',
  'warn',
  'pset',
  'timing',
  'encoding',
  'x',
  'a',
  't',
  'H',
  'C',
  'f',
  'prompt',
  'errverbose',
  'restrict',
  'unrestrict',
  'conninfo',
])

/** Cuts a script as the server and psql would. Text that does not parse is left as one last statement, for the server to refuse. */
export async function split(script: Script): Promise<Statement[]> {
  const { text } = script
  const client = /\\|\bstdin\b/i.test(text) ? readClient(text) : { sql: text, commands: [], copies: [], ends: undefined }
  for (const command of client.commands) refuseCommand(script, command)
  const spans = await parse(client.sql, client.ends)
  return spans.map((each, index) => {
    const start = skipBlank(client.sql, each.start)
    const sql = client.sql.slice(start, each.end).trimEnd()
    const end = client.sql[each.end] === ';' ? each.end + 1 : start + sql.length
    const copy = client.copies.find(({ after }) => after === end)
    const at: At = {
      migration: script.migration,
      path: script.path,
      statement: index + 1,
      span: placeIn(script, start, end),
      text: script.text.slice(start, end),
    }
    return { at, sql, ...(each.tree ? { tree: each.tree } : {}), ...(copy ? { copy: copy.data } : {}) }
  })
}

interface Stretch {
  start: number
  end: number
  tree?: readonly [string, Tree]
}

async function parse(sql: string, ends?: readonly number[]): Promise<Stretch[]> {
  const parser = await import('libpg-query')
  await parser.loadModule()
  const whole = tryParse(parser, sql)
  if (whole) return whole
  // Something does not parse: all before it still runs as it would.
  const stretches: Stretch[] = []
  let start = 0
  for (const end of [...(ends ?? readClient(sql).ends), sql.length]) {
    const piece = sql.slice(start, end)
    if (skipBlank(piece, 0) < piece.length) {
      const parsed = tryParse(parser, piece)
      if (!parsed) return [...stretches, { start, end }]
      stretches.push(...parsed.map((each) => ({ ...each, start: each.start + start, end: each.end + start })))
    }
    start = end
  }
  return stretches
}

function tryParse(parser: typeof import('libpg-query'), sql: string): Stretch[] | undefined {
  // The parser reads no further than to a NUL, and psql goes on behind its line; the server itself refuses the statement.
  if (sql.includes('\0')) return undefined
  let parsed: { stmts?: { stmt?: Tree; stmt_location?: number; stmt_len?: number }[] }
  try {
    parsed = parser.parseSync(sql) as typeof parsed
  } catch {
    return undefined
  }
  const bytes = Buffer.byteLength(sql) === sql.length ? undefined : Buffer.from(sql)
  // Offsets are bytes; strings count UTF-16 units.
  const unit = (offset: number) => (bytes ? bytes.toString('utf8', 0, offset).length : offset)
  return (parsed.stmts ?? []).map(({ stmt = {}, stmt_location = 0, stmt_len }) => ({
    start: unit(stmt_location),
    end: stmt_len ? unit(stmt_location + stmt_len) : sql.length,
    tree: Object.entries(stmt)[0] as readonly [string, Tree],
  }))
}

function refuseCommand(script: Script, command: { offset: number; text: string }): void {
  const name = /^\\(\S*)/.exec(command.text)?.[1] ?? ''
  if (harmless.has(name) || name === '.' || name === '') return
  const { line, column } = placeIn(script, command.offset, command.offset)
  throw new Refusal(`\`${command.text.slice(0, 60)}\` is a command of psql that is not carried out here`, {
    path: script.path,
    line,
    column,
  })
}
