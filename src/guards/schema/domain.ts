import { type Catalog, type CatalogObject, keyOf } from '../../catalog/catalog.ts'
import { nameParts, tableParts } from '../../catalog/names.ts'

/** The domain that is a column's type. */
export function domainOf(catalog: Catalog, column: CatalogObject): CatalogObject | undefined {
  if (catalog.engine !== 'postgres') return undefined
  const parts = tableParts('postgres', nameParts(String(column.aspects.type ?? '')))
  return parts && catalog.objects.get(keyOf('domain', `${parts.schema.text}.${parts.name.text}`))
}

/** A column with what it has from its domain: NOT NULL, and the default where it has none of its own. */
export function withDomain(catalog: Catalog, column: CatalogObject): CatalogObject {
  const domain = domainOf(catalog, column)?.aspects
  if (!domain) return column
  const byDefault = column.aspects.default ?? domain.default
  const notNull = column.aspects.notNull === true || domain.notNull === true
  return {
    ...column,
    aspects: { ...column.aspects, ...(notNull ? { notNull } : {}), ...(byDefault === undefined ? {} : { default: byDefault }) },
  }
}
