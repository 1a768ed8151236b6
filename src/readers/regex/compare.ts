import { Refusal } from '../../model/refusal.ts'
import { type Automaton, accepts, type Joint, jointAlphabet, nowhere } from './automaton.ts'
import type { Language } from './language.ts'
import { characterFor, masked, type Witness } from './witness.ts'

const mostPairs = 400_000

/** A word of `older` that `newer` does not accept: `undefined` where `newer` accepts at least as much. */
export function missingFrom(older: Language, newer: Language): Witness | undefined {
  return witnessOf(wordMissing(older, newer), older)
}

/** A word that both languages accept. */
export function shared(first: Language, second: Language): Witness | undefined {
  return witnessOf(wordShared(first, second), first, second)
}

/** A shortest word of `older` that `newer` refuses, whole: not to be printed. */
export function wordMissing(older: Language, newer: Language): string | undefined {
  return find(older, newer, (a, b) => a && !b, false)
}

/** A shortest word that both accept, whole: not to be printed. */
export function wordShared(first: Language, second: Language): string | undefined {
  return find(first, second, (a, b) => a && b, true)
}

function witnessOf(word: string | undefined, ...languages: readonly Language[]): Witness | undefined {
  return word === undefined ? undefined : masked(word, ...languages.map(({ automaton }) => automaton))
}

interface Step {
  first: number
  second: number
  from?: Step
  by?: Joint
}

/** Searches pairs of states breadth first; ways that have left the second language go first, so that a difference shows early. */
function find(
  { automaton: first, source }: Language,
  { automaton: second }: Language,
  wanted: (first: boolean, second: boolean) => boolean,
  both: boolean,
): string | undefined {
  if (first.start === nowhere || (both && second.start === nowhere)) return undefined
  const joints = jointAlphabet(first, second).sort((a, b) => unreadable(a) - unreadable(b))
  const takes = (automaton: Automaton, state: number) => state !== nowhere && automaton.accepting[state] === 1
  const seen = new Set<number>()
  const width = second.accepting.length + 1
  let level: Step[] = [{ first: first.start, second: second.start }]
  seen.add(first.start * width + second.start + 1)
  while (level.length) {
    const found = level.find((at) => wanted(takes(first, at.first), takes(second, at.second)))
    if (found) return wordOf(found)
    const following: Step[] = []
    for (const at of level) {
      for (const joint of joints) {
        const a = first.next[at.first * first.classCount + joint.first]!
        const b = at.second === nowhere ? nowhere : second.next[at.second * second.classCount + joint.second]!
        const key = a * width + b + 1
        if (a === nowhere || (both && b === nowhere) || seen.has(key)) continue
        if (seen.size > mostPairs) throw new Refusal(`the pattern \`${source}\` could not be compared: too many states`)
        seen.add(key)
        following.push({ first: a, second: b, from: at, by: joint })
      }
    }
    level = both ? following : following.sort((a, b) => Number(a.second !== nowhere) - Number(b.second !== nowhere))
  }
  return undefined
}

/** Letters and digits are tried ahead of what cannot be read aloud. */
function unreadable(joint: Joint): number {
  const has = (from: number, to: number) => joint.ranges.some(({ start, end }) => start <= to && end >= from)
  return has(0x61, 0x7a) || has(0x41, 0x5a) ? 0 : has(0x30, 0x39) ? 1 : has(0x21, 0x7e) ? 2 : 3
}

function wordOf(last: Step): string {
  const joints: Joint[] = []
  for (let at: Step | undefined = last; at?.by; at = at.from) joints.unshift(at.by)
  return joints.map((joint, index) => characterFor(joint.ranges, index)).join('')
}

/** Whether a language accepts the whole word. */
export function languageAccepts(language: Language, word: string): boolean {
  return accepts(language.automaton, word)
}
