import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { Hop, KeptBackup, Plan, WayBack } from '../model/plan.ts'
import type { RefusalNote } from '../model/report.ts'
import type { Policies } from '../policy/policies.ts'
import { type Chains, takenBack } from '../policy/taken.ts'
import { placeOf, type Tier, type Version, versionNamed, versionsOf } from '../policy/versions.ts'
import { planFinding } from './codes.ts'
import { emergencyFindings } from './emergency.ts'
import { categoryOfWays, ceilingOf, estimateOf, needsDowntime } from './estimate.ts'
import { filledNotice } from './fill.ts'
import { canonicalHash, hashOf } from './hash.ts'
import { protectedFindings } from './protected.ts'
import { contradictions, unitedServices } from './services.ts'
import { stepsOf } from './steps.ts'
import { type KnownHop, tierFindings, validationOf } from './tier.ts'

export { canonicalHash } from './hash.ts'
export { stepOf } from './steps.ts'

/** All that a plan is made of. */
export interface PlanAsked {
  policies: Policies
  from: string
  to: string
  path: readonly Hop[]
  /** The id of the tree. */
  tree: string
  chains: Chains
  /** The ways back of all that the path takes back. */
  ways: readonly WayBack[]
  tier?: Tier
  emergency?: boolean
  /** What else was found where readiness was asked for; absent where it was not. */
  ready?: { findings: readonly Finding<Place>[]; backups: readonly KeptBackup[] }
}

/** The plan of a rollback, with what stands in its way; no plan where a migration cannot be taken back. */
export function planOf(asked: PlanAsked): { plan?: Plan; findings: Finding<Place>[] } {
  const { policies, path, tier } = asked
  const versions = versionsOf(policies)
  const hops = path.map((hop) => knownHop(asked, versions, hop))
  const stops = hops.flatMap(({ hop, version, ways }) => ways.flatMap((way) => stopped(asked.from, hop, version, way) ?? []))
  if (stops.length) return { findings: stops }
  const ways = hops.flatMap((each) => each.ways)
  const estimate = estimateOf(ways)
  const words = validationOf(policies, tier)
  const steps = hops.flatMap(({ hop, version, ways }) =>
    stepsOf(hop, version, takenBack(versions, hop, asked.chains), ceilingOf(ways), words),
  )
  const left = hops.map(({ version }) => version)
  const findings = [
    ...(tier ? tierFindings(tier, hops, estimate, policies, asked.ready !== undefined) : []),
    ...(asked.emergency ? emergencyFindings(versions, [...left, versionNamed(versions, asked.to)]) : []),
    ...left.flatMap((version) => byHand(version) ?? []),
    ...contradictions(left),
    ...protectedFindings(policies, hops, asked.ready !== undefined),
    ...(asked.ready?.findings ?? []),
  ]
  const notes = (level: Finding['level']) => findings.filter((finding) => finding.level === level).map(noteOf)
  const content = {
    from: asked.from,
    to: asked.to,
    path,
    ...categoryOfWays(ways),
    estimateMinutes: ways.length ? Math.max(1, Math.round(estimate / 60_000)) : 0,
    ceilingMinutes: Math.ceil(steps.reduce((sum, { timeoutSeconds }) => sum + timeoutSeconds, 0) / 60),
    downtime: hops.some(({ downtime }) => downtime),
    services: unitedServices(left),
    approvals: tier?.approvals ?? [],
    notify: tier?.notify ?? [],
    loses: united(ways.flatMap((way) => way.loses)),
    discards: united(ways.flatMap((way) => way.discards)),
    blockers: notes('error'),
    warnings: notes('warning'),
    tree: asked.tree,
    steps,
    ...(tier ? { tier: tier.name } : {}),
    ...(asked.emergency ? { emergency: true as const } : {}),
    ...(asked.ready?.backups.length ? { backups: asked.ready.backups } : {}),
    ...noticesOf(ways, asked),
    ...carriedBy(tier, asked.emergency ? left : []),
  }
  return { plan: sealed(content), findings }
}

/** The plan under its name and its hash. */
function sealed(content: Omit<Plan, 'id' | 'sha256'>): Plan {
  const id = `${content.from}-to-${content.to}-${hashOf(JSON.parse(JSON.stringify(content))).slice(0, 8)}`
  const plan = { id, ...content, sha256: '' }
  return { ...plan, sha256: canonicalHash(plan) }
}

function knownHop({ chains, ways }: PlanAsked, versions: readonly Version[], hop: Hop): KnownHop {
  const version = versionNamed(versions, hop.from)
  const taken = takenBack(versions, hop, chains)
  const own = (taken?.migrations ?? []).map((id) => ways.find((way) => way.id === id && way.database === taken!.database)!)
  return { hop, version, ways: own, downtime: version.restart === 'stop' || own.some(needsDowntime) }
}

/** Why a migration cannot be taken back. */
function stopped(from: string, hop: Hop, version: Version, way: WayBack): Finding<Place> | undefined {
  const { id, verdict, failure, left } = way
  if (verdict === 'reversible' || verdict === 'lossy') return undefined
  const why =
    verdict === 'none'
      ? `\`${id}\` has no way back`
      : verdict === 'fails'
        ? `the ${failure?.what === 'down' ? 'way back' : (failure?.what ?? 'up')} of \`${id}\` fails${failure ? `: ${failure.message}` : ''}`
        : `after the way back of \`${id}\` ${left.slice(0, 3).join('; ')}`
  const how = `no rollback path from ${from}: ${why.replaceAll('`public.', '`')}`
  return planFinding('plan/no-path', { args: { how }, subject: `${hop.from} ${id}`, at: placeOf(version, 'through') })
}

/** A restart that nothing does. */
function byHand(version: Version): Finding<Place> | undefined {
  const { restart, services, steps } = version
  if (restart === 'none' || services.length === 0 || steps.some(({ at }) => at === 'restart')) return undefined
  const args = { version: version.name, restart, services: services.map((service) => `\`${service}\``).join(', ') }
  return planFinding('plan/restart-by-hand', { args, subject: version.name, at: placeOf(version, 'restart') })
}

function carriedBy(tier: Tier | undefined, left: readonly Version[]): { carried?: Record<string, unknown> } {
  const contact = [...new Set(left.flatMap(({ emergency }) => emergency.contact ?? []))]
  const carried = {
    ...(tier?.canary === undefined ? {} : { canary: tier.canary }),
    ...(tier?.triggers.length ? { triggers: tier.triggers } : {}),
    ...(tier?.audit === undefined ? {} : { audit: tier.audit }),
    ...(tier?.retain === undefined ? {} : { retain: tier.retain }),
    ...(tier?.downtime === undefined ? {} : { downtime: tier.downtime }),
    ...(tier?.validation === undefined ? {} : { validation: tier.validation }),
    ...(contact.length ? { contact } : {}),
  }
  return Object.keys(carried).length ? { carried } : {}
}

/** What the documents of those that lose data say to people, each once. */
function noticesOf(ways: readonly WayBack[], { from, to }: PlanAsked): Pick<Plan, 'notices'> {
  const stated = ways.flatMap(({ loses, document }) => (loses.length && document?.notice ? [document.notice] : []))
  const notices = [...new Map(stated.map((notice) => [notice.document, filledNotice(notice, { from, to })])).values()]
  return notices.length ? { notices } : {}
}

function noteOf({ message, places }: Finding<Place>): RefusalNote {
  const [place] = places
  return { message, ...(place ? { path: place.path, ...(place.span ? { line: place.span.line, column: place.span.column } : {}) } : {}) }
}

const united = (names: readonly string[]): string[] => [...new Set(names)].sort()
