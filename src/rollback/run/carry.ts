import { keyOf, type Standing, standings } from '../journal.ts'
import { about, called, type Prepared, type Running, wordAsked } from './context.ts'
import { brokenInvariant } from './questions.ts'
import { positionOf, runStep } from './steps.ts'
import { type Undone, undoAll } from './undo.ts'

/** How a run came to its end. */
export type Outcome =
  | { is: 'done' }
  /** A step that must hold before anything is begun did not. */
  | { is: 'blocked'; step: Prepared; why: string }
  | { is: 'failed' | 'timed-out' | 'not-valid'; step: Prepared; why: string; undone: Undone }
  | { is: 'interrupted' | 'halted'; step: Prepared | undefined; why: string; next?: string }
  | { is: 'undone'; undone: Undone }

/** What the operator has to hear beside. */
export interface Carried {
  outcome: Outcome
  limits: string[]
}

/** Runs the steps of a plan that are still to be run, and takes back what was done where one fails. */
export async function carryOut(running: Running): Promise<Carried> {
  const limits: string[] = []
  const first = firstToRun(running)
  for (const prepared of running.steps.slice(first)) {
    const state = standingOf(running, prepared)
    if (state?.state === 'done') continue
    if (running.interrupts.asked)
      return { outcome: { is: 'interrupted', step: undefined, why: `it was interrupted before ${called(prepared)}` }, limits }
    if (prepared.does.kind === 'database') {
      const again = await doneAgain(running, prepared, limits)
      if (again) return { outcome: again, limits }
    }
    const open = unclear(running, prepared, state)
    if (open === 'done') {
      writeDone(running, prepared)
      continue
    }
    if (open) return { outcome: open, limits }
    const outcome = await one(running, prepared, limits)
    if (outcome) return { outcome, limits }
  }
  for (const { step } of undoneCommands(running, running.steps.length)) limits.push(`\`${step.name}\` was undone, and was not done again`)
  return { outcome: { is: 'done' }, limits }
}

/** Takes back all that a run has done. */
export async function undoRun(running: Running): Promise<Carried> {
  for (const prepared of running.steps) {
    const open = unclear(running, prepared, standingOf(running, prepared))
    if (open === 'done') writeDone(running, prepared)
    else if (open) return { outcome: open, limits: [] }
  }
  const undone = await undoAll(running)
  const { stopped } = undone
  if (stopped) return { outcome: haltedUndo(running, undone), limits: [] }
  return { outcome: { is: 'undone', undone }, limits: [] }
}

async function one(running: Running, prepared: Prepared, limits: string[]): Promise<Outcome | undefined> {
  const { step } = prepared
  await reopened(running)
  const ended = await runStep(running, prepared)
  if (ended.status === 'done') {
    await reopened(running)
    const broken = await anyBroken(running)
    return broken === undefined ? undefined : takeBack(running, prepared, 'not-valid', broken)
  }
  if (ended.status === 'halted') return { is: 'halted', step: prepared, why: ended.why, next: ended.next }
  if (ended.status === 'interrupted') return { is: 'interrupted', step: prepared, why: ended.why }
  if (step.at === 'ready' && !step.blocks) {
    limits.push(`${called(prepared)} does not hold (${ended.why}), and does not block`)
    return undefined
  }
  if (step.at === 'ready' && !hasBegun(running)) return { is: 'blocked', step: prepared, why: ended.why }
  return takeBack(running, prepared, step.at === 'verify' ? 'not-valid' : ended.status, ended.why)
}

/** A connection may be cut while a command runs; no question is put to it, and its lock is gone with it. */
async function reopened({ databases, say }: Running): Promise<void> {
  for (const database of databases.values()) {
    if (!database.live.lost()) continue
    say(`the connection to \`${database.name}\` was lost between two steps, and is opened again`)
    await database.reopen()
  }
}

async function takeBack(running: Running, step: Prepared, is: 'failed' | 'timed-out' | 'not-valid', why: string): Promise<Outcome> {
  await reopened(running)
  const undone = await undoAll(running)
  return undone.stopped
    ? { ...haltedUndo(running, undone), step, why: `${why}; then ${haltedUndo(running, undone).why}` }
    : { is, step, why, undone }
}

function haltedUndo(running: Running, { stopped, undone }: Undone): Extract<Outcome, { is: 'halted' | 'interrupted' }> {
  const step = running.steps.find((each) => each.step.name === stopped?.step)
  const so = undone.length ? `; ${undone.map((name) => `\`${name}\``).join(', ')} ${undone.length === 1 ? 'is' : 'are'} undone` : ''
  const next =
    stopped?.status === 'halted' ? stopped.next : `mend what keeps it from being undone, then go on undoing:\n${running.again.undo}`
  return { is: 'halted', step, why: `\`${stopped?.step}\` could not be undone: ${stopped?.why}${so}`, next }
}

function writeDone({ log }: Running, prepared: Prepared): void {
  log.write({ step: prepared.step.name, status: 'done', details: { ...about(prepared), how: 'by the word of the operator' } })
}

/** Whether anything was done that changes something. */
function hasBegun(running: Running): boolean {
  return running.steps.some((prepared) => prepared.step.at !== 'ready' && standingOf(running, prepared)?.state === 'done')
}

async function anyBroken(running: Running): Promise<string | undefined> {
  for (const database of running.databases.values()) {
    const broken = await brokenInvariant(database, positionOf(running, database))
    if (broken) return broken
  }
  return undefined
}

function standingOf(running: Running, { number }: Prepared): Standing | undefined {
  return standings(running.log.entries).get(keyOf({ details: { number } }))
}

/**
 * A run starts where it was: at the step that did not end well, or at the database step that was brought up again.
 * Commands ahead of it that were undone wait for the next database step, which must not run without them.
 */
function firstToRun(running: Running): number {
  const states = running.steps.map((prepared) => standingOf(running, prepared)?.state ?? 'untouched')
  const open = states.findIndex((state) => state !== 'done' && state !== 'undone')
  const undone = running.steps.findIndex(({ does }, index) => does.kind === 'database' && states[index] === 'undone')
  const last = open === -1 ? running.steps.length : open
  return undone === -1 ? last : Math.min(undone, last)
}

const undoneCommands = (running: Running, before: number): Prepared[] =>
  running.steps.slice(0, before).filter((prepared) => prepared.does.kind === 'step' && standingOf(running, prepared)?.state === 'undone')

/** Does again, ahead of a database step, what was undone of what it needs. */
async function doneAgain(running: Running, prepared: Prepared, limits: string[]): Promise<Outcome | undefined> {
  for (const older of undoneCommands(running, prepared.number - 1)) {
    const outcome = await one(running, older, limits)
    if (outcome) return outcome
  }
  return undefined
}

/** A command that had begun and whose end nothing tells is never repeated without the operator's word. */
function unclear(running: Running, prepared: Prepared, standing: Standing | undefined): 'done' | Outcome | undefined {
  const { does, step } = prepared
  if (does.kind === 'database' || does.run === undefined || (standing?.state !== 'begun' && standing?.state !== 'undoing')) return undefined
  const word = running.words.get(step.name)
  if (word) return word === 'done' ? 'done' : undefined
  const what = standing.state === 'undoing' ? 'its `undo` had begun' : 'it had begun'
  return {
    is: 'halted',
    step: prepared,
    why: `${what}, and how it ended stands in no log`,
    next: wordAsked(running, 'look whether it was carried out', step.name),
  }
}
