import type { Change } from '../model/change.ts'
import type { Finding } from '../model/finding.ts'
import { nearest, nearestCode } from '../model/nearest.ts'
import { canonical } from '../model/orders.ts'
import type { Place } from '../model/place.ts'
import { type Amendment, fullId } from '../model/policy.ts'
import type { StandingAmendment } from '../model/report.ts'
import { amendmentFinding, type Problem } from './amendment-codes.ts'
import { codeNames } from './code-names.ts'
import type { Policies } from './policies.ts'

/** A finding that an amendment of the base allows. */
export type Allowed = Finding<Place> & { amendment: string }

/** What findings come to once the amendments of the base are applied. */
export interface Amended {
  findings: Finding<Place>[]
  amended: Allowed[]
  limits: string[]
}

/** What is known of the trees beside the findings: what slips in the base by itself, and the migrations that stand after. */
export interface Standing {
  stood: readonly Finding<Place>[]
  ids: ReadonlySet<string>
}

/**
 * Takes out of the findings what the base's amendments allow, and adds what is wrong with amendments that the change
 * itself brings or edits.
 */
export function amend(
  findings: readonly Finding<Place>[],
  policies: Change<Policies>,
  today: string,
  { stood, ids }: Standing = { stood: [], ids: new Set() },
): Amended {
  const allows = (amendment: Amendment, finding: Finding<Place>) => isAllowed(amendment, finding, ids)
  const valid = policies.before.amendments.filter((each) => problemsOf(each, policies.before, today).length === 0)
  const amended: Allowed[] = []
  const kept: Finding<Place>[] = []
  for (const finding of findings) {
    const by = isWeakening(finding) ? undefined : valid.find((each) => allows(each, finding))
    if (by) amended.push({ ...finding, amendment: by.id })
    else kept.push(finding)
  }
  const gone = (amendment: Amendment, protection: string) =>
    stood.some((each) => each.protection === protection && allows(amendment, each)) ||
    amended.some((each) => each.amendment === amendment.id && each.protection === protection)
  const left = kept.filter((finding) => {
    const by = isWeakening(finding) && valid.find((each) => allows(each, finding) || lets(each, finding, gone))
    if (by) amended.push({ ...finding, amendment: by.id })
    return !by
  })
  const added = policies.after.amendments.filter((each) => !policies.before.amendments.some((other) => sameAmendment(each, other)))
  const wrong = added.flatMap((each) =>
    problemsOf(each, policies.after, today, policies.before).map((problem) => amendmentFinding(problem, each)),
  )
  const limits = amended.length ? ['who wrote the names under `approved-by` cannot be seen from the files'] : []
  for (const each of added) {
    if (left.some((finding) => allows(each, finding)))
      limits.push(`amendment \`${each.id}\` counts for nothing in this change: it counts once it stands in the base`)
  }
  return { findings: [...left, ...wrong], amended, limits }
}

/** What is wrong with the amendments of one tree, and which of them have had their day. `migrations`: the ids that stand. */
export function auditAmendments(
  policies: Policies,
  today: string,
  amended: readonly Allowed[],
  migrations: ReadonlySet<string> = new Set(),
): Finding<Place>[] {
  return policies.amendments.flatMap((amendment) => {
    const problems = problemsOf(amendment, policies, today)
    if (problems.length === 0) {
      const { expires, id, at } = amendment
      const used = amended.find((each) => each.amendment === id)
      if (used) problems.push({ code: 'amendment/stale', args: { protection: used.protection ?? '' }, at })
      else if (amendment.for !== undefined && migrations.has(amendment.for))
        problems.push({ code: 'amendment/unused', args: { migration: amendment.for }, at })
      if (expires !== undefined && daysBetween(today, expires) <= soon)
        problems.push({ code: 'amendment/expires-soon', args: { day: expires }, at: keyAt(amendment, 'expires') })
    }
    return problems.map((problem) => amendmentFinding(problem, amendment))
  })
}

/** The amendments that count today, soonest to run out first. */
export function standingAmendments(policies: Policies, today: string): StandingAmendment[] {
  return policies.amendments
    .filter((each) => problemsOf(each, policies, today).length === 0)
    .map(({ id, relaxes, for: migration, reason, approvedBy, expires }) => ({
      id,
      relaxes: relaxes.map(({ entry }) => entry),
      ...(migration === undefined ? {} : { for: migration }),
      reason: reason!,
      approvedBy: [...approvedBy],
      expires: expires!,
      daysLeft: daysBetween(today, expires!),
    }))
    .sort((a, b) => a.daysLeft - b.daysLeft || (a.id < b.id ? -1 : 1))
}

/** Within how many days the end of an amendment is told ahead. */
const soon = 30

/** All that keeps an amendment from counting; any of it, and it relaxes nothing. Whoever a change makes an approver approves nothing in it. */
function problemsOf(amendment: Amendment, policies: Policies, today: string, base: Policies = policies): Problem[] {
  const problems: Problem[] = []
  const tell = (code: Problem['code'], key: string, args: Problem['args'] = {}) => problems.push({ code, args, at: keyAt(amendment, key) })
  const { reason, expires, from, approvedBy } = amendment
  if (!reason?.trim()) tell('amendment/unreasoned', 'reason')
  if (expires === undefined) tell('amendment/endless', 'expires')
  else if (expires < today) tell('amendment/expired', 'expires', { day: expires })
  if (from !== undefined && from > today) tell('amendment/future-dated', 'from', { day: from })
  if (approvedBy.length === 0) tell('amendment/unapproved', 'approved-by')
  for (const name of approvedBy)
    if (![policies, base].every((side) => isApprover(name, side))) tell('amendment/unapproved', 'approved-by', { name })
  for (const code of amendment.codes ?? []) {
    if (codeNames.has(code)) continue
    const near = nearestCode(code, codeNames)
    tell('amendment/allows-nothing', 'codes', { code, ...(near ? { near } : {}) })
  }
  const ids = idsOf(policies)
  for (const { entry, at } of amendment.relaxes) {
    if (!ids.has(entry)) {
      const near = nearest(entry, ids)
      if (entry.includes('*')) problems.push({ code: 'amendment/wildcard', args: { entry }, at })
      else problems.push({ code: 'amendment/names-nothing', args: { entry, ...(near ? { near } : {}) }, at })
    } else if (entry.startsWith('rollback:') && amendment.for === undefined)
      problems.push({ code: 'amendment/needs-migration', args: { entry }, at })
  }
  return problems
}

function idsOf(policies: Policies): ReadonlySet<string> {
  return new Set([
    ...policies.protocols.flatMap(({ protect }) => protect.map(fullId)),
    ...policies.rollbacks.map(({ database }) => `rollback:${database}`),
    ...[...policies.databases.keys()].map((name) => `database:${name}`),
    ...policies.versions.map(({ name }) => `version:${name}`),
    ...[...policies.tiers.keys()].map((name) => `tier:${name}`),
  ])
}

/** Whether a name counts under `approved-by`: a role or one of its people; any, where no approvers are named. */
export function isApprover(name: string, { approvers }: Pick<Policies, 'approvers'>): boolean {
  if (!approvers) return true
  const folded = name.trim().toLowerCase()
  return [...approvers.roles].some(([role, people]) => [role, ...people].some((each) => each.trim().toLowerCase() === folded))
}

const isWeakening = ({ code }: Finding<Place>): boolean => code === 'policy/weakened'

function isAllowed(amendment: Amendment, finding: Finding<Place>, migrations: ReadonlySet<string>): boolean {
  const { relaxes, codes, for: migration } = amendment
  if (finding.protection === undefined || !relaxes.some(({ entry }) => entry === finding.protection)) return false
  const dropping = droppingOf(finding.code)
  if (codes && !codes.includes(finding.code) && !(dropping && codes.includes(dropping))) return false
  return migration === undefined || isOf(finding, migration) || (dropping !== undefined && migrations.has(migration))
}

/** What is dropped by a change is missing from then on: the finding that told of the change, for one that tells how things stand. */
function droppingOf(code: string): string | undefined {
  return /^(schema|row-security|history)\/.*missing$/.test(code) ? code.replace(/missing$/, 'dropped') : undefined
}

/** With its subject gone by the amendment, a protection may go in the same change or a later one. */
function lets(amendment: Amendment, finding: Finding<Place>, gone: (amendment: Amendment, protection: string) => boolean): boolean {
  const { protection } = finding
  if (protection === undefined || !amendment.relaxes.some(({ entry }) => entry === protection)) return false
  return finding.places.every(({ side }) => side === 'before') && gone(amendment, protection)
}

/** Whether a finding lies in a migration: in its file, or in the folder of its name. */
function isOf({ places, subject, kind }: Finding<Place>, migration: string): boolean {
  if ((kind === 'migration' || kind === 'rollback') && subject.endsWith(` ${migration}`)) return true
  const first = places.find(({ side }) => side === 'after')
  return (first?.path.split('/') ?? []).some((part) => part === migration || part.startsWith(`${migration}.`))
}

function sameAmendment(one: Amendment, other: Amendment): boolean {
  const stated = ({ at: _, keys: __, relaxes, ...rest }: Amendment) => canonical({ ...rest, relaxes: relaxes.map(({ entry }) => entry) })
  return stated(one) === stated(other)
}

function keyAt({ at, keys }: Amendment, key: string): Problem['at'] {
  return { path: at.path, span: keys[key] ?? at.span }
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 864e5
}
