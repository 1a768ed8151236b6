import { type Amendment, fullId, type Protection } from '../model/policy.ts'
import { isDealt, type Share } from '../model/share.ts'
import type { Guarded } from './databases.ts'

/** What one share of a judgement judges. */
export interface Own {
  protection(guarded: Guarded): boolean
  database(name: string): boolean
  /** What is said of policies and of the tree as a whole, which the first share says. */
  policies: boolean
}

const everything: Own = { protection: () => true, database: () => true, policies: true }

/**
 * Deals out what is judged together: a database with all that is asked of it, the tokens with each other, every other subject
 * by itself. What an amendment names is judged with the policies, for there it is decided whether the amendment is used.
 */
export function ownOf(
  share: Share | undefined,
  guarded: readonly Guarded[],
  databases: ReadonlySet<string>,
  amendments: readonly Amendment[],
): Own {
  if (!share) return everything
  const named = new Set(amendments.flatMap(({ relaxes }) => relaxes.map(({ entry }) => entry)))
  const linked = new Set<string>()
  for (const { protection } of guarded) if (named.has(fullId(protection))) linked.add(unitOf(protection))
  for (const name of databases) {
    const asked = named.has(`rollback:${name}`) || named.has(`database:${name}`) || amendments.some((each) => each.for !== undefined)
    if (asked) linked.add(`database ${name}`)
  }
  const units = new Set([...guarded.map(({ protection }) => unitOf(protection)), ...[...databases].map((name) => `database ${name}`)])
  // The first share has the policies already.
  const dealt = ['', ...[...units].filter((unit) => !linked.has(unit)).sort()]
  const own = new Set(dealt.filter((_, at) => isDealt(at, share)))
  const has = (unit: string) => own.has(linked.has(unit) ? '' : unit)
  return { protection: ({ protection }) => has(unitOf(protection)), database: (name) => has(`database ${name}`), policies: own.has('') }
}

function unitOf({ kind, subject, database }: Protection): string {
  if (database !== undefined) return `database ${database}`
  return kind === 'token' ? 'token' : `${kind} ${subject}`
}
