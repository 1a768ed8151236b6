import { canonical } from '../model/orders.ts'
import type { Protection, Protocol } from '../model/policy.ts'

/** The protections that judge a change: those of the base, and what the change adds to them or asks anew. */
export function select(before: readonly Protocol[], after: readonly Protocol[]): Protection[] {
  const chosen = before.flatMap((protocol) => protocol.protect)
  const known = new Set(chosen.map(asked))
  const added = after.flatMap((protocol) => protocol.protect).filter((protection) => !known.has(asked(protection)))
  return [...chosen, ...added]
}

/** What a protection asks, wherever it stands and whatever it is called. Tokens are judged beside the others of their protocol. */
function asked(protection: Protection): string {
  const others =
    protection.kind === 'token'
      ? protection.protocol.protect.filter((each) => each.kind === 'token').map((each) => [each.subject, each.options])
      : []
  return canonical([protection.kind, protection.subject, protection.database, protection.options, protection.level, others])
}
