import type { Catalog, CatalogObject } from '../catalog/catalog.ts'
import { called } from '../catalog/diff.ts'
import { dotWithin, nameParts } from '../catalog/names.ts'
import { actsWith, everyone, powers, rolesOf } from '../catalog/privileges.ts'
import { movedBetween } from '../catalog/renames.ts'
import type { Codes } from '../model/finding.ts'
import { grows, shrinks } from '../model/orders.ts'
import type { Protection } from '../model/policy.ts'
import { list, text } from '../model/values.ts'
import { guard } from './guard.ts'
import { type Gain, gained, heldBy } from './privileges/gains.ts'
import { granted } from './privileges/places.ts'
import { covered, type Subject, subjectOf } from './privileges/subject.ts'
import { postgresAlone } from './schema/engine.ts'
import { type Sight, sightOf, statementPlace } from './schema/sight.ts'

const codes = {
  'privileges/more-allowed': {
    says: (args) => `${args.role} may now ${args.rights} ${args.on}: ${args.path}`,
    help: (args) => `take the grant, the membership or the ownership that gives it to ${args.role} out of the migration`,
  },
  'privileges/never-allowed': {
    says: (args) => `${args.role} may ${args.rights} ${args.on}, and the policy says never`,
    help: (args) => `revoke it in the migration: REVOKE ${args.rights} ON ${args.plain} FROM ${args.role}`,
  },
  'privileges/definer-open': {
    says: (args) => `${args.function} runs with its owner's rights, and PUBLIC may execute it`,
    help: (args) => `revoke it in the same migration: REVOKE EXECUTE ON FUNCTION ${args.plain} FROM PUBLIC`,
  },
  'privileges/role-power': {
    says: (args) => `role \`${args.role}\` is ${args.power} now`,
    help: (args) => `leave ${args.off ?? args.power} off, or name \`${args.role}\` under \`except:\` of the policy`,
  },
  'privileges/superuser-unnamed': {
    says: (args) => `role \`${args.role}\` is a superuser, and \`except\` does not name it`,
    help: (args) => `name \`${args.role}\` under \`except:\`, or take SUPERUSER from it`,
  },
  'privileges/defaults-widened': {
    says: (args) => `${args.role} may now ${args.rights} what ${args.on} makes: a default privilege says so`,
    help: () => 'take the ALTER DEFAULT PRIVILEGES out of the migration',
  },
  'privileges/subject-missing': {
    says: (args) => `there is no ${args.what} in database \`${args.database}\``,
    help: () => 'add a migration that makes it, or mend the name in the policy',
  },
} as const satisfies Codes

const options = {
  never: { type: list(text), order: grows('never'), says: 'Roles that may do nothing here at all, new objects included.' },
  except: { type: list(text), order: shrinks('except'), says: 'Roles whose power is accepted; each is told under `limits`.' },
} as const

const show = (role: string) => (role === everyone ? everyone : `\`${role}\``)

/** Protects who may do what: no role can do more than before, by whichever way. */
export const privileges = guard({
  kind: 'privileges',
  evidence: 'schema',
  subject: {
    says: 'a table, `schema:name`, `function:name(types)`, or `"*"` for all that stands',
    wrong: (subject) => {
      const { kind, name } = subjectOf(subject)
      return kind === 'schema' ? undefined : dotWithin(nameParts(name))
    },
  },
  says: 'No role can do more than before, judged by the rights that grants, ownership, memberships and PUBLIC give.',
  options,
  codes,
  asks: (protection) => [{ database: protection.database ?? '', tables: [] }],
  async uphold(protection, passage, say) {
    const plain = protection as unknown as Protection
    if (passage.after.engine !== 'mysql') postgresAlone(plain, passage)
    const sight = sightOf(
      plain,
      passage,
      (code, saying) => say(code as keyof typeof codes, saying),
      (limit) => say.limit(limit),
    )
    const subject = subjectOf(plain.subject)
    const before = covered(passage.before, subject, plain)
    const after = covered(passage.after, subject, plain)
    const accepted = new Set(rolesNamed(passage.after, protection.options.except ?? []))
    for (const role of accepted) {
      if (rolesOf(passage.after).has(role))
        say.limit(`\`${role}\` may do whatever it can on \`${protection.subject}\`: the policy accepts its power`)
    }
    if (passage.way === 'standing' && before.length === 0 && after.length === 0 && subject.kind !== 'all') {
      say('privileges/subject-missing', { args: { what: subject.says, database: protection.database ?? '' }, what: 'missing' })
    }
    await judgePowers(sight, subject, accepted)
    const became = passage.after.engine === 'mysql' ? movedBetween(passage.before, passage.after) : sight.pairs()
    for (const gain of gained(passage.before, passage.after, before, after, accepted, became)) await tellGain(sight, gain)
    if (subject.kind !== 'table') await judgeDefiners(sight, before, after)
    await judgeNever(sight, after, rolesNamed(passage.after, protection.options.never ?? []))
  },
})

/** Roles as the catalog calls them: MySQL's may be written without quotes, and without the host that they go without saying. */
function rolesNamed(catalog: Catalog, names: readonly string[]): readonly string[] {
  if (catalog.engine !== 'mysql') return names
  const roles = [...rolesOf(catalog).keys()]
  const plain = (role: string) => role.replaceAll("'", '').replace(/@%$/, '')
  return names.map((name) => roles.find((role) => role === name) ?? roles.find((role) => plain(role) === plain(name)) ?? name)
}

async function tellGain(sight: Sight, gain: Gain): Promise<void> {
  const defaults = gain.on.kind === 'default privilege'
  sight.tell(defaults ? 'privileges/defaults-widened' : 'privileges/more-allowed', {
    args: {
      role: show(gain.role),
      rights: gain.rights.join(', '),
      on: defaults ? `\`${gain.on.name}\`` : called(gain.on),
      path: gain.path.map(show).join(' → '),
    },
    what: `${gain.role} ${gain.rights.join()} ${gain.on.key} ${gain.path.join()}`,
    places: await granted(sight, gain),
  })
}

/** Attributes of roles that give power over everything. */
async function judgePowers(sight: Sight, subject: Subject, accepted: ReadonlySet<string>): Promise<void> {
  const { passage } = sight
  const older = rolesOf(passage.before)
  const newer = rolesOf(passage.after)
  for (const role of newer.values()) {
    if (accepted.has(role.name)) continue
    const key = `role:${role.name}`
    const place = async () => {
      const at = await passage.blame(key)
      return at ? [statementPlace(at, 'gives it')] : []
    }
    for (const power of powers) {
      const all = subject.kind === 'all' || power === 'SUPERUSER'
      if (!all || older.get(role.name)?.attributes.includes(power)) continue
      if (role.attributes.includes(power)) {
        sight.tell('privileges/role-power', { args: { role: role.name, power }, what: `${role.name} ${power}`, places: await place() })
        continue
      }
      const group = actsWith(newer, role.name, power)
      // A group that has the power only now is told itself.
      const told = group !== undefined && !accepted.has(group) && !older.get(group)?.attributes.includes(power)
      if (group === undefined || told || actsWith(older, role.name, power) !== undefined) continue
      sight.tell('privileges/role-power', {
        args: { role: role.name, power: `able to act as \`${group}\`, which is ${power},`, off: `the membership in \`${group}\`` },
        what: `${role.name} ${power} ${group}`,
        places: await place(),
      })
    }
    for (const { role: group } of subject.kind === 'all' ? role.memberships : []) {
      if (!/^pg_/.test(group) || /^pg_(read_all_data|write_all_data|maintain)$/.test(group)) continue
      if (older.get(role.name)?.memberships.some((each) => each.role === group)) continue
      sight.tell('privileges/role-power', {
        args: { role: role.name, power: `a member of ${group}` },
        what: `${role.name} ${group}`,
        places: await place(),
      })
    }
    for (const { role: group, admin } of subject.kind === 'all' && !role.superuser ? role.memberships : []) {
      const was = older.get(role.name)?.memberships.find((each) => each.role === group)
      if (!admin || !was || was.admin || accepted.has(group)) continue
      sight.tell('privileges/role-power', {
        args: { role: role.name, power: `able to give \`${group}\` to others`, off: `the ADMIN OPTION on \`${group}\`` },
        what: `${role.name} admin ${group}`,
        places: await place(),
      })
    }
    const stood = older.get(role.name)?.superuser
    if (passage.way === 'standing' && role.superuser && stood) {
      sight.tell('privileges/superuser-unnamed', { args: { role: role.name }, what: role.name })
    }
  }
}

/** A function with its owner's rights that everyone may execute is a way to them, a new one too. */
async function judgeDefiners(sight: Sight, before: readonly CatalogObject[], after: readonly CatalogObject[]): Promise<void> {
  const open = (catalog: Catalog, object: CatalogObject) =>
    object.kind === 'function' && object.aspects.security === 'definer' && heldBy(catalog, object, everyone).includes('EXECUTE')
  for (const object of after) {
    if (!open(sight.passage.after, object)) continue
    const older = before.find((each) => each.key === object.key)
    if (older && open(sight.passage.before, older)) continue
    const at = await sight.passage.blame(object.key)
    sight.tell('privileges/definer-open', {
      args: { function: called(object), plain: object.name },
      what: object.name,
      places: at ? [statementPlace(at, older ? 'opens it' : 'makes it')] : [],
    })
  }
}

/** Roles that may do nothing at all, on what is new too. */
async function judgeNever(sight: Sight, after: readonly CatalogObject[], never: readonly string[]): Promise<void> {
  if (sight.passage.way !== 'standing') return
  for (const role of never) {
    for (const object of after) {
      const table = object.kind === 'column' && object.of !== undefined ? sight.passage.after.objects.get(object.of) : undefined
      const ofTable = table ? heldBy(sight.passage.after, table, role) : []
      const rights = heldBy(sight.passage.after, object, role).filter((right) => !usual(object, role, right) && !ofTable.includes(right))
      if (rights.length === 0) continue
      const at = await sight.passage.blame(object.key)
      sight.tell('privileges/never-allowed', {
        args: {
          role: show(role),
          rights: rights.join(', '),
          on: called(object),
          plain: `${object.kind} ${object.name}`.replace(/^(column|view|table) /, ''),
        },
        what: `${role} ${rights.join()} ${object.key}`,
        places: at ? [statementPlace(at, 'gives it')] : [],
      })
    }
  }
}

/** What the server gives everyone by itself and is no way to any row: the use of types and of the schema `public`, a connection. */
function usual(object: CatalogObject, role: string, right: string): boolean {
  if (role !== everyone) return false
  if (object.kind === 'enum' || object.kind === 'domain' || object.kind === 'type' || object.kind === 'other') return true
  return object.key === 'schema:public' && right === 'USAGE'
}
