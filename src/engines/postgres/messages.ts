import type { EngineError } from '../../catalog/effect.ts'
import type { Row, TableRows } from '../../catalog/rows.ts'
import type { RefusalPlace } from '../../model/refusal.ts'
import type { At, Script } from '../../model/script.ts'
import type { Ran, Watch } from '../engine.ts'
import type { Changes, Stamped } from './catalog-changes.ts'
import type { Births, Image } from './image.ts'
import type { Reply } from './wire.ts'

/** What a worker is started with. */
export interface Start {
  /** An image, packed or not; absent for the prepared cluster at `cluster`. */
  image?: Uint8Array | Image
  cluster: string
  settings: Readonly<Record<string, string>>
  extensions: readonly string[]
  roles: readonly string[]
  madeRoles: readonly string[]
  /** Where the archives of the extensions lie, by name. */
  archives: Readonly<Record<string, string>>
  memoryBytes: number
  /** `[statements begun, number of the statement, its line]`, so that the other thread sees one that does not end. */
  clock: SharedArrayBuffer
  module: WebAssembly.Module
  /** The server's major version. */
  version: number
}

/** What the worker is asked; `first` is SQL of pawl's own that goes ahead of it. */
export type Asked = { first?: readonly string[] } & (
  | { what: 'run'; script: Script; watch?: Watch; inside: boolean; number?: number }
  | { what: 'split'; script: Script }
  | { what: 'send'; sql: string }
  /** What has changed in the catalog since a reading. */
  | { what: 'changes'; counts: Stamped['counts']; nextXid: number; inside: boolean }
  | { what: 'rows'; tables: readonly string[]; inside: boolean }
  | { what: 'fill'; rows: readonly TableRows[]; inside: boolean; number?: number }
  | { what: 'query'; sql: string; inside: boolean; anew: boolean }
  /** Keeps a copy under a number. */
  | { what: 'copy'; copy: number }
  | { what: 'restore'; copy: number }
  | { what: 'forget'; copy: number }
  /** The files of a copy. */
  | { what: 'image'; copy: number }
  /** The files of an orderly end; nothing where they do not tell all that the server was. */
  | { what: 'end' }
  | { what: 'births' }
  /** What a client of another kind says, as it says it. */
  | { what: 'raw'; bytes: Uint8Array }
)

/** What it gives back. */
export interface Given {
  ran?: Ran
  /** Why the script has to be run again, outside the open transaction. */
  again?: string
  made?: readonly string[]
  statements?: readonly At[]
  reply?: Reply
  changes?: Changes
  rows?: readonly TableRows[]
  failed?: readonly { table: string; message: string }[]
  query?: { rows: readonly Row[] } | { error: EngineError }
  image?: Image
  births?: Births
  /** The first transaction number not given out yet, and the first behind the last savepoint. */
  xids?: { next: number; mark: number }
  /** The first number that the objects of a deed got. */
  number?: number
  /** The copy was put back in place; else another engine has to be started from it. */
  done?: boolean
  /** The server's own words to what a client said, and what was reached for outside of it. */
  raw?: Uint8Array
  reached?: readonly string[]
}

/** An error that crosses threads; a dead engine is not asked again. */
export interface Failed {
  message: string
  at?: RefusalPlace
  dead: boolean
}
