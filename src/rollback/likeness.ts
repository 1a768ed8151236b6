import type { AspectValue, Catalog, CatalogObject } from '../catalog/catalog.ts'
import { called, type Difference, diffCatalogs, shown } from '../catalog/diff.ts'
import { isBookkeepingKey } from '../migrations/bookkeeping.ts'

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
  const alike = withoutSurroundings(rehearsed, live)
  return diffCatalogs(alike(reduced(rehearsed, beside)), alike(reduced(theirs, beside)), { identities: false })
    .filter((difference) => difference.apart === undefined && counts(difference, beside))
    .map(sentence)
}

/** MySQL writes down for each table what its database falls back to, and for each program the mode of the session that made it: no migration says either. */
function withoutSurroundings(rehearsed: Catalog, live: Catalog): (catalog: Catalog) => Catalog {
  if (live.engine !== 'mysql') return (catalog) => catalog
  const names = [rehearsed, live].map(({ objects }) => `collation=${objects.get('other:the database itself')?.aspects.collation}`)
  const plain = (value: AspectValue) =>
    Array.isArray(value)
      ? value.filter((each) => !String(each).startsWith('sql_mode=')).map((each) => (names.includes(String(each)) ? 'collation' : each))
      : value
  return ({ engine, objects }) => {
    const all = [...objects].map(([key, object]) => {
      const aspects = Object.entries(object.aspects)
        .filter(([name]) => name !== 'sqlMode')
        .map(([name, value]) => [name, plain(value)])
      return [key, { ...object, aspects: Object.fromEntries(aspects) as CatalogObject['aspects'] }] as const
    })
    return { engine, objects: new Map(all) }
  }
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
  const owned = withOwner(live, beside, ownerIn(rehearsed, live, beside))
  return live.engine === 'mysql' ? withoutStrangers(rehearsed, owned) : owned
}

/** Accounts of MySQL are the server's: what those may do that no migration makes is none of the migrations' business. */
function withoutStrangers(rehearsed: Catalog, { engine, objects }: Catalog): Catalog {
  const known = (account: string) => rehearsed.objects.has(`role:${account}`)
  const all = [...objects].map(([key, object]) => {
    const { privileges, ...aspects } = object.aspects
    if (!isRecord(privileges)) return [key, object] as const
    const own = Object.entries(privileges).filter(([account]) => known(account))
    return [key, { ...object, aspects: own.length ? { ...aspects, privileges: Object.fromEntries(own) } : aspects }] as const
  })
  return { engine, objects: new Map(all) }
}

/** Without what belongs to the server or its tools, and what stood before the first migration and was left alone. */
function reduced(catalog: Catalog, { ground }: Beside): Catalog {
  const objects = new Map<string, CatalogObject>()
  for (const [key, object] of catalog.objects) {
    if (object.kind === 'role' || key === 'other:the database itself' || isBookkeepingKey(key)) continue
    if (object.of !== undefined && isBookkeepingKey(object.of)) continue
    if ((object.kind === 'schema' || object.kind === 'other') && ground.objects.has(key)) continue
    if (/^other:(tablespace|parameter) /.test(key)) continue
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
