import type { State } from './state.ts'
import type { Taken } from './taken.ts'
import type { Parse, Source, Where } from './tree.ts'
import type { Value } from './values.ts'

/** A command that a script starts, wrappers and runners taken off. */
export interface Call {
  words: readonly Value[]
  /** Variables set for this call, or by the script before it. */
  vars: ReadonlyMap<string, Value>
  cwd: Value
  /** Its input comes from a file, a text or a pipe of the script. */
  fed: boolean
  /** What calls of git ahead of it took away from what it looks at. */
  taken?: Taken | undefined
  /** The packages that a runner was told to take the program from. */
  from?: readonly string[]
  where: Where
}

/** What a call is to the one who asks. */
export type Match =
  | { is: 'target' }
  /** The same command, but with words or surroundings that make it another. */
  | { is: 'near'; says: string }
  /** It may be the command. */
  | { is: 'perhaps'; says: string }
  | { is: 'other' }

/** A script of package.json. */
export interface PackageScript {
  text: string
  where: Where
}

/** What following a script may ask of the tree that it stands in. */
interface Surroundings {
  match(call: Call): Match
  /** The text of a tracked regular file, `undefined` where there is none. */
  file(path: string): string | undefined
  /** A script of package.json at the root; `undefined` where there is none, `unclear` where it can't be told. */
  packageScript(name: string): PackageScript | 'unclear' | undefined
  /** A file whose sourcing is known to change nothing (husky's own). */
  harmless?(path: string): boolean
}

/** Something told about a call. */
export interface Note {
  says: string
  where: Where
}

/** One run of a script in the abstract: what was met on any of its ways. */
export interface Machine {
  parse: Parse
  around: Surroundings
  /** Where each call of the command stands. */
  sites: Map<string, Where>
  near: Note[]
  perhaps: Note[]
  steps: number
  /** The text asks what each command of a pipeline ended with; else that is not kept, for it makes many ways. */
  pipes?: boolean
}

/** What surrounds a node while it is run. */
export interface Scope {
  source: Source
  flavour: 'sh' | 'bash'
  /** `-e` does not act here: a condition, the left of `&&` and `||`, what `!` turns. */
  quiet: boolean
  /** The folder that holds the script's file. */
  folder: string
  functions: number
  /** Loops around it. */
  loops: number
  /** Files, and scripts of package.json, that led here. */
  files: number
  scripts: number
  /** The status that a trap on EXIT was entered with. */
  trapped?: Value
  fed?: boolean
  /** The text is sourced, so that `return` leaves it. */
  sourced?: true | undefined
}

/** A script that branches more than can be followed. */
export class TooManyWays extends Error {
  override readonly name = 'TooManyWays'
}

/** Counts a step; a script that never ends its branching ends here. */
export function step(machine: Machine, states: readonly State[] = []): void {
  machine.steps += 1 + states.length
  if (machine.steps > 120_000 || states.length > 600) throw new TooManyWays('the script branches more than can be followed')
}
