import type { Level } from './finding.ts'
import type { Span } from './place.ts'

export type Status = 'irreversible' | 'lossy' | 'reversible'

/** Where something of a policy stands. */
export interface PolicyPlace {
  path: string
  span: Span
}

/** One item of `protect`: one enforcement point, counted once in coverage. */
export interface Protection<V = Readonly<Record<string, unknown>>> {
  /** Default: kind and subject, `column:api_tokens.agent_id`; unique in its protocol. */
  id: string
  kind: string
  subject: string
  /** The values of the kind's own keys, as their types read them. */
  options: V
  layer?: string
  why?: string
  level: Level
  /** The database that a protection of the schema speaks of, resolved where one alone is defined. */
  database?: string
  at: PolicyPlace
  /** Where each key of the item stands. */
  keys: Readonly<Record<string, Span>>
  protocol: Protocol
}

/** One protocol with its protections. */
export interface Protocol {
  id: string
  title?: string
  status: Status
  owners: readonly string[]
  why?: string
  /** A percentage, or the two numbers of `"14/16"`. */
  requiredCoverage: { percent: number } | { held: number; of: number }
  supersededBy?: string
  protect: readonly Protection[]
  at: PolicyPlace
}

/** One database as the policy states it: the ground of its rehearsals. */
export interface DatabaseDefinition {
  name: string
  engine: 'postgres' | 'sqlite' | 'mysql'
  migrations: string
  format?: string
  extensions: readonly string[]
  roles: readonly string[]
  before?: string
  rows?: { file: string } | { tables: Readonly<Record<string, number>> }
  settings: Readonly<Record<string, string>>
  transaction?: 'file' | 'statement'
  rendered?: string
  server?: string
  run?: { up: string; down?: string }
  env: readonly string[]
  at: PolicyPlace
}

/** `protocol/id`, as findings, amendments and JSON name a protection. */
export function fullId(protection: Protection): string {
  return `${protection.protocol.id}/${protection.id}`
}
