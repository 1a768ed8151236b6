import type { Circumstances } from '../guards/guard.ts'
import { nextMigration } from '../migrations/next.ts'
import { readChain } from '../migrations/recognise.ts'
import { type Edit, type Made, overlay, remember } from '../model/files.ts'
import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import { fullId, type PolicyPlace, type Protection, type Protocol } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { RefusalNote, Report } from '../model/report.ts'
import { isDealt, type Share } from '../model/share.ts'
import type { Files } from '../model/tree.ts'
import { loadPolicies, type Policies } from '../policy/load.ts'
import { isPolicy } from '../policy/places.ts'
import type { Register } from '../policy/policies.ts'
import { ratchet } from '../policy/ratchet.ts'

import { policyWeakenings } from '../policy/weakenings.ts'
import { keptShelf } from '../rehearsal/shelf.ts'
import { weakenings } from '../weakenings/index.ts'
import type { Weakening } from '../weakenings/weakening.ts'
import { diffOf } from './edit-diff.ts'
import { type Case, judge } from './judge.ts'

/** What is drilled, and under what. */
export interface Exercise {
  files: Files
  /** What readers made of the tree's contents, so that no weakening reads them again. */
  made: Made
  policies: Policies
  protocols: readonly Protocol[]
  circumstances: Circumstances
  env: Readonly<Record<string, string | undefined>>
  register: Register
  /** Hears how many weakenings were tried. */
  tried(count: number): void
  /** The share that is weakened, where it is not all of it. */
  part?: Share | undefined
}

/** What a drill came to. */
export interface Drilled {
  weakenings: NonNullable<Report['weakenings']>
  findings: Finding<Place>[]
  refusals: RefusalNote[]
  limits: string[]
  /** Where each weakening stands among all. */
  order: number[]
}

/** What a drill finds. */
export const drillCodes = {
  'drill/not-caught': {
    says: ({ protection, what }: { protection: string; what: string }) => `nothing tells of a weakening of \`${protection}\`: ${what}`,
    help: () => 'protect by a further item what this change takes away; `pawl drill` shows the change',
  },
}

/** One judgement of a weakened tree. */
type Outcome = Pick<Awaited<ReturnType<typeof judge>>, 'findings' | 'refusals' | 'limits'>

interface Attempt {
  of: string
  at: PolicyPlace
  what: string
  caughtBy: readonly string[]
  edits: ReadonlyMap<string, Edit>
  outcome: Outcome
  tells(finding: Finding<Place>): boolean
}

/** Weakens every protection by every way that its kind knows, and each policy itself, and asks the judgement of `check` what it sees. */
export async function drill(exercise: Exercise): Promise<Drilled> {
  const shelf = keptShelf()
  try {
    return await weakenAll({ ...exercise, shelf, standing: {} })
  } finally {
    await shelf.close()
  }
}

async function weakenAll(asked: Exercise & Pick<Case, 'shelf' | 'standing'>): Promise<Drilled> {
  const drilled: Drilled = { weakenings: [], findings: [], refusals: [], limits: [], order: [] }
  const standing = await judge({ ...asked, ...sidesOf(asked, asked.files) }, 'told')
  drilled.limits.push(...standing.limits)
  const slips = new Set([...standing.findings, ...standing.refusals].flatMap(({ protection }) => protection ?? []))
  const byEdits = new Map<string, Promise<Outcome>>()
  const extend = extender(asked)
  const all = asked.protocols.flatMap(({ protect }) => protect)
  for (const [at, protection] of all.entries()) {
    if (!isDealt(at, asked.part)) continue
    const weaken = await weakenings[protection.kind]!()
    const engine = asked.policies.databases.get(protection.database ?? '')?.engine
    const id = fullId(protection)
    let tried = 0
    for await (const { what, caughtBy, change } of weaken({ protection, files: asked.files, engine })) {
      const edits = 'edits' in change ? change.edits : await extend(protection, change.sql)
      if (!edits) {
        drilled.limits.push(`the history of \`${protection.database}\` could not be extended, so \`${id}\` was not weakened by SQL`)
        break
      }
      const key = 'sql' in change ? `${protection.database}\0${change.sql}` : `${id}\0${tried}`
      if (!byEdits.has(key)) byEdits.set(key, judged(asked, edits))
      const outcome = await byEdits.get(key)!
      const attempt = { of: id, at: protection.at, what, caughtBy, edits, outcome, tells: speaksOf(protection) }
      if (await weigh(attempt, asked, drilled, slips)) tried++
    }
    placed(drilled, at)
    if (tried === 0) drilled.limits.push(`no weakening of \`${id}\` could be made`)
  }
  let next = all.length
  for await (const { of, at, what, caughtBy, change } of policyWeakenings(asked.policies, asked.protocols, asked.files, asked.register)) {
    const place = next++
    if (!isDealt(place, asked.part)) continue
    const { edits } = change as Extract<Weakening['change'], { edits: unknown }>
    const after = remember(overlay(asked.files, edits), asked.made)
    const findings = await weakened(asked, after)
    await weigh(
      { of, at, what, caughtBy, edits, outcome: { findings, refusals: [], limits: [] }, tells: () => true },
      asked,
      drilled,
      slips,
    )
    placed(drilled, place)
  }
  drilled.limits = [...new Set(drilled.limits)]
  return drilled
}

/** Writes down where the weakenings that came last stand among all. */
function placed({ order, weakenings }: Drilled, at: number): void {
  while (order.length < weakenings.length) order.push(at)
}

/** Writes down what a weakening came to; false where it was none: its SQL does not run here, or has no effect. */
async function weigh(attempt: Attempt, asked: Exercise, drilled: Drilled, slips: ReadonlySet<string>): Promise<boolean> {
  const { of, at, what, caughtBy, edits, outcome } = attempt
  const told = outcome.findings.filter((finding) => attempt.tells(finding))
  const caught = told.some(({ code }) => caughtBy.includes(code))
  const by = [...new Set(told.map(({ code }) => code))].sort()
  asked.tried(drilled.weakenings.length + 1)
  if (!caught) {
    const fails = outcome.findings.find(({ code }) => code === 'migration/up-fails')
    const idle = outcome.limits.find((limit) => [...edits.keys()].some((path) => limit.includes(path)))
    if (fails || idle || slips.has(of)) {
      const why = fails ? fails.what.split('\n')[0] : (idle ?? 'it slips as it stands')
      drilled.limits.push(`\`${of}\` was not weakened by ${what}: ${why}`)
      return false
    }
    if (outcome.refusals.length) {
      drilled.refusals.push(...outcome.refusals.map(({ message, ...rest }) => ({ ...rest, message: `${of}, ${what}: ${message}` })))
      return true
    }
  }
  drilled.weakenings.push({ protection: of, what, caught, by, ...(caught ? {} : { diff: await diffOf(edits, asked.files) }) })
  if (!caught) drilled.findings.push(notCaught(of, at, what))
  return true
}

/** What `check` sees in a change that makes these edits. */
async function judged(asked: Exercise, edits: ReadonlyMap<string, Edit>): Promise<Outcome> {
  const after = remember(overlay(asked.files, edits), asked.made)
  const policy = [...edits.keys()].some(isPolicy)
  const policies = policy ? await loadPolicies(after, { base: asked.policies, register: asked.register }) : asked.policies
  const outcome = await judge({ ...asked, ...sidesOf(asked, after), policies: { before: asked.policies, after: policies } }, 'taken away')
  if (!policy) return outcome
  const files = { before: asked.files, after }
  return { ...outcome, findings: [...outcome.findings, ...(await ratchet(asked.policies, policies, files, asked.register))] }
}

/** What the comparison of the policies finds. */
async function weakened(asked: Exercise, after: Files): Promise<Finding<Place>[]> {
  const policies = await loadPolicies(after, { base: asked.policies, register: asked.register })
  return ratchet(asked.policies, policies, { before: asked.files, after }, asked.register)
}

const sidesOf = (asked: Exercise, after: Files) => ({
  files: { before: asked.files, after },
  policies: { before: asked.policies, after: asked.policies },
})

/** Findings of a protection: its own, those of another that asks the same of the same thing, and of a pair that is told once. */
function speaksOf(protection: Protection): Attempt['tells'] {
  const subject = protection.database ? `${protection.database} ${protection.subject}` : protection.subject
  return ({ level, kind, ...finding }) => {
    if (level !== 'error' && protection.level === 'error') return false
    if (finding.protection === fullId(protection)) return true
    return kind === protection.kind && (finding.subject === subject || finding.what.includes(JSON.stringify(protection.subject)))
  }
}

/** Writes SQL as the next migration of a protection's database; each history is read once. */
function extender(asked: Exercise): (protection: Protection, sql: string) => Promise<ReadonlyMap<string, Edit> | undefined> {
  const chains = new Map<string, ReturnType<typeof readChain>>()
  return async ({ database = '' }, sql) => {
    const definition = asked.policies.databases.get(database)
    if (!definition) return undefined
    try {
      if (!chains.has(database)) chains.set(database, readChain(asked.files, definition))
      return await nextMigration(asked.files, definition, await chains.get(database)!, sql)
    } catch (error) {
      if (error instanceof Refusal) return undefined
      throw error
    }
  }
}

function notCaught(protection: string, at: PolicyPlace, what: string): Finding<Place> {
  const code = drillCodes['drill/not-caught']
  return {
    code: 'drill/not-caught',
    level: 'error',
    protection,
    kind: 'drill',
    subject: protection,
    what,
    message: code.says({ protection, what }),
    help: code.help(),
    docs: 'docs/guards/drill.md#not-caught',
    places: [{ side: 'after', path: at.path, span: at.span, label: 'is protected here' }],
  }
}
