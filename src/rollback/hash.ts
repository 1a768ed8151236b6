import { createHash } from 'node:crypto'
import { canonical } from '../model/orders.ts'
import type { Plan } from '../model/plan.ts'

/** The sha256 of a value in canonical form: the order of keys makes no difference. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex')
}

/** The hash that a plan states: over all else in it. */
export function canonicalHash(plan: Plan): string {
  const { sha256: _, ...rest } = plan
  // What JSON drops, a plan that was read from a file has not.
  return hashOf(JSON.parse(JSON.stringify(rest)))
}
