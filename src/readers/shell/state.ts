import type { Function as FunctionNode } from 'unbash'
import type { Taken } from './taken.ts'
import type { Source, Where } from './tree.ts'
import { root, type Value, zero } from './values.ts'

/** A function that the script defined, with the text that it stands in. */
interface Defined {
  node: FunctionNode
  source: Source
}

/** What is known at one moment of one way through a script. Never changed: each step makes a new one. */
export interface State {
  /** `$?`; never `data`. */
  status: Value
  vars: ReadonlyMap<string, Value>
  /** `$1` and on, where they are known. */
  args: readonly Value[] | undefined
  functions: ReadonlyMap<string, Defined>
  aliases: ReadonlySet<string>
  errexit: boolean
  pipefail: boolean
  cwd: Value
  exitTrap?: string | undefined
  errTrap?: string | undefined
  /** The places where the command succeeded on this way, and the calls that failed: a place, and its words on a second line. */
  ok: readonly string[]
  failed: readonly string[]
  /** What git gave as input was read, all or some of it. */
  drained?: true | undefined
  /** What calls of git took away from what a later command looks at. */
  taken?: Taken | undefined
  /** Something happened that could not be followed: all after it is a guess. */
  unsure?: string | undefined
  flow: 'on' | 'exit' | 'return' | 'break' | 'continue'
  /** How many loops a `break` or `continue` still leaves. */
  levels: number
  /** Where the script was left. */
  left?: Where | undefined
  /** What each command of the last pipeline ended with, as bash keeps it until the next command. */
  piped?: readonly Value[] | undefined
  /** The status of the last command substitution of the command being run. */
  substituted?: Value | undefined
}

/** How a script begins. */
export function start(given: Partial<State> = {}): State {
  return {
    status: zero,
    vars: new Map(),
    args: undefined,
    functions: new Map(),
    aliases: new Set(),
    errexit: false,
    pipefail: false,
    cwd: root,
    ok: [],
    failed: [],
    flow: 'on',
    levels: 0,
    ...given,
  }
}

/** A state as a child process or a subshell leaves it to its parent: what it learned of the command, and its status. */
export function back(parent: State, child: State): State {
  return {
    ...parent,
    ok: child.ok,
    failed: child.failed,
    taken: child.taken,
    drained: child.drained,
    unsure: child.unsure,
    status: child.status,
    left: child.left,
  }
}

export function withVar(state: State, name: string, value: Value): State {
  return { ...state, vars: new Map(state.vars).set(name, value) }
}

export function withStatus(state: State, status: Value): State {
  return { ...state, status }
}

export function lost(state: State, reason: string): State {
  return { ...state, unsure: state.unsure ?? reason }
}

/** Adds a call to a list of calls, sorted and once. */
export function noted(calls: readonly string[], id: string): readonly string[] {
  return calls.includes(id) ? calls : [...calls, id].sort()
}

/** States that cannot be told apart are one. */
export function distinct(states: readonly State[]): State[] {
  const seen = new Map<string, State>()
  for (const state of states) {
    const key = keyOf(state)
    if (!seen.has(key)) seen.set(key, state)
  }
  return [...seen.values()]
}

export function keyOf(state: State): string {
  return JSON.stringify([
    state.status,
    [...state.vars].sort(([a], [b]) => (a < b ? -1 : 1)),
    state.args,
    [...state.functions].map(([name, defined]) => [name, defined.source.path, defined.node.pos]).sort(),
    [...state.aliases].sort(),
    state.errexit,
    state.pipefail,
    state.cwd,
    state.exitTrap,
    state.errTrap,
    state.ok,
    state.failed,
    state.taken,
    state.drained,
    state.unsure,
    state.flow,
    state.levels,
    state.substituted,
    state.piped,
  ])
}
