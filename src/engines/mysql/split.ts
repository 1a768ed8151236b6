import { type At, placeIn, type Script } from '../../model/script.ts'
import { is, skip, type Token, tokens } from './tokens.ts'

/** Words that begin a block of a stored program where a statement begins there. */
const openers = new Set(['begin', 'case', 'if', 'loop', 'repeat', 'while', 'for'])
const stored = new Set(['procedure', 'function', 'trigger', 'event', 'package'])

/**
 * Cuts a script where the server ends a statement: at a semicolon that no stored program holds; or, once the client's own
 * line `DELIMITER x` says so, at `x` alone. Pieces of blanks and comments are none.
 */
export function split(script: Script): At[] {
  const { text } = script
  const found: At[] = []
  let delimiter = ';'
  let at = 0
  while (at < text.length) {
    const command = /^[ \t]*delimiter[ \t]+(\S+)[^\n]*(?:\n|$)/i.exec(lineFrom(text, at))
    if (command) {
      delimiter = command[1]!
      at += command[0].length
      continue
    }
    if (skip(text, at) > at) {
      at = skip(text, at)
      continue
    }
    const end = delimiter === ';' ? endOf(text, at) : text.startsWith(delimiter, at) ? at : plainEnd(text, at, delimiter)
    if (end > at) {
      const sql = text.slice(at, end).trimEnd()
      found.push({
        migration: script.migration,
        path: script.path,
        statement: found.length + 1,
        span: placeIn(script, at, at + sql.length),
        text: sql,
      })
    }
    at = text.startsWith(delimiter, end) ? end + delimiter.length : Math.max(end, at + 1)
  }
  return found.filter(({ text: sql }) => !tokens(sql).next().done)
}

/** What follows up to the end of the line, where a line begins here. */
function lineFrom(text: string, at: number): string {
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
  if (before.trim() !== '') return ''
  const end = text.indexOf('\n', at)
  return text.slice(at, end === -1 ? text.length : end + 1)
}

function endOf(text: string, from: number): number {
  const head: Token[] = []
  let depth = 0
  let program = false
  let previous: Token | undefined
  let starts = false
  let closed = false
  for (const token of tokens(text, from)) {
    if (token.kind === 'semicolon' && depth === 0) return token.start
    if (head.length < 12) {
      head.push(token)
      program ||=
        is(head[0], 'create') && token.kind === 'word' && stored.has(token.text.toLowerCase()) && !head.some((each) => is(each, 'table'))
    }
    const word = token.kind === 'word' ? token.text.toLowerCase() : ''
    if (program || (is(head[0], 'begin') && is(head[1], 'not'))) {
      if (word === 'end') {
        depth = Math.max(0, depth - 1)
        closed = true
      } else if (closed && (openers.has(word) || word === '')) closed = false
      else if (word === 'begin' || word === 'case') depth++
      else if (openers.has(word) && starts) depth++
      else closed = false
    }
    starts =
      token.kind === 'semicolon' ||
      token.text === ':' ||
      ['begin', 'then', 'else', 'do', 'loop', 'repeat'].includes(word) ||
      (word === 'row' && is(previous, 'each')) ||
      (word === 'not' && is(previous, 'begin')) ||
      (word === 'sql' && !is(previous, 'language')) ||
      word === 'deterministic'
    previous = token
  }
  return text.length
}

function plainEnd(text: string, from: number, delimiter: string): number {
  for (let at = from; at < text.length; ) {
    if (text.startsWith(delimiter, at)) return at
    const [token] = tokens(text, at)
    const hidden = skip(text, at)
    if (hidden > at) at = hidden
    else if (token && token.start === at && (token.kind === 'string' || token.kind === 'quoted')) at = token.end
    else at++
  }
  return text.length
}
