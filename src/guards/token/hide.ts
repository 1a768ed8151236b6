import { Refusal } from '../../model/refusal.ts'
import type { Automaton } from '../../readers/regex/automaton.ts'
import type { Language } from '../../readers/regex/language.ts'

/** A format with shorter words is one of names or numbers, and no secret. */
const leastLength = 16

/** Shortens the tokens of some formats in a text that is printed: what the format forces and four characters stay, at the same width. */
export async function hiderOf(patterns: readonly string[]): Promise<(text: string) => string> {
  const { languageOf } = await import('../../readers/regex/language.ts')
  const { occurrences } = await import('../../readers/regex/scan.ts')
  const languages: Language[] = []
  for (const pattern of new Set(patterns)) {
    try {
      const language = await languageOf(pattern)
      if (shortest(language.automaton) >= leastLength) languages.push(language)
    } catch (error) {
      // A pattern that cannot be followed is told where it stands.
      if (!(error instanceof Refusal)) throw error
    }
  }
  return (text) => {
    let hidden = text
    for (const language of languages)
      for (const { start, end, shown } of occurrences(language, hidden)) {
        const kept = shown.shown.slice(0, -1)
        hidden = hidden.slice(0, start) + kept.padEnd(end - start, '*') + hidden.slice(end)
      }
    return hidden
  }
}

/** The length of the shortest word, in characters. */
function shortest({ accepting, next, classCount, start }: Automaton): number {
  const seen = new Set([start])
  let reached = [start]
  for (let length = 0; reached.length > 0; length++) {
    if (reached.some((state) => accepting[state])) return length
    const further = reached.flatMap((state) => [...next.slice(state * classCount, (state + 1) * classCount)])
    reached = [...new Set(further)].filter((state) => state >= 0 && !seen.has(state))
    for (const state of reached) seen.add(state)
  }
  return 0
}
