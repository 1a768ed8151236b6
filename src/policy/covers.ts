import type { Guard } from '../guards/guard.ts'
import type { Change } from '../model/change.ts'
import type { Loss, Option } from '../model/option.ts'
import { canonical } from '../model/orders.ts'
import type { Protection } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Files } from '../model/tree.ts'

/** How far some protections hold what one older protection held. */
export interface Cover {
  /** Empty where as much is held as before. */
  losses: readonly { key?: string; says: string }[]
  /** The protections that hold it, or the nearest one. */
  by: readonly Protection[]
}

type AnyOption = Option<unknown>

/**
 * Compares one protection of the base with all of its kind after the change, by effect: where it stands and what it is called
 * does not matter. Several may share its keys out among them, as a document whose headings are asked in two items.
 */
export async function coverOf(
  older: Protection,
  newer: readonly Protection[],
  guard: Guard<any, any, any>,
  files: Change<Files>,
): Promise<Cover> {
  const same = newer.find(
    (each) => each.subject === older.subject && rank(each) >= rank(older) && canonical(each.options) === canonical(older.options),
  )
  if (same) return { losses: [], by: [same] }
  const subjects = new Map<string, boolean>()
  const subjectHolds = async (candidate: Protection, options: Readonly<Record<string, unknown>>) => {
    if (sameSubject(older, candidate, guard)) return true
    const order = guard.subject.order?.(options as never)
    if (!order) return false
    const key = canonical([candidate.subject, options])
    if (!subjects.has(key)) subjects.set(key, (await order.weaker(older.subject, candidate.subject, files)) === undefined)
    return subjects.get(key)!
  }
  const candidates: Protection[] = []
  for (const each of newer) {
    const possible = sameSubject(older, each, guard) || guard.subject.order !== undefined
    if (possible) candidates.push(each)
  }
  const options = Object.entries(guard.options as Readonly<Record<string, AnyOption>>)
  const isScope = ([, option]: [string, AnyOption]) => option.required || option.scope
  const weaker = async (key: string, option: AnyOption, value: unknown) => option.order.weaker(older.options[key], value, files)

  const judged: { candidate: Protection; losses: { key?: string; says: string }[]; inScope: boolean }[] = []
  for (const candidate of candidates) {
    const losses: { key?: string; says: string }[] = []
    if (!(await subjectHolds(candidate, older.options))) {
      const loss = await subjectLoss(older, candidate, guard, files)
      losses.push({ says: loss?.says ?? `\`${candidate.subject}\` is asked in its place` })
    }
    if (rank(candidate) < rank(older)) losses.push({ key: 'level', says: '`level` was error and is warning' })
    let inScope = losses.length === 0 || guard.subject.order !== undefined
    if (rank(candidate) < rank(older)) inScope = false
    for (const [key, option] of options) {
      const loss = await placed(candidate, key, () => weaker(key, option, candidate.options[key]))
      if (!loss) continue
      losses.push({ key, says: loss.says })
      if (isScope([key, option])) inScope = false
    }
    if (losses.length === 0) return { losses: [], by: [candidate] }
    judged.push({ candidate, losses, inScope })
  }
  const nearest = judged.sort((a, b) => closeness(older, a) - closeness(older, b))[0]
  const gone = { losses: [{ says: 'gone' }], by: [] }
  if (!nearest) return gone
  const shared = await sharedOut(
    older,
    judged.filter(({ inScope }) => inScope).map(({ candidate }) => candidate),
    options,
    subjectHolds,
    weaker,
  )
  if (shared) return shared
  return isAkin(older, nearest.candidate, guard) ? { losses: nearest.losses, by: [nearest.candidate] } : gone
}

/** A value that cannot be compared is a refusal with its place. */
async function placed<T>({ at, keys }: Protection, key: string, compare: () => T | Promise<T>): Promise<T> {
  try {
    return await compare()
  } catch (error) {
    if (!(error instanceof Refusal) || error.at.path !== undefined) throw error
    const { line, column } = keys[key] ?? at.span
    throw new Refusal(error.message, { path: at.path, line, column }, { cause: error })
  }
}

/** Whether several protections hold each key of the older one between them. */
async function sharedOut(
  older: Protection,
  candidates: readonly Protection[],
  options: readonly [string, AnyOption][],
  subjectHolds: (candidate: Protection, options: Readonly<Record<string, unknown>>) => Promise<boolean>,
  weaker: (key: string, option: AnyOption, value: unknown) => Promise<Loss | undefined>,
): Promise<Cover | undefined> {
  if (candidates.length < 2) return undefined
  const by = new Set<Protection>()
  for (const [key, option] of options) {
    const holding: Protection[] = []
    for (const each of candidates)
      if (await subjectHolds(each, older.options[key] === undefined ? {} : { [key]: older.options[key] })) holding.push(each)
    const alone = await firstAsync(holding, async (each) => (await weaker(key, option, each.options[key])) === undefined)
    if (alone) {
      if (older.options[key] !== undefined) by.add(alone)
      continue
    }
    const united = unite(holding.map((each) => each.options[key]))
    if (united === undefined || (await weaker(key, option, united)) !== undefined) return undefined
    for (const each of holding) if (each.options[key] !== undefined) by.add(each)
  }
  return { losses: [], by: [...by] }
}

/** Lists and mappings of several items as one. */
function unite(values: readonly unknown[]): unknown {
  const stated = values.filter((value) => value !== undefined)
  if (stated.length < 2) return undefined
  if (stated.every(Array.isArray)) return stated.flat()
  const mappings = stated.every((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  return mappings ? Object.assign({}, ...(stated as object[])) : undefined
}

async function firstAsync<T>(items: readonly T[], fits: (item: T) => Promise<boolean>): Promise<T | undefined> {
  for (const item of items) if (await fits(item)) return item
  return undefined
}

async function subjectLoss(
  older: Protection,
  candidate: Protection,
  guard: Guard<any, any, any>,
  files: Change<Files>,
): Promise<Loss | undefined> {
  return guard.subject.order?.(older.options as never)?.weaker(older.subject, candidate.subject, files)
}

/** Whether a protection reads as the older one changed, and not as another one that happens to be of its kind. */
function isAkin(older: Protection, candidate: Protection, guard: Pick<Guard, 'evidence'>): boolean {
  if (sameSubject(older, candidate, guard) || older.id === candidate.id) return true
  return Object.entries(older.options).some(([key, value]) => value !== undefined && canonical(value) === canonical(candidate.options[key]))
}

const rank = ({ level }: Protection): number => (level === 'error' ? 1 : 0)

const sameSubject = (older: Protection, newer: Protection, guard: Pick<Guard, 'evidence'>): boolean =>
  plainSubject(older, guard) === plainSubject(newer, guard)

/** A subject without what makes no difference: a name without a schema is in `public`, and case counts where it is quoted. */
export function plainSubject({ subject, kind }: Protection, { evidence }: Pick<Guard, 'evidence'>): string {
  if (evidence !== 'schema' || kind === 'invariant') return subject
  return (subject.includes('"') ? subject : subject.toLowerCase()).replace(/^public\.(?=.)/, '')
}

function closeness(older: Protection, { candidate, losses }: { candidate: Protection; losses: readonly unknown[] }): number {
  const moved =
    (candidate.subject === older.subject ? 0 : 100) +
    (candidate.protocol.id === older.protocol.id ? 0 : 2) +
    (candidate.id === older.id ? 0 : 1)
  return losses.length * 10 + moved
}
