import type { Category } from '../model/report.ts'
import { aspectOf } from './aspects.ts'
import type { Catalog, CatalogObject } from './catalog.ts'
import { type Difference, diffCatalogs } from './diff.ts'
import type { Effect } from './effect.ts'
import { isMoved, sameTable } from './names.ts'
import { isPlainRole } from './privileges.ts'
import { beyondRenames, renamesBetween } from './renames.ts'

const order: readonly Category[] = ['additive', 'modification', 'breaking', 'structural']

/** The category of a change: the highest of all that it does to schema and rows. */
export function categoryOf(before: Catalog, after: Catalog, effects: readonly Effect[], identities: boolean): Category {
  const differences = beyondRenames(diffCatalogs(before, after, { identities }), renamesBetween(before, after, identities))
  const categories = [
    ...differences.map((difference) => categoryOfDifference(difference, before, after)),
    ...effects.map((effect) => categoryOfEffect(effect, before, after)),
  ]
  return categories.reduce<Category>((most, each) => (order.indexOf(each) > order.indexOf(most) ? each : most), 'additive')
}

/** The category of one difference between two catalogs. */
function categoryOfDifference(difference: Difference, before: Catalog, after: Catalog): Category {
  switch (difference.what) {
    case 'added':
      return ofAdded(difference.after, before, after)
    case 'missing':
      return ofMissing(difference.before)
    case 'renamed':
      return ofRenamed(difference.before, difference.after)
    case 'replaced':
      return 'breaking'
    case 'changed': {
      const { aspect, from, to } = difference
      if (difference.before.kind === 'constraint' && difference.before.aspects.type !== 'check' && !beside.has(aspect)) return 'structural'
      if (difference.before.kind === 'index' && aspect === 'definition' && difference.before.aspects.unique === true) return 'structural'
      if (difference.before.kind === 'constraint' && aspect === 'definition') return 'modification'
      return aspectOf(difference.before.kind, aspect).category(from, to)
    }
  }
}

/** What is no part of what a key says. */
const beside = new Set(['comment', 'options', 'clustered', 'replica'])

/** A name is one thing, the schema that it stands in another. */
function ofRenamed(before: CatalogObject, after: CatalogObject): Category {
  if (before.kind === 'role' || before.kind === 'schema') return 'structural'
  return isMoved(before, after) ? 'structural' : 'breaking'
}

const tenancy = new Set(['policy', 'schema', 'default privilege'])
const isKey = (object: CatalogObject) =>
  (object.kind === 'constraint' && object.aspects.type !== 'check') || (object.kind === 'index' && object.aspects.unique === true)

function ofAdded(object: CatalogObject, before: Catalog, after: Catalog): Category {
  if (tenancy.has(object.kind)) return 'structural'
  if (object.kind === 'table') return object.aspects.rowSecurity === true ? 'structural' : 'additive'
  if (object.kind === 'role') return isPlainRole(object) ? 'additive' : 'structural'
  const table = object.of === undefined ? undefined : before.objects.get(object.of)
  if (!table) return 'additive'
  if (object.kind === 'column') return demands(object) ? 'breaking' : 'additive'
  if (isKey(object)) return onNewColumns(object, before, after) && object.aspects.type === 'foreign key' ? 'additive' : 'structural'
  if (object.kind === 'constraint')
    return object.aspects.validated === false || onNewColumns(object, before, after) ? 'additive' : 'modification'
  return 'additive'
}

/** An old writer does not know the column, so it must get a value by itself. */
function demands({ aspects }: CatalogObject): boolean {
  return aspects.notNull === true && aspects.default === undefined && aspects.generated === undefined && aspects.identity === undefined
}

/** Whether a constraint speaks of columns alone that came with it. */
function onNewColumns(object: CatalogObject, before: Catalog, after: Catalog): boolean {
  const table = object.of === undefined ? undefined : after.objects.get(object.of)
  const columns = Array.isArray(object.aspects.columns) ? object.aspects.columns : []
  return table !== undefined && columns.length > 0 && columns.every((column) => !before.objects.has(`column:${table.name}.${column}`))
}

function ofMissing(object: CatalogObject): Category {
  if (tenancy.has(object.kind) || object.kind === 'role' || isKey(object)) return 'structural'
  return 'breaking'
}

function categoryOfEffect(effect: Effect, before: Catalog, after: Catalog): Category {
  if (!('table' in effect)) return 'additive'
  const stood = (catalog: Catalog) =>
    [...catalog.objects.values()].some((object) => object.kind === 'table' && sameTable(catalog.engine, object.name, effect.table))
  if (effect.does === 'insert' || !stood(before)) return 'additive'
  if (effect.does === 'update') return 'modification'
  // A table that was dropped and stands again was rebuilt; one that is gone is told by the catalogs.
  return effect.does === 'drop' && stood(after) ? 'modification' : 'breaking'
}
