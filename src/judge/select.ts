import type { Change } from '../model/change.ts'
import { canonical } from '../model/orders.ts'
import { fullId, type Protection } from '../model/policy.ts'
import type { Files } from '../model/tree.ts'
import type { Policies } from '../policy/load.ts'
import { coversOf } from '../policy/ratchet.ts'

/**
 * The protections that judge a change: those of the base, and what the change adds to them or asks anew.
 * One of the base that the change's own hold with no loss gives way to them, so that it may grow together with what it guards.
 */
export async function select({ before, after }: Change<Policies>, files: Change<Files>): Promise<Protection[]> {
  const newer = after.protocols.flatMap(({ protect }) => protect)
  const still = new Set(newer.map(asked))
  const older = before.protocols.flatMap(({ protect }) => protect)
  const edited = older.some((each) => !still.has(asked(each)))
  const covers = edited ? await coversOf(before, after, files) : undefined
  // What an amendment of the base names is judged by the name that it knows.
  const named = new Set(before.amendments.flatMap(({ relaxes }) => relaxes.map(({ entry }) => entry)))
  const chosen = older.filter((each) => still.has(asked(each)) || named.has(fullId(each)) || covers?.get(each)?.losses.length !== 0)
  const known = new Set(chosen.map(asked))
  return [...chosen, ...newer.filter((each) => !known.has(asked(each)))]
}

/** What a protection asks, wherever it stands and whatever it is called. Tokens are judged beside the others of their protocol. */
function asked(protection: Protection): string {
  const others =
    protection.kind === 'token'
      ? protection.protocol.protect.filter((each) => each.kind === 'token').map((each) => [each.subject, each.options])
      : []
  return canonical([protection.kind, protection.subject, protection.database, protection.options, protection.level, others])
}
