import type { Plan, PlanStep } from '../../model/plan.ts'
import type { ReadBackup } from '../backup.ts'
import type { StepDefinition } from '../steps.ts'
import type { Connected } from './connected.ts'
import type { Interrupts } from './interrupts.ts'
import type { Log } from './log.ts'

/** A step of the plan with what it does. */
export interface Prepared {
  /** Its place in the plan, from 1. */
  number: number
  step: PlanStep
  does: StepDefinition
  /** For a database step: how many migrations the plan has taken back before it. */
  position: number
}

/** How a step, or what takes it back, came to its end. */
export type Ended =
  | { status: 'done' }
  | { status: 'failed' | 'timed-out' | 'interrupted'; why: string }
  /** It cannot be told, or not be brought about, what should be so: nothing more is done. */
  | { status: 'halted'; why: string; next: string }

/** What a run works with. */
export interface Running {
  plan: Plan
  steps: readonly Prepared[]
  log: Log
  databases: ReadonlyMap<string, Connected>
  interrupts: Interrupts
  /** Where commands run, and with what. */
  cwd: string
  env: NodeJS.ProcessEnv
  /** What the operator says became of steps whose end no log tells, by name. */
  words: ReadonlyMap<string, 'done' | 'again'>
  mask(text: string): string
  /** Reads a backup that the plan found; `undefined` where nothing can be read any more. */
  backup(file: string): ReadBackup | undefined
  /** The command lines that go on with this run, and take it back. */
  again: { resume: string; undo: string }
  /** Told to whoever looks on. */
  say(text: string): void
}

/** What every line about a step says. */
export function about({ number, step }: Prepared): { number: number; hop: string; at: string } {
  return { number, hop: `${step.hop.from} → ${step.hop.to}`, at: step.at }
}

/** The first few of things that differ, for people. */
export function someOf(unlike: readonly string[]): string {
  const shown = unlike.slice(0, 5)
  return `${shown.join(', ')}${unlike.length > shown.length ? `, and ${unlike.length - shown.length} more` : ''}`
}

/** What the operator says by which command line, once it is known whether something was carried out. */
export function wordAsked({ again }: Running, looks: string, name: string): string {
  const word = (said: string) => `${again.resume} --begun '${`${name}=${said}`.replaceAll("'", "'\\''")}'`
  return `${looks}. Where it was carried out:\n${word('done')}\nwhere it was not:\n${word('again')}`
}

/** A step with its hop, for people. */
export function called({ step }: Prepared): string {
  return `\`${step.name}\` of ${step.hop.from} → ${step.hop.to}`
}
