import type { Stretch, Walk, Walked } from '../../catalog/passage.ts'
import { nearest } from '../../model/nearest.ts'
import type { Loss, Order, Values } from '../../model/option.ts'
import { canonical, equal, grows } from '../../model/orders.ts'
import type { Place } from '../../model/place.ts'
import type { Protection } from '../../model/policy.ts'
import { Refusal } from '../../model/refusal.ts'
import { list, name, path, pathProblem, shape, text, word } from '../../model/values.ts'
import type { Snapshot } from '../../readers/snapshot.ts'
import { guard, type Say } from '../guard.ts'
import { codes } from './codes.ts'
import { covering, coverOf } from './covers.ts'
import { readEvidence } from './evidence.ts'
import { type Contrast, contrasts, stateOf } from './state.ts'

/** What is covered may grow; nothing named covers all. */
const covers: Order<readonly string[]> = {
  weaker: (older, newer) => {
    if (!newer) return undefined
    if (!older) return { says: `\`of\` covers ${newer.map((each) => `\`${each}\``).join(', ')} alone now` } satisfies Loss
    return grows<readonly string[]>('of').weaker(older, newer, undefined as never)
  },
}

const statement = {
  file: { type: path, order: equal('file'), says: 'The file that states the hash.', required: true },
  field: { type: text, order: equal('field'), says: 'The field of that file.', required: true },
} as const

const options = {
  of: {
    type: list(text, { lone: true }),
    order: covers,
    says: 'What it covers: `table qt.*`, `function qt.apply()`, `schema vault`. Default: all.',
  },
  taken: { type: name, order: equal('taken'), says: 'The migration after which it was taken. Default: the one that it names itself.' },
  before: {
    type: list(word('owner', 'revoke'), { lone: true }),
    order: grows('before'),
    says: 'What no earlier migration does to what it covers: change an owner, take a right away.',
  },
  'restored-by': {
    type: list(name, { lone: true }),
    order: grows('restored-by'),
    says: 'Migrations after whose rollback the effective privileges are those of the snapshot.',
  },
  sha256: { type: shape(statement), order: equal('sha256', canonical), says: 'Where the hash is stated beside: `{ file, field }`.' },
} as const

type SnapshotProtection = Protection<Values<typeof options>>

/** What the parts of one judgement share. */
interface Sight {
  protection: SnapshotProtection
  snapshot: Snapshot
  walk: Walk
  covers(key: string): boolean
  say: Say<typeof codes>
  /** What was told of the snapshot itself, and so is not told again of ways back to it. */
  told: Set<string>
}

const literally = (path: string) => path.replace(/[*?[\]{}()!+@\\]/g, '\\$&')

/** Evidence of owners and privileges: it stays as it was written, and says what the database holds. */
export const snapshot = guard({
  kind: 'snapshot',
  evidence: 'schema',
  subject: { says: 'The file that `pawl snapshot` wrote.', wrong: (subject) => pathProblem(subject) },
  says: 'Evidence of owners and effective privileges: the file stays as written, and is what the database holds after its migration.',
  options,
  codes,
  asks: ({ subject, database, options: { sha256 } }) => [
    { paths: [literally(subject), ...(sha256 ? [literally(sha256.file)] : [])] },
    { database: database ?? '', tables: [] },
  ],
  async uphold(protection: SnapshotProtection, passage, say) {
    // A change is judged once, over the whole history; a rehearsal migration by migration.
    if (!passage.walk) return
    if (passage.after.engine === 'sqlite') {
      const { path, span } = protection.at
      throw new Refusal(`\`snapshot\` needs a database with owners, and \`${passage.database}\` is one of sqlite`, {
        path,
        line: span.line,
        column: span.column,
      })
    }
    const found = await readEvidence(protection, passage.files.after, say)
    if (!found) return
    const covers = covering(protection.options.of)
    const sight: Sight = { protection, snapshot: found, walk: passage.walk, covers, say, told: new Set() }
    const { of = [], taken, before = [], 'restored-by': restoredBy = [] } = protection.options
    if (taken !== undefined && found.taken !== taken)
      say('snapshot/taken-elsewhere', {
        args: { path: protection.subject, taken: found.taken ?? 'no migration', asked: taken },
        what: 'taken',
        places: whole(protection),
      })
    for (const entry of of) {
      if (entry.includes('*') || Object.keys({ ...found.objects, ...roleKeys(found) }).some(covering([entry]))) continue
      const { kind, name: called } = coverOf(entry)
      say('snapshot/nothing-covered', { args: { entry: `${kind} \`${called}\``, path: protection.subject }, what: entry })
    }
    const moment = taken ?? found.taken
    const stood = moment !== null && stands(sight, moment)
    // One that is still to come keeps nothing else from being judged.
    const restoring = restoredBy.filter((id) => stands(sight, id))
    if (!stood) return
    const only = passage.way === 'standing' ? undefined : passage.migration
    const early = before.length > 0 && (only === undefined || place(sight, only) < place(sight, moment))
    if (only === undefined || only === moment) await judgeMoment(sight, moment)
    if (early) await judgeEarly(sight, moment, before, only)
    for (const id of inOrder(sight, restoring)) {
      if (only !== undefined && only !== id) continue
      if (!(await judgeRestored(sight, id, inOrder(sight, restoring), only))) break
    }
  },
})

const whole = ({ subject }: SnapshotProtection): Place[] => [{ side: 'after', path: subject }]
const roleKeys = ({ roles }: Snapshot) => Object.fromEntries(Object.keys(roles).map((role) => [`role:${role}`, true]))
const place = ({ walk }: Sight, id: string) => walk.ids.indexOf(id)
const inOrder = (sight: Sight, ids: readonly string[]) => [...ids].sort((a, b) => place(sight, a) - place(sight, b))

function stands({ walk, say, protection }: Sight, id: string): boolean {
  if (walk.ids.includes(id)) return true
  const near = nearest(id, walk.ids)
  say('snapshot/migration-missing', { args: { migration: id, database: protection.database ?? '', near: near ?? '' }, what: id })
  return false
}

/** The state after its migration is what the snapshot says. */
async function judgeMoment({ walk, snapshot, covers, say, protection, told }: Sight, moment: string): Promise<void> {
  const { there } = await walk.go({ through: moment })
  const words = { newer: `after \`${moment}\``, older: 'in the snapshot' }
  for (const { says, what } of contrasts(snapshot, stateOf(there), covers, words)) {
    told.add(what)
    say('snapshot/differs', { args: { says }, what, places: whole(protection) })
  }
}

/** Nothing that the snapshot covers changes hands, or is revoked, ahead of it. */
async function judgeEarly(
  { walk, snapshot, covers, say }: Sight,
  moment: string,
  before: readonly string[],
  only: string | undefined,
): Promise<void> {
  const { steps } = await walk.go({ through: moment, each: true })
  for (const step of steps) {
    if (step.migration === moment || (only !== undefined && only !== step.migration)) continue
    const held = (key: string) => covers(key) && (key in snapshot.objects || key.startsWith('column:'))
    const words = { newer: `after \`${step.migration}\``, older: 'before it' }
    for (const contrast of contrasts(stateOf(step.before), stateOf(step.after), held, words)) {
      if (!((contrast.kind === 'owner' && before.includes('owner')) || (contrast.kind === 'fewer' && before.includes('revoke')))) continue
      const places = await where(step, contrast, 'changes it')
      say('snapshot/changed-early', { args: { says: contrast.says, taken: moment }, what: `${step.migration} ${contrast.what}`, places })
    }
  }
}

/** Once a migration and those of the list before it are rolled back, the privileges are the snapshot's; false where they are not. */
async function judgeRestored(sight: Sight, id: string, [first, ...later]: readonly string[], only: string | undefined): Promise<boolean> {
  const { walk, say, told } = sight
  const walked = await walk.go({ through: id, back: first! })
  if (walked.stopped) {
    say('snapshot/not-rolled-back', { args: walked.stopped, what: walked.stopped.migration, places: stoppedAt(walked) })
    return false
  }
  const found = unlike(sight, walked, id)
  // In a rehearsal, what the rollback of an earlier one leaves is told with that.
  const earlier = found.length && only ? [first!, ...later].slice(0, later.indexOf(id) + 1) : []
  for (const each of earlier) for (const { what } of unlike(sight, await walk.go({ through: each, back: first! }), each)) told.add(what)
  const fresh = found.filter(({ what }) => !told.has(what))
  for (const contrast of fresh) {
    const step = walked.steps.findLast(({ before, after }) => !same(before, after, contrast))
    const places = step ? await where(step, contrast, 'leaves it so') : missed(walked)
    say('snapshot/not-restored', { args: { says: contrast.says }, what: contrast.what, places })
  }
  return fresh.length === 0
}

/** How the end of a way back is not what the snapshot says. */
function unlike({ snapshot, covers }: Sight, walked: Walked, id: string): Contrast[] {
  const end = walked.steps.at(-1)?.after ?? walked.there
  return contrasts(snapshot, stateOf(end), covers, { newer: `after the rollback of \`${id}\``, older: 'before' })
}

const missed = ({ steps }: Walked): Place[] =>
  steps.slice(0, 1).map(({ path }) => ({ side: 'after', path, label: 'does not bring it back' }))
const stoppedAt = ({ steps }: Walked): Place[] => steps.slice(-1).map(({ path }) => ({ side: 'after', path }))

function same(before: Stretch['before'], after: Stretch['after'], { key, aspects }: Contrast): boolean {
  const [was, is] = [before.objects.get(key), after.objects.get(key)]
  if (!was || !is) return was === is
  return aspects.every((aspect) => canonical(was.aspects[aspect]) === canonical(is.aspects[aspect]))
}

/** The first statement of a script after which it is as it is at its end. */
async function where(step: Stretch, contrast: Contrast, label: string): Promise<Place[]> {
  const at = await step.first((catalog) => !same(step.before, catalog, contrast))
  return at ? [{ side: 'after', path: at.path, span: at.span, label }] : [{ side: 'after', path: step.path }]
}
