import type { Files } from './tree.ts'

/** A command that a policy names, and what it works on. */
export interface Order {
  /** The tree in whose checkout it runs. */
  files: Files
  line: string
  /** Variables that it gets beside what every command gets. */
  env: readonly string[]
  /** An SQLite database as a file's bytes, which the command may change. */
  file?: Uint8Array
  /** Where a database can be reached that the command may change. */
  url?: string
  /** Ends it from outside; without one it has two minutes. */
  signal?: AbortSignal
  /** The command's place in the policy, for refusals. */
  at: { path: string; line: number; column: number }
}

/** How a command ended; one that cannot be started, or takes too long, is a Refusal. */
export interface Outcome {
  status: number
  stdout: string
  stderr: string
  file?: Uint8Array
}

/** Runs commands of the base's policy, where the caller allowed it. */
export interface Runner {
  run(order: Order): Promise<Outcome>
  /** Tells one tree from another, for what is kept of them. */
  nameOf(files: Files): string
  /** Removes the checkouts. */
  close(): void
}
