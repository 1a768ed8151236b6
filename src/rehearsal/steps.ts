import type { EngineError } from '../catalog/effect.ts'
import type { Database } from '../engines/engine.ts'
import type { At, Script } from '../model/script.ts'

/** A piece of SQL that a document states: run, or asked and compared with what it says beside. */
export interface Step {
  does: 'run' | 'verify'
  script: Script
}

/** What a document states of the way back of one migration. */
export interface Plan {
  /** Whole ways back, each taken instead of the down. */
  ways: readonly (readonly Step[])[]
  /** What is done once the down has been run. */
  after: readonly Step[]
  /** Stopped after any statement that commits, each way is run again from its start. */
  resumable: boolean
}

/** A question of a document that was answered otherwise than it says. */
export interface Wrong {
  at: At
  expected: string
  got: string
}

/** The script as far as the end of one of its statements. */
export function upTo(script: Script, at: At): Script {
  const end = offsetOf(script, at.span.endLine, at.span.endColumn)
  return { ...script, text: `${script.text.slice(0, end)}${script.text[end] === ';' ? ';' : ''}` }
}

/** Where a line and column of the file are in the script's own text. */
function offsetOf(script: Script, fileLine: number, fileColumn: number): number {
  const line = fileLine - (script.line ?? 1)
  const column = fileColumn - (line === 0 ? (script.column ?? 1) : 1)
  let offset = 0
  for (let skipped = 0; skipped < line; skipped++) offset = script.text.indexOf('\n', offset) + 1
  return offset + column
}

/** Statements after which something stands for good, should the connection go. */
export function commitPoints(script: Script, statements: readonly At[]): At[] {
  let open = script.wrap !== 'statement'
  return statements.filter((at) => {
    const [word = '', next = ''] = bare(at.text).toLowerCase().split(/\s+/)
    if (word === 'begin' || (word === 'start' && next === 'transaction')) open = true
    else if (/^(commit|end)\b/.test(word)) {
      open = script.wrap === 'transaction'
      return true
    } else if (/^rollback\b/.test(word) && next !== 'to') open = false
    return !open && word !== '' && !/^(rollback|select|show|set|begin)\b/.test(word)
  })
}

/** A statement without the comments ahead of it. */
function bare(text: string): string {
  return text.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '')
}

/** Asks each query of a script, and compares the answer with the comment beside it; without one no row may come. */
export async function verify(database: Database, script: Script): Promise<{ wrong: Wrong[]; error?: EngineError }> {
  const statements = await database.split(script)
  const expected = expectations(script, statements)
  return ask(database, statements, expected)
}

/** Asks the queries at the end of a script that say what they expect. */
export async function verifyStated(database: Database, script: Script): Promise<{ wrong: Wrong[]; error?: EngineError }> {
  const statements = await database.split(script)
  const expected = expectations(script, statements)
  const last = statements.findLastIndex((at) => !/^(?:select|with|values|table|show)\b/i.test(bare(at.text)))
  return ask(
    database,
    statements.slice(last + 1).filter((at) => expected.has(at)),
    expected,
  )
}

async function ask(database: Database, statements: readonly At[], expected: ReadonlyMap<At, string>) {
  const wrong: Wrong[] = []
  for (const at of statements) {
    const answer = await database.query(at.text)
    if ('error' in answer) return { wrong, error: { ...answer.error, at } }
    const want = expected.get(at)
    const rows = answer.rows.map((row) => Object.values(row))
    const got = rows.length === 1 && want !== undefined ? rows[0]!.map((value) => value ?? 'NULL').join(' | ') : counted(rows.length)
    const fits = want === undefined ? rows.length === 0 : agrees(want, got, rows)
    if (!fits) wrong.push({ at, expected: want ?? 'no row', got: got.length > 60 ? `${got.slice(0, 60)}…` : got })
  }
  return { wrong }
}

const counted = (count: number): string => (count === 0 ? 'no row' : count === 1 ? '1 row' : `${count} rows`)

const switches: Readonly<Record<string, string>> = { t: 'true', f: 'false' }

function agrees(want: string, got: string, rows: readonly (readonly (string | null)[])[]): boolean {
  const plain = (text: string) => {
    const short = text
      .trim()
      .replace(/^(['"`])(.*)\1$/, '$2')
      .toLowerCase()
    return switches[short] ?? short
  }
  const count = /^\(?\s*(no|none|nothing|empty|\d+)\s*(?:rows?)?\s*\)?$/i.exec(want)
  if (plain(want) === plain(got)) return true
  if (/\brows?\b/i.test(want) && count) return rows.length === (Number(count[1]) || 0)
  return count !== null && !/^\d+$/.test(count[1]!) && rows.length === 0
}

const stated = /--[ \t]*expect(?:ed)?(?:[ \t]+result)?[ \t]*:[ \t]*(.+?)[ \t]*$/gim

/** What comments say beside statements: behind one, else ahead of the first. */
function expectations(script: Script, statements: readonly At[]): Map<At, string> {
  const found = new Map<At, string>()
  const spans = statements.map((at) => {
    const start = offsetOf(script, at.span.line, at.span.column)
    const end = offsetOf(script, at.span.endLine, at.span.endColumn)
    return { at, end, says: end - bare(script.text.slice(start, end)).length }
  })
  for (const { index, 1: value } of script.text.matchAll(stated)) {
    const behind = spans.findLast(({ says }) => says <= index)
    const at = (behind && !found.has(behind.at) ? behind : spans.find(({ says }) => says > index))?.at
    if (at) found.set(at, value!.replace(/\s+\(.*\)$/, ''))
  }
  return found
}
