import type { RefusalPlace } from '../../model/refusal.ts'
import type { At, Script } from '../../model/script.ts'
import type { Ran, Watch } from '../engine.ts'
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
  shortRun: boolean
}

/** What the worker is asked. */
export type Asked =
  | { what: 'run'; script: Script; watch?: Watch; inside: boolean }
  | { what: 'split'; script: Script }
  | { what: 'send'; sql: string; copy?: string }
  | { what: 'dump' }
  | { what: 'births' }

/** What it gives back. */
export interface Given {
  ran?: Ran
  /** Why the script has to be run again, outside the open transaction. */
  again?: string
  made?: readonly string[]
  statements?: readonly At[]
  reply?: Reply
  image?: Image
  births?: Births
}

/** An error that crosses threads; a dead engine is not asked again. */
export interface Failed {
  message: string
  at?: RefusalPlace
  dead: boolean
}
