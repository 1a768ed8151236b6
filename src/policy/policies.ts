import type { Guard } from '../guards/guard.ts'
import type { Amendment, DatabaseDefinition, Named, PolicyPlace, Protocol, RollbackRules } from '../model/policy.ts'
import type { Refusal } from '../model/refusal.ts'

/** The kinds of protection and where each guard is loaded from. */
export type Register = Readonly<Record<string, () => Promise<Guard<any, any, any>>>>

/** All that the policies of one tree say. */
export interface Policies {
  protocols: readonly Protocol[]
  databases: ReadonlyMap<string, DatabaseDefinition>
  rollbacks: readonly RollbackRules[]
  amendments: readonly Amendment[]
  versions: readonly Named[]
  tiers: ReadonlyMap<string, Named>
  validations: ReadonlyMap<string, Named<readonly string[]>>
  /** Roles, and whose names count for them; `undefined` where no policy names any, so that every name counts. */
  approvers: Approvers | undefined
  /** Files of other tools (`apiVersion` and `kind`), left alone. */
  foreign: readonly string[]
  /** The files that were read. */
  files: readonly string[]
  /** Files that stood in the base and can no longer be read; each is a weakening, not a refusal. */
  broken: readonly Broken[]
}

export interface Approvers {
  roles: ReadonlyMap<string, readonly string[]>
  at: ReadonlyMap<string, PolicyPlace>
}

/** A file of the base that after the change is no valid policy. */
export interface Broken {
  path: string
  refusal: Refusal
}
