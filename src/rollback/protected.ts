import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { Hop, WayBack } from '../model/plan.ts'
import type { Policies } from '../policy/policies.ts'
import { placeOf, type Version } from '../policy/versions.ts'
import { planFinding } from './codes.ts'
import { called, named } from './tier.ts'

/** One hop with the ways back that it takes. */
interface Taken {
  hop: Hop
  version: Version
  ways: readonly WayBack[]
}

const bare = (name: string) => name.replace(/^(public|main)\./, '').toLowerCase()

/**
 * Protected tables and columns that a way back takes away, for the version that is left brought them. Going back behind an
 * irreversible protocol is nothing to be ready for.
 */
export function protectedFindings({ protocols }: Policies, hops: readonly Taken[], ready: boolean): Finding<Place>[] {
  return hops.flatMap(({ hop, version, ways }) =>
    protocols.flatMap(({ id, status, protect }) => {
      const own = protect.filter(({ kind }) => kind === 'table' || kind === 'column')
      const taken = ways.flatMap(({ database, discards }) =>
        own
          .filter((each) => each.database === database)
          .map(({ subject }) => bare(subject))
          .filter((subject) => discards.some((name) => subject === bare(name) || subject.startsWith(`${bare(name)}.`))),
      )
      if (taken.length === 0) return []
      const names = [...new Set(taken)].filter((name) => !taken.some((other) => name.startsWith(`${other}.`))).sort()
      const args = { hop: called(hop), names: named(names), protocol: id, status }
      const level = ready && status === 'irreversible' ? 'error' : 'warning'
      return [planFinding('plan/protected-goes', { args, subject: `${version.name} ${id}`, at: placeOf(version, 'through'), level })]
    }),
  )
}
