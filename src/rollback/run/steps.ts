import { unlikeBackup } from '../backup.ts'
import { filled, filledQuery } from '../fill.ts'
import { keyOf, standings } from '../journal.ts'
import { type CommandEnd, runCommand } from './command.ts'
import type { Connected } from './connected.ts'
import { about, type Ended, type Prepared, type Running } from './context.ts'
import { runLeg } from './migration.ts'
import { brokenInvariant } from './questions.ts'
import { watchOver } from './watch.ts'

/** Runs one step of the plan, its beginning written down before it and its end behind it. */
export async function runStep(running: Running, prepared: Prepared): Promise<Ended> {
  const { does, step } = prepared
  const started = performance.now()
  running.log.write({ step: step.name, status: 'started', details: about(prepared) })
  running.say(`${step.name}: started`)
  const told: Record<string, unknown> = {}
  const ended =
    does.kind === 'database'
      ? await downs(running, prepared)
      : does.run === undefined
        ? await asked(running, prepared, filledQuery(does.sql!, { ...step.hop, id: running.log.rollbackId }))
        : await commanded(running, prepared, filled(does.run, { ...step.hop, id: running.log.rollbackId }), told)
  const details = { ...about(prepared), ...told, ...('why' in ended ? { error: ended.why } : {}) }
  if (ended.status === 'halted')
    running.log.write({
      step: step.name,
      status: 'interrupted',
      details: { ...details, next: ended.next },
      ms: performance.now() - started,
    })
  else running.log.write({ step: step.name, status: ended.status, details, ms: performance.now() - started })
  running.say(`${step.name}: ${ended.status}`)
  return ended
}

/** Takes the migrations of a database step back, those first that no earlier part of the run has. */
async function downs(running: Running, prepared: Prepared): Promise<Ended> {
  const { does, step, position, number } = prepared
  if (does.kind !== 'database') throw new TypeError('no database step')
  const database = running.databases.get(does.database)!
  // It may have gone, or been written over, since the run began.
  const lacks = unlikeBackup(running.plan, running.backup)
  if (lacks) return { status: 'failed', why: lacks }
  const deadline = Date.now() + step.timeoutSeconds * 1000
  for (const [index, migration] of does.migrations.entries()) {
    const state = standings(running.log.entries).get(keyOf({ details: { number, migration } }))?.state
    if (state === 'done') continue
    const ended = await runLeg(running, { prepared, database, position: position + index, direction: 'down', deadline })
    if (ended.status !== 'done') return ended
    const broken = await brokenInvariant(database, position + index + 1)
    if (broken) return { status: 'failed', why: broken }
  }
  return { status: 'done' }
}

/** Puts a query that must return a row. */
async function asked(running: Running, { does, step }: Prepared, sql: string): Promise<Ended> {
  if (does.kind !== 'step' || does.database === undefined) return { status: 'failed', why: 'the query names no database' }
  const database = running.databases.get(does.database)!
  const watch = watchOver(database, running.interrupts, step.timeoutSeconds * 1000)
  try {
    const answer = await database.live.query(sql)
    if ('error' in answer) return { status: 'failed', why: answer.error.message }
    return answer.rows.length ? { status: 'done' } : { status: 'failed', why: 'the query returned no row' }
  } catch (error) {
    if (!database.live.lost()) throw error
    const cut = watch.cut()
    const why =
      cut === 'timed-out' ? `it took longer than ${step.timeoutSeconds} s` : cut ? 'it was interrupted' : 'the connection was lost'
    await database.reopen()
    return { status: cut ?? 'failed', why }
  } finally {
    watch.end()
  }
}

async function commanded(running: Running, { step }: Prepared, line: string, told: Record<string, unknown>): Promise<Ended> {
  const { cwd, env, interrupts } = running
  const end = await runCommand(line, running.mask, { cwd, env, timeoutMs: step.timeoutSeconds * 1000, interrupts })
  told.command = line
  told.exit = end.exit
  if (end.tail) told.printed = end.tail
  return endOf(end, step.timeoutSeconds)
}

/** What a command's end says of its step. */
export function endOf(end: CommandEnd, seconds: number): Ended {
  if (end.status === 'done') return { status: 'done' }
  if (end.status === 'timed-out')
    return { status: 'timed-out', why: `it took longer than ${seconds} s, and was ended with its process group` }
  if (end.status === 'interrupted') return { status: 'interrupted', why: 'it was interrupted, and ended with its process group' }
  const last = end.tail.split('\n').at(-1)
  return { status: 'failed', why: `it ended with ${end.exit}${last ? `: ${last}` : ''}` }
}

/** How many migrations of a database have been taken back so far. */
export function positionOf(running: Running, database: Connected): number {
  const stands = standings(running.log.entries)
  return running.steps.reduce((count, { does, number }) => {
    if (does.kind !== 'database' || does.database !== database.name) return count
    return count + does.migrations.filter((migration) => stands.get(keyOf({ details: { number, migration } }))?.state === 'done').length
  }, 0)
}
