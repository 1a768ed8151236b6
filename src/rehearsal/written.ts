import { type Catalog, keyOf } from '../catalog/catalog.ts'
import type { Effect } from '../catalog/effect.ts'
import type { TableRows } from '../catalog/rows.ts'
import { folded, isDynamic, mentions } from '../model/mention.ts'

/**
 * What an up writes over or takes away in tables that stood, where the way back writes nothing there: by the statement, for the rows of a
 * rehearsal may not be those that it means. Where the way back writes too, or a function does what the statement calls, rows decide,
 * where there were any.
 */
export function writtenOver(
  before: Catalog,
  after: Catalog,
  effects: readonly Effect[],
  back: readonly string[],
  rows: readonly TableRows[],
): string[] {
  const told = new Set(rows.filter((each) => each.rows.length).map(({ table }) => table))
  const texts = back.map(folded)
  const states = (text: string, table: string) =>
    /\b(?:insert|update|delete|merge|copy|replace|truncate)\b/.test(text) && mentions(text, bare(table))
  const writes = (table: string) => texts.some((text) => isDynamic(text) || states(text, table))
  const lost = new Set<string>()
  for (const effect of effects) {
    if (effect.does !== 'update' && effect.does !== 'delete' && effect.does !== 'truncate') continue
    const { table, at } = effect
    if (!states(folded(at.text), table)) continue
    if (!before.objects.has(keyOf('table', table)) || !after.objects.has(keyOf('table', table))) continue
    if (told.has(table) && writes(table)) continue
    const columns = effect.does === 'update' ? effect.columns : undefined
    if (!columns) lost.add(table)
    // What the up makes itself holds nothing of before.
    for (const column of columns ?? []) if (before.objects.has(keyOf('column', `${table}.${column}`))) lost.add(`${table}.${column}`)
  }
  return [...lost]
}

const bare = (table: string): string => folded(table.split('.').at(-1)!).replaceAll('"', '')
