import type { At } from '../model/script.ts'

/** What happened to the values of one column under one statement, seen on the rows that were there. */
export interface ColumnChange {
  column: string
  /** NULLs that got their first value. */
  filled: number
  /** Values that became NULL. */
  cleared: number
  /** Values that became another value. */
  changed: number
}

/** What a statement did, told by the engine. Counted by kind and target, with or without rows to hit. */
export type Effect =
  | {
      does: 'update'
      table: string
      /** The columns that the statement assigns; undefined where that could not be told, which means any. */
      columns: readonly string[] | undefined
      /** Columns that the statement asks to be NULL first (`WHERE c IS NULL AND …`), so that only a first value is given. */
      whereNull: readonly string[]
      rows: number
      changes: readonly ColumnChange[]
      at: At
    }
  | { does: 'delete' | 'truncate' | 'drop'; table: string; rows: number; at: At }
  | { does: 'insert'; table: string; rows: number; at: At }
  /** A setting as it reads after the statement that changed it, and as it read before. */
  | { does: 'set'; setting: string; from: string; to: string; at: At }
  /** A statement that asked for something which the engine ignored there (`PRAGMA foreign_keys` in a transaction). */
  | { does: 'ignored'; what: string; at: At }

/** An error that the database itself raised, at its statement. */
export interface EngineError {
  message: string
  sqlstate?: string
  at: At
}
