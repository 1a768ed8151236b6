import type { Automaton } from './automaton.ts'
import { determinize } from './determinize.ts'
import { nfaOf, TooLarge } from './nfa.ts'
import { type PlaceOf, readPattern, tooLarge } from './pattern.ts'

/** The set of texts that a pattern fits. */
export interface Language {
  source: string
  automaton: Automaton
}

/** How a pattern is read: its flags, where it stands, and whether code searches it in a text or fits it to the whole. */
export interface Reading {
  flags?: string
  /** Anything may stand before (`left`) or after (`right`) what fits; absent, the whole text must fit. */
  search?: { left: boolean; right: boolean }
  placeOf?: PlaceOf
}

/**
 * The language of an ECMAScript pattern: without flags `\d` and `\w` are ASCII and `$` is the very end.
 * Lookaround, backreferences that cannot be resolved, and automata past the limits are refusals.
 */
export async function languageOf(source: string, reading: Reading = {}): Promise<Language> {
  const placeOf = reading.placeOf ?? (() => ({}))
  const flags = reading.flags ?? ''
  const expression = await readPattern(source, flags, placeOf)
  try {
    const nfa = nfaOf(expression, { search: reading.search ?? { left: false, right: false }, multiline: flags.includes('m') })
    return { source, automaton: determinize(nfa) }
  } catch (error) {
    throw error instanceof TooLarge ? tooLarge(source, placeOf) : error
  }
}
