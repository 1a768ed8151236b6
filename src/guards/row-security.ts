import { type CatalogObject, partsOf } from '../catalog/catalog.ts'
import { pairs } from '../catalog/diff.ts'
import { dotWithin, nameParts, ownName } from '../catalog/names.ts'
import { actsWith, rolesOf } from '../catalog/privileges.ts'
import { carriedOver, renamesBetween } from '../catalog/renames.ts'
import type { Codes } from '../model/finding.ts'
import { grows } from '../model/orders.ts'
import type { Protection } from '../model/policy.ts'
import { list, text } from '../model/values.ts'
import { guard } from './guard.ts'
import { looser } from './row-security/narrower.ts'
import { opened } from './row-security/visible.ts'
import { otherCall } from './schema/calls.ts'
import { postgresAlone } from './schema/engine.ts'
import { nearOf } from './schema/near.ts'
import { lossPlaces, type Sight, sightOf, statementPlace } from './schema/sight.ts'
import { tableNamed } from './schema/subject.ts'

const codes = {
  'row-security/table-dropped': {
    says: (args) => `table \`${args.table}\` is gone, and its row security with it`,
    help: () => 'leave the table, and add what you need in a new migration',
  },
  'row-security/table-missing': {
    says: (args) => `there is no table \`${args.table}\` in database \`${args.database}\`${args.near}`,
    help: (args) => `add a migration that makes \`${args.table}\`, or mend the name in the policy`,
  },
  'row-security/off': {
    says: (args) => `row security of \`${args.table}\` is off`,
    help: (args) => `ALTER TABLE ${args.table} ENABLE ROW LEVEL SECURITY`,
  },
  'row-security/not-forced': {
    says: (args) => `row security of \`${args.table}\` no longer holds for its owner`,
    help: (args) => `ALTER TABLE ${args.table} FORCE ROW LEVEL SECURITY`,
  },
  'row-security/policy-dropped': {
    says: (args) => `policy \`${args.policy}\` on \`${args.table}\` is gone${args.row ? `, and ${args.row}` : ''}`,
    help: () => 'leave the policy; a narrower one may come beside it',
  },
  'row-security/policy-missing': {
    says: (args) => `there is no policy \`${args.policy}\` on \`${args.table}\``,
    help: (args) => `add a migration that makes \`${args.policy}\`, or mend the name in the policy`,
  },
  'row-security/policy-loosened': {
    says: (args) =>
      `policy \`${args.policy}\` on \`${args.table}\` may let more through: ${args.how}${args.row ? `, and ${args.row}` : ', and no row that was tried decides'}`,
    help: () => 'leave the policy as it was; a narrower one is `old AND …`, of fewer roles or of one command',
  },
  'row-security/permissive-added': {
    says: (args) =>
      `policy \`${args.policy}\` on \`${args.table}\` is new and permissive: ${args.row ?? 'what it lets through is let through'}`,
    help: () => 'make it a restrictive policy: CREATE POLICY … AS RESTRICTIVE',
  },
  'row-security/bypassed': {
    says: (args) => `${args.role} ${args.how}, so the row security of \`${args.table}\` does not hold for it`,
    help: (args) => `take that from ${args.role}`,
  },
} as const satisfies Codes

const options = {
  policies: { type: list(text), order: grows('policies'), says: 'Policies that stay; without it all that stood do.' },
} as const

type Wanted = readonly string[] | undefined

async function weigh(sight: Sight, before: CatalogObject, after: CatalogObject, wanted: Wanted): Promise<void> {
  const { passage, protection } = sight
  const table = protection.subject
  const turned = (aspect: string) => before.aspects[aspect] === true && after.aspects[aspect] !== true
  if (turned('rowSecurity'))
    sight.tell('row-security/off', {
      args: { table },
      what: 'off',
      places: await lossPlaces(passage, before.key, 'turns it off', 'rowSecurity'),
    })
  if (turned('forceRowSecurity')) {
    sight.tell('row-security/not-forced', {
      args: { table },
      what: 'not forced',
      places: await lossPlaces(passage, before.key, 'unforces it', 'forceRowSecurity'),
    })
  }
  await judgePolicies(sight, before, after, wanted)
  if (before.aspects.rowSecurity === true) await judgeBypass(sight, before, after)
}

async function judgePolicies(sight: Sight, before: CatalogObject, after: CatalogObject, wanted: Wanted): Promise<void> {
  const { passage } = sight
  const table = sight.protection.subject
  const older = partsOf(passage.before, before.key, 'policy')
  const newer = partsOf(passage.after, after.key, 'policy')
  const paired = pairs(passage.before, passage.after, passage.sameDatabase)
  const met = new Set<string>()
  const renames = renamesBetween(passage.before, passage.after, passage.sameDatabase)
  let found: Promise<string | undefined> | undefined
  const row = async (): Promise<{ row?: string }> => {
    found ??= opened(passage, before, after)
    const says = await found
    return says ? { row: says } : {}
  }
  for (const policy of older) {
    const name = ownName(policy)
    const named = wanted?.includes(name) ?? false
    const same =
      newer.find((each) => ownName(each) === name) ??
      (named ? undefined : (paired.get(policy.key)?.after ?? newer.find((each) => isTwin(policy, each, older))))
    if (same) met.add(same.key)
    if (!same) {
      if (wanted !== undefined && !named && policy.aspects.permissive !== false) continue
      sight.tell('row-security/policy-dropped', {
        args: { policy: name, table, ...(await row()) },
        what: name,
        places: await lossPlaces(passage, policy.key, 'drops it'),
      })
      continue
    }
    const call = otherCall(passage.before, passage.after, policy)
    const how = looser(carriedOver(policy, renames), same) ?? call?.says
    if (how)
      sight.tell('row-security/policy-loosened', {
        args: { policy: name, table, how, ...(await row()) },
        what: `${name} ${how}`,
        places: await lossPlaces(passage, how === call?.says ? call.key : policy.key, 'changes it'),
      })
  }
  // Before row security was on nothing was shut, so nothing is opened.
  if (before.aspects.rowSecurity !== true) return
  for (const policy of newer) {
    if (met.has(policy.key) || policy.aspects.permissive === false) continue
    const at = await passage.blame(policy.key)
    const places = at ? [statementPlace(at, 'adds it')] : []
    sight.tell('row-security/permissive-added', {
      args: { policy: ownName(policy), table, ...(await row()) },
      what: ownName(policy),
      places,
    })
  }
}

/** The same policy under a new name. */
function isTwin(policy: CatalogObject, other: CatalogObject, older: readonly CatalogObject[]): boolean {
  return !older.some((each) => each.key === other.key) && looser(policy, other) === undefined && looser(other, policy) === undefined
}

/** Roles that row security does not hold for: by an attribute, or as the table's owner where it is not forced. */
async function judgeBypass(sight: Sight, before: CatalogObject, after: CatalogObject): Promise<void> {
  const { passage, protection } = sight
  const table = protection.subject
  const older = rolesOf(passage.before)
  const newer = rolesOf(passage.after)
  const has = (roles: typeof older, name: string, power: string) => roles.get(name)?.attributes.includes(power) ?? false
  for (const role of newer.values()) {
    for (const power of ['BYPASSRLS', 'SUPERUSER']) {
      if (has(older, role.name, power)) continue
      const own = has(newer, role.name, power)
      const group = own || actsWith(older, role.name, power) ? undefined : actsWith(newer, role.name, power)
      // A group that has the power only now is told itself.
      if (!own && (group === undefined || !has(older, group, power))) continue
      const at = await passage.blame(`role:${role.name}`)
      const how = own ? `is ${power} now` : `may act as \`${group}\`, which is ${power}`
      const args = { role: `\`${role.name}\``, how, table }
      sight.tell('row-security/bypassed', { args, what: `${role.name} ${power}`, places: at ? [statementPlace(at, 'gives it')] : [] })
    }
  }
  if (before.aspects.owner === after.aspects.owner || after.aspects.forceRowSecurity === true) return
  const args = { role: `\`${after.aspects.owner}\``, how: 'owns the table now', table }
  sight.tell('row-security/bypassed', {
    args,
    what: `owner ${after.aspects.owner}`,
    places: await lossPlaces(passage, before.key, 'gives it away', 'owner'),
  })
}

/** Protects the row security of a table: on, forced where it was, and no policy lets more through. */
export const rowSecurity = guard({
  kind: 'row-security',
  evidence: 'schema',
  subject: { says: '`[schema.]table`', wrong: (subject) => dotWithin(nameParts(subject)) },
  says: 'Row security stays on, and forced where it was; policies stay, none more permissive, and no permissive one is added.',
  options,
  codes,
  asks: (protection) => [{ database: protection.database ?? '', tables: [protection.subject] }],
  async uphold(protection, passage, say) {
    const plain = protection as unknown as Protection
    postgresAlone(plain, passage)
    const sight = sightOf(
      plain,
      passage,
      (code, saying) => say(code as keyof typeof codes, saying),
      (limit) => say.limit(limit),
    )
    const table = protection.subject
    const before = tableNamed(passage.before, nameParts(table))
    const after = tableNamed(passage.after, nameParts(table))
    const wanted = protection.options.policies
    if (before && !after)
      say('row-security/table-dropped', { args: { table }, what: 'dropped', places: await lossPlaces(passage, before.key, 'drops it') })
    if (before && after) await weigh(sight, before, after, wanted)
    if (passage.way !== 'standing') return
    if (!before && !after)
      say('row-security/table-missing', {
        args: { table, database: protection.database ?? '', near: nearOf(passage.after, 'table', table) },
        what: 'missing',
      })
    if (!after) return
    if (after.aspects.rowSecurity !== true && before?.aspects.rowSecurity !== true)
      say('row-security/off', { args: { table }, what: 'off' })
    const stand = new Set(partsOf(passage.after, after.key, 'policy').map(ownName))
    const stood = new Set(before ? partsOf(passage.before, before.key, 'policy').map(ownName) : [])
    for (const policy of wanted ?? []) {
      if (!stand.has(policy) && !stood.has(policy)) say('row-security/policy-missing', { args: { policy, table }, what: policy })
    }
  },
})
