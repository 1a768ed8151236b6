import { canonical } from '../model/orders.ts'
import { aspectOf, type Beside } from './aspects.ts'
import { type AspectValue, type Catalog, type CatalogObject, ofKind, onceBetween } from './catalog.ts'
import { isMoved, ownName } from './names.ts'

/**
 * One way in which two catalogs differ, as a plain sentence beside what it is made of.
 * Apart: what is no difference of the schema itself, that is comments, the order of columns, and roles, which belong to the cluster.
 */
export type Difference = { key: string; says: string; apart?: 'comment' | 'position' | 'role' } & (
  | { what: 'missing'; before: CatalogObject }
  | { what: 'added'; after: CatalogObject }
  | {
      what: 'changed'
      before: CatalogObject
      after: CatalogObject
      aspect: string
      from: AspectValue | undefined
      to: AspectValue | undefined
    }
  | { what: 'renamed'; before: CatalogObject; after: CatalogObject }
  /** The same shape under a new identity: what was there is gone. */
  | { what: 'replaced'; before: CatalogObject; after: CatalogObject }
)

/** Two objects that are the same one on both sides. */
export interface Pair {
  before: CatalogObject
  after: CatalogObject
}

/** Which object of `after` each object of `before` is: by identity where it can be trusted, by name, by definition. */
export function pairs(before: Catalog, after: Catalog, identities: boolean): ReadonlyMap<string, Pair> {
  return identities ? pairedByIdentity(before, after) : pairedByName(before, after)
}

const pairedByIdentity = onceBetween((before, after) => pairUp(before, after, true))
const pairedByName = onceBetween((before, after) => pairUp(before, after, false))

function pairUp(before: Catalog, after: Catalog, identities: boolean): Map<string, Pair> {
  const found = new Map<string, Pair>()
  const taken = new Set<string>()
  const pair = (older: CatalogObject, newer: CatalogObject) => {
    found.set(older.key, { before: older, after: newer })
    taken.add(newer.key)
  }
  const beside = besides(before, after)
  // Readings of one database share the objects that nothing has touched, and these are most.
  const touched: CatalogObject[] = []
  for (const object of before.objects.values()) {
    if (after.objects.get(object.key) === object) pair(object, object)
    else touched.push(object)
  }
  const byIdentity = new Map<string, CatalogObject>()
  if (identities && touched.length)
    for (const object of after.objects.values())
      if (object.identity && !taken.has(object.key)) byIdentity.set(`${object.kind} ${object.identity}`, object)
  const left: CatalogObject[] = []
  for (const object of touched) {
    const same = object.identity ? byIdentity.get(`${object.kind} ${object.identity}`) : undefined
    if (same && !taken.has(same.key)) pair(object, same)
    else left.push(object)
  }
  const still: CatalogObject[] = []
  for (const object of left) {
    const same = after.objects.get(object.key)
    if (same && !taken.has(same.key)) pair(object, same)
    else still.push(object)
  }
  if (still.length === 0) return found
  const loose = [...after.objects.values()].filter(
    (object) => !taken.has(object.key) && (object.kind === 'constraint' || object.kind === 'index'),
  )
  for (const object of still) {
    if (object.kind !== 'constraint' && object.kind !== 'index') continue
    const table = object.of === undefined ? undefined : (found.get(object.of)?.after.key ?? object.of)
    const same = loose.find(
      (each) => !taken.has(each.key) && each.kind === object.kind && each.of === table && sameDefinition(object, each, beside(object)),
    )
    if (same) pair(object, same)
  }
  return found
}

/** Whether two constraints or indexes say the same under different names. */
function sameDefinition(before: CatalogObject, after: CatalogObject, beside: Beside = {}): boolean {
  return changedAspects({ before, after }, beside).every((name) => {
    if (name === 'comment') return true
    return /^(options|statistics)$/.test(name) && !aspectOf(before.kind, name).loses(before.aspects[name], after.aspects[name], beside)
  })
}

/** What comparisons of an object's aspects lean on: where a column's type was changed, casts in texts about it may differ. */
export const besides = onceBetween((before, after): ((object: CatalogObject) => Beside) => {
  const recast = new Set<string>()
  for (const object of ofKind(before, 'column')) {
    if (object.of === undefined) continue
    const newer = after.objects.get(object.key)
    if (newer && newer !== object && !aspectOf('column', 'type').same(object.aspects.type, newer.aspects.type, {})) recast.add(object.of)
  }
  return (object) => ({ recast: object.of !== undefined && recast.has(object.of), deparsed: before.engine === 'postgres' })
})

/** How two catalogs differ. With `identities` both come from one database, so that equal identities mean the same object. */
export function diffCatalogs(before: Catalog, after: Catalog, options: { identities: boolean }): Difference[] {
  const beside = besides(before, after)
  const paired = pairs(before, after, options.identities)
  const differences: Difference[] = []
  for (const object of before.objects.values()) {
    const pair = paired.get(object.key)
    if (!pair) {
      if (!goesWith(object, before, (key) => !paired.has(key))) differences.push(missing(object))
      continue
    }
    if (pair.after.key !== object.key && !renamedWith(pair, paired)) differences.push(renamed(pair))
    if (options.identities && object.identity && pair.after.identity && object.identity !== pair.after.identity && holdsData(object)) {
      const parent = object.of ? paired.get(object.of) : undefined
      const withParent = parent && holdsData(object) && parent.before.identity !== parent.after.identity
      if (!withParent) differences.push(replaced(pair))
    }
    differences.push(...changes(pair, beside(object)))
  }
  const known = new Set([...paired.values()].map((pair) => pair.after.key))
  for (const object of after.objects.values()) {
    if (!known.has(object.key) && !goesWith(object, after, (key) => !known.has(key))) differences.push(added(object))
  }
  return differences.map((each) => (each.apart === undefined && each.key.startsWith('role:') ? { ...each, apart: 'role' as const } : each))
}

const holdsData = (object: CatalogObject) => object.kind === 'table' || object.kind === 'column' || object.kind === 'sequence'

/** Columns and constraints are not told beside their table, when that is missing or added as a whole. */
function goesWith(object: CatalogObject, catalog: Catalog, alone: (key: string) => boolean): boolean {
  if (object.of === undefined || !catalog.objects.has(object.of) || !alone(object.of)) return false
  return object.kind === 'column' || object.kind === 'constraint' || (object.kind === 'index' && backsConstraint(object, catalog))
}

/** Whether an index is only how a key of the same name is kept. */
function backsConstraint(index: CatalogObject, catalog: Catalog): boolean {
  for (const object of catalog.objects.values()) {
    if (object.kind === 'constraint' && object.of === index.of && ownName(object) === ownName(index) && object.aspects.type !== 'check')
      return true
  }
  return false
}

function renamedWith(pair: Pair, paired: ReadonlyMap<string, Pair>): boolean {
  const parent = pair.before.of ? paired.get(pair.before.of) : undefined
  return parent !== undefined && parent.before.key !== parent.after.key && ownName(pair.before) === ownName(pair.after)
}

/** The aspects in which two sides of one object differ. */
export function changedAspects(pair: Pair, beside: Beside = {}): string[] {
  const { before, after } = pair
  // Readings of one database share the objects that nothing has touched.
  if (before === after) return []
  const told = before.aspects.columns !== undefined || before.aspects.expression !== undefined
  const known: Beside = {
    ...beside,
    language: String(before.aspects.language ?? ''),
    names: [ownName(before), ownName(after)],
    deparsed: !told || beside.deparsed === true,
  }
  const names = new Set([...Object.keys(before.aspects), ...Object.keys(after.aspects)])
  const changed = [...names].filter((name) => !aspectOf(before.kind, name).same(before.aspects[name], after.aspects[name], known))
  return changed.length > 1 && told ? changed.filter((name) => name !== 'definition') : changed
}

function changes(pair: Pair, beside: Beside): Difference[] {
  return changedAspects(pair, beside).map((aspect) => {
    const from = pair.before.aspects[aspect]
    const to = pair.after.aspects[aspect]
    const label = aspectOf(pair.before.kind, aspect).label
    const says = `${label} of ${called(pair.before)} is ${shown(to)} and was ${shown(from)}`
    const difference: Difference = { what: 'changed', key: pair.before.key, ...pair, aspect, from, to, says }
    return aspect === 'comment' || aspect === 'position' ? { ...difference, apart: aspect } : difference
  })
}

/** `` column `public.scores.id` ``, `` policy `tenant_isolation` on `public.scores` ``. */
export function called(object: CatalogObject): string {
  if (object.of !== undefined && ['policy', 'trigger', 'rule', 'constraint'].includes(object.kind)) {
    return `${object.kind} \`${ownName(object)}\` on \`${object.of.slice(object.of.indexOf(':') + 1)}\``
  }
  // These are called by what they are.
  if (object.kind === 'other') return `\`${object.name}\``
  return `${object.kind} \`${object.name}\``
}

/** The value of an aspect as a sentence shows it, cut where it is long. */
export function shown(value: AspectValue | undefined): string {
  if (value === undefined || value === null) return 'absent'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  const text = (typeof value === 'string' || typeof value === 'number' ? String(value) : canonical(value))
    .replace(/\s+/g, ' ')
    .replaceAll('`', "'")
  return `\`${text.length > 160 ? `${text.slice(0, 157)}…` : text}\``
}

function missing(before: CatalogObject): Difference {
  return { what: 'missing', key: before.key, before, says: `${called(before)} is missing` }
}

function added(after: CatalogObject): Difference {
  const secured = after.kind === 'table' && after.aspects.rowSecurity === true ? ', with row security on' : ''
  return { what: 'added', key: after.key, after, says: `${called(after)} is left over${secured}` }
}

function renamed(pair: Pair): Difference {
  const to = isMoved(pair.before, pair.after) ? `moved to \`${pair.after.name}\`` : `renamed to \`${ownName(pair.after)}\``
  return { what: 'renamed', key: pair.before.key, ...pair, says: `${called(pair.before)} is ${to}` }
}

function replaced(pair: Pair): Difference {
  return { what: 'replaced', key: pair.before.key, ...pair, says: `${called(pair.before)} is a new one: what it held is gone` }
}
