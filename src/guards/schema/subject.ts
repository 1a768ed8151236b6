import { type Catalog, type CatalogObject, type ObjectKind, ofKind, partsOf } from '../../catalog/catalog.ts'
import { fit, lastPart, type NamePart, nameArguments, nameParts, ownName, tableParts } from '../../catalog/names.ts'
import { normalType } from '../../catalog/types.ts'
import type { Protection } from '../../model/policy.ts'
import { Refusal } from '../../model/refusal.ts'

/** The table that a subject's last part but `skip` names. */
export function tableNamed(
  catalog: Catalog,
  parts: readonly NamePart[],
  kinds: readonly ObjectKind[] = ['table'],
): CatalogObject | undefined {
  return closest(catalog, kinds, parts)
}

/** The column that a subject `[schema.]table.column` names. */
export function columnNamed(catalog: Catalog, subject: string): CatalogObject | undefined {
  const parts = nameParts(subject)
  const column = parts.at(-1)
  const table = column && tableNamed(catalog, parts.slice(0, -1))
  if (!table) return undefined
  return best(partsOf(catalog, table.key, 'column'), (object) => fit(catalog.engine, column, ownName(object)))
}

/** The one part of a table that a subject names: `name`, `table.name`, `schema.name` or `schema.table.name`. */
export function partNamed(catalog: Catalog, kind: ObjectKind, protection: Protection): CatalogObject | undefined {
  const parts = nameParts(protection.subject)
  const name = parts.at(-1)
  if (!name) return undefined
  const { engine } = catalog
  const all = ofKind(catalog, kind).filter((object) => fit(engine, name, ownName(object)) > 0)
  const exact = all.filter((object) => ownName(object) === name.text)
  const candidates = exact.length ? exact : all
  const before = parts.slice(0, -1)
  const byTable = before.length === 0 ? [] : candidates.filter((object) => isTable(catalog, ownerParts(object), before))
  const bySchema =
    before.length > 1
      ? []
      : candidates.filter((object) => {
          const schema = ownerParts(object).at(-2)?.text ?? ''
          return before.length === 0 ? schema === (engine === 'postgres' ? 'public' : '') : fit(engine, before[0]!, schema) > 0
        })
  if (byTable.length && bySchema.some((object) => !byTable.includes(object))) {
    throw ambiguous(protection, [...byTable, ...bySchema], 'it reads as table.name and as schema.name')
  }
  const chosen = byTable.length ? byTable : bySchema
  if (chosen.length > 1) throw ambiguous(protection, chosen, 'write the table before it')
  return chosen[0]
}

/** The object outside of tables that a subject `[schema.]name` names. */
export function objectNamed(catalog: Catalog, kinds: readonly ObjectKind[], subject: string): CatalogObject | undefined {
  return tableNamed(catalog, nameParts(subject), kinds)
}

/** The functions that a subject names: one where it states arguments, else every overload. */
export function functionsNamed(catalog: Catalog, subject: string): CatalogObject[] {
  const parts = nameParts(subject)
  const wanted = tableParts(catalog.engine, parts)
  if (!wanted) return []
  const stated = nameArguments(subject)
  return [...catalog.objects.values()].filter((object) => {
    if (object.kind !== 'function') return false
    const own = tableParts(catalog.engine, nameParts(object.name))
    if (!own || !fit(catalog.engine, wanted.schema, own.schema.text) || !fit(catalog.engine, wanted.name, own.name.text)) return false
    return stated === undefined || typesOf(stated) === typesOf(nameArguments(object.name) ?? '')
  })
}

function typesOf(list: string): string {
  return list
    .split(/,(?![^(]*\))/)
    .map((type) => normalType(type))
    .join(',')
}

/** The name of the table that a part belongs to: told by the object itself, else by its own name. */
function ownerParts(object: CatalogObject): NamePart[] {
  return object.of === undefined ? nameParts(object.name).slice(0, -1) : nameParts(object.of.slice(object.of.indexOf(':') + 1))
}

function isTable(catalog: Catalog, table: readonly NamePart[], wanted: readonly NamePart[]): boolean {
  const parts = tableParts(catalog.engine, wanted)
  const name = table.at(-1)
  if (!parts || !name) return false
  return fit(catalog.engine, parts.name, name.text) > 0 && fit(catalog.engine, parts.schema, table.at(-2)?.text ?? '') > 0
}

function closest(catalog: Catalog, kinds: readonly ObjectKind[], parts: readonly NamePart[]): CatalogObject | undefined {
  const { engine } = catalog
  const wanted = tableParts(engine, parts)
  if (!wanted) return undefined
  const [kind] = kinds
  const fitting =
    kinds.length === 1
      ? (tablesCalled(catalog, kind!).get(wanted.name.text.toLowerCase()) ?? [])
      : [...catalog.objects.values()].filter((object) => kinds.includes(object.kind))
  return best(fitting, (object) => {
    const own = tableParts(engine, nameParts(object.name))
    return own && fit(engine, wanted.schema, own.schema.text) > 0 ? fit(engine, wanted.name, own.name.text) : 0
  })
}

/** What is called alike, case and schema aside: found once a kind, for every protection looks for its own. A catalog never changes. */
const called = new WeakMap<readonly CatalogObject[], ReadonlyMap<string, CatalogObject[]>>()

function tablesCalled(catalog: Catalog, kind: ObjectKind): ReadonlyMap<string, readonly CatalogObject[]> {
  const all = ofKind(catalog, kind)
  const found = called.get(all) ?? Map.groupBy(all, ({ name }) => lastPart(name).toLowerCase())
  called.set(all, found)
  return found
}

function best<T>(objects: readonly T[], rank: (object: T) => number): T | undefined {
  let found: T | undefined
  let most = 0
  for (const object of objects) {
    const rated = rank(object)
    if (rated > most) {
      most = rated
      found = object
    }
  }
  return found
}

function ambiguous(protection: Protection, objects: readonly CatalogObject[], why: string): Refusal {
  const names = [
    ...new Set(objects.map((object) => `\`${object.name}\`${object.of ? ` of \`${object.of.slice(object.of.indexOf(':') + 1)}\`` : ''}`)),
  ]
  return new Refusal(`\`${protection.subject}\` names more than one ${protection.kind}: ${names.join(', ')}; ${why}`, {
    path: protection.at.path,
    line: protection.at.span.line,
    column: protection.at.span.column,
  })
}
