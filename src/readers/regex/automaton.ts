import type { Span } from './pattern.ts'

/** A deterministic automaton over code points, trimmed to states that can still accept. */
export interface Automaton {
  /** Where each stretch of the alphabet begins, sorted, the first at 0; the last one ends at U+10FFFF. */
  cuts: readonly number[]
  /** The class of each stretch: characters of one class go the same way from every state. */
  classes: readonly number[]
  classCount: number
  /** The state after `state` by a class, at `state * classCount + class`; -1 leads nowhere. */
  next: Int32Array
  accepting: Uint8Array
  start: number
}

export const lastCodePoint = 0x10ffff
export const nowhere = -1

/** The class of a code point. */
function classOf(automaton: Automaton, codePoint: number): number {
  const { cuts } = automaton
  let low = 0
  let high = cuts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (cuts[middle]! <= codePoint) low = middle
    else high = middle - 1
  }
  return automaton.classes[low]!
}

/** The state that one more character leads to. */
export function step(automaton: Automaton, state: number, codePoint: number): number {
  return state === nowhere ? nowhere : automaton.next[state * automaton.classCount + classOf(automaton, codePoint)]!
}

/** Whether the automaton accepts the whole word. */
export function accepts(automaton: Automaton, word: string): boolean {
  let state = automaton.start
  for (const character of word) {
    state = step(automaton, state, character.codePointAt(0)!)
    if (state === nowhere) return false
  }
  return state !== nowhere && automaton.accepting[state] === 1
}

/** A part of the alphabet that two automata do not tell apart, with the class that it has in each. */
export interface Joint {
  first: number
  second: number
  ranges: readonly Span[]
}

/** The coarsest common alphabet of two automata. */
export function jointAlphabet(first: Automaton, second: Automaton): Joint[] {
  const starts = [...new Set([...first.cuts, ...second.cuts])].sort((a, b) => a - b)
  const joints = new Map<number, Joint & { ranges: Span[] }>()
  starts.forEach((start, index) => {
    const end = (starts[index + 1] ?? lastCodePoint + 1) - 1
    const [a, b] = [classOf(first, start), classOf(second, start)]
    const key = a * second.classCount + b
    const joint = joints.get(key)
    if (joint) joint.ranges.push({ start, end })
    else joints.set(key, { first: a, second: b, ranges: [{ start, end }] })
  })
  return [...joints.values()]
}
