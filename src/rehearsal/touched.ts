import { type Catalog, type CatalogObject, ofKind } from '../catalog/catalog.ts'
import type { Probe } from '../catalog/passage.ts'
import { folded, isDynamic, mentions } from '../model/mention.ts'

/** What changes rows of tables that it does not name. */
const sweeping =
  /\btruncate\b[^;]*\bcascade\b|\bwritable_schema\b|\b(?:drop|reassign)\s+owned\b|\bdrop\s+(?:schema|extension)\b|\balter\s+(?:domain|extension|type\b(?![^;]*\badd\s+value))\b/

/**
 * The tables that scripts may read, write or change, by catalog name: those that they name, and those that are reached from these
 * by triggers, rules, views, functions and references with an action. All of them where SQL is made at run time.
 */
export function touchedTables(catalog: Catalog, scripts: readonly string[]): string[] {
  const tables: CatalogObject[] = []
  const rest: { name: string; object: CatalogObject }[] = []
  const texts = scripts.map(folded)
  const own = new Map<string, CatalogObject[]>()
  const children = new Map<string, string[]>()
  for (const object of catalog.objects.values()) {
    if (object.kind === 'table') tables.push(object)
    else if (object.of !== undefined) {
      const { references, onDelete, onUpdate } = object.aspects
      if (references === undefined) own.set(object.of, [...(own.get(object.of) ?? []), object])
      else if ([onDelete, onUpdate].some((action) => action !== undefined && !/^(no action|restrict)$/i.test(String(action)))) {
        const parent = `table:${String(references).replace(/\(.*$/, '').trim()}`
        children.set(parent, [...(children.get(parent) ?? []), object.of])
      }
    } else if (unnamed.has(object.kind)) texts.push(textOf(object))
    if (named.has(object.kind)) rest.push({ name: bare(object.name), object })
  }
  const ownTexts = (key: string) => (own.get(key) ?? []).map(textOf)
  const touched = new Set<string>()
  const touch = (key: string) => {
    if (touched.has(key) || !catalog.objects.has(key)) return
    touched.add(key)
    texts.push(...ownTexts(key))
    for (const child of children.get(key) ?? []) touch(child)
    for (const parent of kin(catalog.objects.get(key))) touch(`table:${parent}`)
  }
  const waiting = new Map(tables.map((table) => [table.key, [table.name, ...kin(table)].map(bare)]))
  for (const text of texts) {
    if (isDynamic(text) || sweeping.test(text)) return tables.map(({ name }) => name)
    for (const [key, names] of waiting) {
      if (!touched.has(key) && names.some((name) => mentions(text, name))) touch(key)
    }
    for (const each of rest.filter(({ name }) => mentions(text, name))) {
      rest.splice(rest.indexOf(each), 1)
      texts.push(textOf(each.object), ...ownTexts(each.object.key))
    }
  }
  return tables.filter(({ key }) => touched.has(key)).map(({ name }) => name)
}

/** Tables that need rows for the probes to tell anything of these scripts: those that are touched, and those that refer to them. */
export function tablesToFill(catalog: Catalog, scripts: readonly string[], probes: readonly Probe[]): string[] {
  if (!probes.some(({ needsRows }) => needsRows && scripts.some((text) => needsRows.test(text)))) return []
  const touched = new Set(touchedTables(catalog, scripts))
  const parentOf = ({ aspects }: CatalogObject) =>
    String(aspects.references ?? '')
      .replace(/\(.*$/s, '')
      .trim()
  const referring = ofKind(catalog, 'constraint').filter((each) => touched.has(parentOf(each)))
  return [...touched, ...referring.map(({ of = '' }) => of.replace(/^table:/, ''))]
}

/** What runs where its name is spoken, and what runs without. */
const named: ReadonlySet<string> = new Set(['view', 'materialized view', 'function'])
const unnamed: ReadonlySet<string> = new Set(['domain', 'other', 'event trigger'])
/** All that an object says, but for who may use it: that EXECUTE makes no SQL. */
const textOf = ({ aspects: { privileges: _, ...rest } }: CatalogObject) => folded(JSON.stringify(rest))

/** What a table is part of. */
function kin(table: CatalogObject | undefined): string[] {
  const parents = table?.aspects.inherits
  return Array.isArray(parents) ? parents.map(String) : []
}

/** `pay` of `public.pay(integer)`. */
function bare(name: string): string {
  const plain = folded(name.replace(/\(.*$/, '')).replaceAll('"', '')
  return plain.slice(plain.indexOf('.') + 1)
}
