import { type Automaton, lastCodePoint, nowhere, step } from './automaton.ts'
import type { Span } from './pattern.ts'

/** A counterexample as it may be printed anywhere: never whole. */
export interface Witness {
  /** What is forced by the format and a few characters more: `apitok_agent_7Qx…`. */
  shown: string
  length: number
}

const beyondPrefix = 4
const readable = '7QxK2mVr9LpTz4WdHs8NbYc3GfJw6RkXe5AuZt1DvMq0CgSoBhPyFnEiUjIaOl'

/** One of a few characters, chosen so that words look like real ones and are the same on every run. */
export function characterFor(ranges: readonly Span[], position: number): string {
  const fits = (codePoint: number) => ranges.some(({ start, end }) => start <= codePoint && codePoint <= end)
  for (let i = 0; i < readable.length; i++) {
    const character = readable[(position * 37 + i) % readable.length]!
    if (fits(character.codePointAt(0)!)) return character
  }
  for (let codePoint = 0x21; codePoint < 0x7f; codePoint++) if (fits(codePoint)) return String.fromCodePoint(codePoint)
  const visible = ranges.find(({ start, end }) => end >= 0xa1 && start <= 0xd7ff) ?? ranges.find(({ end }) => end >= 0xe000)
  if (visible) return String.fromCodePoint(Math.max(visible.start, visible.start <= 0xd7ff ? 0xa1 : 0xe000))
  return String.fromCodePoint(ranges[0]!.start)
}

/** Shortens a word of the languages: what they force at its start, and four characters; never all of it. */
export function masked(word: string, ...automata: readonly Automaton[]): Witness {
  const characters = [...word]
  const prefix = automata.reduce((longest, automaton) => Math.max(longest, [...forcedPrefix(automaton)].length), 0)
  const rest = characters.length - prefix
  const seen = Math.min(characters.length - 1, prefix + Math.min(beyondPrefix, Math.ceil(rest / 2)))
  return { shown: `${characters.slice(0, Math.max(0, seen)).join('')}…`, length: characters.length }
}

/** What every word of the language begins with. */
export function forcedPrefix(automaton: Automaton): string {
  let prefix = ''
  let state = automaton.start
  for (let next = only(automaton, state); next !== undefined; next = only(automaton, state)) {
    prefix += String.fromCodePoint(next)
    state = step(automaton, state, next)
  }
  return prefix
}

/** The one character that leads on from a state where words may not end. */
function only(automaton: Automaton, state: number): number | undefined {
  if (state === nowhere || automaton.accepting[state]) return undefined
  let ways = 0
  let way: number | undefined
  automaton.cuts.forEach((start, at) => {
    if (automaton.next[state * automaton.classCount + automaton.classes[at]!] === nowhere) return
    ways += (automaton.cuts[at + 1] ?? lastCodePoint + 1) - start
    way = start
  })
  return ways === 1 ? way : undefined
}
