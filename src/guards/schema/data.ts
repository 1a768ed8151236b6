import type { CatalogObject } from '../../catalog/catalog.ts'
import type { Effect } from '../../catalog/effect.ts'
import { ownName, sameTable } from '../../catalog/names.ts'
import type { Place } from '../../model/place.ts'
import { apart } from './column-losses.ts'
import { type Guarded, judgeEffects } from './effects.ts'
import { followRows, type RowsFate, type ValueFate } from './rows.ts'
import { lossPlaces, type Sight, statementPlace } from './sight.ts'

/** Judges what becomes of the values of protected columns of a table that stands on both sides (at the migration's end). */
export async function judgeData(
  sight: Sight,
  before: CatalogObject,
  after: CatalogObject,
  shown: string,
  columns: readonly Guarded[],
  frozen: boolean,
  /** A finding says already why rows are gone. */
  explained = false,
): Promise<void> {
  const { passage } = sight
  if (passage.way === 'standing') return
  const told = judgeEffects(sight, before, shown, columns, frozen)
  told.rows ||= explained
  const standing = columns.filter(({ column }) => newerColumn(sight, after, column) !== undefined)
  const fate = followRows(
    sight,
    before,
    after,
    standing.map(({ column }) => column),
  )
  if (fate && fate.deleted > 0 && !told.rows) {
    const cause = await causeOf(sight, before)
    sight.tell('schema/rows-deleted', {
      args: { count: fate.deleted, table: shown, by: cause.by },
      what: `rows ${passage.migration}`,
      places: cause.places,
      within: { code: 'schema/table-dropped', what: `dropped ${ownName(before)}` },
    })
    told.rows = true
  }
  const remade = madeAgain(sight, before, after)
  if (remade && !told.rows && (!fate || fate.rows === 0)) {
    sight.tell('schema/rows-unseen', {
      args: { table: shown },
      what: 'unseen',
      places: await causeOf(sight, before).then((cause) => cause.places),
    })
  }
  for (const { shown: name, column } of standing) {
    if (told.columns.has(column.key)) continue
    await judgeValues(sight, name, column, newerColumn(sight, after, column)!, fate, frozen, remade || told.rows)
  }
}

function newerColumn(sight: Sight, table: CatalogObject, column: CatalogObject): CatalogObject | undefined {
  const { objects } = sight.passage.after
  const same = objects.get(column.key)
  if (same) return same
  return [...objects.values()].find((object) => object.kind === 'column' && object.of === table.key && ownName(object) === ownName(column))
}

async function judgeValues(
  sight: Sight,
  shown: string,
  before: CatalogObject,
  after: CatalogObject,
  fate: RowsFate | undefined,
  frozen: boolean,
  remade: boolean,
): Promise<void> {
  const own = fate?.columns.get(ownName(before))
  const another =
    sight.passage.sameDatabase && before.identity !== undefined && after.identity !== undefined && before.identity !== after.identity
  // What the engine computes is computed anew, where it is computed alike.
  const { generated } = before.aspects
  const computed = generated !== undefined && generated === after.aspects.generated
  if (another && !remade && !computed && !(kept(own) && written(sight, before))) {
    sight.tell('schema/column-recreated', {
      args: { column: shown },
      what: `${apart(sight, shown)}recreated`,
      places: await lossPlaces(sight.passage, before.key, 'drops it'),
      within: dropped(sight, shown),
    })
    return
  }
  const how = lossOf(own, frozen)
  if (!own || !how) return
  const at = await lastTouch(sight, before)
  sight.tell(`schema/values-${how}`, {
    args: { count: own[how], column: shown },
    what: `${how} ${ownName(before)} rows ${sight.passage.migration}`,
    places: at,
    within: dropped(sight, shown),
  })
}

/** Where a way back gives a column anew, the statement of the up that dropped it is told already. */
const dropped = (sight: Sight, column: string) => ({ code: 'schema/column-dropped', what: `${apart(sight, column)}dropped` })

/** All values that a column had are known to be there still. */
const kept = (fate: ValueFate | undefined) => fate !== undefined && fate.followed > 0 && fate.cleared === 0 && fate.changed === 0

/** Nothing but a statement that writes brings values into a new column. */
function written(sight: Sight, column: CatalogObject): boolean {
  const { before, effects } = sight.passage
  const table = column.of?.slice(column.of.indexOf(':') + 1) ?? ''
  return effects.some((effect) => effect.does === 'update' && sameTable(before.engine, effect.table, table))
}

function lossOf(fate: ValueFate | undefined, frozen: boolean): 'cleared' | 'changed' | 'filled' | undefined {
  if (fate?.cleared) return 'cleared'
  if (fate?.changed) return 'changed'
  return fate?.filled && frozen ? 'filled' : undefined
}

/** Whether a table was dropped on the way and another of its name stands in its place. */
function madeAgain(sight: Sight, before: CatalogObject, after: CatalogObject): boolean {
  const { passage } = sight
  if (before.identity !== undefined && after.identity !== undefined) return passage.sameDatabase && before.identity !== after.identity
  return passage.effects.some((effect) => effect.does === 'drop' && sameTable(passage.before.engine, effect.table, before.name))
}

/** What took rows away although no statement named their table: the drop or the emptying of another, as far as it was seen. */
async function causeOf(sight: Sight, table: CatalogObject): Promise<{ by: string; places: readonly Place[] }> {
  const { passage } = sight
  const { engine } = passage.before
  const taking = passage.effects.filter(takes)
  const cause =
    taking.find((effect) => !sameTable(engine, effect.table, table.name) && before(sight, effect.table)) ??
    taking.find((effect) => sameTable(engine, effect.table, table.name))
  if (cause) {
    const verb = { drop: 'the drop of', delete: 'the DELETE on', truncate: 'the TRUNCATE of' }[cause.does]
    return { by: `${verb} \`${cause.table}\``, places: [statementPlace(cause.at, 'takes them along')] }
  }
  for (const object of passage.before.objects.values()) {
    if (object.kind !== 'table' || object.key === table.key) continue
    const newer = passage.after.objects.get(object.key)
    if (newer && (newer.identity === object.identity || !passage.sameDatabase)) continue
    const at = await passage.blame(object.key)
    if (at) return { by: `the drop of \`${object.name}\``, places: [statementPlace(at, 'takes them along')] }
  }
  const own = passage.way === 'back' ? await passage.blame(table.key) : undefined
  if (own && /\bdrop\b/i.test(own.text)) return { by: `the drop of \`${table.name}\``, places: [statementPlace(own, 'takes them along')] }
  return { by: `migration \`${passage.migration}\``, places: [] }
}

type Taking = Extract<Effect, { does: 'delete' | 'truncate' | 'drop' }>
const takes = (effect: Effect): effect is Taking => effect.does === 'drop' || effect.does === 'delete' || effect.does === 'truncate'

/** Only tables that stood before can take rows of others along. */
function before(sight: Sight, table: string): boolean {
  const { engine, objects } = sight.passage.before
  return [...objects.values()].some((object) => object.kind === 'table' && sameTable(engine, object.name, table))
}

async function lastTouch(sight: Sight, column: CatalogObject): Promise<readonly Place[]> {
  const at = await sight.passage.blame(column.key)
  if (at) return [statementPlace(at, 'changes its values')]
  const last = sight.passage.effects.findLast(
    (effect) =>
      'table' in effect &&
      column.of !== undefined &&
      sameTable(sight.passage.before.engine, effect.table, column.of.slice(column.of.indexOf(':') + 1)),
  )
  return last ? [statementPlace(last.at, 'changes its values')] : []
}
