import { filled } from '../fill.ts'
import { keyOf, standings } from '../journal.ts'
import { runCommand } from './command.ts'
import { about, type Ended, type Prepared, type Running } from './context.ts'
import { runLeg } from './migration.ts'
import { endOf } from './steps.ts'

/** What undoing came to: the names of what was taken back, and why it stopped where it did. */
export interface Undone {
  undone: string[]
  /** Commands that were carried out, and say of no way back. */
  stays: string[]
  stopped?: Extract<Ended, { why: string }> & { step: string }
}

/** Takes back what was done, newest first: commands by their `undo`, migrations by their up. A step without a way back is passed over. */
export async function undoAll(running: Running): Promise<Undone> {
  const undone: string[] = []
  for (const prepared of [...running.steps].reverse()) {
    const ended = await undoStep(running, prepared)
    if (!ended) continue
    if (ended.status !== 'done') return { undone, stays: [], stopped: { ...ended, step: prepared.step.name } }
    undone.push(prepared.step.name)
  }
  const stands = standings(running.log.entries)
  const stays = running.steps.filter(
    ({ does, step, number }) =>
      does.kind === 'step' &&
      does.run !== undefined &&
      does.undo === undefined &&
      step.at !== 'ready' &&
      step.at !== 'verify' &&
      stands.get(keyOf({ details: { number } }))?.state === 'done',
  )
  return { undone, stays: stays.map(({ step }) => step.name) }
}

async function undoStep(running: Running, prepared: Prepared): Promise<Ended | undefined> {
  const { does, step, number } = prepared
  const stands = standings(running.log.entries)
  if (does.kind === 'database') return ups(running, prepared)
  const state = stands.get(keyOf({ details: { number } }))?.state
  if (does.undo === undefined || (state !== 'done' && state !== 'undoing')) return undefined
  const line = filled(does.undo, { ...step.hop, id: running.log.rollbackId })
  const details = { ...about(prepared), direction: 'undo' as const, command: line }
  running.log.write({ step: step.name, status: 'started', details })
  // Whoever interrupted the run wants it undone, or has asked for that.
  const interrupts = running.interrupts.asked ? { asked: false, on: () => () => {}, end: () => {} } : running.interrupts
  const end = await runCommand(line, running.mask, {
    cwd: running.cwd,
    env: running.env,
    timeoutMs: step.timeoutSeconds * 1000,
    interrupts,
  })
  const ended = endOf(end, step.timeoutSeconds)
  const told = { ...details, exit: end.exit, ...(end.tail ? { printed: end.tail } : {}), ...('why' in ended ? { error: ended.why } : {}) }
  running.log.write({
    step: step.name,
    status: ended.status === 'done' ? 'undone' : ended.status === 'halted' ? 'failed' : ended.status,
    details: told,
    ms: end.ms,
  })
  running.say(`${step.name}: ${ended.status === 'done' ? 'undone' : `could not be undone (${'why' in ended ? ended.why : ''})`}`)
  return ended
}

/** Brings the migrations of a database step up again, the oldest of them first. */
async function ups(running: Running, prepared: Prepared): Promise<Ended | undefined> {
  const { does, step, number, position } = prepared
  if (does.kind !== 'database') return undefined
  const database = running.databases.get(does.database)!
  const deadline = Date.now() + step.timeoutSeconds * 1000
  let some = false
  for (let index = does.migrations.length - 1; index >= 0; index--) {
    const migration = does.migrations[index]!
    const state = standings(running.log.entries).get(keyOf({ details: { number, migration } }))?.state
    if (state !== 'done' && state !== 'undoing') continue
    const ended = await runLeg(running, { prepared, database, position: position + index, direction: 'up', deadline })
    if (ended.status !== 'done') return ended
    some = true
  }
  if (!some) return undefined
  running.log.write({ step: step.name, status: 'undone', details: { ...about(prepared), direction: 'up' } })
  running.say(`${step.name}: undone`)
  return { status: 'done' }
}
