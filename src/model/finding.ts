import type { Place, Quoted } from './place.ts'

export type Level = 'error' | 'warning'

/** The values that a finding's sentence is rendered from. */
export type Args = Readonly<Record<string, string | number>>

/** One finding code of a guard: what was seen, as a sentence about a named subject, and an order that can be obeyed today. */
export interface Code {
  says(args: Args): string
  help(args: Args): string
  /** A warning whatever the protection's level. */
  level?: 'warning'
  /** The guard could not follow what it looked at: the protection counts as unknown, not as held. */
  unknown?: true
  /** It has not come yet: the protection holds, and the finding is a warning. */
  ahead?: true
}

export type Codes = Readonly<Record<string, Code>>

/** Something that does not hold, ready to be printed. */
export interface Finding<P extends Place = Quoted> {
  code: string
  level: Level
  /** `protocol/id` of the protection, or `rollback:<database>`; absent for findings about a policy as a whole. */
  protection?: string
  /** With `subject` and `what`, what the finding is matched by between two judgements; never by id. */
  kind: string
  subject: string
  what: string
  message: string
  why?: string
  help: string
  docs: string
  places: readonly P[]
  unknown?: true
  /** What it tells of has not come yet, so that its protection holds. */
  ahead?: true
  /** Findings that are as bad: where one of them stood before, this one is no news. */
  unless?: readonly { code: string; what: string }[]
  /** A finding that says as much: where it is told at the same place, this one is not. */
  within?: { code: string; what: string }
  /** `protocol-005 Budget Control Protocol, irreversible (policies/protocol-005.yaml:14)` */
  protocol?: string
  /** What named it across runs in the report that it was read from. */
  fingerprint?: string
}

/** What two judgements of the same thing have in common: code, kind, subject and what is wrong. */
export function findingKey(finding: Pick<Finding, 'code' | 'kind' | 'subject' | 'what'>): string {
  return JSON.stringify([finding.code, finding.kind, finding.subject, finding.what])
}
