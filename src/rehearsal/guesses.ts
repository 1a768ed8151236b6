import type { EngineError } from '../catalog/effect.ts'
import { grade, type Seen } from './grade.ts'
import { type Guise, guisesFor } from './trial.ts'

/** Which tables are looked at, which of them get made rows, whether those that the up makes do too, and in what guise. */
export interface Trial {
  tables: readonly string[]
  filled: readonly string[]
  make: boolean
  guise?: Guise
}

/** What a migration came to, and the rows on which it did. */
export interface Weighed<Trip> {
  seen: Trip
  trial: Trial
  /** What failed on made rows alone, and with which it was rehearsed instead. */
  told?: { why: string; how: string }
}

/**
 * Rows that pawl made are a guess: what fails on them alone is no failure of the migration. So it is taken again on plainer rows, then
 * without those in tables that it makes itself, then on fewer, last on none. But values that its up took into another type, and that its
 * down cannot take back into theirs, are what a way back is for: where nothing else is left or lost without them, it fails.
 */
export async function weigh<Trip extends Seen>(first: Trip, trial: Trial, take: (trial: Trial) => Promise<Trip>): Promise<Weighed<Trip>> {
  if (!first.error) return { seen: first, trial }
  let seen = first
  let at = trial
  let why = ''
  let held: Trip | undefined
  const again = guisesFor(first.error.error.message).map((guise) => ({ how: 'plainer ones', guise, make: true }))
  for (const { how, ...rest } of [...again, { how: 'fewer in tables that it makes', guise: 'plain' as const, make: false }]) {
    why = seen.error?.error.message ?? ''
    at = { ...at, ...rest }
    seen = await take(at)
    if (!seen.error) return { seen, trial: at, told: { why, how } }
  }
  if (seen.error?.side === 'down' && doesNotFit(seen.error.error)) held = seen
  while (seen.error && at.filled.length) {
    const blamed = seen.error.error
    why = blamed.message
    const kept = at.filled.filter((table) => !mentions(blamed.at.text, table))
    at = { ...at, filled: kept.length < at.filled.length ? kept : [] }
    seen = await take(at)
  }
  if (seen.error) return { seen, trial: at }
  if (held && grade(seen).grade === 'reversible') return { seen: held, trial: at }
  return { seen, trial: at, told: { why, how: at.filled.length ? 'fewer' : 'none' } }
}

/** A value is none of the type that a column gets again (class 22 of SQLSTATE, a data exception). */
function doesNotFit({ sqlstate, at }: EngineError): boolean {
  return /^22(P02|001|003|007|008)$/.test(sqlstate ?? '') && /\balter\b.*\btype\b/is.test(at.text)
}

/** Whether a statement's text names a table, by its last part. */
function mentions(sql: string, table: string): boolean {
  const name = table.split('.').at(-1)!.replaceAll('"', '')
  return sql.toLowerCase().includes(name.toLowerCase())
}
