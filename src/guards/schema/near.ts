import type { Catalog, CatalogObject, ObjectKind } from '../../catalog/catalog.ts'
import { ownName, shortName } from '../../catalog/names.ts'
import { nearest } from '../../model/nearest.ts'

/** What a catalog calls the kinds of protection that it calls otherwise. */
const calledOtherwise: Readonly<Record<string, readonly ObjectKind[]>> = { view: ['view', 'materialized view'] }

/** The end of a sentence about a name that nothing has: what is called nearly so. Nothing where nothing is. */
export function nearOf(catalog: Catalog, kind: string, subject: string): string {
  const kinds = calledOtherwise[kind] ?? [kind as ObjectKind]
  if (kind === 'function') return nearFunction(catalog, subject)
  const names = [...catalog.objects.values()].filter((object) => kinds.includes(object.kind)).flatMap((object) => namesOf(object, subject))
  // A table that is right says nothing of how near the rest is.
  const start = subject.slice(0, subject.lastIndexOf('.') + 1)
  const within = start ? names.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length)) : []
  const own = within.length ? nearest(subject.slice(start.length), new Set(within)) : undefined
  const near = own === undefined ? (within.length ? undefined : nearest(subject, new Set(names))) : `${start}${own}`
  return near ? `; \`${near}\` is near` : ''
}

/** A function is near by its name; what it takes tells nothing of a slip. */
function nearFunction(catalog: Catalog, subject: string): string {
  const bare = (name: string) => name.replace(/\(.*$/s, '')
  const names = [...catalog.objects.values()].filter(({ kind }) => kind === 'function').map(({ name }) => shortName(name))
  const near = nearest(bare(subject), new Set(names.map(bare)))
  const first = names.find((name) => bare(name) === near)
  return first === undefined || (near === bare(subject) && first === subject) ? '' : `; \`${first}\` is near`
}

/** As a subject may write it: with its table or without, as this one does. */
function namesOf(object: CatalogObject, subject: string): string[] {
  if (object.of === undefined) return [shortName(object.name)]
  const table = shortName(object.of.slice(object.of.indexOf(':') + 1))
  return [subject.includes('.') ? `${table}.${ownName(object)}` : ownName(object)]
}
