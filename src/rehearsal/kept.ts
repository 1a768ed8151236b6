import type { EngineError } from '../catalog/effect.ts'
import type { Checkpoint } from '../engines/engine.ts'
import type { Checkpoints } from '../model/checkpoints.ts'
import { hasCommands } from './commanded.ts'
import type { History } from './history.ts'
import { ledTo } from './led.ts'
import { advance, begin, type Replay } from './replay.ts'
import type { Wanted } from './shelf.ts'

/** What replay costs, at the least, where keeping its end pays. */
const worthMs = 200

/** A database on its way, and the parts under which its state is to be kept where that pays. */
export interface Started {
  replay: Replay
  keepAs?: readonly string[]
}

/** Replays the start of a history, from the longest part of it that is kept. */
export async function startFrom(checkpoints: Checkpoints | undefined, asked: Wanted): Promise<Started> {
  const parts = checkpoints && asked.count > 0 && isTold(asked.history) ? ledTo(asked, checkpoints.day) : []
  const found = parts.length ? await checkpoints!.longest(parts) : undefined
  const resumed = found && (await resume(asked, found))
  const replay = resumed ?? (await begin(asked.engine, asked.history, asked.limits))
  try {
    if (asked.births) await replay.database.trackBirths?.()
    const started = performance.now()
    await advance(replay, asked.count)
    // A next migration, and what is asked ahead of it, finds a fresh connection, kept or not.
    await replay.database.reconnect()
    const pays = performance.now() - started >= worthMs || (found !== undefined && !resumed)
    return { replay, ...(pays && parts.length && replay.database.end ? { keepAs: parts } : {}) }
  } catch (error) {
    await replay.database.close()
    throw error
  }
}

/** Whether texts tell all that led to a database, and bytes all that it is: no server holds it, and no command has a hand in it. */
function isTold(history: History): boolean {
  return history.ground.server === undefined && !hasCommands(history)
}

/** Closes a database, and keeps what it was at a checkpoint. */
export async function keepAndClose(checkpoints: Checkpoints, parts: readonly string[], replay: Replay, start: Checkpoint): Promise<void> {
  const bytes = await replay.database.end!(start)
  if (bytes) await checkpoints.put(parts, entryOf(replay, bytes))
}

/** What is told of a replay beside its database. */
interface Head {
  at: number
  failures: { migration: number; error: EngineError }[]
  waiting: number[]
}

const headBytes = 4

function entryOf({ at, failures, waiting, history }: Replay, database: Uint8Array): Uint8Array {
  const head: Head = {
    at,
    failures: failures.map(({ migration, error }) => ({ migration: history.chain.migrations.indexOf(migration), error })),
    waiting: waiting.map((part) => history.rows.indexOf(part)),
  }
  const text = new TextEncoder().encode(JSON.stringify(head))
  const entry = new Uint8Array(headBytes + text.length + database.length)
  new DataView(entry.buffer).setUint32(0, text.length)
  entry.set(text, headBytes)
  entry.set(database, headBytes + text.length)
  return entry
}

/** A database as it was kept; nothing where the entry is not what `entryOf` made, or no engine starts from it. */
async function resume({ engine, history, limits }: Wanted, { length, content }: { length: number; content: Uint8Array }) {
  try {
    const end = headBytes + new DataView(content.buffer, content.byteOffset).getUint32(0)
    const head = JSON.parse(new TextDecoder().decode(content.subarray(headBytes, end))) as Head
    if (head.at !== length - 1) return undefined
    const failures = head.failures.map(({ migration, error }) => ({ migration: history.chain.migrations[migration]!, error }))
    const waiting = head.waiting.map((part) => history.rows[part]!)
    const database = await engine.open(history.ground, limits, content.slice(end))
    return { database, history, at: head.at, failures, waiting } satisfies Replay
  } catch {
    // Whatever is wrong with it, all of it can be made anew.
    return undefined
  }
}
