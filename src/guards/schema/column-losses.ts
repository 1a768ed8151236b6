import { aspectOf } from '../../catalog/aspects.ts'
import { type Catalog, type CatalogObject, partsOf } from '../../catalog/catalog.ts'
import { shown as shownValue } from '../../catalog/diff.ts'
import { ownName } from '../../catalog/names.ts'
import { domainOf, withDomain } from './domain.ts'
import type { Guarded } from './effects.ts'
import { lossPlaces, type Sight } from './sight.ts'

const pinnedAspects = ['type', 'notNull', 'default', 'generated', 'identity', 'collation', 'onConflict']

/** Judges the column's own aspects; `named` are those of which the policy itself says what must hold. */
export async function judgeAspects(
  sight: Sight,
  { shown, column: before }: Guarded,
  after: CatalogObject,
  named: ReadonlySet<string> = new Set(),
): Promise<void> {
  const beside = sight.beside(before)
  const [older, newer] = [withDomain(sight.passage.before, before), withDomain(sight.passage.after, after)]
  for (const name of pinnedAspects) {
    if (named.has(name)) continue
    const aspect = aspectOf('column', name)
    const from = older.aspects[name]
    const to = newer.aspects[name]
    if (aspect.same(from, to, beside) || !aspect.loses(from, to, beside)) continue
    // A default that a widened type casts is the same default.
    const own = !aspect.same(before.aspects[name], after.aspects[name], beside)
    const changed = own ? before : (domainOf(sight.passage.before, before) ?? before)
    await tellAspect(sight, shown, changed, name, shownValue(from), shownValue(to))
  }
}

/** Tells that an aspect of a column is not what it was. */
export async function tellAspect(
  sight: Sight,
  column: string,
  before: CatalogObject,
  name: string,
  from: string,
  to: string,
): Promise<void> {
  const what = `${apart(sight, column)}${name} ${from} ${to}`
  const places = await lossPlaces(sight.passage, before.key, 'changes it', name)
  const plain = (text: string) => text.replace(/^`|`$/g, '')
  if (name === 'type') sight.tell('schema/column-type-changed', { args: { column, from: plain(from), to: plain(to) }, what, places })
  else if (name === 'notNull') sight.tell('schema/column-nullable', { args: { column }, what, places })
  else if (name === 'default') sight.tell('schema/column-default-changed', { args: { column, from, to }, what, places })
  else sight.tell('schema/column-changed', { args: { column, aspect: aspectOf('column', name).label, from, to }, what, places })
}

/** A protected table has many columns, and what is lost of one is not what is lost of another. */
export const apart = ({ protection }: Sight, column: string): string => (column === protection.subject ? '' : `${column} `)

/** Tells that a column is gone, or is found under another name. */
export async function tellDropped(sight: Sight, { shown, column }: Guarded): Promise<void> {
  const renamed = sight.passage.sameDatabase && column.identity !== undefined ? sight.pairs().get(column.key)?.after : undefined
  let name = renamed && ownName(renamed)
  const places = await lossPlaces(sight.passage, column.key, ({ text }) => {
    name ??= renamedBy(text, column, sight.passage.after)
    return name === undefined ? 'drops it' : 'renames it'
  })
  sight.tell('schema/column-dropped', {
    args: { column: shown, ...(name === undefined ? {} : { renamed: name }) },
    what: `${apart(sight, shown)}dropped`,
    places,
  })
}

/** The new name that a statement alone gives a column, where the engine knows columns by their names. Words of the finding alone hang on it. */
function renamedBy(text: string, column: CatalogObject, after: Catalog): string | undefined {
  const [, older, newer] =
    /^\s*alter\s+table\s+\S+\s+rename\s+(?:column\s+)?["`[]?(\w+)["`\]]?\s+to\s+["`[]?(\w+)["`\]]?\s*;?\s*$/i.exec(text) ?? []
  if (newer === undefined || older?.toLowerCase() !== ownName(column).toLowerCase()) return undefined
  // A line later it may be gone all the same.
  return partsOf(after, column.of!, 'column').some((each) => ownName(each) === newer) ? newer : undefined
}
