import type { Catalog } from '../catalog/catalog.ts'
import type { Effect } from '../catalog/effect.ts'
import type { Answer, Probe } from '../catalog/passage.ts'
import type { Checkpoint, Database, Engine, Limits, Watch } from '../engines/engine.ts'
import type { Migration } from '../migrations/migration.ts'
import { Refusal } from '../model/refusal.ts'
import type { Script } from '../model/script.ts'
import { comesToTheSame } from './again.ts'
import { ask, isDownAlone, takeDown, type Way, waysBack } from './back.ts'
import { grade, type Seen, type Verdict } from './grade.ts'
import { type Trial, weigh } from './guesses.ts'
import type { History } from './history.ts'
import { lostOn } from './lost-on.ts'
import { goOn, passOver } from './onward.ts'
import { advance, type Replay, settleRows } from './replay.ts'
import { noShelf, type Shelf } from './shelf.ts'
import type { Plan } from './steps.ts'
import { tablesToFill, touchedTables } from './touched.ts'
import { trialRows } from './trial.ts'

/** One migration, up, down and up again. */
export interface Rehearsed extends Verdict {
  migration: Migration
  /** Both ends of the up, for its category. */
  before: Catalog
  after: Catalog
  effects: readonly Effect[]
  error?: Seen['error']
  /** The up itself fails, so that nothing could be seen of its way back. */
  upFails: boolean
  rows: Seen['rows']
  /** Each way back as it was taken; none where nobody asked. */
  ways: readonly Way[]
  /** What the questions were answered behind the up. */
  answers: readonly Answer[]
  /** Tables that the up made and that the policy's own rows fill. */
  peopled: readonly string[]
  /** Why nothing could be decided; the verdict is then `unknown`. */
  refusal?: Refusal
  afterFailure: boolean
  limits: string[]
  ms: number
}

/** What is asked of a rehearsal beside its verdict. */
export interface Asks {
  probes: readonly Probe[]
  watch: Watch
  /** What a document states of a migration's way back, told once its up has been seen. */
  plan(migration: Migration, up: { before: Catalog; after: Catalog; effects: readonly Effect[] }): Promise<Plan | undefined>
}

/** The migrations that are rehearsed here, and all that are, here and beside it: what is refused of those is told there. */
export interface Chosen {
  here: ReadonlySet<Migration>
  beside?: ReadonlySet<Migration>
}

/** Rehearses some migrations, each on a database that holds exactly the history before it. */
export async function* rehearse(
  engine: Engine,
  history: History,
  limits: Limits,
  { here, beside = here }: Chosen,
  asks?: Asks,
  shelf: Shelf = noShelf,
): AsyncGenerator<Rehearsed, { label: string }> {
  const { migrations } = history.chain
  const first = migrations.findIndex((migration) => beside.has(migration))
  const last = migrations.findLast((migration) => here.has(migration))
  const replay = await shelf.take({ engine, history, limits, count: first === -1 ? migrations.length : first })
  const { label } = replay.database
  let given = false
  const giveBack = async () => {
    if (!given) await shelf.give(replay)
    given = true
  }
  try {
    let failed = replay.failures.length > 0
    let before: Catalog | undefined
    for (const migration of migrations.slice(replay.at)) {
      if (!here.has(migration)) {
        if (beside.has(migration)) await passOver(replay, migration)
        else await advance(replay, replay.at + 1)
        failed ||= replay.failures.some((failure) => failure.migration === migration)
        before = undefined
        continue
      }
      before ??= await replay.database.catalog()
      const rehearsed = await one(replay, migration, before, asks)
      // Nothing more is run here, so that what is asked of the last one may be asked of this database.
      if (migration === last) await giveBack()
      yield { ...rehearsed, afterFailure: failed }
      if (given) break
      failed ||= rehearsed.upFails
      before = rehearsed.after
    }
    return { label }
  } finally {
    await giveBack()
  }
}

type One = Omit<Rehearsed, 'afterFailure'>

async function one(replay: Replay, migration: Migration, before: Catalog, asks: Asks | undefined): Promise<One> {
  const started = performance.now()
  const { database } = replay
  // Else the room for what is kept would run out on the way, and what stands there would be done again from a copy.
  await database.settle?.()
  const start = await database.keep()
  const limits: string[] = []
  let seen: Trip
  let refusal: Refusal | undefined
  let clean: Checkpoint | undefined
  const trip = async (trial: Trial) => {
    const taken = await roundTrip(replay, migration, before, trial, asks)
    clean = taken.clean
    return taken
  }
  try {
    const texts = textsOf(migration, asks)
    let tables = inOrder(before, [...touchedTables(before, texts), ...tablesToFill(before, texts, asks?.probes ?? [])])
    seen = await trip({ tables, filled: tables, make: true })
    if (seen.more) {
      tables = inOrder(before, [...tables, ...seen.more])
      await database.rewind(start)
      seen = await trip({ tables, filled: tables, make: true })
    }
    const weighed = await weigh(seen, { tables, filled: tables, make: true }, async (trial) => {
      await database.rewind(start)
      return trip(trial)
    })
    seen = weighed.seen
    const { told, trial } = weighed
    if (told) limits.push(`${migration.id} fails on rows that pawl makes (${told.why}); it was rehearsed with ${told.how}`)
    if (seen.ways.some(({ error, wrong }) => error || wrong.length) && !seen.error && (trial.filled.length || trial.make)) {
      await database.rewind(start)
      const bare = await trip({ tables, filled: [], make: false })
      if (!bare.error) seen.ways = seen.ways.map((way, at) => withoutGuesses(way, bare.ways[at]))
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    refusal = error
    seen = {
      before,
      up: before,
      rows: { before: [], up: [] },
      hasDown: migration.down !== undefined,
      effects: [],
      ways: [],
      answers: [],
      peopled: [],
    }
  }
  const stays = !(await goOn(replay, start, refusal ? undefined : clean, refusal !== undefined))
  await settleRows(replay, migration.id)
  const after = stays ? before : await database.catalog()
  const verdict = refusal ? unknown : grade(seen)
  return {
    ...verdict,
    migration,
    before,
    after,
    effects: seen.effects,
    upFails: stays || seen.unverified === true,
    rows: seen.rows,
    ways: seen.ways,
    answers: seen.answers,
    peopled: seen.peopled,
    limits,
    ms: Math.round(performance.now() - started),
    ...(seen.error ? { error: seen.error } : {}),
    ...(refusal ? { refusal } : {}),
  }
}

/** An error, or an answer, that rows made by pawl alone have brought about is none. */
function withoutGuesses(way: Way, bare: Way | undefined): Way {
  if (!bare) return way
  return way.error ? bare : { ...way, wrong: way.wrong.filter(({ at }) => bare.wrong.some((other) => other.at.text === at.text)) }
}

const unknown: Verdict = { grade: 'unknown', loses: [], rewrites: [], left: [], discards: [], restored: false }

type Trip = Seen & {
  effects: readonly Effect[]
  ways: readonly Way[]
  answers: readonly Answer[]
  peopled: readonly string[]
  unverified?: true
  /** The state after the up, where no rows were made ahead of it. */
  clean?: Checkpoint
  /** Tables that the document's own steps touch beside. */
  more?: readonly string[]
}

/** Up, down and up again, with the catalog and the rows after each. */
async function roundTrip(
  replay: Replay,
  migration: Migration,
  before: Catalog,
  { tables, filled, make, guise }: Trial,
  asks: Asks | undefined,
): Promise<Trip> {
  const { database } = replay
  const rowsMade = (await trialRows(database, before, filled, replay.history.made, guise)).length > 0
  const rowsBefore = await database.rows(tables)
  const seen: Trip = {
    before,
    up: before,
    rows: { before: rowsBefore, up: rowsBefore },
    hasDown: migration.down !== undefined,
    effects: [],
    ways: [],
    answers: [],
    peopled: [],
  }
  const watched = inOrder(before, [...tables, ...(asks?.watch.tables ?? [])])
  const up = await runFresh(database, migration.up, { tables: watched })
  if (up.error) return { ...seen, error: { side: 'up', error: up.error } }
  if (!rowsMade) seen.clean = await database.keep()
  seen.effects = up.effects
  seen.up = await database.catalog()
  seen.rows.up = await database.rows(tablesOf(seen.up).filter((table) => tables.includes(table)))
  if (migration.verify) {
    const verified = await database.run(migration.verify)
    if (verified.error) return { ...seen, unverified: true, error: { side: 'up', error: verified.error } }
  }
  seen.answers = await ask(database, asks?.probes ?? [], 'up')
  const plan = await asks?.plan(migration, { before, after: seen.up, effects: seen.effects })
  const steps = plan ? [...plan.ways.flat(), ...plan.after].map(({ script }) => script.text) : []
  const more = steps.length ? touchedTables(before, steps).filter((table) => !tables.includes(table)) : []
  if (more.length) return { ...seen, more }
  const stated = migration.down ? undefined : plan?.ways[0]?.flatMap(({ does, script }) => (does === 'run' ? [script] : []))
  const back = migration.down ? [migration.down] : (stated ?? [])
  if (back.length === 0) return seen
  seen.hasDown = true
  seen.backTexts = back.map(({ text }) => text)
  const stood = new Set(tablesOf(before))
  const made = tablesOf(seen.up).filter((table) => !stood.has(table))
  if (replay.waiting.length) {
    for (const part of replay.waiting) {
      if (part.after === migration.id || part.after === undefined) await database.run({ ...part.script, wrap: 'transaction' })
    }
    seen.peopled = (await database.rows(made)).filter(({ rows }) => rows.length).map(({ table }) => table)
  }
  if (make) await trialRows(database, seen.up, made, replay.history.made, guise)
  const asked = plan || asks?.probes.length || asks?.watch.tables.length ? asks : undefined
  const watching = asked && { probes: asked.probes, watch: asked.watch, tables }
  const wanted = plan ?? { ways: [], after: [], resumable: false }
  let way: Way | undefined
  if (watching && migration.down && isDownAlone(wanted, watching)) {
    way = await takeDown(database, migration.down, watching)
    seen.ways = [{ ...way, loses: lostOn(seen, way) }]
  } else if (watching) {
    const start = await database.keep()
    const ways = await waysBack(database, start, migration.down, wanted, watching)
    seen.ways = ways.map((each) => ({ ...each, loses: lostOn(seen, each) }))
    await database.rewind(start)
  }
  const down = way ? way.error : await runAll(database, back)
  if (down) return { ...seen, error: { side: 'down', error: down } }
  seen.back = way?.end ?? (await database.catalog())
  seen.rows.back = way?.rows ?? (await database.rows(tablesOf(seen.back).filter((table) => tables.includes(table))))
  const again = await runFresh(database, migration.up)
  if (again.error) return { ...seen, error: { side: 'up', error: again.error } }
  seen.again = comesToTheSame(seen, migration.up) ? seen.up : await database.catalog()
  return seen
}

async function runFresh(database: Database, script: Script, watch?: Watch) {
  await database.reconnect()
  return database.run(script, watch)
}

async function runAll(database: Database, scripts: readonly Script[]) {
  await database.reconnect()
  for (const script of scripts) {
    const { error } = await database.run(script)
    if (error) return error
  }
  return undefined
}

/** All that is run or asked on a migration's way. */
function textsOf({ up, down, verify }: Migration, asks: Asks | undefined): string[] {
  return [up, down, verify].flatMap((script) => script?.text ?? []).concat(asks?.probes.map(({ sql }) => sql) ?? [])
}

/** Tables that stand, each once, in the order of the catalog; a name without a schema is in `public`. */
function inOrder(catalog: Catalog, tables: readonly string[]): string[] {
  const wanted = new Set(tables)
  return tablesOf(catalog).filter((table) => wanted.has(table) || wanted.has(table.replace(/^public\./, '')))
}

/** Every table of a catalog whose rows are its own, by name; those of a foreign table are another server's. */
export function tablesOf(catalog: Catalog): string[] {
  return [...catalog.objects.values()].filter(({ kind, aspects }) => kind === 'table' && aspects.kind !== 'foreign').map(({ name }) => name)
}
