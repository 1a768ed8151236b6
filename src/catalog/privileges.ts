import type { AspectValue, Catalog, CatalogObject } from './catalog.ts'

/** One thing that a role may do, with the way by which it may: `anon` → `PUBLIC`. */
export interface Right {
  role: string
  /** `SELECT`, `UPDATE with grant option`, `ownership`. */
  right: string
  on: CatalogObject
  path: readonly string[]
  /** Only after a SET ROLE, not as it stands. */
  indirect: boolean
}

/** A role as others may reach it: what it belongs to, and whether that counts without a SET ROLE. */
interface Role {
  name: string
  superuser: boolean
  attributes: readonly string[]
  memberships: readonly { role: string; inherits: boolean; sets: boolean; admin: boolean }[]
}

export const everyone = 'PUBLIC'

const owners: Readonly<Partial<Record<CatalogObject['kind'], readonly string[]>>> = {
  table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'],
  view: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'],
  'materialized view': ['SELECT', 'REFERENCES', 'TRIGGER', 'MAINTAIN'],
  sequence: ['USAGE', 'SELECT', 'UPDATE'],
  function: ['EXECUTE'],
  schema: ['USAGE', 'CREATE'],
  enum: ['USAGE'],
  domain: ['USAGE'],
  type: ['USAGE'],
}

/** What the server's own roles may do everywhere (postgresql.org/docs/18/predefined-roles.html). */
const predefined: Readonly<Record<string, (object: CatalogObject) => readonly string[]>> = {
  pg_read_all_data: ({ kind }) => (isRelation(kind) ? ['SELECT'] : kind === 'schema' ? ['USAGE'] : []),
  pg_write_all_data: ({ kind }) => (isRelation(kind) ? ['INSERT', 'UPDATE', 'DELETE'] : kind === 'schema' ? ['USAGE'] : []),
  pg_maintain: ({ kind }) => (isRelation(kind) ? ['MAINTAIN'] : []),
}

const isRelation = (kind: CatalogObject['kind']) => ['table', 'view', 'materialized view', 'sequence'].includes(kind)

const list = (value: AspectValue | undefined): string[] => (Array.isArray(value) ? value.map(String) : [])

/** The roles of a catalog, by name. */
export function rolesOf(catalog: Catalog): Map<string, Role> {
  const roles = new Map<string, Role>()
  for (const object of catalog.objects.values()) {
    if (object.kind !== 'role') continue
    const attributes = list(object.aspects.attributes)
    // Neither inherited, nor to be set, nor to be passed on: such a membership gives nothing.
    const telling = list(object.aspects.memberships).filter((text) => !/(?<! ADMIN) NOINHERIT NOSET$/.test(text))
    const memberships = telling.map((text) => ({
      role: text.replace(/( ADMIN| NOINHERIT| NOSET)*$/, ''),
      inherits: !/ NOINHERIT( NOSET)?$/.test(text),
      // Who may pass a membership on may pass it to itself.
      sets: / ADMIN\b/.test(text) || !/ NOSET$/.test(text),
      admin: / ADMIN\b/.test(text),
    }))
    roles.set(object.name, { name: object.name, superuser: attributes.includes('SUPERUSER'), attributes, memberships })
  }
  return roles
}

/** Every role that a role may act as, each by its shortest path; itself and everyone first. */
function reach(roles: ReadonlyMap<string, Role>, name: string): { role: string; path: readonly string[]; indirect: boolean }[] {
  const found = new Map<string, { role: string; path: readonly string[]; indirect: boolean }>()
  const queue = [{ role: name, path: [name], indirect: false }]
  // Ways that need no SET ROLE are walked first, so that each role is found by its strongest way.
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (found.has(next.role)) continue
    found.set(next.role, next)
    for (const { role, inherits } of roles.get(next.role)?.memberships ?? []) {
      const way = { role, path: [...next.path, role], indirect: next.indirect || !inherits }
      if (way.indirect) queue.push(way)
      else queue.unshift(way)
    }
  }
  if (name !== everyone) found.set(everyone, { role: everyone, path: [name, everyone], indirect: false })
  return [...found.values()]
}

/** The rights that each role has on the given objects, by ownership, grants, memberships and PUBLIC; superusers are left out. */
export function effectiveRights(catalog: Catalog, objects: readonly CatalogObject[]): Map<string, Right> {
  const roles = rolesOf(catalog)
  const rights = new Map<string, Right>()
  const names = [...[...roles.values()].filter((role) => !role.superuser).map((role) => role.name), everyone]
  const reached = names.map((name) => ({ name, reach: reach(roles, name) }))
  for (const object of objects) {
    const given = grantsOn(catalog, object)
    for (const { name, reach } of reached) {
      for (const { role, path, indirect } of reach) {
        for (const right of given(role)) {
          const key = `${name}\0${object.key}\0${right}`
          const known = rights.get(key)
          if (!known || (known.indirect && !indirect)) rights.set(key, { role: name, right, on: object, path, indirect })
        }
      }
    }
  }
  return rights
}

/** What one role alone is given on an object. */
function grantsOn(catalog: Catalog, object: CatalogObject): (role: string) => readonly string[] {
  const table = object.kind === 'column' && object.of !== undefined ? catalog.objects.get(object.of) : undefined
  const own = grantsOf(object)
  const ofTable = table ? grantsOf(table) : () => []
  return (role) => [...own(role), ...ofTable(role).filter((right) => /^(SELECT|INSERT|UPDATE|REFERENCES)\b/.test(right))]
}

function grantsOf(object: CatalogObject): (role: string) => readonly string[] {
  const { owner, privileges } = object.aspects
  const told = privileges && typeof privileges === 'object' && !Array.isArray(privileges) ? privileges : {}
  return (role) => {
    const granted = list((told as Record<string, AspectValue>)[role]).flatMap((right) =>
      right.endsWith('*') ? [right.slice(0, -1), `${right.slice(0, -1)} with grant option`] : [right],
    )
    // An owner may give itself back whatever was taken from it.
    const owned = role === owner ? ['ownership', ...(owners[object.kind] ?? [])] : []
    return [...owned, ...granted, ...(predefined[role]?.(object) ?? [])]
  }
}

/** Attributes by which a role may do more than its rights say. */
export const powers = ['SUPERUSER', 'BYPASSRLS', 'CREATEROLE', 'REPLICATION'] as const

/** Whether a role may do nothing but what is granted to it and to everyone: it has no power, no membership and no setting of its own. */
export function isPlainRole({ aspects }: CatalogObject): boolean {
  const more = list(aspects.attributes).some((attribute) => attribute === 'CREATEDB' || (powers as readonly string[]).includes(attribute))
  return !more && list(aspects.memberships).length === 0 && list(aspects.settings).length === 0
}

/** The role of a power that another role may act as; attributes are not inherited, but go with a SET ROLE. */
export function actsWith(roles: ReadonlyMap<string, Role>, name: string, power: string): string | undefined {
  const seen = new Set([name])
  for (const each of seen) {
    for (const { role, sets } of roles.get(each)?.memberships ?? []) {
      if (!sets || seen.has(role)) continue
      if (roles.get(role)?.attributes.includes(power)) return role
      seen.add(role)
    }
  }
  return undefined
}
