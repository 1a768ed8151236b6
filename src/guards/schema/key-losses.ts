import type { CatalogObject } from '../../catalog/catalog.ts'
import { ownName } from '../../catalog/names.ts'
import { renamesBetween } from '../../catalog/renames.ts'
import { describeReference, type Key, keeps, keysOf, type Reference, referencesOf, sameEnds, speaksOf } from './keys.ts'
import { lossPlaces, type Sight } from './sight.ts'

/** Which keys and references are looked at, and what the policy itself says of them. */
export interface KeyScope {
  /** The column that is protected; all of the table's where absent. */
  column?: string
  /** As findings name the subject. */
  shown: string
  /** Columns that are gone, of which a finding speaks already. */
  gone?: ReadonlySet<string>
  keys: boolean
  references: boolean
  onDelete: boolean
  onUpdate: boolean
}

/** Judges the keys and references that a table, or one column of it, had; those of a column that is gone are told with it. */
export async function judgeKeys(
  sight: Sight,
  before: CatalogObject,
  after: CatalogObject,
  scope: KeyScope,
): Promise<{ keys: number; references: number }> {
  const told = { keys: 0, references: 0 }
  const touches = (columns: readonly string[]) =>
    (scope.column === undefined || columns.some((each) => speaksOf(each, scope.column!))) &&
    !columns.some((column) => scope.gone?.has(column))
  const now = carrier(sight, before)
  if (scope.keys) {
    const newer = keysOf(sight.passage.after, after)
    const judged = new Set<string>()
    for (const key of keysOf(sight.passage.before, before).sort((a, b) => Number(b.primary) - Number(a.primary))) {
      const rows = `${[...key.columns].sort().join()} ${key.where}`
      if (!touches(key.columns) || newer.some((each) => keeps(now.key(key), each)) || judged.has(rows)) continue
      judged.add(rows)
      told.keys++
      sight.tell('schema/key-dropped', {
        args: { key: nameOf(key), subject: scope.shown },
        what: nameOf(key),
        places: await lossPlaces(sight.passage, key.object.key, 'takes it away'),
      })
    }
  }
  const newer = referencesOf(sight.passage.after, after)
  for (const reference of referencesOf(sight.passage.before, before)) {
    if (!touches(reference.columns)) continue
    const ends = newer.filter((each) => sameEnds(sight.passage.before, now.reference(reference), each))
    if (ends.some((each) => holds(reference, each, scope))) continue
    if (!scope.references && ends.length === 0) continue
    told.references++
    await tellReference(sight, scope.shown, reference, ends[0], scope.column)
  }
  return told
}

/** Keys and references as they read after renames of what they speak of. */
function carrier(sight: Sight, table: CatalogObject) {
  const pair = (key: string) => sight.pairs().get(key)
  const { before, after, sameDatabase } = sight.passage
  // Where the engine has no identities, what stands in its place bears the new name.
  const renames = before.engine === 'postgres' || before === after ? undefined : renamesBetween(before, after, sameDatabase)
  const column = (owner: string, name: string) => {
    const newer = pair(`column:${owner}.${name}`)?.after
    return newer ? ownName(newer) : (renames?.columns.get(owner)?.get(name) ?? name)
  }
  const columns = (names: readonly string[]) => names.map((name) => column(table.name, name))
  return {
    key: (key: Key): Key => ({ ...key, columns: columns(key.columns) }),
    reference: (reference: Reference): Reference => ({
      ...reference,
      columns: columns(reference.columns),
      table: pair(`table:${reference.table}`)?.after.name ?? renames?.tables.get(reference.table) ?? reference.table,
      targets: reference.targets.map((name) => column(reference.table, name)),
    }),
  }
}

/** Tells that a reference is gone, or is another now. */
export async function tellReference(
  sight: Sight,
  shown: string,
  older: Reference,
  newer: Reference | undefined,
  column?: string,
): Promise<void> {
  const from = describeReference(older, column)
  const to = newer ? differing(older, newer, column) : ''
  sight.tell('schema/reference-changed', {
    args: { subject: shown, from, ...(to ? { to } : {}) },
    what: `${column === undefined ? `${older.columns.join()} ` : ''}${from} ${to}`,
    places: await lossPlaces(sight.passage, older.object.key, newer ? 'changes it' : 'takes it away'),
  })
}

/** `primary key (id)`, `` unique (name) ``. */
function nameOf(key: Key): string {
  return `${key.primary ? 'primary key' : 'unique key'} \`(${key.columns.join(', ')})\`${key.where ? ` where \`${key.where}\`` : ''}`
}

function holds(older: Reference, newer: Reference, scope: KeyScope): boolean {
  if (scope.onDelete && older.onDelete !== newer.onDelete) return false
  if (scope.onUpdate && older.onUpdate !== newer.onUpdate) return false
  if (older.match === 'full' && newer.match !== 'full') return false
  return (!newer.deferrable || older.deferrable) && (!newer.deferred || older.deferred) && (newer.validated || !older.validated)
}

function differing(older: Reference, newer: Reference, column?: string): string {
  const text = describeReference(newer, column)
  if (text !== describeReference(older, column)) return text
  const more = [
    !newer.validated && older.validated ? 'not valid' : '',
    newer.deferrable && !older.deferrable ? 'deferrable' : '',
    newer.deferred && !older.deferred ? 'initially deferred' : '',
  ]
  return [text, ...more.filter(Boolean)].join(' ')
}
