import { Refusal } from '../model/refusal.ts'
import type { LogLine } from '../model/rolled-back.ts'

/** Steps, migrations and undoings are told apart by these. */
export function keyOf({ details }: Pick<LogLine, 'details'>): string {
  return `${details.number}/${details.migration ?? ''}`
}

/**
 * Reads the lines of a log. The last line may be torn, for the machine may have stopped while it was written: it was
 * never whole, so what it was to tell had not been acted on, and it is left out. Any other broken line is a Refusal.
 */
export function readJournal(text: string, path: string): { entries: LogLine[]; torn: boolean } {
  const lines = text.split('\n')
  const last = lines.pop() ?? ''
  const entries = lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const entry = lineOf(line)
    if (entry) return [entry]
    // A torn line that a later run has closed.
    if (/^\{"rollbackId":/.test(line)) return []
    throw new Refusal(`line ${index + 1} of the log \`${path}\` is none that pawl wrote`, { path, line: index + 1 })
  })
  return { entries, torn: last !== '' }
}

function lineOf(line: string): LogLine | undefined {
  try {
    const value = JSON.parse(line) as Partial<LogLine>
    const whole = typeof value.rollbackId === 'string' && typeof value.step === 'string' && typeof value.details?.number === 'number'
    return whole ? (value as LogLine) : undefined
  } catch {
    return undefined
  }
}

/** How one step, or one migration of it, stands after all that a log tells. */
export interface Standing {
  state: 'untouched' | 'begun' | 'done' | 'undone' | 'failed' | 'undoing'
  /** The last line about it. */
  last: LogLine
  /** The last commit that was about to be sent, where it was begun. */
  transaction?: string
}

/** How each step and migration stands after the lines of one run. */
export function standings(entries: readonly LogLine[]): Map<string, Standing> {
  const found = new Map<string, Standing>()
  for (const entry of entries) {
    const key = keyOf(entry)
    const { status, details } = entry
    const back = details.direction === 'up' || details.direction === 'undo'
    const older = found.get(key)
    if (status === 'started' && details.transaction !== undefined) {
      if (older) found.set(key, { ...older, last: entry, transaction: details.transaction })
    } else if (status === 'started') found.set(key, { state: back ? 'undoing' : 'begun', last: entry })
    else if (status === 'done') found.set(key, { state: 'done', last: entry })
    else if (status === 'undone') found.set(key, { state: 'undone', last: entry })
    else if (status === 'failed' || status === 'timed-out' || status === 'interrupted')
      // What could not be taken back still stands.
      found.set(key, { state: back ? 'done' : 'failed', last: entry })
  }
  return found
}

/** The run that a log ends with, if it was a real one: its id, what it was planned from, and its lines. */
export function lastRun(entries: readonly LogLine[]): { id: string; plan: string; entries: LogLine[]; ended: boolean } | undefined {
  const opening = entries.findLast(({ step, status, details }) => step === 'run' && status === 'started' && details.number === 0)
  if (!opening) return undefined
  const own = entries.filter(({ rollbackId }) => rollbackId === opening.rollbackId)
  const close = own.findLast(({ details }) => details.number === 0)
  return {
    id: opening.rollbackId,
    plan: String(opening.details.plan),
    entries: own,
    ended: close?.status === 'done' || close?.status === 'undone',
  }
}
