import type { Catalog, CatalogObject } from '../../catalog/catalog.ts'
import { sameExpression } from '../../catalog/expressions.ts'
import { fit, nameParts, ownName, sameTable } from '../../catalog/names.ts'
import { normalType } from '../../catalog/types.ts'
import { withDomain } from './domain.ts'
import { keysOf, referencesOf } from './keys.ts'

/** What a policy says of a column by name. */
export interface Named {
  type?: string | undefined
  'not-null'?: boolean | undefined
  unique?: boolean | undefined
  default?: string | undefined
  references?: string | undefined
  'on-delete'?: string | undefined
  'on-update'?: string | undefined
}

/** The named requirements that do not hold of a column as a schema has it, each as it is asked. */
export function unmet(catalog: Catalog, column: CatalogObject, named: Named): { key: keyof Named; asks: string }[] {
  const failing: { key: keyof Named; asks: string }[] = []
  const ask = (key: keyof Named, holds: boolean) => {
    if (named[key] !== undefined && !holds) failing.push({ key, asks: `${key}: ${named[key]}` })
  }
  const { aspects } = withDomain(catalog, column)
  ask('type', named.type !== undefined && normalType(String(aspects.type ?? '')) === normalType(named.type))
  ask('not-null', (aspects.notNull === true) === named['not-null'])
  ask('default', named.default !== undefined && typeof aspects.default === 'string' && sameExpression(aspects.default, named.default, true))
  ask('unique', isUnique(catalog, column) === named.unique)
  const references = referring(catalog, column, named.references)
  ask('references', references.length > 0)
  ask(
    'on-delete',
    references.some((reference) => reference.onDelete === named['on-delete']),
  )
  ask(
    'on-update',
    references.some((reference) => reference.onUpdate === named['on-update']),
  )
  return named.references !== undefined && references.length === 0
    ? failing.filter(({ key }) => key !== 'on-delete' && key !== 'on-update')
    : failing
}

function isUnique(catalog: Catalog, column: CatalogObject): boolean {
  const table = column.of === undefined ? undefined : catalog.objects.get(column.of)
  if (!table) return false
  return keysOf(catalog, table).some((key) => key.where === '' && key.columns.length === 1 && key.columns[0] === ownName(column))
}

/** The valid references of a column, to the wanted target where one is named: `agents.agent_id`, or a table alone. */
export function referring(catalog: Catalog, column: CatalogObject, target: string | undefined) {
  const table = column.of === undefined ? undefined : catalog.objects.get(column.of)
  if (!table) return []
  const name = ownName(column)
  return referencesOf(catalog, table).filter((reference) => {
    const at = reference.columns.indexOf(name)
    if (at === -1 || !reference.validated) return false
    if (target === undefined || sameTable(catalog.engine, target, reference.table)) return true
    const parts = nameParts(target)
    const last = parts.at(-1)!
    const owner = parts.slice(0, -1).map((part) => (part.quoted ? `"${part.text}"` : part.text))
    return (
      owner.length > 0 &&
      sameTable(catalog.engine, owner.join('.'), reference.table) &&
      fit(catalog.engine, last, reference.targets[at] ?? '') > 0
    )
  })
}
