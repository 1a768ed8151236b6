import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { Hop } from '../model/plan.ts'
import type { Policies } from '../policy/policies.ts'
import { type Chains, takenBack } from '../policy/taken.ts'
import { versionNamed, versionsOf } from '../policy/versions.ts'
import { planFinding } from './codes.ts'
import { nearestKnownGood } from './emergency.ts'
import { routeOf } from './path.ts'

/** Between which versions; in an emergency the second may be left out, and is then the nearest that is known to be good. */
export interface Wanted {
  from: string
  to?: string
  emergency: boolean
}

/** The way between two versions with the migrations that it takes back, by database; or why there is none. */
export function routed(
  policies: Policies,
  wanted: Wanted,
  chains: Chains,
): { from: string; to: string; path: readonly Hop[]; migrations: ReadonlyMap<string, readonly string[]> } | { findings: Finding<Place>[] } {
  const versions = versionsOf(policies)
  const from = versionNamed(versions, wanted.from)
  const to = wanted.to === undefined ? nearestKnownGood(versions, from) : versionNamed(versions, wanted.to)
  if (!to) {
    const args = { version: from.name, why: 'no version behind it states `known-good: true`' }
    return { findings: [planFinding('plan/no-emergency', { args, subject: from.name, at: from.at })] }
  }
  const route = routeOf(versions, from, to)
  if ('stopped' in route)
    return { findings: [planFinding('plan/no-path', { args: { how: route.stopped }, subject: from.name, at: route.at.at })] }
  const migrations = new Map<string, readonly string[]>()
  for (const hop of route.hops) {
    const taken = takenBack(versions, hop, chains)
    if (taken) migrations.set(taken.database, [...(migrations.get(taken.database) ?? []), ...taken.migrations])
  }
  return { from: from.name, to: to.name, path: route.hops, migrations }
}
