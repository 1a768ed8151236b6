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
  /** Names that the content is bound to, so that a byte changed is an edit (formats with checksums). */
  checksum?: true
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
