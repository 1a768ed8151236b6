import type { Span } from '../../model/place.ts'
import type { At, Script } from '../../model/script.ts'
import { is, type Token, tokens } from './tokens.ts'

/** One statement of a script; offsets count in the script's text, its semicolon left out. */
export interface Statement {
  start: number
  end: number
  at: At
}

/**
 * Cuts a script where SQLite's own parser ends a statement: at a semicolon, or in CREATE TRIGGER at the one after `; END`
 * (sqlite.org/c3ref/complete.html). Pieces of blanks and comments alone are none.
 */
export function* statements(script: Script): Generator<Statement> {
  const places = placer(script)
  let head: Token[] = []
  let last: Token | undefined
  let inTrigger = false
  let ends = 0
  let number = 0
  const cut = (): Statement | undefined => {
    const [first] = head
    if (!first || !last) return undefined
    const span = places(first.start, last.end)
    const at: At = {
      migration: script.migration,
      path: script.path,
      statement: ++number,
      span,
      text: script.text.slice(first.start, last.end),
    }
    return { start: first.start, end: last.end, at }
  }
  for (const token of tokens(script.text)) {
    const closes = token.kind === 'semicolon' && (!inTrigger || ends === 2)
    if (closes) {
      const statement = cut()
      if (statement) yield statement
      head = []
      last = undefined
      inTrigger = false
      ends = 0
      continue
    }
    if (inTrigger) ends = token.kind === 'semicolon' ? 1 : ends === 1 && is(token, 'end') ? 2 : 0
    if (token.kind === 'semicolon' && head.length === 0) continue
    if (head.length < 6) {
      head.push(token)
      inTrigger ||= is(token, 'trigger') && beginsTrigger(head)
    }
    last = token
  }
  const statement = cut()
  if (statement) yield statement
}

/** The first words of a statement, EXPLAIN left out, in lower case. */
export function firstWords(text: string, count: number): string[] {
  const words: string[] = []
  for (const token of tokens(text)) {
    if (token.kind !== 'word') break
    const word = token.text.toLowerCase()
    const explains = words.length === 0 && (word === 'explain' || word === 'query' || word === 'plan')
    if (!explains) words.push(word)
    if (words.length === count) break
  }
  return words
}

function beginsTrigger(head: readonly Token[]): boolean {
  const words = head.filter((token) => !is(token, 'explain') && !is(token, 'query') && !is(token, 'plan'))
  if (!is(words[0], 'create')) return false
  return is(words[1], 'trigger') || ((is(words[1], 'temp') || is(words[1], 'temporary')) && is(words[2], 'trigger'))
}

/** Turns offsets, asked in rising order, into lines and columns of the file that holds the script. */
function placer(script: Script): (start: number, end: number) => Span {
  let line = 0
  let begins = 0
  const at = (offset: number) => {
    for (let next = script.text.indexOf('\n', begins); next !== -1 && next < offset; next = script.text.indexOf('\n', begins)) {
      line++
      begins = next + 1
    }
    const first = line === 0 ? (script.column ?? 1) : 1
    return { line: (script.line ?? 1) + line, column: offset - begins + first }
  }
  return (start, end) => {
    const from = at(start)
    const to = at(end)
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column }
  }
}
