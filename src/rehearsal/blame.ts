import type { Catalog, CatalogObject } from '../catalog/catalog.ts'
import type { Row } from '../catalog/rows.ts'
import type { Database } from '../engines/engine.ts'
import type { Change } from '../model/change.ts'
import type { At, Script } from '../model/script.ts'
import type { Question } from './passages.ts'
import { advance, type Replay } from './replay.ts'
import { noShelf } from './shelf.ts'
import { upTo } from './steps.ts'
import { trialRows } from './trial.ts'

/** Finds, once a finding asks for it, the statement that made or unmade an object. Databases of its own, replayed. */
export function tracer(question: Question) {
  const open: Replay[] = []
  const { engine, histories, limits, shelf = noShelf } = question
  const fresh = async (side: 'before' | 'after', count: number): Promise<Database> => {
    const replay = await shelf.take({ engine, history: histories[side], limits, count, births: true })
    open.push(replay)
    return replay.database
  }
  const traces = new Map<string, Promise<Trace>>()
  const stands = new Map<string, Promise<Database>>()
  const traceOf = (side: 'before' | 'after', index: number) => {
    const key = `${side} ${index}`
    const known =
      traces.get(key) ?? fresh(side, index).then((database) => openTrace(database, question.histories[side].chain.migrations[index]!.up))
    traces.set(key, known)
    return known
  }
  return {
    /** The statement of migration `index`, or of one after it, after which the object is no longer as `before` has it. */
    async blame(side: 'before' | 'after', index: number, key: string, before: Catalog, aspect?: string): Promise<At | undefined> {
      const was = before.objects.get(key)
      const total = question.histories[side].chain.migrations.length
      for (let each = index; each < total; each++) {
        const trace = await traceOf(side, each)
        const at = await trace.first((catalog) => !same(was, catalog.objects.get(key), aspect))
        if (at) return at
      }
      return undefined
    },
    /** The statement that made an object, in the history up to (not with) migration `index`. */
    async born(side: 'before' | 'after', key: string, index = question.histories[side].chain.migrations.length): Promise<At | undefined> {
      const place = `${side} ${index}`
      const database = stands.get(place) ?? fresh(side, index)
      stands.set(place, database)
      return (await (await database).born([key])).get(key)
    },
    /** Rows of questions put to the database with `from` and then with `to` migrations behind it. */
    async compare(side: 'before' | 'after', from: number, to: number, questions: readonly Change<string>[]) {
      const replay = await shelf.take({ engine, history: histories[side], limits, count: from })
      try {
        const { database, history } = replay
        await trialRows(database, await database.catalog(), question.watch.tables, history.made)
        return await atBothEnds(database, questions, () => advance(replay, to))
      } finally {
        await shelf.give(replay)
      }
    },
    async close(): Promise<void> {
      for (const replay of open.splice(0)) await shelf.give(replay)
    },
  }
}

/** Puts questions ahead of a way and behind it. */
export async function atBothEnds(
  database: Database,
  questions: readonly Change<string>[],
  go: () => Promise<unknown>,
): Promise<(Change<readonly Row[]> | undefined)[]> {
  const older = []
  for (const { before } of questions) older.push(await database.query(before))
  await go()
  const compared = []
  for (const [at, { after }] of questions.entries()) {
    const [was, is] = [older[at]!, await database.query(after)]
    compared.push('error' in was || 'error' in is ? undefined : { before: was.rows, after: is.rows })
  }
  return compared
}

export interface Trace {
  /** The first statement after which the catalog answers yes. */
  first(test: (catalog: Catalog) => boolean): Promise<At | undefined>
}

/** One migration, run as far as each of its statements on a copy of the database before it. */
export async function openTrace(database: Database, script: Script): Promise<Trace> {
  const start = await database.keep()
  const statements = await database.split(script)
  const catalogs = new Map<number, Catalog>()
  const after = async (count: number): Promise<Catalog> => {
    const known = catalogs.get(count)
    if (known) return known
    await database.rewind(start)
    await database.reconnect()
    await database.run(count === statements.length ? script : upTo(script, statements[count - 1]!))
    const catalog = await database.catalog()
    catalogs.set(count, catalog)
    return catalog
  }
  return {
    first: async (test) => {
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

/** Whether an object, or one aspect of it, is as it was. */
export function same(a: CatalogObject | undefined, b: CatalogObject | undefined, aspect?: string): boolean {
  if (!a || !b) return a === b
  if (a.identity !== b.identity) return false
  return aspect === undefined
    ? JSON.stringify(a.aspects) === JSON.stringify(b.aspects)
    : JSON.stringify(a.aspects[aspect]) === JSON.stringify(b.aspects[aspect])
}
