import type { Catalog, CatalogObject } from '../../catalog/catalog.ts'
import { effectiveRights, everyone, rolesOf } from '../../catalog/privileges.ts'
import { type Snapshot, snapshotText } from '../../readers/snapshot.ts'
import { rightHolders } from '../privileges/subject.ts'

/** A catalog's owners and effective privileges as the text of a snapshot's file. */
export async function snapshotOf(
  catalog: Catalog,
  about: Pick<Snapshot, 'database' | 'engine' | 'taken'>,
): Promise<{ text: string; sha256: string; objects: number }> {
  const state = stateOf(catalog)
  return { ...(await snapshotText({ kind: 'snapshot', version: 1, ...about, ...state })), objects: Object.keys(state.objects).length }
}

/** Owners and effective privileges of a catalog, in the form of a snapshot. */
export function stateOf(catalog: Catalog): Pick<Snapshot, 'roles' | 'objects'> {
  const objects = rightHolders(catalog).filter((object) => object.kind !== 'column' || hasOwnRights(object))
  const rights = new Map<string, Map<string, Set<string>>>()
  for (const { role, right, on, indirect } of effectiveRights(catalog, objects).values()) {
    const byRole = rights.get(on.key) ?? new Map<string, Set<string>>()
    rights.set(on.key, byRole)
    byRole.set(role, (byRole.get(role) ?? new Set()).add(indirect ? `${right} after SET ROLE` : right))
  }
  return {
    roles: Object.fromEntries(
      [...rolesOf(catalog).values()]
        .filter(({ name }) => !name.startsWith('pg_'))
        .map(({ name }) => {
          const { attributes, memberships } = catalog.objects.get(`role:${name}`)!.aspects
          return [name, { attributes: texts(attributes), memberships: texts(memberships) }]
        }),
    ),
    objects: Object.fromEntries(
      objects.map((object) => [
        object.key,
        { owner: ownerOf(object), rights: told(rights.get(object.key), rights.get(object.of ?? ''), object) },
      ]),
    ),
  }
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String).sort() : [])

const ownerOf = ({ aspects }: CatalogObject): string | null => (typeof aspects.owner === 'string' ? aspects.owner : null)

function hasOwnRights({ aspects: { privileges } }: CatalogObject): boolean {
  return typeof privileges === 'object' && privileges !== null && Object.keys(privileges).length > 0
}

/** Rights by role, without those that everyone has, those that a column has by its table, and the server's own roles. */
function told(byRole: Rights | undefined, ofTable: Rights | undefined, object: CatalogObject): Record<string, string[]> {
  const rights: Record<string, string[]> = {}
  for (const [role, set] of byRole ?? []) {
    if (role.startsWith('pg_')) continue
    const wider = [ofTable?.get(role), ofTable?.get(everyone), role === everyone ? undefined : byRole?.get(everyone)]
    const own = [...set].filter((right) => !wider.some((each) => each?.has(right) || each?.has(right.replace(/ after SET ROLE$/, ''))))
    const kept = object.kind === 'column' ? own.filter((right) => !right.startsWith('ownership')) : own
    if (kept.length) rights[role] = kept.sort()
  }
  return rights
}

type Rights = ReadonlyMap<string, ReadonlySet<string>>

/** One way in which a state is not what a snapshot says. */
export interface Contrast {
  /** Names it, whatever moment shows it. */
  what: string
  kind: 'gone' | 'new' | 'owner' | 'more' | 'fewer' | 'role'
  says: string
  key: string
  aspects: readonly string[]
}

/** How a later state differs from an earlier one, on what both sides or one of them holds. `now` and `then` name the moments. */
export function contrasts(
  older: Pick<Snapshot, 'roles' | 'objects'>,
  newer: Pick<Snapshot, 'roles' | 'objects'>,
  covers: (key: string) => boolean,
  words: { newer: string; older: string },
): Contrast[] {
  const found: Contrast[] = []
  const keys = [...new Set([...Object.keys(older.objects), ...Object.keys(newer.objects)])].filter(covers).sort()
  for (const key of keys) {
    const [was, is] = [older.objects[key], newer.objects[key]]
    const on = shown(key)
    if (!was || !is) {
      // A column is written where it has rights of its own; one that lost all of them still stands.
      const rights = Object.entries((was ?? is)!.rights).map(([role, list]) => `\`${role}\` may ${list.join(', ')}`)
      const how = key.startsWith('column:') && rights.length ? `${rights.join('; ')} on ${on}` : `${on} is there`
      found.push({
        what: `${key} ${was ? 'gone' : 'new'}`,
        kind: key.startsWith('column:') ? (was ? 'fewer' : 'more') : was ? 'gone' : 'new',
        says: `${how} ${was ? words.older : words.newer}, and not ${was ? words.newer : words.older}`,
        key,
        aspects: ['privileges', 'owner'],
      })
      continue
    }
    if (was.owner !== is.owner)
      found.push({
        what: `${key} owner ${is.owner}`,
        kind: 'owner',
        says: `${on} belongs to \`${is.owner}\` ${words.newer}, and to \`${was.owner}\` ${words.older}`,
        key,
        aspects: ['owner'],
      })
    for (const [side, other, may, not] of [
      [is, was, words.newer, words.older],
      [was, is, words.older, words.newer],
    ] as const) {
      const fresh = new Map<string, readonly string[]>()
      for (const [role, rights] of Object.entries(side.rights)) {
        const known = new Set([...(other.rights[role] ?? []), ...(other.rights[everyone] ?? [])])
        const more = rights.filter((right) => !known.has(right) && !known.has(right.replace(/ after SET ROLE$/, '')))
        if (more.length) fresh.set(role, more)
      }
      const { roles } = side === is ? newer : older
      for (const [role, rights] of fresh) {
        // What comes by a membership is told with the role that gives it.
        const groups = groupsOf(roles, role).flatMap((group) => fresh.get(group) ?? [])
        const own = rights.filter((right) => !groups.includes(right))
        const told = was.owner === is.owner ? own : own.filter((right) => !ofOwner(role, is.owner, was.owner, right))
        if (told.length === 0) continue
        const who = role === everyone ? throughEveryone(roles, other, told) : withMembers(roles, fresh, role, told)
        found.push({
          what: `${key} ${role} ${told.join()} ${side === is ? 'more' : 'fewer'}`,
          kind: side === is ? 'more' : 'fewer',
          says: `${who} may ${told.join(', ')} on ${on} ${may}, and may not ${not}`,
          key,
          aspects: ['privileges', 'owner'],
        })
      }
    }
  }
  for (const role of [...new Set([...Object.keys(older.roles), ...Object.keys(newer.roles)])].sort()) {
    if (!covers(`role:${role}`)) continue
    const [was, is] = [older.roles[role], newer.roles[role]].map(
      (each) => each && [...each.attributes, ...each.memberships.map((name) => `member of ${name}`)].join(', '),
    )
    if (was === is) continue
    const tell = (text: string | undefined) => (text === undefined ? 'not there' : text === '' ? 'plain' : text)
    found.push({
      what: `role:${role} ${is}`,
      kind: 'role',
      says: `role \`${role}\` is ${tell(is)} ${words.newer}, and ${tell(was)} ${words.older}`,
      key: `role:${role}`,
      aspects: ['attributes', 'memberships'],
    })
  }
  return found
}

/** What goes with an ownership is told with the owner. */
function ofOwner(role: string, newer: string | null, older: string | null, right: string): boolean {
  return right.startsWith('ownership') || role === newer || role === older
}

/** Every role that a role belongs to, straight or by another. */
function groupsOf(roles: Snapshot['roles'], role: string): string[] {
  const found = new Set<string>()
  const queue = [role]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const membership of roles[next]?.memberships ?? []) {
      const group = membership.replace(/( ADMIN| NOINHERIT| NOSET)*$/, '')
      if (!found.has(group)) queue.push(group)
      found.add(group)
    }
  }
  found.delete(role)
  return [...found]
}

/** Everyone, and by name the roles that may do it through that alone. */
function throughEveryone(roles: Snapshot['roles'], other: Snapshot['objects'][string], rights: readonly string[]): string {
  const names = Object.entries(roles)
    .filter(([name, { attributes }]) => !attributes.includes('SUPERUSER') && rights.some((right) => !other.rights[name]?.includes(right)))
    .map(([name]) => `role \`${name}\``)
  return names.length ? `${names.length > 5 ? `${names.slice(0, 5).join(', ')} and more` : names.join(', ')}, as all of PUBLIC,` : everyone
}

/** A role, and by name those that may do it through it alone. */
function withMembers(
  roles: Snapshot['roles'],
  fresh: ReadonlyMap<string, readonly string[]>,
  role: string,
  rights: readonly string[],
): string {
  const names = [...fresh]
    .filter(([name, more]) => name !== everyone && rights.some((right) => more.includes(right)) && groupsOf(roles, name).includes(role))
    .map(([name]) => `role \`${name}\``)
  const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')} and more` : names.join(', ')
  return names.length ? `role \`${role}\`, and through it ${shown},` : `role \`${role}\``
}

/** An object as people call it: `table:public.scores` is table `scores`. */
function shown(key: string): string {
  const at = key.indexOf(':')
  return `${key.slice(0, at)} \`${key.slice(at + 1).replace(/^public\./, '')}\``
}
