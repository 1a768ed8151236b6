import { coverageFindings } from '../judge/coverage.ts'
import { settle } from '../judge/settle.ts'
import type { ProtocolState, Report, Shard } from '../model/report.ts'
import type { Share } from '../model/share.ts'
import type { Files } from '../model/tree.ts'
import type { Policies } from '../policy/load.ts'

/** What a report of a share says beside, so that the shares can be put together again; nothing where all was judged. */
export function shardOf(share: Share | undefined, about: Partial<Omit<Shard, keyof Share>>): Pick<Report, 'shard'> {
  if (!share) return {}
  const nothing = { judged: '', whole: { protections: 0, protocols: 0 }, order: [], databases: [], below: [] }
  const { protections, protocols } = about.whole ?? nothing.whole
  return { shard: { ...share, ...nothing, ...about, whole: { protections, protocols } } }
}

/** What would be told of each protocol if its coverage were below what it requires; the numbers are those of the whole, once known. */
export async function belowOf(policies: Policies, states: readonly ProtocolState[], files: Files): Promise<Shard['below']> {
  const low = states.map((state) => ({ ...state, coverage: { ...state.coverage, held: -1 } }))
  return settle(coverageFindings(policies.protocols, low), { before: files, after: files })
}
