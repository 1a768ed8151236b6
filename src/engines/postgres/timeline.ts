import type { TableRows } from '../../catalog/rows.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Script } from '../../model/script.ts'
import type { Checkpoint, Lent, Ran, Watch } from '../engine.ts'

/** One thing done to a database that changes it; `number` is the first that its objects got. */
type Deed =
  | { run: Script; watch: Watch | undefined; number: number }
  | { fill: readonly TableRows[]; number: number }
  | 'reconnect'
  | 'lent'

/** A database that can be copied as a whole and brought back from a copy, which costs; `C` is the copy. */
export interface Machine<C> {
  send(sql: string): Promise<void>
  /**
   * Inside an open transaction a script may ask to be run again, for good. What is done again gives objects the
   * numbers that they had.
   */
  run(script: Script, inside: boolean, watch?: Watch, number?: number): Promise<({ ran: Ran } | { again: string }) & { number: number }>
  fill(
    rows: readonly TableRows[],
    inside: boolean,
    number?: number,
  ): Promise<{ failed: readonly { table: string; message: string }[]; number: number }>
  reconnect(): Promise<void>
  /** A copy of what stands; lost where the engine fails. Inside an open transaction only its files are of use. */
  copy(): Promise<C>
  /** Goes on from a copy; without one from the very beginning. Tells whether the copies are still of use. */
  restore(copy?: C): Promise<boolean>
  forget(copy: C): Promise<void>
  bytes(copy: C): Promise<Uint8Array>
  /** Shuts the engine down in order, as it was at a copy; nothing where files alone do not tell all that it was. */
  end?(copy: C): Promise<Uint8Array | undefined>
  /** What was read since the moment may be otherwise now; behind a restored copy all numbers are those of the copy. */
  wentBack(to: Moment | undefined, restored: boolean): void | Promise<void>
  /** Where the engine has grown too large, goes on in a new one; true where it did. Copies are lost with it. */
  renew(): Promise<boolean>
  /** The engine has failed and must be restored before it is used again. */
  failed(): boolean
}

/** A moment in the life of a database: what was done last, and the moment before that. */
export interface Moment {
  parent?: Moment
  deed?: Deed
}

/** A database whose moments can be gone back to. */
export interface Timeline {
  readonly here: Moment
  readonly inside: boolean
  run(script: Script, watch?: Watch): Promise<Ran>
  fill(rows: readonly TableRows[]): Promise<readonly { table: string; message: string }[]>
  reconnect(): Promise<void>
  /** Brings back what stands here, where a question has spoilt the open transaction. */
  repair(): Promise<void>
  /** Lets others change the database where nothing is open. What they did is kept by a copy alone, for nothing can do it again; what failed is taken back. */
  lend(work: () => Promise<Lent>): Promise<Lent>
  keep(): Promise<Checkpoint>
  rewind(checkpoint: Checkpoint): Promise<void>
  settle(): Promise<void>
  pin(): Promise<Checkpoint>
  end(checkpoint: Checkpoint): Promise<Uint8Array | undefined>
}

/** How many moments one open transaction keeps, how many copies stay in memory, and after how much work one is made. */
const mostInside = 4
const mostCopies = 1
/** How many copies of what others did are kept: more than a migration's up, down and up again, and what stood ahead of it. */
const mostLent = 12
const worthACopyMs = 400

/**
 * Going back is cheap where what came since was done inside one open transaction: it is taken back. What cannot be shown
 * there (an enum value used at once, CONCURRENTLY, a COMMIT of its own) ends the transaction for good; going back behind
 * that brings a copy and does again what came after it.
 */
export function timeline<C>(machine: Machine<C>): Timeline {
  const root: Moment = {}
  let here = root
  const copies = new Map<Moment, C>()
  /** Moments that are gone back to by their copy alone, which stays. */
  const pinned = new Set<Moment>()
  /** Those of them whose copy was taken in the engine's first life: started from files, it has lost what only memory held. */
  const whole = new Set<Moment>()
  /** What stood once others had changed it, oldest first. */
  const lent: Moment[] = []
  /** The moments that the open transaction can go back to, the first at its very beginning. */
  let open: Moment[] = []
  let workMs = 0
  const checkpoints = new WeakMap<Checkpoint, Moment>()

  const timed = async <T>(work: Promise<T>): Promise<T> => {
    const start = performance.now()
    const result = await work
    workMs += performance.now() - start
    return result
  }
  const copyHere = async (moment: Moment) => {
    copies.set(moment, await machine.copy())
    workMs = 0
    const passing = [...copies].filter(([old]) => !pinned.has(old) && !lent.includes(old))
    for (const [old, copy] of passing.slice(0, -mostCopies)) {
      copies.delete(old)
      await machine.forget(copy)
    }
  }
  const lose = () => {
    copies.clear()
    whole.clear()
  }
  const begin = async (moment: Moment) => {
    // Nothing has grown where a copy was just brought back, or is taken for good.
    const renewed = moment === here && !pinned.has(moment) && (await machine.renew())
    if (renewed) lose()
    // Without one, all would have to be done again from the very beginning.
    if (renewed || workMs > worthACopyMs) await copyHere(moment)
    await machine.send('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE')
    open = [moment]
  }
  const settle = async () => {
    if (open.length) await machine.send('COMMIT')
    open = []
  }
  /** Brings a copy and does again what came after it. */
  const goBack = async (to: Moment) => {
    if (machine.failed()) lose()
    const deeds: Deed[] = []
    let from = to
    for (; !copies.has(from) && from.parent; from = from.parent) deeds.unshift(from.deed!)
    const copied = copies.has(from)
    if (!(await machine.restore(copies.get(from)))) lose()
    open = []
    await machine.wentBack(copied ? from : undefined, true)
    for (const deed of deeds) {
      if (deed === 'lent') throw new Refusal('what a command has done to the database cannot be done again')
      else if (deed === 'reconnect') await machine.reconnect()
      else if ('fill' in deed) await timed(machine.fill(deed.fill, false, deed.number))
      else await timed(machine.run(deed.run, false, deed.watch, deed.number))
    }
    here = to
  }
  const bytesAt = async (moment: Moment): Promise<Uint8Array> => {
    const known = copies.get(moment)
    if (known !== undefined && !machine.failed()) return machine.bytes(known)
    const now = here
    // What an open transaction has done is in no file for good, so the files are those of its beginning.
    if (open[0] !== moment || machine.failed()) {
      await settle()
      if (moment !== here) await goBack(moment)
    }
    const copy = await machine.copy()
    const bytes = await machine.bytes(copy)
    await machine.forget(copy)
    if (now !== here) await goBack(now)
    return bytes
  }
  const done = (deed: Deed) => {
    here = { parent: here, deed }
  }

  return {
    get here() {
      return here
    },
    get inside() {
      return open.length > 0
    },
    run: async (script, watch) => {
      let outcome = await timed(machine.run(script, open.length > 0, watch))
      if ('again' in outcome) {
        await settle()
        outcome = await timed(machine.run(script, false, watch))
      }
      if ('again' in outcome) throw new Refusal(`the script could not be run: ${outcome.again}`, { path: script.path })
      done({ run: script, watch, number: outcome.number })
      return outcome.ran
    },
    fill: async (rows) => {
      const { failed, number } = await timed(machine.fill(rows, open.length > 0))
      done({ fill: rows, number })
      return failed
    },
    reconnect: async () => {
      await machine.reconnect()
      done('reconnect')
    },
    repair: () => goBack(here),
    lend: async (work) => {
      await settle()
      const result = await work()
      if (!result.spoke) return result
      if (result.outcome.status !== 0) {
        await goBack(here)
        return result
      }
      done('lent')
      lent.push(here)
      await copyHere(here)
      const past = lent.length > mostLent ? lent.shift() : undefined
      const copy = past && !pinned.has(past) ? copies.get(past) : undefined
      if (past && copy !== undefined) {
        copies.delete(past)
        await machine.forget(copy)
      }
      return result
    },
    keep: async () => {
      if (open.length >= mostInside) await settle()
      if (open.length === 0) await begin(here)
      else if (open.at(-1) !== here) {
        await machine.send(`SAVEPOINT pawl_keep_${open.length}`)
        open.push(here)
      }
      const moment = here
      const checkpoint: Checkpoint = { bytes: () => bytesAt(moment) }
      checkpoints.set(checkpoint, moment)
      return checkpoint
    },
    rewind: async (checkpoint) => {
      const moment = checkpoints.get(checkpoint)
      if (!moment) throw new Refusal('the checkpoint is of another database')
      const level = open.indexOf(moment)
      if (machine.failed() || level === -1 || pinned.has(moment)) {
        await goBack(moment)
        await begin(moment)
        return
      }
      if (level === 0) {
        await machine.send('ROLLBACK')
        here = moment
        open = []
        await begin(moment)
      } else {
        await machine.send(`ROLLBACK TO pawl_keep_${level}`)
        open.length = level + 1
      }
      here = moment
      await machine.wentBack(moment, false)
    },
    settle,
    pin: async () => {
      await settle()
      const moment = here
      pinned.add(moment)
      if (!copies.has(moment)) await copyHere(moment)
      whole.add(moment)
      const checkpoint: Checkpoint = { bytes: () => bytesAt(moment) }
      checkpoints.set(checkpoint, moment)
      return checkpoint
    },
    end: async (checkpoint) => {
      const moment = checkpoints.get(checkpoint)
      if (!moment || !whole.has(moment) || machine.failed()) return undefined
      return machine.end?.(copies.get(moment)!)
    },
  }
}
