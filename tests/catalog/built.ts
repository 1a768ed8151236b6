import { type Catalog, type CatalogObject, keyOf, type ObjectKind } from '../../src/catalog/catalog.ts'

type Line = readonly [kind: ObjectKind, name: string, aspects?: CatalogObject['aspects'], identity?: string]

/** A catalog by hand; a part of a table belongs to the table that its name begins with. */
export function catalogOf(engine: Catalog['engine'], ...lines: readonly Line[]): Catalog {
  const objects = new Map<string, CatalogObject>()
  for (const [kind, name, aspects = {}, identity] of lines) {
    const owner = ['column', 'constraint', 'index', 'trigger', 'policy'].includes(kind)
      ? lines.find(([each, table]) => each === 'table' && name.startsWith(`${table}.`))
      : undefined
    const key = keyOf(kind, name)
    objects.set(key, { key, kind, name, aspects, ...(identity ? { identity } : {}), ...(owner ? { of: keyOf('table', owner[1]) } : {}) })
  }
  return { engine, objects }
}
