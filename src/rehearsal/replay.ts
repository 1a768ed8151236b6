import type { EngineError } from '../catalog/effect.ts'
import type { Database, Engine, Limits, Watch } from '../engines/engine.ts'
import type { Migration } from '../migrations/migration.ts'
import { Refusal } from '../model/refusal.ts'
import { commanded, hasCommands } from './commanded.ts'
import type { History, RowPart } from './history.ts'

/** A migration whose up raised an error; the history goes on from the state before it. */
export interface Failure {
  migration: Migration
  error: EngineError
}

/** A database on its way through a history. */
export interface Replay {
  database: Database
  history: History
  /** How many migrations lie behind. */
  at: number
  failures: Failure[]
  /** Parts of the policy's rows that are still to be put in. */
  waiting: RowPart[]
}

/** Opens a database on a history's ground, before its first migration. */
export async function begin(engine: Engine, history: History, limits: Limits): Promise<Replay> {
  const database = hasCommands(history) ? await commanded(engine, history, limits) : await engine.open(history.ground, limits)
  const replay: Replay = { database, history, at: 0, failures: [], waiting: [...history.rows] }
  if (history.chain.bookkeeping) await mustRun(database, history.chain.bookkeeping)
  return replay
}

/** Runs migrations until `count` of them lie behind, the policy's rows put in on the way. */
export async function advance(replay: Replay, count: number): Promise<void> {
  while (replay.at < count) {
    if (await together(replay, count)) continue
    const { ran, migration } = await step(replay)
    if (ran.error) replay.failures.push({ migration, error: ran.error })
    await settleRows(replay, migration.id)
  }
}

/** Runs as many migrations as can go in one message to the engine: no rows wait between them, and a failure leaves nothing behind. */
async function together(replay: Replay, count: number): Promise<boolean> {
  const { database, waiting, history } = replay
  if (!database.runEach || waiting.length) return false
  const ups = history.chain.migrations.slice(replay.at, count).map(({ up }) => up)
  const end = ups.findIndex((up) => !leavesNothing(up, database.engine))
  const scripts = end === -1 ? ups : ups.slice(0, end)
  if (scripts.length < 2) return false
  const { whole, error } = await database.runEach(scripts)
  replay.at += whole
  if (error) {
    replay.failures.push({ migration: history.chain.migrations[replay.at]!, error })
    replay.at++
  }
  return true
}

/** Runs the next migration's up; where it fails the state before it is brought back. */
export async function step(replay: Replay, watch?: Watch) {
  const migration = replay.history.chain.migrations[replay.at]!
  const { database } = replay
  const start = leavesNothing(migration.up, database.engine) ? undefined : await database.keep()
  await database.reconnect()
  const ran = await database.run(migration.up, watch)
  if (ran.error && start) await database.rewind(start)
  replay.at++
  return { ran, migration }
}

/** Puts in the rows that wait for this migration, and those that wait for the first state in which they run. */
export async function settleRows(replay: Replay, migration: string): Promise<void> {
  const still: RowPart[] = []
  for (const part of replay.waiting) {
    if (part.after === migration) await mustRun(replay.database, part.script)
    else if (part.after !== undefined || !(await triesToRun(replay.database, part))) still.push(part)
  }
  replay.waiting = still
}

async function triesToRun(database: Database, part: RowPart): Promise<boolean> {
  return (await database.run({ ...part.script, wrap: 'transaction' })).error === undefined
}

async function mustRun(database: Database, script: RowPart['script']): Promise<void> {
  const { error } = await database.run(script)
  if (error)
    throw new Refusal(`the SQL does not run: ${error.message}`, {
      path: error.at.path,
      line: error.at.span.line,
      column: error.at.span.column,
    })
}

/** A script in one transaction leaves nothing behind when it fails; any other has to be brought back from a copy. */
function leavesNothing({ wrap, text, by }: RowPart['script'], engine: Database['engine']): boolean {
  if (by) return false
  // Postgres runs a query of many statements as one transaction; SQLite does not, and MySQL commits with each change of the schema.
  const atomic = (wrap === 'transaction' && engine !== 'mysql') || (wrap === 'query' && engine === 'postgres')
  return atomic && !/\b(commit|rollback|end|begin|start\s+transaction|concurrently|vacuum)\b/i.test(text)
}
