import { Refusal } from '../../model/refusal.ts'
import { nowhere, step } from './automaton.ts'
import type { Language } from './language.ts'
import { forcedPrefix, masked, type Witness } from './witness.ts'

/** One word of a language in a text; offsets in UTF-16 units. */
export interface Occurrence {
  start: number
  end: number
  shown: Witness
}

const mostSteps = 60_000_000
const wordCharacter = /[A-Za-z0-9_]/
/** What ends right before a word although it ends in a letter or digit: an escape of a string, or of a URL. */
const escapeBefore = /(?:%[0-9A-Fa-f]{2}|\\(?:[nrtbfv0]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}))$/

/** Every word of the language that stands in a text by itself, not as a part of a longer word; the longest at each place. */
export function occurrences(language: Language, text: string): Occurrence[] {
  const { automaton } = language
  const found: Occurrence[] = []
  let steps = 0
  const prefix = forcedPrefix(automaton)
  for (let start = text.indexOf(prefix); start !== -1 && start < text.length; start = text.indexOf(prefix, start + 1)) {
    const first = text.codePointAt(start)!
    if (step(automaton, automaton.start, first) === nowhere || !beginsHere(text, start)) continue
    let state = automaton.start
    let end = -1
    for (let at = start; at < text.length && state !== nowhere; ) {
      const codePoint = text.codePointAt(at)!
      state = step(automaton, state, codePoint)
      at += codePoint > 0xffff ? 2 : 1
      if (++steps > mostSteps) throw new Refusal(`the pattern \`${language.source}\` could not be searched for: the text is too long`)
      if (state !== nowhere && automaton.accepting[state] && endsHere(text, at)) end = at
    }
    if (end === -1) continue
    found.push({ start, end, shown: masked(text.slice(start, end), automaton) })
    start = end - 1
  }
  return found
}

function beginsHere(text: string, start: number): boolean {
  if (start === 0 || !wordCharacter.test(text[start]!) || !wordCharacter.test(text[start - 1]!)) return true
  return escapeBefore.test(text.slice(Math.max(0, start - 6), start))
}

function endsHere(text: string, end: number): boolean {
  return end >= text.length || !wordCharacter.test(text[end]!) || !wordCharacter.test(text[end - 1]!)
}
