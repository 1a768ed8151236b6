import type { TableRows } from '../catalog/rows.ts'
import { isBookkeeping } from '../migrations/bookkeeping.ts'
import type { Way } from './back.ts'
import { grade, type Seen } from './grade.ts'

/**
 * What of what stood is lost at the end of a way whose steps a document states: by the same signs as a verdict. Behind a down, where
 * people give values anew, a NULL that gets its first value is no loss. What a migration tool writes down for itself is nobody's data.
 */
export function lostOn(seen: Seen, { leg, scripts, end, rows = [] }: Way): string[] {
  if (!end || !scripts.some(({ direction }) => direction === 'other')) return []
  const backTexts = scripts.map(({ text }) => text)
  const loses = grade({ ...seen, back: end, rows: { ...seen.rows, back: rows }, backTexts }).loses.filter((name) => !isBookkeeping(name))
  return leg === 'document' ? loses : loses.filter((name) => !isColumn(name, seen.rows.before) || isTaken(name, seen.rows.before, rows))
}

const isColumn = (name: string, rows: readonly TableRows[]): boolean => rows.some(({ table }) => name.startsWith(`${table}.`))

/** Whether a value of a column is no longer there. */
function isTaken(name: string, before: readonly TableRows[], after: readonly TableRows[]): boolean {
  const valuesIn = (tables: readonly TableRows[]) =>
    tables.flatMap(({ table, columns, rows }) => {
      const at = columns.findIndex((column) => `${table}.${column}` === name)
      return at === -1 ? [] : rows.flatMap((row) => row[at] ?? [])
    })
  const left = valuesIn(after)
  return valuesIn(before).some((value) => {
    const at = left.indexOf(value)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
}
