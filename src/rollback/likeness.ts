import type { AspectValue, Catalog, CatalogObject } from '../catalog/catalog.ts'
import { called, type Difference, diffCatalogs, shown } from '../catalog/diff.ts'
import { isBookkeeping } from './bookkeeping.ts'

/** Whom things belong to on both sides, and what stands before any migration. */
export interface Beside {
  ground: Catalog
  /** The one role that owns all in the rehearsal. */
  rehearsedUser?: string | undefined
  /** Who asks the database that people live by. */
  liveUser?: string | undefined
  /** The servers are of different versions, which write a view's text with and without the tables' names. */
  otherVersion?: boolean
}

/**
 * How a database that people live by is not what was rehearsed, each a plain sentence. What no migration made is left
 * aside (roles, the database itself, the schema `public`), and so are comments, the order of columns, the tools' own
 * tables, extensions beyond those declared, and the name of the one role that owns everything.
 */
export function unlike(rehearsed: Catalog, live: Catalog, beside: Beside): string[] {
  const theirs = asRehearsed(rehearsed, live, beside)
  return diffCatalogs(reduced(rehearsed, beside), reduced(theirs, beside), { identities: false })
    .filter((difference) => difference.apart === undefined && counts(difference, beside))
    .map(sentence)
}

function counts(difference: Difference, { otherVersion }: Beside): boolean {
  const { key, what } = difference
  if (key.startsWith('extension:')) return what === 'missing'
  if (!otherVersion || what !== 'changed' || !/^(view|materialized view|rule):/.test(key)) return true
  return unqualified(difference.from) !== unqualified(difference.to)
}

/** A definition without the names that stand ahead of a dot: since PostgreSQL 16 a view of one table leaves them out. */
function unqualified(text: AspectValue | undefined): string {
  return String(text).replace(/(?<![\w"])(\w+|"[^"]+")\.(?=[\w"])/g, '')
}

function sentence(difference: Difference): string {
  switch (difference.what) {
    case 'missing':
      return `${called(difference.before)} is not there`
    case 'added':
      return `${called(difference.after)} is there, and no migration makes it`
    case 'changed':
      return `\`${difference.aspect}\` of ${called(difference.before)} is ${shown(difference.to)}, and ${shown(difference.from)} was rehearsed`
    default:
      return difference.says
  }
}

/** A live catalog with the rehearsal's own role in the place of the one that owns everything. */
export function asRehearsed(rehearsed: Catalog, live: Catalog, beside: Beside): Catalog {
  return withOwner(live, beside, ownerIn(rehearsed, live, beside))
}

/** Without what belongs to the server or its tools, and what stood before the first migration and was left alone. */
function reduced(catalog: Catalog, { ground }: Beside): Catalog {
  const objects = new Map<string, CatalogObject>()
  for (const [key, object] of catalog.objects) {
    if (object.kind === 'role' || key === 'other:the database itself' || isBookkeeping(key)) continue
    if (object.of !== undefined && isBookkeeping(object.of)) continue
    if (object.kind === 'schema' && ground.objects.has(key)) continue
    objects.set(key, object)
  }
  return { engine: catalog.engine, objects }
}

/** The role that owns most of what the rehearsal's own role owns there. */
function ownerIn(rehearsed: Catalog, live: Catalog, { rehearsedUser }: Beside): string | undefined {
  if (rehearsedUser === undefined) return undefined
  const counted = new Map<string, number>()
  for (const object of rehearsed.objects.values()) {
    const owner = object.aspects.owner === rehearsedUser ? live.objects.get(object.key)?.aspects.owner : undefined
    if (typeof owner === 'string') counted.set(owner, (counted.get(owner) ?? 0) + 1)
  }
  return [...counted].sort((a, b) => b[1] - a[1])[0]?.[0]
}

/** The same catalog with the rehearsal's own role in the place of the one that owns it, and of the one that asks. */
function withOwner(live: Catalog, { rehearsedUser, liveUser }: Beside, owner: string | undefined): Catalog {
  if (rehearsedUser === undefined) return live
  const named = (name: string) => (name === owner || name === liveUser ? rehearsedUser : name)
  const objects = new Map<string, CatalogObject>()
  for (const object of live.objects.values()) {
    const { owner: whose, privileges } = object.aspects
    const key =
      object.kind === 'default privilege'
        ? object.key.replace(/^(default privilege:)(\S+)/, (_, kind, role) => kind + named(role))
        : object.key
    const aspects: Record<string, AspectValue> = { ...object.aspects }
    if (typeof whose === 'string') aspects.owner = named(whose)
    if (isRecord(privileges)) {
      const renamed = Object.entries(privileges).map(([role, rights]) => [named(role), rights] as const)
      aspects.privileges = Object.fromEntries(renamed)
    }
    objects.set(key, { ...object, key, name: key.slice(key.indexOf(':') + 1), aspects })
  }
  return { engine: live.engine, objects }
}

const isRecord = (value: unknown): value is Readonly<Record<string, AspectValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
