import type { Script } from '../model/script.ts'

/** One step of a history. */
export interface Migration {
  /** The file's or folder's name without direction and ending. */
  id: string
  up: Script
  /** Absent where there is no way back; empty text is a way back that does nothing. */
  down?: Script
  /** SQL that the format runs after the up to check it (Sqitch). */
  verify?: Script
  /** The tool keeps a checksum of the content, so that a byte changed is an edit. */
  checksum?: true
  /** Run again whenever its content changes, after all others (Flyway's `R__`): it may be edited, and newer ones run before it. */
  repeatable?: true
  /** It is code; `up` and `down` are what it amounts to, as the policy's `rendered` says. */
  code?: Code
}

/** A migration that is code, and what its tool calls it. */
export interface Code {
  path: string
  text: string
  revision: string
  /** The revisions that it builds on; none for the first. */
  previous: readonly string[]
  /** No rendering of it is committed: `up` holds nothing, and only the tool itself can run it. */
  unrendered?: true
}

/** The migrations of one folder, in the order in which their tool runs them. */
export interface Chain {
  format: string
  folder: string
  migrations: readonly Migration[]
  /** SQL that the tool itself has run before any migration: its own table. */
  bookkeeping?: Script
  /** What was not read, and why. */
  limits: readonly string[]
}
