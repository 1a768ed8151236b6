import type { DatabaseDefinition } from '../model/policy.ts'
import type { Category } from '../model/report.ts'

/** Where something that is proposed was read from. `says` tells what of it. */
export interface Source {
  path: string
  line: number
  says?: string
}

/** A value of a policy, before it is written. */
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value }

/** One protection as it is proposed; `keys` are those of its kind. */
export interface Draft {
  kind: string
  subject: string
  keys: Readonly<Record<string, Value>>
  layer: string
  sources: readonly Source[]
  /** What a person is told about it. */
  notes?: readonly string[]
  /** What is proposed in its place where it does not hold. */
  instead?: readonly Draft[]
  /** It is such a one itself. */
  standsIn?: true
}

/** One protocol as it is proposed, in a file of its own. */
export interface ProtocolDraft {
  id: string
  title: string
  status: 'irreversible' | 'lossy' | 'reversible'
  why?: string
  /** Said at the head of its file. */
  about: readonly string[]
  protect: readonly Draft[]
  sources: readonly Source[]
}

/** One database as it is proposed, with why its engine was taken. */
export interface DatabaseDraft extends Pick<DatabaseDefinition, 'name' | 'engine' | 'migrations' | 'extensions' | 'roles'> {
  format?: string
  rendered?: string
  server?: string
  because: string
}

/** The rollback rules of one database as they are proposed. */
export interface RulesDraft {
  database: string
  document?: string
  categories: Readonly<Partial<Record<Category, Readonly<Record<string, string | number>>>>>
  lossy: 'documented' | 'allowed'
  sources: readonly Source[]
}

/** A file that is proposed: new, or one of the repository with lines behind its end. */
export interface FileDraft {
  path: string
  /** What stands there now; absent where nothing does. */
  before?: string
  text: string
  executable?: true
}

/** What is told beside the files: a line that a person has to add or run, and why. */
export interface Step {
  says: string
  lines?: readonly string[]
  /** The proposed file that it goes with. */
  about?: string
}
