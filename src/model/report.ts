import type { Finding } from './finding.ts'
import type { Plan } from './plan.ts'
import type { RolledBack } from './rolled-back.ts'
import type { Share } from './share.ts'

export type Verdict = 'held' | 'slipped' | 'unknown'

export interface RefusalNote {
  message: string
  path?: string
  line?: number
  column?: number
}

/** How many protections of level error hold, of how many, and how many must. */
export interface Coverage {
  held: number
  of: number
  required: number
}

type ProtectionStanding = 'held' | 'slipped' | 'unknown'

/** A line of a file, or a file. */
export interface Spot {
  path: string
  line?: number
}

/** One protection as `audit` tells it. */
export interface ProtectionState {
  id: string
  kind: string
  layer?: string
  /** Present on those that are told alone and count in no coverage. */
  level?: 'warning'
  state: ProtectionStanding
  findings: string[]
  /** The line of the policy that asks for it. */
  policy: Spot
  /** What holds it: the document, the statement that made the column, the hook. Absent where no one place does. */
  holder?: Spot
}

/** Coverage of one protocol as `audit` tells it. */
export interface ProtocolState {
  id: string
  title: string
  status: string
  owners: string[]
  coverage: Coverage
  layers: { layer: string; held: number; of: number }[]
  protections: ProtectionState[]
}

/** An amendment that counts, with the days until it runs out. */
export interface StandingAmendment {
  id: string
  relaxes: string[]
  for?: string
  reason: string
  approvedBy: string[]
  expires: string
  daysLeft: number
}

/** Coverage of all protocols together at one commit, and of each. */
export interface HistoryPoint extends Coverage {
  commit: string
  /** The committer's day in UTC. */
  date: string
  protocols: ({ id: string } & Coverage)[]
}

/** What is otherwise than at an earlier commit. A protection is named `protocol/id`. */
export interface SinceThen {
  /** As it was asked for, and the commit that it names. */
  revision: string
  commit: string
  date: string
  added: string[]
  removed: string[]
  changed: { protection: string; was: ProtectionStanding; is: ProtectionStanding }[]
  /** Protocols of either side; one that a side lacks has no coverage there. */
  coverage: { id: string; was?: Coverage; is?: Coverage }[]
}

/** One repository of an `audit --org`. */
export interface RepositoryState {
  /** As the list names it. */
  repository: string
  verdict: Verdict
  coverage: Coverage
  protocols: ({ id: string } & Coverage)[]
  errors: number
  warnings: number
  refusals: RefusalNote[]
}

/** What the forge holds a branch to, as facts; an open one leaves a way around. */
export interface BranchRules {
  branch: string
  facts: { says: string; open?: true }[]
}

export type Grade = 'reversible' | 'lossy' | 'partial' | 'fails' | 'none' | 'unknown'
export type Category = 'additive' | 'modification' | 'breaking' | 'structural'

/** One migration as `rehearse` tells it. */
export interface RehearsedMigration {
  id: string
  up: string
  down?: string
  category: Category
  verdict: Grade
  loses: string[]
  rewrites: string[]
  left: string[]
  discards: string[]
  restored?: true
  afterFailure?: true
  error?: { side: 'up' | 'down'; statement: number; line: number; message: string; sqlstate?: string }
  document?: string
  ms: number
}

export interface RehearsedDatabase {
  name: string
  engine: string
  migrations: RehearsedMigration[]
}

/** What a drill came to: how many weakenings were caught, and which were not. */
export interface DrillResult {
  caught: number
  of: number
  missed: { protection: string; what: string }[]
}

/** Which share of a whole a report tells, and what is needed to put the shares together again. */
export interface Shard extends Share {
  /** Names what was judged, so that shares of different trees are not taken for one. */
  judged: string
  whole: { protections: number; protocols: number }
  /** Where each protection of an audit, or weakening of a drill, stands in the whole's list. */
  order: number[]
  /** The databases of the whole, in their order. */
  databases: string[]
  /** What is told of each protocol whose coverage turns out to be below what it requires. */
  below: Finding[]
}

/** All that a verb has to say; reporters are pure functions of it. */
export interface Report {
  verb: string
  verdict: Verdict
  findings: Finding[]
  amended: (Finding & { amendment: string })[]
  refusals: RefusalNote[]
  limits: string[]
  looked: { migrations: number; protections: number; protocols: number; files: number }
  ms: number
  databases?: RehearsedDatabase[]
  protocols?: ProtocolState[]
  /** Amendments that count, soonest to run out first. */
  amendments?: StandingAmendment[]
  /** What changed since the commit that `--since` names. */
  since?: SinceThen
  /** Coverage over the commits that touched policies or what they protect, oldest first. */
  history?: HistoryPoint[]
  /** The repositories of `--org`. */
  repositories?: RepositoryState[]
  /** What the forge answered about the default branch, where it was asked. */
  rules?: BranchRules
  /** The last drill of the tree that `audit` looked at. */
  drill?: DrillResult
  weakenings?: { protection: string; what: string; caught: boolean; by: string[]; diff?: string }[]
  /** What a change that edits policies adds to what is asked, and what it takes away. */
  policies?: { adds: string[]; takesAway: string[] }
  /** The share of the whole that was judged, where it was not all of it. */
  shard?: Shard
  /** What `snapshot` wrote, and where. */
  snapshot?: { file: string; database: string; taken: string | null; sha256: string; objects: number }
  /** How a rollback goes, and what it costs. */
  plan?: Plan
  /** What `rollback run` came to. */
  rollback?: RolledBack
  /** Further keys that a verb adds to its JSON. */
  more?: Record<string, unknown>
}

/** Any refusal makes the verdict unknown; any error finding makes it slipped. */
export function verdictOf({ findings, refusals }: { findings: readonly Pick<Finding, 'level'>[]; refusals: readonly unknown[] }): Verdict {
  if (refusals.length) return 'unknown'
  return findings.some(({ level }) => level === 'error') ? 'slipped' : 'held'
}

/** Where nothing was looked at yet. */
export const nothingLooked = (): Report['looked'] => ({ migrations: 0, protections: 0, protocols: 0, files: 0 })

/** A report with nothing in it but refusals, if there are any. */
export function emptyReport(verb: string, verdict: Verdict, refusals: RefusalNote[] = []): Report {
  return { verb, verdict, findings: [], amended: [], refusals, limits: [], looked: nothingLooked(), ms: 0 }
}

/** The exit code of a verdict; no flag changes it. */
export function exitCode(verdict: Verdict): 0 | 1 | 2 {
  return verdict === 'held' ? 0 : verdict === 'slipped' ? 1 : 2
}
