import type { Catalog, CatalogObject } from '../../catalog/catalog.ts'
import type { Pair } from '../../catalog/diff.ts'
import { effectiveRights, everyone, type Right } from '../../catalog/privileges.ts'

/** Rights on one object that a role has now and had not. */
export interface Gain {
  role: string
  rights: readonly string[]
  on: CatalogObject
  path: readonly string[]
}

/** What a role holds on one object as the catalog has it. */
export function heldBy(catalog: Catalog, object: CatalogObject, role: string): string[] {
  const rights = effectiveRights(catalog, [object])
  return [...rights.values()].filter((right) => right.role === role).map(({ right }) => right)
}

/** Rights that roles gain on objects that stood before; what a role has through one that gains the same is told once, at its source. */
export function gained(
  before: Catalog,
  after: Catalog,
  older: readonly CatalogObject[],
  newer: readonly CatalogObject[],
  accepted: ReadonlySet<string>,
  became: ReadonlyMap<string, Pair>,
): Gain[] {
  const stood = older.filter((object) => !isDefault(object))
  // What stood under a name and bears a new one is the same thing, also where another stands in its place.
  const renamed = new Map<string, string>()
  const now = stood.flatMap((object) => {
    const same = became.get(object.key)?.after
    if (!same || before.objects.has(same.key)) return after.objects.get(object.key) ?? []
    renamed.set(object.key, same.key)
    return [same, ...(after.objects.has(object.key) ? [after.objects.get(object.key)!] : [])]
  })
  const defaults = [...new Map([...older, ...newer].filter(isDefault).map((object) => [object.key, object])).values()]
  const held = effectiveRights(before, [...stood, ...defaults.map((object) => before.objects.get(object.key) ?? unsaid(object))])
  const carried = [...held].flatMap(([, right]) =>
    renamed.has(right.on.key) ? [[calledNow(renamed.get(right.on.key)!, right), right] as const] : [],
  )
  const known = new Map([...held, ...carried])
  const rights = effectiveRights(after, [...now, ...defaults.map((object) => after.objects.get(object.key) ?? unsaid(object))])
  const fresh = new Map([...rights].filter(([key, right]) => isMore(known.get(key), right) && !makersOwn(right)))
  const gains = new Map<string, Gain & { rights: string[] }>()
  for (const right of fresh.values()) {
    // What an accepted role gains is told nowhere, so whoever gains it through that role is told.
    if (accepted.has(right.role)) continue
    if (viaAnother(right, fresh, accepted) || known.has(keyOf(everyone, right)) || ofTable(right, fresh, known)) continue
    const key = `${right.role}\0${right.on.key}\0${right.path.join()}`
    const gain = gains.get(key) ?? { role: right.role, rights: [], on: right.on, path: right.path }
    gain.rights.push(right.right)
    gains.set(key, gain)
  }
  return [...gains.values()].map((gain) => ({ ...gain, rights: gain.rights.includes('ownership') ? ['own'] : gain.rights }))
}

/** Names a right of a role, as `effectiveRights` does. */
const keyOf = (role: string, { on, right }: Right) => `${role}\0${on.key}\0${right}`
/** Names it as a right on what its object is called now. */
const calledNow = (key: string, { role, right }: Right) => `${role}\0${key}\0${right}`

const isDefault = (object: CatalogObject) => object.kind === 'default privilege'
const isMore = (older: Right | undefined, newer: Right) => older === undefined || (older.indirect && !newer.indirect)

/** A default privilege that nobody has changed: everyone may execute new functions and use new types. */
function unsaid(object: CatalogObject): CatalogObject {
  const all = !object.name.includes(' in ')
  const rights = all && object.name.endsWith(' for functions') ? ['EXECUTE'] : all && object.name.endsWith(' for types') ? ['USAGE'] : []
  return { ...object, aspects: { privileges: { [everyone]: rights } } }
}

/** What somebody may do with what it makes itself is no gain. */
function makersOwn({ role, on }: Right): boolean {
  return isDefault(on) && (on.name.startsWith(`${role} in `) || on.name.startsWith(`${role} for `))
}

/** A role on the way gains the same, so that its own gain says it. */
function viaAnother(right: Right, fresh: ReadonlyMap<string, Right>, accepted: ReadonlySet<string>): boolean {
  return right.path.slice(1).some((role) => {
    if (accepted.has(role)) return false
    const source = fresh.get(keyOf(role, right))
    return source !== undefined && (role === everyone || !source.indirect || right.indirect)
  })
}

/** A column's right that comes from its table's is told with the table. */
function ofTable(right: Right, fresh: ReadonlyMap<string, Right>, known: ReadonlyMap<string, Right>): boolean {
  if (right.on.kind !== 'column' || right.on.of === undefined) return false
  const key = `${right.role}\0${right.on.of}\0${right.right}`
  return fresh.has(key) || known.has(key) || right.right === 'ownership'
}
