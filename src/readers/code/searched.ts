import type { Literals } from './literal.ts'
import type { Stated } from './stated.ts'

/** How the code around a literal uses it as a pattern. */
export interface Searched {
  flags: string
  /** What may stand before and after in the text that is searched. */
  search: { left: boolean; right: boolean }
}

const pythonFlags = { I: 'i', IGNORECASE: 'i', M: 'm', MULTILINE: 'm', S: 's', DOTALL: 's', X: 'x', VERBOSE: 'x' } as const
const javaFlags = { CASE_INSENSITIVE: 'i', MULTILINE: 'm', DOTALL: 's', COMMENTS: 'x' } as const

/** Reads what stands beside the literal: flags given to the same call, and calls that fit the whole text. */
export function searchedAs(file: Literals, { literal }: Stated): Searched | { problem: string } {
  const last = literal.joined?.at(-1) ?? literal
  const before = file.text.slice(Math.max(0, literal.start - 200), literal.start)
  const after = file.text.slice(last.end, restOfCall(file.text, last.end))
  const anywhere = { left: true, right: true }
  if (literal.flags !== undefined) return { flags: literal.flags, search: anywhere }
  if (/\bRegExp\s*\(\s*$/.test(before)) return scriptFlags(after)
  if (file.language === 'python') {
    const called = /\b(\w+)\s*\(\s*$/.exec(before)?.[1]
    const search = called === 'fullmatch' ? { left: false, right: false } : called === 'match' ? { left: false, right: true } : anywhere
    return { flags: named(after, /\bre\.([A-Z]+)\b/g, pythonFlags), search }
  }
  if (file.language === 'java') {
    const whole = /\bmatches\s*\(\s*$|@Pattern\s*\((?:[^()]*,)?\s*regexp\s*=\s*$/.test(before)
    return { flags: named(after, /\b([A-Z_]+)\b/g, javaFlags), search: whole ? { left: false, right: false } : anywhere }
  }
  if (file.language === 'rust' && /\bRegexBuilder\s*::\s*new\s*\(\s*$/.test(before))
    return { flags: builderFlags(file.text, last.end), search: anywhere }
  if (file.language === 'sql') {
    if (/\bSIMILAR\s+TO\s*$|\bLIKE\s*$|\bGLOB\s*$/i.test(before))
      return { problem: 'it is no regular expression but a LIKE, GLOB or SIMILAR TO pattern' }
    return { flags: /~\*\s*$/.test(before) ? 'i' : '', search: anywhere }
  }
  return { flags: '', search: anywhere }
}

/** The end of the call that an argument stands in, or of the line. */
function restOfCall(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length && at < from + 2000; at++) {
    if ('([{'.includes(text[at]!)) depth++
    if (')]}'.includes(text[at]!) && depth-- === 0) return at + 1
    if (text[at] === ';') return at
  }
  return Math.min(text.length, from + 2000)
}

function scriptFlags(after: string): Searched | { problem: string } {
  const search = { left: true, right: true }
  if (/^\s*,?\s*\)/.test(after)) return { flags: '', search }
  const flags = /^\s*,\s*(['"`])([a-z]*)\1\s*,?\s*\)/.exec(after)
  return flags ? { flags: flags[2]!, search } : { problem: 'the flags beside it are no literal' }
}

function named(after: string, pattern: RegExp, meaning: Readonly<Record<string, string>>): string {
  return [...new Set([...after.matchAll(pattern)].map((match) => meaning[match[1]!] ?? ''))].join('')
}

function builderFlags(text: string, from: number): string {
  const chain = text.slice(from, text.indexOf(';', from) === -1 ? undefined : text.indexOf(';', from))
  const on = (name: string) => new RegExp(`\\.\\s*${name}\\s*\\(\\s*true\\s*\\)`).test(chain)
  return [
    on('case_insensitive') ? 'i' : '',
    on('multi_line') ? 'm' : '',
    on('dot_matches_new_line') ? 's' : '',
    on('ignore_whitespace') ? 'x' : '',
  ].join('')
}
