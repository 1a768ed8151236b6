import type { Catalog, CatalogObject } from './catalog.ts'

/** One part of a dotted name; a quoted part is compared letter by letter. */
export interface NamePart {
  text: string
  quoted: boolean
}

/** The parts of a name as people write it: `public."Users".id`, `[dbo].t`, a function's arguments left out. */
export function nameParts(name: string): NamePart[] {
  // Most names are plain words, and are asked for again and again.
  if (/^\w+(?:\.\w+)*$/.test(name)) return name.split('.').map((text) => ({ text, quoted: false }))
  const parts: NamePart[] = []
  const pattern = /\s*(?:"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|\[([^\]]*)\]|([^."`[(]+))\s*(\.|\(|$)/y
  for (let found = pattern.exec(name); found; found = pattern.exec(name)) {
    const quoted = found[4] === undefined
    const text = found[1]?.replaceAll('""', '"') ?? found[2]?.replaceAll('``', '`') ?? found[3] ?? found[4]!.trim()
    parts.push({ text, quoted })
    if (found[5] !== '.') break
  }
  return parts
}

/** What is wrong with the name of a table, or the like, of which one part holds a dot: catalogs part their names by dots. */
export function dotWithin(parts: readonly NamePart[]): string | undefined {
  const dotted = parts.find(({ text }) => text.includes('.'))?.text
  return (
    dotted &&
    `\`${dotted}\` is one name that holds a dot, and what has such a name is not followed; give it another name, or leave out the quotes where a schema and what is in it are meant`
  )
}

/** The arguments of a function's name, from its first bracket; undefined where it has none. */
export function nameArguments(name: string): string | undefined {
  const open = name.replace(/"(?:[^"]|"")*"/g, (quoted) => '_'.repeat(quoted.length)).indexOf('(')
  return open === -1 ? undefined : name.slice(open + 1).replace(/\)\s*$/, '')
}

/** How closely two parts fit: 2 letter by letter, 1 as the engine folds names, 0 not at all. */
export function fit(engine: Catalog['engine'], wanted: NamePart, found: string): 0 | 1 | 2 {
  if (wanted.text === found) return 2
  if (engine === 'postgres') return !wanted.quoted && wanted.text.toLowerCase() === found ? 1 : 0
  return wanted.text.toLowerCase() === found.toLowerCase() ? 1 : 0
}

/** A table's name as schema and name: what has no schema is `public` (Postgres), or has none at all. */
export function tableParts(engine: Catalog['engine'], parts: readonly NamePart[]): { schema: NamePart; name: NamePart } | undefined {
  const name = parts.at(-1)
  if (!name || parts.length > 2) return undefined
  const schema = parts.length === 2 ? parts[0]! : { text: engine === 'postgres' ? 'public' : '', quoted: true }
  return { schema: engine === 'sqlite' && schema.text.toLowerCase() === 'main' ? { text: '', quoted: true } : schema, name }
}

/** Whether two names mean the same table of one engine. */
export function sameTable(engine: Catalog['engine'], a: string, b: string): boolean {
  const first = tableParts(engine, nameParts(a))
  const second = tableParts(engine, nameParts(b))
  if (!first || !second) return a === b
  return fit(engine, first.schema, second.schema.text) > 0 && fit(engine, first.name, second.name.text) > 0
}

/** A table's name as people write it, as catalogs call it: folded as the engine folds it, without quotes, with its schema where there are any. */
export function catalogTable(engine: Catalog['engine'], name: string): string {
  const parts = tableParts(engine, nameParts(name))
  if (!parts) return name
  const called = ({ text, quoted }: NamePart) => (engine === 'postgres' && !quoted ? text.toLowerCase() : text)
  return parts.schema.text ? `${called(parts.schema)}.${called(parts.name)}` : called(parts.name)
}

/** The last part of a name, without its quotes. */
export function lastPart(name: string): string {
  return nameParts(name).at(-1)?.text ?? name
}

/** What an object is called within its table, without quotes; a made name (`check(a > 0.5)`) is kept whole. */
export function ownName(object: CatalogObject): string {
  const owner = object.of === undefined ? undefined : `${object.of.slice(object.of.indexOf(':') + 1)}.`
  if (owner === undefined || !object.name.startsWith(owner)) return lastPart(object.name)
  const rest = object.name.slice(owner.length)
  return /^"(?:[^"]|"")*"$/.test(rest) ? rest.slice(1, -1).replaceAll('""', '"') : rest
}

/** A name without the schema that goes without saying, as messages show it. */
export function shortName(name: string): string {
  return name.replace(/^public\./, '')
}

/** Whether an object that stands in a schema by itself stands in another one now. */
export function isMoved(before: CatalogObject, after: CatalogObject): boolean {
  const [older, newer] = [nameParts(before.name), nameParts(after.name)]
  return before.of === undefined && older.length > 1 && older[0]?.text !== newer[0]?.text
}
