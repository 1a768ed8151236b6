import type { Catalog } from '../catalog/catalog.ts'
import type { Effect } from '../catalog/effect.ts'
import type { Database, Engine, Limits, Watch } from '../engines/engine.ts'
import type { Migration } from '../migrations/migration.ts'
import { Refusal } from '../model/refusal.ts'
import { grade, type Seen, type Verdict } from './grade.ts'
import type { History } from './history.ts'
import { advance, begin, type Replay, settleRows, step } from './replay.ts'
import { trialRows } from './trial.ts'

/** One migration, up, down and up again. */
export interface Rehearsed extends Verdict {
  migration: Migration
  /** Both ends of the up, for its category. */
  before: Catalog
  after: Catalog
  effects: readonly Effect[]
  error?: Seen['error']
  /** Why nothing could be decided; the verdict is then `unknown`. */
  refusal?: Refusal
  afterFailure: boolean
  limits: string[]
  ms: number
}

/** Rehearses the migrations that `wanted` names, each on a database that holds exactly the history before it. */
export async function* rehearse(
  engine: Engine,
  history: History,
  limits: Limits,
  wanted: (migration: Migration) => boolean,
): AsyncGenerator<Rehearsed, { label: string }> {
  const replay = await begin(engine, history, limits)
  try {
    let failed = false
    let before: Catalog | undefined
    for (const migration of history.chain.migrations) {
      if (!wanted(migration)) {
        await advance(replay, replay.at + 1)
        failed ||= replay.failures.some((failure) => failure.migration === migration)
        before = undefined
        continue
      }
      before ??= await replay.database.catalog()
      const rehearsed = await one(replay, migration, before)
      yield { ...rehearsed, afterFailure: failed }
      failed ||= rehearsed.error?.side === 'up'
      before = rehearsed.after
    }
    return { label: replay.database.label }
  } finally {
    await replay.database.close()
  }
}

type One = Omit<Rehearsed, 'afterFailure'>

async function one(replay: Replay, migration: Migration, before: Catalog): Promise<One> {
  const started = performance.now()
  const { database } = replay
  const start = await database.keep()
  const limits: string[] = []
  let seen: Seen & { effects: readonly Effect[] }
  let refusal: Refusal | undefined
  try {
    seen = await roundTrip(replay, migration, before, tablesOf(before))
    // Rows that pawl made are a guess: what fails on them alone is no failure of the migration.
    let filled = tablesOf(before)
    while (seen.error && filled.length) {
      const blamed = seen.error.error
      const kept = filled.filter((table) => !mentions(blamed.at.text, table))
      filled = kept.length < filled.length ? kept : []
      await database.rewind(start)
      seen = await roundTrip(replay, migration, before, filled)
      if (!seen.error)
        limits.push(
          `${migration.id} fails on rows that pawl makes (${blamed.message}); it was rehearsed with ${filled.length ? 'fewer' : 'none'}`,
        )
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    refusal = error
    seen = { before, up: before, rows: { before: [], up: [] }, hasDown: migration.down !== undefined, effects: [] }
  }
  await database.rewind(start)
  // The history goes on from one clean up, or from the state before it where that fails.
  const { ran } = await step(replay)
  await settleRows(replay, migration.id)
  const after = ran.error ? before : await database.catalog()
  const verdict = refusal ? unknown : grade(seen)
  return {
    ...verdict,
    migration,
    before,
    after,
    effects: seen.effects,
    limits,
    ms: Math.round(performance.now() - started),
    ...(seen.error ? { error: seen.error } : {}),
    ...(refusal ? { refusal } : {}),
  }
}

const unknown: Verdict = { grade: 'unknown', loses: [], rewrites: [], left: [], discards: [], restored: false }

/** Up, down and up again, with the catalog and the rows after each. */
async function roundTrip(
  replay: Replay,
  migration: Migration,
  before: Catalog,
  filled: readonly string[],
): Promise<Seen & { effects: readonly Effect[] }> {
  const { database } = replay
  const tables = tablesOf(before)
  await trialRows(database, before, filled, replay.history.made)
  const rowsBefore = await database.rows(tables)
  const seen: Seen & { effects: readonly Effect[] } = {
    before,
    up: before,
    rows: { before: rowsBefore, up: rowsBefore },
    hasDown: migration.down !== undefined,
    effects: [],
  }
  const up = await runFresh(database, migration.up, { tables })
  if (up.error) return { ...seen, error: { side: 'up', error: up.error } }
  seen.effects = up.effects
  seen.up = await database.catalog()
  seen.rows.up = await database.rows(tablesOf(seen.up).filter((table) => tables.includes(table)))
  if (migration.verify) {
    const verified = await database.run(migration.verify)
    if (verified.error) return { ...seen, error: { side: 'up', error: verified.error } }
  }
  if (!migration.down) return seen
  if (filled.length)
    await trialRows(
      database,
      seen.up,
      tablesOf(seen.up).filter((table) => !tables.includes(table)),
      replay.history.made,
    )
  const down = await runFresh(database, migration.down)
  if (down.error) return { ...seen, error: { side: 'down', error: down.error } }
  seen.back = await database.catalog()
  seen.rows.back = await database.rows(tablesOf(seen.back).filter((table) => tables.includes(table)))
  const again = await runFresh(database, migration.up)
  if (again.error) return { ...seen, error: { side: 'up', error: again.error } }
  seen.again = await database.catalog()
  return seen
}

async function runFresh(database: Database, script: Migration['up'], watch?: Watch) {
  await database.reconnect()
  return database.run(script, watch)
}

/** Whether a statement's text names a table, by its last part. */
function mentions(sql: string, table: string): boolean {
  const name = table.split('.').at(-1)!.replaceAll('"', '')
  return sql.toLowerCase().includes(name.toLowerCase())
}

function tablesOf(catalog: Catalog): string[] {
  return [...catalog.objects.values()].filter(({ kind }) => kind === 'table').map(({ name }) => name)
}
