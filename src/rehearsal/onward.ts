import type { Checkpoint } from '../engines/engine.ts'
import type { Migration } from '../migrations/migration.ts'
import { Refusal } from '../model/refusal.ts'
import { type Replay, settleRows, step } from './replay.ts'

/** The history goes on from one clean up, or from the state before it where that fails; tells whether the up stands. */
export async function goOn(replay: Replay, start: Checkpoint, clean: Checkpoint | undefined, refused: boolean): Promise<boolean> {
  const { database } = replay
  const at = replay.at
  if (clean) {
    await database.rewind(clean)
    replay.at = at + 1
    return true
  }
  await database.rewind(start)
  try {
    return (await step(replay)).ran.error === undefined
  } catch (error) {
    if (!refused) throw error
    await without(replay, start, at, error)
    return false
  }
}

/** What could not be rehearsed may not run by itself either; the history goes on without it. */
async function without(replay: Replay, start: Checkpoint, at: number, error: unknown): Promise<void> {
  if (!(error instanceof Refusal)) throw error
  await replay.database.rewind(start)
  replay.at = at + 1
}

/** The history goes on behind a migration that is rehearsed elsewhere, as it does there. */
export async function passOver(replay: Replay, migration: Migration): Promise<void> {
  const { database, at } = replay
  await database.settle?.()
  const start = await database.keep()
  try {
    const { ran } = await step(replay)
    if (ran.error) replay.failures.push({ migration, error: ran.error })
  } catch (error) {
    await without(replay, start, at, error)
  }
  await settleRows(replay, migration.id)
}
