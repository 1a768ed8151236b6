import { guards } from '../guards/index.ts'
import type { Change } from '../model/change.ts'
import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import { type Amendment, fullId } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import type { Files } from '../model/tree.ts'
import type { Policies, Register } from './policies.ts'
import { coversOf } from './ratchet.ts'

type Edits = NonNullable<Report['policies']>

/** What a change of policies adds to what is asked, and what it would take away; `undefined` where it edits none. `weakened` is what the ratchet found. */
export async function policyEdits(
  { before, after }: Change<Policies>,
  files: Change<Files>,
  weakened: readonly Finding<Place>[],
  register: Register = guards,
): Promise<Edits | undefined> {
  if (!(await edited(before, after, files))) return undefined
  const gone = after.amendments.filter((each) => !same(each, before.amendments))
  return {
    adds: [...(await protections(before, after, files, register)), ...ground(before, after), ...ended(before, after)],
    takesAway: [...weakened.map(({ message }) => message), ...gone.map(allows)],
  }
}

/** What several changes do to policies, each thing once. */
export function union(one: Edits | undefined, other: Edits): Edits {
  const both = (key: keyof Edits) => [...new Set([...(one?.[key] ?? []), ...other[key]])]
  return { adds: both('adds'), takesAway: both('takesAway') }
}

async function edited(before: Policies, after: Policies, files: Change<Files>): Promise<boolean> {
  const [older, newer] = await Promise.all([files.before.entries(), files.after.entries()])
  const broken = after.broken.map(({ path }) => path)
  return [...before.files, ...after.files, ...broken].some((path) => older.get(path)?.id !== newer.get(path)?.id)
}

/** Protections that the base does not hold, or for less. */
async function protections(before: Policies, after: Policies, files: Change<Files>, register: Register): Promise<string[]> {
  const turned = { before: files.after, after: files.before }
  let covers: Awaited<ReturnType<typeof coversOf>>
  try {
    covers = await coversOf(after, before, turned, register)
  } catch (error) {
    // What cannot be compared is a refusal of the judgement itself; here it is told in words.
    if (error instanceof Refusal) return [`what the edited policies ask more could not be told: ${error.message}`]
    throw error
  }
  return [...covers].flatMap(([newer, { losses, by }]) => {
    if (losses.length === 0) return []
    const keys = [...new Set(losses.flatMap(({ key }) => key ?? []))].map((key) => `\`${key}\``)
    if (by.length === 0) return [`\`${fullId(newer)}\` is protected`]
    return [`\`${fullId(newer)}\` asks more${keys.length ? `: ${keys.join(', ')}` : ''}`]
  })
}

function ground(before: Policies, after: Policies): string[] {
  const ruled = (policies: Policies) => new Set(policies.rollbacks.map(({ database }) => database))
  return [
    ...[...after.databases.keys()].filter((name) => !before.databases.has(name)).map((name) => `database \`${name}\` is defined`),
    ...after.versions
      .filter(({ name }) => !before.versions.some((each) => each.name === name))
      .map(({ name }) => `version \`${name}\` is listed`),
    ...[...after.tiers.keys()].filter((name) => !before.tiers.has(name)).map((name) => `tier \`${name}\` is defined`),
    ...[...ruled(after)].filter((name) => !ruled(before).has(name)).map((name) => `rollback rules of \`${name}\` are stated`),
  ]
}

function ended(before: Policies, after: Policies): string[] {
  const gone = before.amendments.filter(({ id }) => !after.amendments.some((each) => each.id === id))
  return gone.map(({ id }) => `amendment \`${id}\` ends`)
}

/** An amendment that came or is otherwise than it was: once it stands in the base, it lets something pass. */
function allows({ id, relaxes, expires }: Amendment): string {
  const what = relaxes.map(({ entry }) => `\`${entry}\``).join(', ')
  return `amendment \`${id}\` lets ${what || 'nothing'} slip once it stands in the base${expires === undefined ? '' : `, until ${expires}`}`
}

function same(amendment: Amendment, older: readonly Amendment[]): boolean {
  const plain = ({ id, relaxes, codes, for: one, expires, from }: Amendment) =>
    JSON.stringify([id, relaxes.map(({ entry }) => entry), codes, one, expires, from])
  return older.some((each) => plain(each) === plain(amendment))
}
