import type { CharSet, Concatenation, Element, Expression } from 'refa'
import { lastCodePoint } from './automaton.ts'
import type { Span } from './pattern.ts'

/** What stands beside a position of the text, as far as `^`, `$` and `\b` ask: an edge, a word character, a line end, another. */
export const kinds = { edge: 1, word: 2, line: 4, other: 8 } as const

/** A condition on the characters around a position: pairs of masks of `kinds`, one of which must fit. */
type Condition = readonly { behind: number; ahead: number }[]

/** A nondeterministic automaton: silent edges, edges with a condition, edges that take a character. */
export interface Nfa {
  silent: { to: number; condition?: Condition }[][]
  taking: { to: number; set: number }[][]
  sets: (readonly Span[])[]
  /** Whether `^`, `$`, `\b` or `\B` occurs, so that the kinds of characters matter. */
  conditional: boolean
  start: number
  final: number
}

const mostNodes = 10_000
const any = 15

/** Thrown when a pattern needs more nodes than the limit. */
export class TooLarge extends Error {}

/** The automaton of an expression; where it is searched for, anything may stand before and after it. */
export function nfaOf(expression: Expression, options: { search: { left: boolean; right: boolean }; multiline: boolean }): Nfa {
  const nfa: Nfa = { silent: [], taking: [], sets: [], conditional: false, start: 0, final: 0 }
  const setIds = new Map<string, number>()
  const node = () => {
    if (nfa.silent.length >= mostNodes) throw new TooLarge()
    nfa.taking.push([])
    return nfa.silent.push([]) - 1
  }
  const setId = (ranges: readonly Span[]) => {
    const key = ranges.map(({ start, end }) => `${start}-${end}`).join()
    if (!setIds.has(key)) setIds.set(key, nfa.sets.push(ranges) - 1)
    return setIds.get(key)!
  }
  const anything = (at: number) => nfa.taking[at]!.push({ to: at, set: setId([{ start: 0, end: lastCodePoint }]) })
  const alternatives = (all: readonly Concatenation[], from: number): number => {
    const end = node()
    for (const each of all) {
      const begin = node()
      nfa.silent[from]!.push({ to: begin })
      nfa.silent[each.elements.reduce((at, element) => one(element, at), begin)]!.push({ to: end })
    }
    return end
  }
  const one = (element: Element, from: number): number => {
    if (element.type === 'CharacterClass') {
      const to = node()
      nfa.taking[from]!.push({ to, set: setId(rangesOf(element.characters)) })
      return to
    }
    if (element.type === 'Alternation') return alternatives(element.alternatives, from)
    if (element.type === 'Unknown') {
      const to = node()
      nfa.conditional = true
      nfa.silent[from]!.push({ to, condition: conditionOf(element.id, options.multiline) })
      return to
    }
    if (element.type !== 'Quantifier') throw new TooLarge()
    let at = from
    for (let i = 0; i < element.min; i++) at = alternatives(element.alternatives, at)
    if (element.max === Number.POSITIVE_INFINITY) {
      const loop = node()
      nfa.silent[at]!.push({ to: loop })
      nfa.silent[alternatives(element.alternatives, loop)]!.push({ to: loop })
      return loop
    }
    const end = node()
    nfa.silent[at]!.push({ to: end })
    for (let i = element.min; i < element.max; i++) {
      at = alternatives(element.alternatives, at)
      nfa.silent[at]!.push({ to: end })
    }
    return end
  }
  nfa.start = node()
  if (options.search.left) anything(nfa.start)
  const begin = node()
  nfa.silent[nfa.start]!.push({ to: begin })
  nfa.final = alternatives(expression.alternatives, begin)
  if (options.search.right) {
    const tail = node()
    nfa.silent[nfa.final]!.push({ to: tail })
    anything(tail)
    nfa.final = tail
  }
  return nfa
}

/** What `^`, `$`, `\b` and `\B` ask of the characters around them. */
function conditionOf(raw: string, multiline: boolean): Condition {
  const edges = multiline ? kinds.edge | kinds.line : kinds.edge
  const notWord = any & ~kinds.word
  if (raw === '^') return [{ behind: edges, ahead: any }]
  if (raw === '$') return [{ behind: any, ahead: edges }]
  return raw === '\\b'
    ? [
        { behind: kinds.word, ahead: notWord },
        { behind: notWord, ahead: kinds.word },
      ]
    : [
        { behind: kinds.word, ahead: kinds.word },
        { behind: notWord, ahead: notWord },
      ]
}

/** A pattern without `u` sees halves of the characters beyond U+FFFF; what takes the last half takes these too. */
function rangesOf(set: CharSet): Span[] {
  return set.ranges.map(({ min, max }) => ({ start: min, end: max === 0xffff && set.maximum === 0xffff ? lastCodePoint : max }))
}
