import type { Checkpoint, Engine, Limits } from '../engines/engine.ts'
import type { History } from './history.ts'
import { advance, begin, type Replay } from './replay.ts'

/** Where databases come from that hold the first migrations of a history, and where they go when they are done with. */
export interface Shelf {
  take(asked: Wanted): Promise<Replay>
  give(replay: Replay): Promise<void>
}

/** A database with the first `count` migrations of a history behind it. */
interface Wanted {
  engine: Engine
  history: History
  limits: Limits
  count: number
  /** Whether it is written down which statement made what. */
  births?: true
}

/** Each database is made anew and thrown away. */
export const noShelf: Shelf = {
  take: async ({ engine, history, limits, count, births }) => {
    const replay = await begin(engine, history, limits)
    try {
      if (births) await replay.database.trackBirths?.()
      await advance(replay, count)
    } catch (error) {
      await replay.database.close()
      throw error
    }
    return replay
  },
  give: (replay) => replay.database.close(),
}

/** A database that was given back, with what it must be brought back to. */
interface Kept {
  key: string
  start: Checkpoint
  as: Pick<Replay, 'at' | 'failures' | 'waiting'>
}

/** Databases that hold the same start of a history are used again, each brought back to it: for many changes of one tree. */
export function keptShelf(): Shelf & { close(): Promise<void> } {
  const idle = new Map<string, Replay['database'][]>()
  const kept = new Map<Replay['database'], Kept>()
  const drop = async (database: Replay['database']) => {
    kept.delete(database)
    await database.close()
  }
  return {
    take: async (asked) => {
      const { history } = asked
      const key = keyOf(asked)
      for (let database = idle.get(key)?.pop(); database; database = idle.get(key)?.pop()) {
        const { start, as } = kept.get(database)!
        try {
          await database.rewind(start)
          return { database, history, at: as.at, failures: [...as.failures], waiting: [...as.waiting] }
        } catch {
          // What cannot be brought back is made anew.
          await drop(database)
        }
      }
      const replay = await noShelf.take(asked)
      const { at, failures, waiting } = replay
      const as = { at, failures: [...failures], waiting: [...waiting] }
      kept.set(replay.database, { key, start: await replay.database.keep(), as })
      return replay
    },
    give: async ({ database }) => {
      const known = kept.get(database)
      if (known) idle.set(known.key, [...(idle.get(known.key) ?? []), database])
    },
    close: async () => {
      for (const database of [...kept.keys()]) await drop(database)
      idle.clear()
    },
  }
}

function keyOf({ engine, history: { ground, chain, rows, made }, limits, count, births }: Wanted): string {
  const ups = chain.migrations.slice(0, count).map(({ id, up }) => [id, up.text, up.wrap])
  return JSON.stringify([engine.version, births, ground, limits, chain.bookkeeping?.text, rows, made, ups])
}
