import { canonical } from '../model/orders.ts'
import { type AspectValue, type Catalog, type CatalogObject, ofKind, partsOf } from './catalog.ts'
import { type Difference, pairs } from './diff.ts'
import { lastPart, ownName } from './names.ts'

/** What tables and columns are called afterwards that stayed under another name: tables by name, columns by that of their table. */
export interface Renames {
  tables: ReadonlyMap<string, string>
  columns: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Finds what was renamed: by identity, else by what stands in the same place with the same type, or with the same columns. */
export function renamesBetween(before: Catalog, after: Catalog, identities: boolean): Renames {
  const tables = new Map<string, string>()
  const columns = new Map<string, Map<string, string>>()
  const column = (older: CatalogObject, newer: CatalogObject) => {
    const table = tableOf(older)
    columns.set(table, (columns.get(table) ?? new Map<string, string>()).set(ownName(older), ownName(newer)))
  }
  if (identities && before.engine === 'postgres') {
    for (const { before: older, after: newer } of pairs(before, after, true).values()) {
      if (older === newer || older.name === newer.name) continue
      if (older.kind === 'table') tables.set(older.name, newer.name)
      else if (older.kind === 'column' && ownName(older) !== ownName(newer)) column(older, newer)
    }
    return { tables, columns }
  }
  const shape = (catalog: Catalog, table: CatalogObject) =>
    canonical(partsOf(catalog, table.key, 'column').map((each) => [ownName(each), String(each.aspects.type)]))
  const fresh = ofKind(after, 'table').filter(({ key }) => !before.objects.has(key))
  for (const table of ofKind(before, 'table')) {
    if (after.objects.has(table.key)) {
      const came = partsOf(after, table.key, 'column').filter(({ key }) => !before.objects.has(key))
      for (const older of partsOf(before, table.key, 'column')) {
        if (after.objects.has(older.key)) continue
        const newer = came.find(({ aspects }) => aspects.position === older.aspects.position && aspects.type === older.aspects.type)
        if (newer) column(older, newer)
      }
    } else {
      const same = fresh.filter((each) => shape(after, each) === shape(before, table))
      if (same.length === 1) tables.set(table.name, same[0]!.name)
    }
  }
  return { tables, columns }
}

/** The differences that are more than the new names of what keys, checks, indexes and policies speak of. */
export function beyondRenames(differences: readonly Difference[], renames: Renames): readonly Difference[] {
  if (renames.tables.size + renames.columns.size === 0) return differences
  const made = new Set(differences.flatMap((each) => (each.what === 'added' ? [wholly(each.after)] : [])))
  const gone = new Set(differences.flatMap((each) => (each.what === 'missing' ? [wholly(each.before, renames)] : [])))
  return differences.filter((each) => {
    if (each.what === 'missing') return !carries(each.before) || !made.has(wholly(each.before, renames))
    if (each.what === 'added') return !carries(each.after) || !gone.has(wholly(each.after))
    if (each.what !== 'changed' || !carries(each.before)) return true
    return canonical(carried(each.aspect, each.from ?? null, each.before, renames)) !== canonical(each.to ?? null)
  })
}

const carries = ({ kind }: CatalogObject) => kind === 'constraint' || kind === 'index' || kind === 'policy'
const tableOf = ({ of }: CatalogObject) => (of ?? '').replace(/^table:/, '')

/** All that an object says of its table, under the names that hold now. */
function wholly(object: CatalogObject, renames: Renames = { tables: new Map(), columns: new Map() }): string {
  const table = tableOf(object)
  const aspects = Object.entries(object.aspects).map(([name, value]) => [name, carried(name, value, object, renames)])
  return canonical([object.kind, renames.tables.get(table) ?? table, ...aspects] as AspectValue)
}

function carried(aspect: string, value: AspectValue, object: CatalogObject, { tables, columns }: Renames): AspectValue {
  if (aspect === 'references' && typeof value === 'string') {
    const [, table = value, list = ''] = /^(.*?)(\(.*\))?$/s.exec(value) ?? []
    return `${tables.get(table) ?? table}${spoken(list, columns.get(table))}`
  }
  const names = new Map([...(columns.get(tableOf(object)) ?? [])])
  for (const [older, newer] of tables) names.set(lastPart(older), lastPart(newer))
  const each = (part: AspectValue): AspectValue =>
    typeof part === 'string' ? spoken(part, names) : Array.isArray(part) ? part.map((item) => each(item as AspectValue)) : part
  return each(value)
}

/** A text with other names for its words; what is quoted as a value stays. */
function spoken(text: string, names: ReadonlyMap<string, string> | undefined): string {
  if (!names?.size) return text
  return text.replace(/'(?:[^']|'')*'|[\w$]+/g, (word) => names.get(word) ?? word)
}
