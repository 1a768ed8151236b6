import type { RefusalNote, Report } from '../model/report.ts'
import type { LogLine, RolledBack } from '../model/rolled-back.ts'
import { line } from './escape.ts'
import { noticesText } from './notices.ts'
import type { Paint } from './paint.ts'

const longest = 'interrupted'.length

/** A run as a person reads it: what became of each step, and what has to be done now. */
export function rollbackText({ id, from, to, executed, state, log, next, notices, steps }: RolledBack, paint: Paint): string {
  const title = `${executed ? 'rollback' : 'dry run of the rollback'} ${line(from)} → ${line(to)}: ${state}`
  const where = `  id ${id}${log === undefined ? '' : `, log ${line(log)}`}`
  const shown = executed ? steps.filter(({ status, details }) => status !== 'planned' && details.transaction === undefined) : steps
  const parts = [[paint.bold(title), where].join('\n'), shown.map((each) => stepText(each, paint)).join('\n')]
  if (state === 'planned' || state === 'done') parts.push(...noticesText(notices ?? [], paint))
  // What is to be run by hand is printed as it stands, to be copied.
  if (next !== undefined) parts.push(`next: ${next.split('\n').map(line).join('\n')}`)
  return parts.filter(Boolean).join('\n\n')
}

/** The refusals for a form that shows no run: what has to be done now stands in the place of the words that point to it. */
export function refusalsToldWhole({ refusals, rollback }: Report): RefusalNote[] {
  const { next } = rollback ?? {}
  if (next === undefined) return refusals
  return refusals.map((refusal) => ({
    ...refusal,
    message: refusal.message.replace(/What to do next stands below$/, () => `Next: ${next}`),
  }))
}

function stepText({ step, status, ms, details }: LogLine, paint: Paint): string {
  const color = status === 'failed' || status === 'timed-out' || status === 'interrupted' ? paint.red : paint.dim
  const took = status === 'planned' || status === 'started' ? '' : paint.dim(` (${ms} ms)`)
  const what = typeof details.error === 'string' ? details.error : typeof details.shows === 'string' ? details.shows : ''
  const back = details.direction === 'undo' || details.direction === 'up' ? ` (${details.direction})` : ''
  return `  ${color(status.padEnd(longest))}  ${line(step)}${back}${took}${what ? paint.dim(`: ${line(what)}`) : ''}`
}
