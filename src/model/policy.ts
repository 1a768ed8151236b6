import type { Level } from './finding.ts'
import type { Span } from './place.ts'

type Status = 'irreversible' | 'lossy' | 'reversible'

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
  /** Where each key of the protocol stands. */
  keys?: Readonly<Record<string, Span>>
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
  at: PolicyPlace & {
    /** Where each key of the definition stands. */
    keys?: Readonly<Record<string, Span>>
  }
}

/** What one category of change owes. */
interface CategoryRules {
  rehearsal?: 'reversible' | 'any' | 'none'
  document?: 'required'
  within?: number
  'tested-within'?: number
  approvals?: number
  downtime?: number
  contact?: 'required'
  services?: 'required'
  resumable?: boolean
}

/** The rollback rules of one database. */
export interface RollbackRules {
  database: string
  document?: string
  categories: Readonly<Partial<Record<'additive' | 'modification' | 'breaking' | 'structural', CategoryRules>>>
  lossy: 'forbidden' | 'documented' | 'allowed'
  impossible: 'forbidden' | 'documented'
  /** Other names that documents use for a field. */
  names: Readonly<Record<string, readonly string[]>>
  until?: string
  frozen: boolean
  /** Commands that count as a backup beside the known ones. */
  backup: readonly string[]
  at: PolicyPlace
  keys: Readonly<Record<string, Span>>
}

/** What lets named findings pass, once it stands in the base. What it lacks is told as a finding, so it is read leniently. */
export interface Amendment {
  id: string
  relaxes: readonly { entry: string; at: PolicyPlace }[]
  codes?: readonly string[]
  for?: string
  reason?: string
  approvedBy: readonly string[]
  expires?: string
  from?: string
  at: PolicyPlace
  keys: Readonly<Record<string, Span>>
}

/** A named thing of a policy, as its table of options reads it. */
export interface Named<V = Readonly<Record<string, unknown>>> {
  name: string
  options: V
  at: PolicyPlace
  keys: Readonly<Record<string, Span>>
}

/** `protocol/id`, as findings, amendments and JSON name a protection. */
export function fullId(protection: Protection): string {
  return `${protection.protocol.id}/${protection.id}`
}
