import type { Catalog } from '../catalog/catalog.ts'
import type { Effect, EngineError } from '../catalog/effect.ts'
import type { Row, TableRows } from '../catalog/rows.ts'
import type { Outcome } from '../model/runner.ts'
import type { At, Script } from '../model/script.ts'

/** What the tables of interest are, by catalog name; what is done to their rows is told as effects. */
export interface Watch {
  tables: readonly string[]
}

/** What running a script came to. */
export interface Ran {
  statements: number
  effects: readonly Effect[]
  error?: EngineError
}

/** What a database is rehearsed on: all that is there before the first migration. */
export interface Ground {
  engine: 'postgres' | 'sqlite' | 'mysql'
  extensions: readonly string[]
  roles: readonly string[]
  settings: Readonly<Record<string, string>>
  /** SQL to run first. */
  before?: Script
  /** The address of a disposable server, already read from the environment. */
  server?: string
}

/** Limits of one rehearsal; going past one is a Refusal that names it. */
export interface Limits {
  /** Milliseconds that one statement may take. */
  statementMs: number
  /** Bytes of memory that the engine may hold. */
  memoryBytes: number
}

/** A disposable database. Every method rejects with a Refusal when the engine itself fails, is stopped or answers nonsense. */
export interface Database {
  /** For people: `postgres 18.6 (embedded)`. */
  readonly label: string
  readonly engine: Ground['engine']
  /** Runs a script until its first error; with a watch it tells the effects on those tables and on settings. */
  run(script: Script, watch?: Watch): Promise<Ran>
  /** Splits a script as this engine reads it, without running anything. */
  split(script: Script): Promise<readonly At[]>
  catalog(): Promise<Catalog>
  /** Rows of the tables, for comparison. */
  rows(tables: readonly string[]): Promise<readonly TableRows[]>
  /**
   * Puts rows in; resolves to the tables that did not take theirs, each with the engine's reason. Postgres puts none in behind the first
   * of these. Never fires triggers.
   */
  fill(rows: readonly TableRows[]): Promise<readonly { table: string; message: string }[]>
  /** Rows of one query; an error is told, not thrown. `anew`: under the names that a new connection sees, whatever scripts have set. */
  query(sql: string, anew?: boolean): Promise<{ rows: readonly Row[] } | { error: EngineError }>
  /** Runs the scripts one after another, each as on a fresh connection, until the first error; tells how many ran whole. */
  runEach?(scripts: readonly Script[]): Promise<{ whole: number; error?: EngineError }>
  /** From here on it is written down which statement makes what; costs time with every change of the schema. */
  trackBirths?(): Promise<void>
  /** Where an object or column was made, by catalog key; told for what was made since births are tracked. */
  born(keys: readonly string[]): Promise<ReadonlyMap<string, At>>
  /** A copy of the database as it stands now, which `rewind` brings back as often as wanted. */
  keep(): Promise<Checkpoint>
  rewind(checkpoint: Checkpoint): Promise<void>
  /** Says that nothing kept so far will be gone back to, but what was pinned, so that what was done since need not be kept apart. */
  settle?(): Promise<void>
  /** As `keep`, where a rewind to that leaves more than was there, as what sequences gave out: going back to this one leaves nothing. */
  pin?(): Promise<Checkpoint>
  /** Closes the database and tells it as it stood, for `Engine.open`; nothing where bytes would not hold all of it. */
  end?(checkpoint: Checkpoint): Promise<Uint8Array | undefined>
  /** Lends the database itself, by its address, to a program of another kind; absent where no server holds it. */
  lend?(script: Script, work: (url: string) => Promise<Outcome>): Promise<Lent>
  /** Settings and session state as a fresh connection of the migration tool has them. */
  reconnect(): Promise<void>
  close(): Promise<void>
}

/** How a program ended that a database was lent to, and whether it said anything to it. */
export interface Lent {
  outcome: Outcome
  spoke: boolean
}

/** A database kept as it stood; `bytes` is what may be stored and given to `Engine.open` again. */
export interface Checkpoint {
  bytes(): Promise<Uint8Array>
}

/** Makes disposable databases of one kind. */
export interface Engine {
  /** Distinguishes what a checkpoint is bound to: engine, version, build. */
  readonly version: string
  open(ground: Ground, limits: Limits, from?: Uint8Array): Promise<Database>
  /** How many databases of a ground can work at once without waiting for each other; one where it says nothing, or less. */
  atOnce?(ground: Ground, limits: Limits): number
}
