import type { Finding } from '../model/finding.ts'
import { nearest } from '../model/nearest.ts'
import type { Place } from '../model/place.ts'
import type { Hop, WayBack } from '../model/plan.ts'
import { Refusal } from '../model/refusal.ts'
import type { Policies } from '../policy/policies.ts'
import { placeOf, type Tier, tiersOf, type Version } from '../policy/versions.ts'
import { planFinding } from './codes.ts'
import { rounded } from './estimate.ts'

/** The tier of a name; one of nobody is a Refusal with the nearest. */
export function tierNamed(policies: Pick<Policies, 'tiers'>, name: string): Tier {
  const tiers = tiersOf(policies)
  const found = tiers.get(name)
  if (found) return found
  const near = nearest(name, tiers.keys())
  const there = tiers.size ? `; there are ${[...tiers.keys()].join(', ')}` : '; no policy has `tiers`'
  throw new Refusal(`no tier is called \`${name}\`${near ? `; did you mean \`${near}\`?` : there}`)
}

/** The words that a tier asks to be validated; undefined where it asks for none by name. */
export function validationOf(policies: Pick<Policies, 'validations'>, tier: Tier | undefined): readonly string[] | undefined {
  return tier?.validation === undefined ? undefined : policies.validations.get(tier.validation)?.options
}

/** One hop of a plan with all that is known of it. */
export interface KnownHop {
  hop: Hop
  version: Version
  ways: readonly WayBack[]
  downtime: boolean
}

/** What a tier asks that a plan does not hold. `estimate` is in milliseconds. */
export function tierFindings(
  tier: Tier,
  hops: readonly KnownHop[],
  estimate: number,
  policies: Policies,
  ready: boolean,
): Finding<Place>[] {
  const found: Finding<Place>[] = []
  const subject = tier.name
  const tell = (code: Parameters<typeof planFinding>[0], key: string, args: Parameters<typeof planFinding>[1]['args']) =>
    found.push(planFinding(code, { args: { tier: tier.name, ...args }, subject, at: placeOf(tier, key) }))
  if (tier.within !== undefined && estimate > tier.within)
    tell('plan/over-tier', 'within', { estimate: rounded(estimate), within: rounded(tier.within) })
  for (const { hop, ways } of tier.retain ? hops : []) {
    const loses = ways.flatMap((way) => way.loses)
    if (loses.length) tell('plan/loses-retained', 'retain', { hop: called(hop), loses: named(loses) })
  }
  const stopping = hops.filter(({ downtime }) => downtime)
  if (tier.downtime && stopping.length) tell('plan/downtime', 'downtime', { hops: stopping.map(({ hop }) => called(hop)).join(', ') })
  const words = validationOf(policies, tier) ?? []
  for (const { version } of hops) {
    const missing = words.filter((word) => !version.steps.some(({ name, at }) => at === 'verify' && name === word))
    if (missing.length === 0) continue
    const args = {
      tier: tier.name,
      word: tier.validation!,
      version: version.name,
      missing: missing.map((word) => `\`${word}\``).join(', '),
    }
    const level = ready ? 'error' : 'warning'
    found.push(planFinding('plan/validation-missing', { args, subject: version.name, at: version.at, level }))
  }
  for (const role of tier.approvals) {
    if (policies.approvers && !policies.approvers.roles.has(role))
      found.push(planFinding('plan/approver-missing', { args: { tier: tier.name, role }, subject, at: placeOf(tier, 'approvals') }))
  }
  return found
}

/** A hop as sentences call it. */
export const called = ({ from, to }: Hop): string => `going back from ${from} to ${to}`

/** Names of tables and columns in a sentence. */
export const named = (names: readonly string[]): string => names.map((name) => `\`${name.replace(/^public\./, '')}\``).join(', ')
