import type { Notice } from './plan.ts'

export type StepStatus = 'planned' | 'started' | 'done' | 'failed' | 'timed-out' | 'undone' | 'skipped' | 'interrupted'

/** What a line of a run's log says beside: which step of the plan, which part of it, how it ended. */
export interface LogDetails {
  /** The step's place in the plan, from 1; 0 is the run itself. */
  number: number
  hop?: string
  migration?: string
  /** `down` and `up` of a migration; `undo` of a command. */
  direction?: 'down' | 'up' | 'undo'
  /** The number of a database transaction that is about to be committed. */
  transaction?: string
  [more: string]: unknown
}

/** One line of the log of a run. */
export interface LogLine {
  rollbackId: string
  /** The step's name; of one migration of a database step `<step>/<migration>`; of the run as a whole `run`. */
  step: string
  status: StepStatus
  at: string
  ms: number
  details: LogDetails
}

/** What `rollback run` came to. */
export interface RolledBack {
  id: string
  from: string
  to: string
  /** Steps were run; else it was a dry run. */
  executed: boolean
  state: 'planned' | 'done' | 'blocked' | 'failed' | 'undone' | 'interrupted' | 'halted'
  /** The file that the log is in. */
  log?: string
  /** What somebody has to do now, where the run could not go on. */
  next?: string
  /** Where data is lost: whom to tell what, and how to recover. */
  notices?: readonly Notice[]
  steps: LogLine[]
}
