import { guards } from '../guards/index.ts'
import type { Change } from '../model/change.ts'
import type { Finding } from '../model/finding.ts'
import { canonical } from '../model/orders.ts'
import type { Place } from '../model/place.ts'
import { fullId, type PolicyPlace, type Protection, type Protocol } from '../model/policy.ts'
import type { Files } from '../model/tree.ts'
import { placeIn, policyFinding } from './codes.ts'
import { type Cover, coverOf, plainSubject } from './covers.ts'
import { databasePairs, groundFindings } from './ground.ts'
import type { Policies, Register } from './policies.ts'
import { protocolOptions } from './tables/protocol.ts'
import { versionFindings } from './version-losses.ts'

/** What the policies after a change protect less than those before it, by effect over all protocols. */
export async function ratchet(
  before: Policies,
  after: Policies,
  files: Change<Files>,
  register: Register = guards,
): Promise<Finding<Place>[]> {
  const pairs = databasePairs(before, after)
  const covers = await coversOf(before, after, files, register)
  const findings: Finding<Place>[] = []
  for (const [older, cover] of covers) if (cover.losses.length) findings.push(weakened(older, cover, before, after))
  findings.push(...parted(before, covers))
  for (const protocol of before.protocols) findings.push(...(await protocolFindings(protocol, after, covers, register, files)))
  findings.push(...(await groundFindings(before, after, pairs, files)))
  findings.push(...(await versionFindings(before, after, files)))
  for (const { path, refusal } of after.broken) {
    if (findings.some(({ places }) => places.some((place) => place.path === path))) continue
    const how = `can no longer be read as a policy: ${refusal.message}`
    findings.push(policyFinding('policy/weakened', { subject: path, named: `\`${path}\``, how }, [brokenPlace(path, refusal.at)]))
  }
  return findings
}

/** How far the policies after a change hold each protection of the base. */
export async function coversOf(
  before: Policies,
  after: Policies,
  files: Change<Files>,
  register: Register = guards,
): Promise<ReadonlyMap<Protection, Cover>> {
  const pairs = databasePairs(before, after)
  const covers = new Map<Protection, Cover>()
  const newer = new Map<string, Protection[]>()
  for (const each of after.protocols.flatMap(({ protect }) => protect)) {
    const key = await comparedBy(each, each.database, register)
    const group = newer.get(key)
    if (group) group.push(each)
    else newer.set(key, [each])
  }
  const named = renamed(before, after)
  for (const older of before.protocols.flatMap(({ protect }) => protect)) {
    const database = older.database === undefined ? undefined : (pairs.get(older.database) ?? older.database)
    const heir = named.get(older)
    const candidates = newer.get(await comparedBy(older, database, register)) ?? (heir ? [heir] : [])
    covers.set(older, await coverOf(older, nearestFirst(older, candidates), await register[older.kind]!(), files))
  }
  return covers
}

/** Its own protocol first, and of the others those of the highest status: what stands in several counts where most is promised. */
function nearestFirst(older: Protection, candidates: readonly Protection[]): readonly Protection[] {
  if (candidates.length < 2) return candidates
  const statuses = ['irreversible', 'lossy', 'reversible']
  const rank = ({ protocol }: Protection) => (protocol.id === older.protocol.id ? -1 : statuses.indexOf(protocol.status))
  return candidates.toSorted((one, other) => rank(one) - rank(other))
}

/** Formats whose name alone is another: of the names that came, each stands for one that is gone and asked the same. */
function renamed(before: Policies, after: Policies): ReadonlyMap<Protection, Protection> {
  const tokens = ({ protocols }: Policies) => protocols.flatMap(({ protect }) => protect.filter(({ kind }) => kind === 'token'))
  const [older, newer] = [tokens(before), tokens(after)]
  const free = newer.filter(({ subject }) => !older.some((each) => each.subject === subject))
  const found = new Map<Protection, Protection>()
  for (const gone of older.filter(({ subject }) => !newer.some((each) => each.subject === subject))) {
    const at = free.findIndex(({ options }) => canonical(options) === canonical(gone.options))
    if (at !== -1) found.set(gone, { ...free.splice(at, 1)[0]!, subject: gone.subject })
  }
  return found
}

/** What two protections must share to be compared: kind, database, and the subject where no other can take its place. */
async function comparedBy(protection: Protection, database: string | undefined, register: Register): Promise<string> {
  const guard = await register[protection.kind]!()
  return JSON.stringify([protection.kind, database, guard.subject.order ? undefined : plainSubject(protection, guard)])
}

function weakened(older: Protection, cover: Cover, before: Policies, after: Policies): Finding<Place> {
  const [candidate] = cover.by
  const places = [placeIn('before', { path: older.at.path, span: spanOf(older, candidate && cover.losses[0]?.key) }, 'was protected here')]
  let how = `protects less: ${cover.losses.map(({ says }) => says).join('; ')}`
  if (candidate)
    places.unshift(placeIn('after', { path: candidate.at.path, span: spanOf(candidate, cover.losses[0]?.key) }, 'protects less'))
  else how = `is no longer protected${lostFile(older.at, before, after, places)}`
  const why = older.why ?? older.protocol.why
  return policyFinding(
    'policy/weakened',
    { protection: fullId(older), subject: fullId(older), named: `\`${fullId(older)}\``, how, ...(why === undefined ? {} : { why }) },
    places,
  )
}

/** Why a protection is gone, where that is its file's doing. */
function lostFile(at: PolicyPlace, before: Policies, after: Policies, places: Place[]): string {
  const broken = after.broken.find(({ path }) => path === at.path || at.path.startsWith(`${path}/`))
  if (broken) {
    places.unshift(brokenPlace(broken.path, broken.refusal.at))
    return `: \`${broken.path}\` can no longer be read as a policy: ${broken.refusal.message}`
  }
  if (after.foreign.includes(at.path) && !before.foreign.includes(at.path)) return `: \`${at.path}\` belongs to another tool now`
  return after.files.includes(at.path) ? '' : `: \`${at.path}\` is no longer there`
}

function brokenPlace(path: string, at: { line?: number; column?: number }): Place {
  const { line, column = 1 } = at
  return {
    side: 'after',
    path,
    ...(line === undefined ? {} : { span: { line, column, endLine: line, endColumn: column + 1 } }),
    label: 'cannot be read',
  }
}

const spanOf = (protection: Protection, key: string | undefined) =>
  (key === undefined ? undefined : protection.keys[key]) ?? protection.at.span

/** Kinds that are judged beside the others of their protocol, so that parting them parts what was compared. */
const together: ReadonlySet<string> = new Set(['token'])

function parted(before: Policies, covers: ReadonlyMap<Protection, Cover>): Finding<Place>[] {
  const findings: Finding<Place>[] = []
  for (const protocol of before.protocols) {
    const all = protocol.protect.filter((each) => together.has(each.kind) && covers.get(each)?.losses.length === 0)
    for (const [index, one] of all.entries()) {
      const homes = (each: Protection) => new Set(covers.get(each)!.by.map((by) => by.protocol.id))
      const apart = all.slice(index + 1).find((other) => other.kind === one.kind && homes(one).isDisjointFrom(homes(other)))
      if (!apart) continue
      const how = `is no longer compared with \`${apart.id}\`, which stands in another protocol now`
      const now = covers.get(one)!.by[0]!
      findings.push(
        policyFinding('policy/weakened', { protection: fullId(one), subject: fullId(one), named: `\`${fullId(one)}\``, how }, [
          placeIn('after', now.at, 'stands apart'),
          placeIn('before', one.at, 'stood beside it'),
        ]),
      )
    }
  }
  return findings
}

/** Status and coverage are promises of a protocol: of the one with its name, else of those that hold its protections now. */
async function protocolFindings(
  older: Protocol,
  after: Policies,
  covers: ReadonlyMap<Protection, Cover>,
  register: Register,
  files: Change<Files>,
): Promise<Finding<Place>[]> {
  const same = after.protocols.find(({ id }) => id === older.id)
  const heirs = same ? [same] : [...new Set(older.protect.flatMap((each) => covers.get(each)!.by.map(({ protocol }) => protocol)))]
  const findings: Finding<Place>[] = []
  for (const heir of heirs) findings.push(...(await promises(older, heir, files)))
  if (same) findings.push(...(await movedLower(older, covers, files)))
  const successor = same?.supersededBy === undefined || same.supersededBy === older.supersededBy ? undefined : same.supersededBy
  const newer = after.protocols.find(({ id }) => id === successor)
  if (!newer) return findings
  findings.push(...(await promises(older, newer, files)))
  for (const protection of older.protect) {
    const guard = await register[protection.kind]!()
    const cover = await coverOf(
      protection,
      newer.protect.filter((each) => each.kind === protection.kind),
      guard,
      files,
    )
    if (cover.losses.length === 0) continue
    const how = cover.by.length
      ? `is held for less by its successor \`${newer.id}\`: ${cover.losses.map(({ says }) => says).join('; ')}`
      : `is not held by its successor \`${newer.id}\``
    const about = { protection: fullId(protection), subject: fullId(protection), named: `\`${fullId(protection)}\``, how }
    const at = { path: same!.at.path, span: same!.keys?.['superseded-by'] ?? same!.at.span }
    findings.push(
      policyFinding('policy/weakened', about, [
        placeIn('after', at, 'is superseded here'),
        placeIn('before', protection.at, 'is protected here'),
      ]),
    )
  }
  return findings
}

/** Protections that went from a protocol that stands to one that promises less of them. */
async function movedLower(older: Protocol, covers: ReadonlyMap<Protection, Cover>, files: Change<Files>): Promise<Finding<Place>[]> {
  const findings: Finding<Place>[] = []
  for (const each of older.protect) {
    const { by, losses } = covers.get(each)!
    const stayed = by.some(({ protocol }) => protocol.id === older.id || protocol.id === older.supersededBy)
    if (losses.length || stayed) continue
    for (const newer of by) {
      const lost = await lostPromises(older, newer.protocol, files)
      if (lost.length === 0) continue
      const how = `moved to protocol \`${newer.protocol.id}\`, which promises less: ${lost.map(({ says }) => says).join('; ')}`
      const why = each.why ?? older.why
      const about = { protection: fullId(each), subject: fullId(each), named: `\`${fullId(each)}\``, how }
      findings.push(
        policyFinding('policy/weakened', { ...about, ...(why === undefined ? {} : { why }) }, [
          placeIn('after', newer.at, 'is promised less here'),
          placeIn('before', each.at, 'was protected here'),
        ]),
      )
      break
    }
  }
  return findings
}

async function lostPromises(older: Protocol, newer: Protocol, files: Change<Files>): Promise<{ key: string; says: string }[]> {
  const status = await protocolOptions.status.order.weaker(older.status, newer.status, files)
  const coverage = await protocolOptions['required-coverage'].order.weaker(older.requiredCoverage, newer.requiredCoverage)
  return [
    ...(status ? [{ key: 'status', says: status.says }] : []),
    ...(coverage ? [{ key: 'required-coverage', says: coverage.says }] : []),
  ]
}

async function promises(older: Protocol, newer: Protocol, files: Change<Files>): Promise<Finding<Place>[]> {
  return (await lostPromises(older, newer, files)).map(({ key, says }) => {
    const how = `${older.id === newer.id ? '' : `goes on as \`${newer.id}\`, and `}promises less: ${says}`
    const at = (protocol: Protocol) => ({ path: protocol.at.path, span: protocol.keys?.[key] ?? protocol.at.span })
    return policyFinding(
      'policy/weakened',
      { subject: older.id, named: `protocol \`${older.id}\``, how, ...(older.why === undefined ? {} : { why: older.why }) },
      [placeIn('after', at(newer), 'promises less'), placeIn('before', at(older), 'was promised here')],
    )
  })
}
