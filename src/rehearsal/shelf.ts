import type { Checkpoint, Engine, Limits } from '../engines/engine.ts'
import type { Checkpoints } from '../model/checkpoints.ts'
import { hasCommands } from './commanded.ts'
import type { History } from './history.ts'
import { keepAndClose, startFrom } from './kept.ts'
import { advance, type Replay } from './replay.ts'

/** Where databases come from that hold the first migrations of a history, and where they go when they are done with. */
export interface Shelf {
  take(asked: Wanted): Promise<Replay>
  give(replay: Replay): Promise<void>
}

/** A database with the first `count` migrations of a history behind it. */
export interface Wanted {
  engine: Engine
  history: History
  limits: Limits
  count: number
  /** Whether it is written down which statement made what. */
  births?: true
}

/** Each database is made anew and thrown away. */
export const noShelf: Shelf = {
  take: async (asked) => (await startFrom(undefined, asked)).replay,
  give: (replay) => replay.database.close(),
}

/** A database that was given out, with what it must be brought back to. */
interface Kept {
  key: Key
  start: Checkpoint
  as: Pick<Replay, 'at' | 'failures' | 'waiting'>
  history: History
  keepAs?: readonly string[]
}

/** How many databases wait to be used again, and how many migrations one of them is led on to serve what comes later. */
const mostIdle = 4
const mostAhead = 8

/**
 * Databases that hold the same start of a history are used again, each brought back to it. Where checkpoints are given they start
 * from these, and one of each ground is kept there in the end.
 */
export function keptShelf(checkpoints?: Checkpoints): Shelf & { close(): Promise<void> } {
  /** Databases that nobody uses, the one that waits longest first. */
  const idle = new Set<Replay['database']>()
  const kept = new Map<Replay['database'], Kept>()
  const stored = new Set<string>()
  const drop = async (database: Replay['database']) => {
    const { keepAs, start, as, history } = kept.get(database)!
    kept.delete(database)
    idle.delete(database)
    if (!checkpoints || !keepAs || stored.has(keepAs[0]!)) return database.close()
    stored.add(keepAs[0]!)
    await keepAndClose(checkpoints, keepAs, { database, history, ...as }, start)
  }
  return {
    take: async (asked) => {
      const { history } = asked
      const key = keyOf(asked)
      const fits = [...idle].map((database) => ({ database, ahead: aheadOf(kept.get(database)!.key, key) }))
      for (const { database, ahead } of fits.filter((each) => each.ahead <= mostAhead).sort((a, b) => a.ahead - b.ahead)) {
        if (!idle.delete(database)) continue
        const { start, as } = kept.get(database)!
        const replay: Replay = { database, history, at: as.at, failures: [...as.failures], waiting: [...as.waiting] }
        try {
          await database.rewind(start)
          if (ahead > 0) {
            await advance(replay, asked.count)
            await database.reconnect()
          }
          return replay
        } catch {
          // What cannot be brought back is made anew.
          kept.delete(database)
          await database.close()
        }
      }
      const { replay, keepAs } = await startFrom(checkpoints, asked)
      const { database, at, failures, waiting } = replay
      const as = { at, failures: [...failures], waiting: [...waiting] }
      const start = await (database.pin?.() ?? database.keep())
      kept.set(database, { key, start, as, history, ...(keepAs ? { keepAs } : {}) })
      return replay
    },
    give: async ({ database }) => {
      if (!kept.has(database)) return
      idle.add(database)
      const [oldest] = idle
      if (idle.size > mostIdle && oldest) await drop(oldest)
    },
    close: async () => {
      for (const database of [...kept.keys()]) await drop(database)
    },
  }
}

/** What a database is made of: all but the migrations, and each of these. */
interface Key {
  ground: string
  ups: readonly string[]
}

function keyOf({ engine, history, limits, count, births }: Wanted): Key {
  const { ground, chain, rows, made } = history
  const ups = chain.migrations.slice(0, count).map(({ id, up }) => JSON.stringify([id, up]))
  const apart = ground.engine === 'postgres' ? undefined : births
  return { ground: JSON.stringify([engine.version, apart, ground, hasCommands(history), limits, chain.bookkeeping?.text, rows, made]), ups }
}

/** How many migrations a database that stands at one key is behind another; never there where it did what the other does not ask. */
function aheadOf(standing: Key, asked: Key): number {
  const leads = standing.ground === asked.ground && standing.ups.every((up, at) => up === asked.ups[at])
  return leads ? asked.ups.length - standing.ups.length : Number.POSITIVE_INFINITY
}
