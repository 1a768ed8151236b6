import type { Catalog, CatalogObject } from '../catalog/catalog.ts'
import type { Row } from '../catalog/rows.ts'
import type { Checkpoint, Database } from '../engines/engine.ts'
import type { Change } from '../model/change.ts'
import type { At, Script } from '../model/script.ts'
import type { Question } from './passages.ts'
import { advance, type Replay } from './replay.ts'
import { noShelf } from './shelf.ts'
import { upTo } from './steps.ts'
import { trialRows } from './trial.ts'

/** A database that stands ahead of a migration; once that was run on it, it can be brought back there. */
interface Standing {
  readonly database: Database
  start?: Checkpoint
}

/** Finds, once a finding asks for it, the statement that made or unmade an object: on a database of its own, replayed, one at a time. */
export function tracer(question: Question) {
  const { engine, histories, limits, shelf = noShelf } = question
  let held: (Standing & { place: string; replay: Replay }) | undefined
  const letGo = async () => {
    const replay = held?.replay
    held = undefined
    if (replay) await shelf.give(replay)
  }
  const standAt = async (side: 'before' | 'after', count: number): Promise<Standing> => {
    const place = `${side} ${count}`
    if (held?.place === place) return held
    await letGo()
    const replay = await shelf.take({ engine, history: histories[side], limits, count, births: true })
    held = { place, replay, database: replay.database }
    return held
  }
  const traces = new Map<string, Trace>()
  const traceOf = (side: 'before' | 'after', index: number): Trace => {
    const place = `${side} ${index}`
    const trace = traces.get(place) ?? openTrace(() => standAt(side, index), histories[side].chain.migrations[index]!.up)
    traces.set(place, trace)
    return trace
  }
  return {
    /** The statement of migration `index`, or of one after it, after which the object is no longer as `before` has it. */
    async blame(side: 'before' | 'after', index: number, key: string, before: Catalog, aspect?: string): Promise<At | undefined> {
      const was = before.objects.get(key)
      const total = histories[side].chain.migrations.length
      for (let each = index; each < total; each++) {
        const at = await firstUnlike(traceOf(side, each), was, key, aspect)
        if (at) return at
      }
      return undefined
    },
    /** The statement that made an object, in the history up to (not with) migration `index`. */
    async born(side: 'before' | 'after', key: string, index = histories[side].chain.migrations.length): Promise<At | undefined> {
      const { database, start } = await standAt(side, index)
      if (start) await database.rewind(start)
      return (await database.born([key])).get(key)
    },
    /** Rows of questions put to the database with `from` and then with `to` migrations behind it. */
    async compare(side: 'before' | 'after', from: number, to: number, questions: readonly Change<string>[]) {
      await letGo()
      const replay = await shelf.take({ engine, history: histories[side], limits, count: from })
      try {
        const { database, history } = replay
        await trialRows(database, await database.catalog(), question.watch.tables, history.made)
        return await atBothEnds(database, questions, () => advance(replay, to))
      } finally {
        await shelf.give(replay)
      }
    },
    /** Gives back what it holds; what is asked later takes it anew. */
    rest: letGo,
  }
}

/** Puts questions ahead of a way and behind it. */
export async function atBothEnds(
  database: Database,
  questions: readonly Change<string>[],
  go: () => Promise<unknown>,
): Promise<(Change<readonly Row[]> | undefined)[]> {
  const older = []
  for (const { before } of questions) older.push(await database.query(before, true))
  await go()
  const compared = []
  for (const [at, { after }] of questions.entries()) {
    const [was, is] = [older[at]!, await database.query(after, true)]
    compared.push('error' in was || 'error' in is ? undefined : { before: was.rows, after: is.rows })
  }
  return compared
}

export interface Trace {
  /** The first statement after which the catalog answers yes. */
  first(test: (catalog: Catalog) => boolean): Promise<At | undefined>
}

/** One migration, run as far as each of its statements on a database that stands before it. */
function openTrace(standing: () => Promise<Standing>, script: Script): Trace {
  let split: readonly At[] | undefined
  const catalogs = new Map<number, Catalog>()
  const after = async (count: number): Promise<Catalog> => {
    const known = catalogs.get(count)
    if (known) return known
    const here = await standing()
    const { database } = here
    if (here.start) await database.rewind(here.start)
    else here.start = await database.keep()
    await database.reconnect()
    await database.run(count === split!.length ? script : upTo(script, split![count - 1]!))
    const catalog = await database.catalog()
    catalogs.set(count, catalog)
    return catalog
  }
  return {
    first: async (test) => {
      split ??= await (await standing()).database.split(script)
      const statements = split
      if (statements.length === 0 || !test(await after(statements.length))) return undefined
      let low = 0
      let high = statements.length
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if (test(await after(middle))) high = middle
        else low = middle
      }
      return statements[high - 1]
    },
  }
}

/** The same on a database that is held. */
export function traceOn(database: Database, script: Script): Trace {
  const here: Standing = { database }
  return openTrace(async () => here, script)
}

/** The statement after which an object, or one aspect of it, is no longer as it was; of one that goes in the end, the one that takes it. */
export async function firstUnlike(trace: Trace, was: CatalogObject | undefined, key: string, aspect?: string): Promise<At | undefined> {
  const gone =
    was && aspect === undefined
      ? await trace.first(({ objects }) => objects.get(key)?.identity !== was.identity || !objects.has(key))
      : undefined
  return gone ?? trace.first(({ objects }) => !same(was, objects.get(key), aspect))
}

/** Whether an object, or one aspect of it, is as it was. */
export function same(a: CatalogObject | undefined, b: CatalogObject | undefined, aspect?: string): boolean {
  if (!a || !b) return a === b
  if (a.identity !== b.identity) return false
  return aspect === undefined
    ? JSON.stringify(a.aspects) === JSON.stringify(b.aspects)
    : JSON.stringify(a.aspects[aspect]) === JSON.stringify(b.aspects[aspect])
}
