import type { AspectValue, Catalog, CatalogObject } from '../../catalog/catalog.ts'
import { partsOf } from '../../catalog/catalog.ts'
import { normalExpression } from '../../catalog/expressions.ts'
import { nameParts, sameTable, shortName } from '../../catalog/names.ts'

/** What makes rows of a table distinct: a primary key, a unique constraint, a unique index. */
export interface Key {
  object: CatalogObject
  primary: boolean
  columns: readonly string[]
  /** Which rows it speaks of, where not all. */
  where: string
  deferrable: boolean
  /** What SQLite does with a row that is no distinct one, where not refusing it. */
  onConflict: string
}

/** A foreign key of a table. */
export interface Reference {
  object: CatalogObject
  columns: readonly string[]
  table: string
  targets: readonly string[]
  onDelete: string
  onUpdate: string
  match: string
  deferrable: boolean
  deferred: boolean
  validated: boolean
}

const texts = (value: AspectValue | undefined): string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []
const action = (value: AspectValue | undefined): string => (typeof value === 'string' && value ? value.toLowerCase() : 'no action')

/** The keys of a table that hold: valid, and of all its columns. */
export function keysOf(catalog: Catalog, table: CatalogObject): Key[] {
  return partsOf(catalog, table.key).flatMap((object) => {
    const { aspects } = object
    const type = String(aspects.type ?? '').toLowerCase()
    const isKey =
      object.kind === 'constraint' ? type === 'primary key' || type === 'unique' : object.kind === 'index' && aspects.unique === true
    if (!isKey || aspects.valid === false || aspects.validated === false) return []
    const where = typeof aspects.where === 'string' ? normalExpression(aspects.where) : ''
    const onConflict = String(aspects.onConflict ?? '')
    const deferrable = aspects.deferrable === true
    return [{ object, primary: type === 'primary key', columns: texts(aspects.columns), where, deferrable, onConflict }]
  })
}

/** Whether a part of a key is the column, or an expression on it: `lower(note)`. */
export function speaksOf(part: string, column: string): boolean {
  if (part === column) return true
  return (
    /\W/.test(part) && (part.match(/"(?:[^"]|"")*"|'(?:[^']|'')*'|[\w$]+/g) ?? []).some((word) => word.replace(/^"|"$/g, '') === column)
  )
}

/** Whether a key of the newer table holds at least what an older one held. */
export function keeps(older: Key, newer: Key): boolean {
  if (older.primary && !newer.primary) return false
  if (older.deferrable === false && newer.deferrable) return false
  if (/^(ignore|replace)$/.test(newer.onConflict) && newer.onConflict !== older.onConflict) return false
  const wanted = new Set(older.columns)
  return (
    newer.columns.length === wanted.size &&
    newer.columns.every((column) => wanted.has(column)) &&
    (newer.where === '' || newer.where === older.where)
  )
}

/** The foreign keys of a table. */
export function referencesOf(catalog: Catalog, table: CatalogObject): Reference[] {
  return partsOf(catalog, table.key, 'constraint')
    .filter((object) => String(object.aspects.type).toLowerCase() === 'foreign key')
    .map((object) => {
      const { aspects } = object
      const text = String(aspects.references ?? '')
      const open = text.indexOf('(')
      return {
        object,
        columns: texts(aspects.columns),
        table: open === -1 ? text : text.slice(0, open).trim(),
        targets: open === -1 ? [] : splitNames(text.slice(open + 1).replace(/\)\s*$/, '')),
        onDelete: action(aspects.onDelete),
        onUpdate: action(aspects.onUpdate),
        match: typeof aspects.match === 'string' ? aspects.match.toLowerCase() : 'simple',
        deferrable: aspects.deferrable === true,
        deferred: aspects.deferred === true,
        validated: aspects.validated !== false && aspects.enforced !== false,
      }
    })
}

const splitNames = (list: string): string[] => list.split(',').map((name) => nameParts(name.trim()).at(-1)?.text ?? name.trim())

/** Whether both references speak of the same columns on both ends. */
export function sameEnds(catalog: Catalog, a: Reference, b: Reference): boolean {
  return pairsOf(a) === pairsOf(b) && sameTable(catalog.engine, a.table, b.table)
}

const pairsOf = (reference: Reference) =>
  reference.columns
    .map((column, index) => `${column}\0${reference.targets[index] ?? ''}`)
    .sort()
    .join('\n')

/** The column that a reference gives to one of its columns, as a policy names it: `agents.agent_id`. */
function targetOf(reference: Reference, column: string): string {
  const target = reference.targets[reference.columns.indexOf(column)]
  return target === undefined ? shortName(reference.table) : `${shortName(reference.table)}.${target}`
}

/** `references agents.agent_id on delete cascade`, as messages show it. */
export function describeReference(reference: Reference, column?: string): string {
  const target =
    column !== undefined && reference.columns.length === 1
      ? targetOf(reference, column)
      : `${shortName(reference.table)} (${reference.targets.join(', ')})`
  const actions = [
    reference.onDelete === 'no action' ? '' : ` on delete ${reference.onDelete}`,
    reference.onUpdate === 'no action' ? '' : ` on update ${reference.onUpdate}`,
  ]
  return `references ${target}${actions.join('')}`
}
