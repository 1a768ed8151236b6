import type { TableRows } from '../../catalog/rows.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Script } from '../../model/script.ts'
import type { Checkpoint, Ran, Watch } from '../engine.ts'

/** One thing done to a database that changes it. */
export type Deed = { run: Script; watch: Watch | undefined; number: number } | { fill: readonly TableRows[]; number: number } | 'reconnect'

/** A database that can be copied as a whole and brought back from a copy, which costs; `C` is the copy. */
export interface Machine<C> {
  send(sql: string): Promise<void>
  /**
   * Inside an open transaction a script may ask to be run again, for good. `number` is the first that its objects got:
   * what is done again gives objects the numbers that they had.
   */
  run(script: Script, inside: boolean, watch?: Watch, number?: number): Promise<({ ran: Ran } | { again: string }) & { number: number }>
  fill(
    rows: readonly TableRows[],
    inside: boolean,
    number?: number,
  ): Promise<{ failed: readonly { table: string; message: string }[]; number: number }>
  reconnect(): Promise<void>
  /** A copy of what is committed; lost where the engine fails. */
  copy(): Promise<C>
  /** Goes on from a copy; without one from the very beginning. */
  restore(copy?: C): Promise<void>
  forget(copy: C): Promise<void>
  bytes(copy: C): Promise<Uint8Array>
  /** What was read since the moment may be otherwise now. */
  wentBack(to: Moment): void
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
  /** Does for good what an open transaction holds, where a question has spoilt that. */
  settle(): Promise<void>
  keep(): Promise<Checkpoint>
  rewind(checkpoint: Checkpoint): Promise<void>
}

/** How many moments one open transaction keeps, and how many copies stay in memory. */
const mostInside = 4
const mostCopies = 2

/**
 * Going back is cheap where what came since was done inside one open transaction: it is taken back. What cannot be shown
 * there (an enum value used at once, CONCURRENTLY, a COMMIT of its own, any error) is done again for good, behind a copy.
 */
export function timeline<C>(machine: Machine<C>): Timeline {
  let here: Moment = {}
  const copies = new Map<Moment, C>()
  /** The moments that the open transaction can go back to, the first at its very beginning. */
  let open: Moment[] = []
  const checkpoints = new WeakMap<Checkpoint, Moment>()

  const begin = async (moment: Moment) => {
    await machine.send('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE')
    open = [moment]
  }
  const remember = async (moment: Moment, copy: C) => {
    copies.delete(moment)
    copies.set(moment, copy)
    for (const old of copies.keys()) {
      if (copies.size <= mostCopies) break
      await machine.forget(copies.get(old)!)
      copies.delete(old)
    }
  }
  /** What was done between two moments, oldest first; undefined where the first is no ancestor of the second. */
  const between = (from: Moment | undefined, to: Moment): Deed[] | undefined => {
    const deeds: Deed[] = []
    let moment: Moment | undefined = to
    for (; moment && moment !== from; moment = moment.parent) if (moment.deed) deeds.unshift(moment.deed)
    return moment === from ? deeds : undefined
  }
  const redo = async (deeds: readonly Deed[]) => {
    for (const deed of deeds) {
      if (deed === 'reconnect') await machine.reconnect()
      else if ('fill' in deed) await machine.fill(deed.fill, false, deed.number)
      else await machine.run(deed.run, false, deed.watch, deed.number)
    }
  }
  /** Does what the open transaction holds for good, so that what follows runs on its own. */
  const settle = async () => {
    const [first] = open
    if (!first) return
    await machine.send('ROLLBACK')
    // Files of what was taken back stand until then, and would keep their numbers from being given again.
    await machine.send('CHECKPOINT')
    open = []
    machine.wentBack(first)
    if (!copies.has(first)) await remember(first, await machine.copy())
    await redo(between(first, here)!)
  }
  const goBack = async (moment: Moment) => {
    if (machine.failed()) copies.clear()
    let from: Moment | undefined = moment
    while (from && !copies.has(from)) from = from.parent
    await machine.restore(from && copies.get(from))
    open = []
    machine.wentBack(from ?? {})
    const deeds = between(from, moment)!
    await redo(deeds)
    if (deeds.length) await remember(moment, await machine.copy())
  }
  const bytesAt = async (moment: Moment): Promise<Uint8Array> => {
    if (machine.failed()) throw new Refusal('the database has failed since this checkpoint')
    if (open[0] === moment && !copies.has(moment)) {
      // What an open transaction has done is in no file for good, so the files are those of its beginning.
      const copy = await machine.copy()
      const bytes = await machine.bytes(copy)
      await machine.forget(copy)
      return bytes
    }
    if (!copies.has(moment)) {
      await settle()
      if (moment !== here) await goBack(moment)
      if (!copies.has(moment)) await remember(moment, await machine.copy())
      if (moment !== here) await goBack(here)
    }
    return machine.bytes(copies.get(moment)!)
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
      let outcome: Awaited<ReturnType<Machine<C>['run']>>
      try {
        outcome = await machine.run(script, open.length > 0, watch)
      } catch (cause) {
        if (!machine.failed()) await settle()
        throw cause
      }
      if ('again' in outcome) {
        await settle()
        outcome = await machine.run(script, false, watch, outcome.number)
      }
      if ('again' in outcome) throw new Refusal(`the script could not be run: ${outcome.again}`, { path: script.path })
      done({ run: script, watch, number: outcome.number })
      return outcome.ran
    },
    fill: async (rows) => {
      const { failed, number } = await machine.fill(rows, open.length > 0)
      done({ fill: rows, number })
      return failed
    },
    reconnect: async () => {
      await machine.reconnect()
      done('reconnect')
    },
    settle,
    keep: async () => {
      if (open.length >= mostInside) {
        await machine.send('COMMIT')
        open = []
      }
      if (open.length === 0) await begin(here)
      else if (open.at(-1) !== here) {
        await machine.send(`SAVEPOINT pawl_keep_${open.length}`)
        open.push(here)
      }
      const moment = here
      const checkpoint: Checkpoint = {
        bytes: () => bytesAt(moment),
      }
      checkpoints.set(checkpoint, moment)
      return checkpoint
    },
    rewind: async (checkpoint) => {
      const moment = checkpoints.get(checkpoint)
      if (!moment) throw new Refusal('the checkpoint is of another database')
      const level = open.indexOf(moment)
      if (machine.failed() || level === -1) {
        await goBack(moment)
        await begin(moment)
      } else if (level === 0) {
        await machine.send('ROLLBACK')
        await begin(moment)
      } else {
        await machine.send(`ROLLBACK TO pawl_keep_${level}`)
        open.length = level + 1
      }
      here = moment
      machine.wentBack(moment)
    },
  }
}
