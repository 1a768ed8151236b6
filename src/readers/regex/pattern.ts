import type { Expression } from 'refa'
import { Refusal, type RefusalPlace } from '../../model/refusal.ts'

/** A stretch of code points or of a pattern, both ends in it. */
export interface Span {
  start: number
  end: number
}

/** Where a pattern stands, for refusals: the place of its character at an index. */
export type PlaceOf = (index: number) => RefusalPlace

/** Reads an ECMAScript pattern; what no finite automaton can hold is a refusal with its place. */
export async function readPattern(source: string, flags: string, placeOf: PlaceOf): Promise<Expression> {
  const { RegExpParser, visitRegExpAST } = await import('@eslint-community/regexpp')
  const { JS } = await import('refa')
  const parser = new RegExpParser({ ecmaVersion: 2025 })
  const whole = withUnicode(source, flags)
  const mode = { unicode: whole.includes('u'), unicodeSets: whole.includes('v') }
  let pattern: ReturnType<typeof parser.parsePattern>
  try {
    pattern = parser.parsePattern(source, 0, source.length, mode)
  } catch (error) {
    const index = (error as { index?: number }).index ?? 0
    throw new Refusal(`\`${source}\` is no regular expression: ${messageOf(error)}`, placeOf(index))
  }
  const refuse = (what: string, index: number): never => {
    throw new Refusal(`the pattern \`${source}\` could not be decided: ${what} at its character ${index + 1}`, placeOf(index))
  }
  let reference: number | undefined
  visitRegExpAST(pattern, {
    onAssertionEnter: (node) => {
      if (node.kind === 'lookahead' || node.kind === 'lookbehind') refuse(`there is a ${node.kind} \`${node.raw}\``, node.start)
    },
    onModifiersEnter: (node) => void refuse(`there are modifiers \`${node.raw}\``, node.start),
    onBackreferenceEnter: (node) => {
      reference ??= node.start
    },
  })
  try {
    const literal = { pattern, flags: parser.parseFlags(whole.replace(/[dgy]/g, '')) }
    return JS.Parser.fromAst(literal).parse({ assertions: 'unknown', backreferences: 'throw' }).expression
  } catch {
    if (reference !== undefined) return refuse('there is a backreference', reference)
    throw tooLarge(source, placeOf)
  }
}

/** The refusal of a pattern whose automaton would be too large. */
export function tooLarge(source: string, placeOf: PlaceOf): Refusal {
  return new Refusal(`the pattern \`${source}\` could not be decided: its automaton is too large`, placeOf(0))
}

/** Characters beyond U+FFFF are one character in every language that is compared. */
function withUnicode(source: string, flags: string): string {
  return /[\u{10000}-\u{10ffff}]/u.test(source) && !/[uv]/.test(flags) ? `${flags}u` : flags
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^Invalid regular expression: \/.*\/[a-z]*: /s, '')
}
