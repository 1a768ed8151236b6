import { type Automaton, lastCodePoint, nowhere } from './automaton.ts'
import { kinds, type Nfa, TooLarge } from './nfa.ts'
import type { Span } from './pattern.ts'

const mostStates = 10_000
const mostWork = 6_000_000
const any = 15
const lineEnds: readonly Span[] = [10, 13, 0x2028, 0x2029].map((at) => ({ start: at, end: at }))
const wordCharacters: readonly Span[] = [
  { start: 48, end: 57 },
  { start: 65, end: 90 },
  { start: 95, end: 95 },
  { start: 97, end: 122 },
]

/** A node of the automaton with what it allows to come next, as a mask of kinds. */
interface Config {
  node: number
  ahead: number
}

/** The deterministic automaton of the same language; the limits count work, so that every machine decides alike. */
export function determinize(nfa: Nfa): Automaton {
  const alphabet = divide(nfa)
  let work = 0
  const closure = (configs: readonly Config[], behind: number): Config[] => {
    const seen = new Set<number>()
    const closed: Config[] = []
    const stack = [...configs]
    for (let config = stack.pop(); config; config = stack.pop()) {
      const key = config.node * 16 + config.ahead
      if (seen.has(key)) continue
      if (++work > mostWork) throw new TooLarge()
      seen.add(key)
      closed.push(config)
      for (const { to, condition } of nfa.silent[config.node]!) {
        if (!condition) stack.push({ node: to, ahead: config.ahead })
        else
          for (const each of condition) {
            const ahead = config.ahead & each.ahead
            if (each.behind & behind && ahead) stack.push({ node: to, ahead })
          }
      }
    }
    return closed.filter(({ node }) => node === nfa.final || nfa.taking[node]!.length > 0)
  }
  const ids = new Map<string, number>()
  const states: Config[][] = []
  const idOf = (configs: readonly Config[], behind: number): number => {
    const closed = closure(configs, behind).sort((a, b) => a.node - b.node || a.ahead - b.ahead)
    if (closed.length === 0) return nowhere
    const key = closed.map(({ node, ahead }) => node * 16 + ahead).join()
    const known = ids.get(key)
    if (known !== undefined) return known
    if (states.length >= mostStates) throw new TooLarge()
    ids.set(key, states.push(closed) - 1)
    return states.length - 1
  }
  const start = idOf([{ node: nfa.start, ahead: any }], kinds.edge)
  const next: number[] = []
  for (let state = 0; state < states.length; state++) {
    for (const { kind, sets } of alphabet.list) {
      const moved = new Map<number, Config>()
      for (const { node, ahead } of states[state]!) {
        if ((ahead & kind) === 0) continue
        for (const { to, set } of nfa.taking[node]!) {
          if (++work > mostWork) throw new TooLarge()
          if (sets.has(set)) moved.set(to, { node: to, ahead: any })
        }
      }
      next.push(moved.size ? idOf([...moved.values()], kind) : nowhere)
    }
  }
  const accepting = states.map((configs) => (configs.some(({ node, ahead }) => node === nfa.final && ahead & kinds.edge) ? 1 : 0))
  return trim({
    cuts: alphabet.cuts,
    classes: alphabet.classes,
    classCount: alphabet.list.length,
    next: Int32Array.from(next),
    accepting: Uint8Array.from(accepting),
    start,
  })
}

interface CharacterClass {
  kind: number
  sets: ReadonlySet<number>
}

/** Divides all characters into classes that no set of the automaton tells apart. */
function divide(nfa: Nfa): { cuts: number[]; classes: number[]; list: CharacterClass[] } {
  const all = nfa.conditional ? [...nfa.sets, lineEnds, wordCharacters] : nfa.sets
  const events = new Map<number, { set: number; enters: boolean }[]>([[0, []]])
  all.forEach((ranges, set) => {
    for (const { start, end } of ranges) {
      events.set(start, [...(events.get(start) ?? []), { set, enters: true }])
      if (end < lastCodePoint) events.set(end + 1, [...(events.get(end + 1) ?? []), { set, enters: false }])
    }
  })
  const cuts = [...events.keys()].sort((a, b) => a - b)
  const inside = new Set<number>()
  const byKey = new Map<string, number>()
  const list: CharacterClass[] = []
  const classes = cuts.map((cut) => {
    const here = events.get(cut)!
    for (const { set, enters } of here) if (!enters) inside.delete(set)
    for (const { set, enters } of here) if (enters) inside.add(set)
    const key = [...inside].sort((a, b) => a - b).join()
    if (!byKey.has(key)) {
      const line = nfa.conditional && inside.has(nfa.sets.length)
      const word = nfa.conditional && inside.has(nfa.sets.length + 1)
      byKey.set(key, list.push({ kind: line ? kinds.line : word ? kinds.word : kinds.other, sets: new Set(inside) }) - 1)
    }
    return byKey.get(key)!
  })
  return { cuts, classes, list }
}

/** Takes away every way that can no longer reach an accepting state. */
function trim(automaton: Automaton): Automaton {
  const { next, classCount, accepting } = automaton
  const back: number[][] = Array.from(accepting, () => [])
  next.forEach((to, index) => {
    if (to !== nowhere) back[to]!.push(Math.floor(index / classCount))
  })
  const live = Uint8Array.from(accepting)
  const queue = [...accepting.keys()].filter((state) => accepting[state])
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const from of back[state]!) {
      if (live[from]) continue
      live[from] = 1
      queue.push(from)
    }
  }
  const start = automaton.start !== nowhere && live[automaton.start] ? automaton.start : nowhere
  return { ...automaton, start, next: next.map((to) => (to !== nowhere && live[to] ? to : nowhere)) }
}
