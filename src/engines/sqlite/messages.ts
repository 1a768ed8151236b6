import type { CatalogObject } from '../../catalog/catalog.ts'
import type { EngineError } from '../../catalog/effect.ts'
import type { Row, TableRows } from '../../catalog/rows.ts'
import type { At, Script } from '../../model/script.ts'
import type { Ran } from '../engine.ts'

/** What the child may be asked, and what it answers. */
export interface Requests {
  /** With a `file` it is that database, and no disposable one. */
  open: { ask: { settings: Readonly<Record<string, string>>; memoryBytes: number; from?: Uint8Array; file?: string }; answer: undefined }
  /** Holds a file for itself as long as the process lives; false where another has it. */
  lock: { ask: { path: string; mark: number }; answer: boolean }
  run: { ask: { script: Script; tables?: readonly string[] }; answer: Ran }
  runEach: { ask: readonly Script[]; answer: { whole: number; error?: EngineError } }
  track: { ask: undefined; answer: undefined }
  /** Objects that an earlier answer brought are told by the number of their group alone. */
  catalog: { ask: undefined; answer: { numbers: readonly number[]; fresh: readonly (readonly [number, readonly CatalogObject[]])[] } }
  rows: { ask: readonly string[]; answer: readonly TableRows[] }
  fill: { ask: readonly TableRows[]; answer: readonly { table: string; message: string }[] }
  query: { ask: string; answer: { rows: readonly Row[] } | { error: EngineError } }
  born: { ask: readonly string[]; answer: readonly (readonly [string, At])[] }
  /** The number of a copy; older copies go to the parent where the child holds too much. */
  keep: { ask: undefined; answer: { number: number; spilled: readonly (readonly [number, Uint8Array])[] } }
  bytes: { ask: number; answer: Uint8Array }
  forget: { ask: number; answer: undefined }
  rewind: { ask: number | Uint8Array; answer: undefined }
  reconnect: { ask: undefined; answer: undefined }
}

export type Request = { [K in keyof Requests]: { does: K; ask: Requests[K]['ask'] } }[keyof Requests]

/** A refusal points to the statement that it is about. */
export type Response = { answer: unknown } | { refusal: string; at?: At }

/** Where the statement stands that is said to have begun. */
export type Place = (statement: number) => At | undefined

/** What one database is asked of, one thing after another. */
export interface Holder {
  ask<K extends keyof Requests>(does: K, ask: Requests[K]['ask'], place?: Place): Promise<Requests[K]['answer']>
  close(): Promise<void>
}

/** What a child throws to be told as a Refusal by its parent. */
export class Stop extends Error {
  readonly at: At | undefined

  constructor(message: string, at?: At) {
    super(message)
    this.at = at
  }
}
