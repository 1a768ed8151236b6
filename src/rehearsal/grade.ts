import { aspectOf } from '../catalog/aspects.ts'
import type { Catalog, CatalogObject } from '../catalog/catalog.ts'
import { type Difference, diffCatalogs } from '../catalog/diff.ts'
import type { Effect, EngineError } from '../catalog/effect.ts'
import { ownName } from '../catalog/names.ts'
import { isPlainRole } from '../catalog/privileges.ts'
import { renamesBetween } from '../catalog/renames.ts'
import type { TableRows } from '../catalog/rows.ts'
import type { Grade } from '../model/report.ts'
import { lostValues } from './values.ts'
import { writtenOver } from './written.ts'

/** What was seen of one migration: the database before it, after its up, after its down, and after its up again. */
export interface Seen {
  before: Catalog
  up: Catalog
  /** Absent where there is no way back, or where a step failed. */
  back?: Catalog
  again?: Catalog
  rows: { before: readonly TableRows[]; up: readonly TableRows[]; back?: readonly TableRows[] }
  error?: { side: 'up' | 'down'; error: EngineError }
  hasDown: boolean
  /** What the up did to rows, by its statements, and what the way back says. */
  effects?: readonly Effect[]
  backTexts?: readonly string[]
}

/** The verdict of a rehearsal, with what is lost and what is left, each by its name. */
export interface Verdict {
  grade: Grade
  loses: string[]
  rewrites: string[]
  left: string[]
  discards: string[]
  restored: boolean
  /** All that is left are values that enums have got, which no way back has to take. */
  enumsAlone?: true
}

/** Grades what was seen. A failure goes before a difference, a difference before a loss. */
export function grade(seen: Seen): Verdict {
  const rewrites = seen.rows.up.length ? names(lostValues(seen.rows.before, seen.rows.up, seen.before)) : []
  const discards = seen.hasDown ? madeByUp(seen) : []
  const none: Verdict = { grade: 'none', loses: [], rewrites, left: [], discards: [], restored: false }
  if (!seen.back) return seen.error ? { ...none, grade: 'fails' } : { ...none, loses: takenByUp(seen) }
  const differences = diffCatalogs(seen.before, seen.back, { identities: true })
  const left = differences.filter(isLeft).map(({ says }) => says)
  // What is left explains a second up that fails; an error with nothing left is one of its own.
  if (seen.error && left.length === 0) return { ...none, grade: 'fails' }
  if (seen.error) left.push(`so the next up fails: ${seen.error.error.message}`)
  const again = seen.again ? diffCatalogs(seen.up, seen.again, { identities: false }).filter(isLeft) : []
  left.push(...again.map(({ says }) => `after the second up ${says}`))
  const values = lostValues(seen.rows.before, seen.rows.back ?? [], seen.before)
  const replaced = holders(differences, 'replaced', seen.before)
  const gone = holders(differences, 'missing', seen.before)
  const written = writtenOver(seen.before, seen.back, seen.effects ?? [], seen.backTexts ?? [], seen.rows.before)
  const loses = topmost([...replaced, ...gone, ...wentUnseen(seen)], [...names(values), ...written])
  const restored =
    replaced.length > 0 && gone.length === 0 && names(values).length === 0 && replaced.every((object) => hadRows(object, seen.rows.before))
  const verdict = left.length ? 'partial' : loses.length ? 'lossy' : 'reversible'
  const grown = differences.filter(isLeft).every(gainsValues) && again.length === 0
  return { grade: verdict, loses, rewrites, left, discards, restored, ...(left.length && grown ? { enumsAlone: true as const } : {}) }
}

/** Tables and columns whose data the up takes away, for as long as nothing brings it back. What only has another name holds what it held. */
export function takenByUp({ before, up, rows, effects }: Pick<Seen, 'before' | 'up' | 'rows' | 'effects'>): string[] {
  const differences = diffCatalogs(before, up, { identities: true })
  const { tables, columns } = renamesBetween(before, up, true)
  const stays = (object: CatalogObject) => tables.has(object.name) || columns.get(tableOf(object))?.has(ownName(object))
  const gone = holders(differences, 'missing', before).filter((object) => !stays(object))
  const written = writtenOver(before, up, effects ?? [], [], rows.before)
  return topmost([...holders(differences, 'replaced', before), ...gone], [...names(lostValues(rows.before, rows.up, before)), ...written])
}

/** What a way back leaves otherwise: a role of the cluster counts by what it may do, not by its being there. */
export function isLeft(difference: Difference): boolean {
  if (difference.apart === 'role') return difference.what !== 'added' || !isPlainRole(difference.after)
  return difference.apart === undefined && difference.what !== 'replaced'
}

const gainsValues = (difference: Difference): boolean =>
  difference.what === 'changed' &&
  difference.before.kind === 'enum' &&
  difference.aspect === 'values' &&
  !aspectOf('enum', 'values').loses(difference.from, difference.to, {})

const holdsData = (object: CatalogObject): boolean =>
  object.kind === 'table' || object.kind === 'column' || object.kind === 'materialized view'

const holders = (differences: readonly Difference[], how: 'missing' | 'replaced', before: Catalog): CatalogObject[] =>
  differences
    .filter(({ what }) => what === how)
    .map(({ key }) => before.objects.get(key)!)
    .filter(holdsData)

const tableOf = ({ of }: CatalogObject): string => (of ?? '').replace(/^table:/, '')

function names(loss: { tables: readonly string[]; columns: readonly string[] }): string[] {
  return [...loss.tables, ...loss.columns].sort()
}

/**
 * Where an engine has no identities and a table held no rows to tell by: columns that went with the up and stand again after the down.
 * A column that came in the same table may be the same one under another name, and is not told of.
 */
function wentUnseen({ before, up, back, rows }: Seen): CatalogObject[] {
  if (before.engine === 'postgres' || !back) return []
  const filled = new Set(rows.before.filter((each) => each.rows.length > 0).map(({ table }) => `table:${table}`))
  const came = new Set(
    [...up.objects.values()]
      .filter((object) => object.kind === 'column' && !before.objects.has(object.key))
      .map(({ of, aspects }) => `${of} ${aspects.type}`),
  )
  return [...before.objects.values()].filter(
    (object) =>
      object.kind === 'column' &&
      !up.objects.has(object.key) &&
      back.objects.has(object.key) &&
      up.objects.has(object.of!) &&
      !filled.has(object.of!) &&
      !came.has(`${object.of} ${object.aspects.type}`),
  )
}

/** A lost table covers its columns. */
function topmost(objects: readonly CatalogObject[], others: readonly string[]): string[] {
  const all = [...new Set([...objects.filter(({ kind }) => kind !== 'materialized view').map(({ name }) => name), ...others])]
  return all.filter((name) => !all.some((other) => name !== other && name.startsWith(`${other}.`))).sort()
}

function hadRows(object: CatalogObject, rows: readonly TableRows[]): boolean {
  const table = object.kind === 'column' ? tableOf(object) : object.name
  return rows.some((each) => each.table === table && each.rows.length > 0)
}

/** Tables and columns that the up made and the down takes away: rows written since go with them. */
function madeByUp(seen: Seen): string[] {
  if (!seen.back) return []
  const back = seen.back
  // What only has another name was there before, and is there after.
  const { tables, columns } = renamesBetween(seen.before, seen.up, true)
  const renamed = new Set([
    ...[...tables.values()].map((name) => `table:${name}`),
    ...[...columns].flatMap(([table, names]) => [...names.values()].map((name) => `column:${tables.get(table) ?? table}.${name}`)),
  ])
  const made = [...seen.up.objects.values()].filter(
    (object) =>
      (object.kind === 'table' || (object.kind === 'column' && !renamed.has(object.of ?? ''))) &&
      !renamed.has(object.key) &&
      !seen.before.objects.has(object.key) &&
      !back.objects.has(object.key),
  )
  return topmost(made, [])
}
