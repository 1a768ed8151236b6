import type { Category, Grade, RefusalNote } from './report.ts'

/** One hop of a path: from a version to the one that it goes back to. */
export interface Hop {
  from: string
  to: string
}

/** Where in a hop a step runs, in the order of running. */
export const moments = ['ready', 'before', 'down', 'after', 'restart', 'resume', 'verify'] as const
export type Moment = (typeof moments)[number]

/** One step of a plan. What it does stands in the policy, never in the plan: `sha256` tells whether that is still the same. */
export interface PlanStep {
  name: string
  type: 'database' | 'registry' | 'services' | 'validation' | 'command'
  hop: Hop
  at: Moment
  timeoutSeconds: number
  sha256: string
  /** The database of a database step, and of a query. */
  database?: string
  /** The migrations that a database step takes back, newest first. */
  migrations?: readonly string[]
  /** Shown to people: the command or query, as it would run. */
  shows?: string
  blocks?: true
}

/** How a rollback from one version to another goes, what it costs, and what is lost. */
export interface Plan {
  id: string
  from: string
  to: string
  path: readonly Hop[]
  category: Category
  complexity: 'simple' | 'moderate' | 'complex' | 'very-complex'
  estimateMinutes: number
  ceilingMinutes: number
  downtime: boolean
  services: readonly string[]
  approvals: readonly string[]
  notify: readonly string[]
  loses: readonly string[]
  discards: readonly string[]
  blockers: readonly RefusalNote[]
  warnings: readonly RefusalNote[]
  /** The id of the tree that the plan was made from. */
  tree: string
  /** Over everything else in the plan, in canonical form. */
  sha256: string
  steps: readonly PlanStep[]
  tier?: string
  emergency?: true
  /** What a tier states beside: canary, triggers, audit, retain, validation; and whom to call. Carried as data. */
  carried?: Readonly<Record<string, unknown>>
  /** The backups that readiness found. */
  backups?: readonly KeptBackup[]
  /** Where data is lost: whom to tell what, and how to recover. */
  notices?: readonly Notice[]
}

/** The way back of one migration, as its rehearsal and its document tell it. */
export interface WayBack {
  id: string
  database: string
  category: Category
  /** An enum that keeps a value more is as it was: no way back has to take one. */
  verdict: Grade
  loses: readonly string[]
  discards: readonly string[]
  left: readonly string[]
  /** What fails, and what the engine says. */
  failure?: { what: 'up' | 'down' | 'second up'; message: string }
  /** How long its rehearsal took. */
  ms: number
  /** How long the category's rules let it take, in milliseconds. */
  within?: number
  document?: StatedWay
}

/** What a rollback document says to those who are hit, and to those who bring back what is lost. */
export interface Notice {
  /** The document that it stands in. */
  document: string
  /** The message, what a run knows filled in. */
  message?: string
  /** The places in it that somebody has to fill in. */
  open?: readonly string[]
  /** The section that says how to recover. */
  recovery?: string
}

/** What a rollback document states of a way back. */
export interface StatedWay {
  path: string
  /** Milliseconds. */
  estimate?: number
  downtime?: number
  services?: readonly string[]
  /** The file of the backup, its hash, and how old it may be in milliseconds. */
  backup?: { file: string; sha256?: string; within?: number }
  notice?: Notice
}

/** A backup that was found as it is to be. */
export interface KeptBackup {
  file: string
  bytes: number
  /** When it was written: `2026-11-21T09:00:00.000Z`. */
  written: string
  sha256: string
}
