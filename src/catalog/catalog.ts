/** The kinds of things that a database holds. A column, constraint, index, trigger or policy belongs to its table. */
export type ObjectKind =
  | 'schema'
  | 'extension'
  | 'table'
  | 'column'
  | 'constraint'
  | 'index'
  | 'trigger'
  | 'rule'
  | 'policy'
  | 'function'
  | 'view'
  | 'materialized view'
  | 'sequence'
  | 'enum'
  | 'domain'
  | 'type'
  | 'role'
  | 'default privilege'
  | 'event trigger'
  | 'other'

/** A value of an aspect, compared by meaning: lists keep their order, absent and `undefined` are the same. */
export type AspectValue = string | number | boolean | null | readonly AspectValue[] | { readonly [key: string]: AspectValue }

/**
 * One object of a database. `name` is qualified as people write it: `public.api_tokens.agent_id`, `public.pay(integer)`;
 * SQLite's have no schema: `api_tokens.agent_id`. `key` is `<kind>:<name>`.
 */
export interface CatalogObject {
  key: string
  kind: ObjectKind
  name: string
  /** The key of the table, view or function that it belongs to. */
  of?: string
  /** What stays the same while the object is altered (Postgres oid, or oid and attnum); absent where an engine has none. */
  identity?: string
  aspects: Readonly<Record<string, AspectValue>>
}

/** What a database holds at a moment, by key. */
export interface Catalog {
  readonly engine: 'postgres' | 'sqlite' | 'mysql'
  readonly objects: ReadonlyMap<string, CatalogObject>
}

export function keyOf(kind: ObjectKind, name: string): string {
  return `${kind}:${name}`
}

/** A catalog's objects by what they belong to and by kind: found once, for guards ask one after another. A catalog never changes. */
interface Sorted {
  of: ReadonlyMap<string, readonly CatalogObject[]>
  kinds: ReadonlyMap<ObjectKind, readonly CatalogObject[]>
}
const sorted = new WeakMap<Catalog['objects'], Sorted>()

function sortedOf({ objects }: Catalog): Sorted {
  const known = sorted.get(objects)
  if (known) return known
  const of = new Map<string, CatalogObject[]>()
  const kinds = new Map<ObjectKind, CatalogObject[]>()
  const add = <K>(map: Map<K, CatalogObject[]>, key: K, object: CatalogObject) => {
    const list = map.get(key)
    if (list) list.push(object)
    else map.set(key, [object])
  }
  for (const object of objects.values()) {
    add(kinds, object.kind, object)
    if (object.of !== undefined) add(of, object.of, object)
  }
  sorted.set(objects, { of, kinds })
  return { of, kinds }
}

/** The objects that belong to another, of one kind or of all. */
export function partsOf(catalog: Catalog, key: string, kind?: ObjectKind): CatalogObject[] {
  return (sortedOf(catalog).of.get(key) ?? []).filter((object) => kind === undefined || object.kind === kind)
}

/** The objects of one kind. */
export function ofKind(catalog: Catalog, kind: ObjectKind): readonly CatalogObject[] {
  return sortedOf(catalog).kinds.get(kind) ?? []
}

/** Finds out once what lies between two catalogs: every protection asks anew, and a catalog never changes. */
export function onceBetween<T>(find: (before: Catalog, after: Catalog) => T): (before: Catalog, after: Catalog) => T {
  const known = new WeakMap<Catalog['objects'], WeakMap<Catalog['objects'], { found: T }>>()
  return (before, after) => {
    const others = known.get(before.objects) ?? new WeakMap<Catalog['objects'], { found: T }>()
    known.set(before.objects, others)
    const told = others.get(after.objects) ?? { found: find(before, after) }
    others.set(after.objects, told)
    return told.found
  }
}
