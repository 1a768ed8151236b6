import type { PlaceOf } from './regex/pattern.ts'

/** Whether a text holds what a pattern describes. */
export type Matcher = (text: string) => boolean

/**
 * Compiles an ECMAScript pattern, searched for as `/re/` is, into an automaton: time grows with the text alone, whatever the
 * pattern. A pattern that no finite automaton can hold, or only too large a one, is a Refusal.
 */
export async function matcherOf(source: string, flags: string, placeOf: PlaceOf): Promise<Matcher> {
  const { languageOf } = await import('./regex/language.ts')
  const { languageAccepts } = await import('./regex/compare.ts')
  const language = await languageOf(source, { flags, search: { left: true, right: true }, placeOf })
  return (text) => languageAccepts(language, text)
}

/** Whether every text that `newer` fits also fits `older`, both searched for: so that asking for `newer` asks at least as much. */
export async function narrower(older: readonly [string, string], newer: readonly [string, string]): Promise<boolean> {
  const { languageOf } = await import('./regex/language.ts')
  const { missingFrom } = await import('./regex/compare.ts')
  const search = { left: true, right: true }
  const [wide, narrow] = await Promise.all([
    languageOf(older[0], { flags: older[1], search }),
    languageOf(newer[0], { flags: newer[1], search }),
  ])
  return missingFrom(narrow, wide) === undefined
}
