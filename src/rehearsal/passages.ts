import type { Catalog } from '../catalog/catalog.ts'
import type { Answer, Passage, Probe, Walk } from '../catalog/passage.ts'
import type { TableRows } from '../catalog/rows.ts'
import type { Engine, Limits, Watch } from '../engines/engine.ts'
import type { Change } from '../model/change.ts'
import type { Files } from '../model/tree.ts'
import { tracer } from './blame.ts'
import { type Elsewhere, elsewhere } from './elsewhere.ts'
import { type History, sharedPrefix } from './history.ts'
import { type Failure, type Replay, settleRows, step } from './replay.ts'
import { noShelf, type Shelf } from './shelf.ts'
import { tablesToFill } from './touched.ts'
import { guisesFor, trialRows } from './trial.ts'
import { walkOf } from './walk.ts'

/** What the guards of one database ask to be rehearsed. */
export interface Question {
  database: string
  histories: Change<History>
  files: Change<Files>
  watch: Watch
  probes: readonly Probe[]
  engine: Engine
  limits: Limits
  /** Where databases come from; absent, each is made anew. */
  shelf?: Shelf | undefined
}

/** One side of a rehearsed change: its new part, migration by migration. */
export interface Leg {
  ups: Passage[]
  failures: Failure[]
}

/** A change of a database, rehearsed: what stands at both ends, and each migration that one side has of its own. */
export interface Passages {
  label: string
  standing: Passage
  legs: Change<Leg>
  /** What the probes answer at the end of the history before, and that history once more. */
  stood: readonly Answer[]
  walkBefore: Walk
  migrations: number
  limits: string[]
  /** Gives back the database that tells where things were made and lost; what is asked later takes it anew. */
  rest(): Promise<void>
}

/** Runs both histories and shows what changed on the way; an equal prefix is run once. */
export async function passages(question: Question): Promise<Passages> {
  const { before, after } = question.histories
  const shared = sharedPrefix(before, after)
  const open: Replay[] = []
  const { engine, limits, shelf = noShelf } = question
  const start = async (history: History) => {
    const replay = await shelf.take({ engine, history, limits, count: shared })
    open.push(replay)
    return replay
  }
  const trace = tracer(question)
  try {
    const replay = await start(after)
    const base = await replay.database.catalog()
    let stood = await ask(replay, question.probes, 'at the end')
    const apart = before.chain.migrations.length > shared || !(shared > 0 || sameGround(before, after))
    const other = apart ? await start(before) : undefined
    const older = other ? await ownPart(question, 'before', shared, other, trace) : { leg: { ups: [], failures: [] }, catalog: base }
    if (other) stood = await ask(other, question.probes, 'at the end')
    const newer = await ownPart(question, 'after', shared, replay, trace, base)
    const answers = await ask(replay, question.probes, 'at the end')
    return {
      label: replay.database.label,
      standing: {
        way: 'standing',
        database: question.database,
        sameDatabase: older.catalog === base,
        before: older.catalog,
        // One catalog on both sides says that nothing ran in between; what only writes rows leaves one as well.
        after: newer.leg.ups.length ? { ...newer.catalog } : newer.catalog,
        effects: [],
        answers,
        stood,
        settings: after.ground.settings,
        files: question.files,
        blame: (key, aspect) => trace.blame('after', shared, key, older.catalog, aspect),
        born: (key) => trace.born('before', key),
        ...(apart ? {} : { compare: (questions) => trace.compare('after', shared, after.chain.migrations.length, questions) }),
        walk: walkOf({ engine, history: after, limits, shelf: question.shelf }),
        limits: [],
      },
      legs: { before: older.leg, after: newer.leg },
      stood,
      walkBefore: walkOf({ engine, history: before, limits, shelf: question.shelf }),
      migrations: shared + new Set(newer.leg.ups.map(({ migration }) => migration)).size + newer.leg.failures.length,
      limits: [...new Set([...before.chain.limits, ...after.chain.limits])],
      rest: trace.rest,
    }
  } catch (error) {
    await trace.rest()
    throw error
  } finally {
    // What is asked from here on is asked of databases of its own.
    for (const replay of open) await shelf.give(replay)
  }
}

function sameGround(before: History, after: History): boolean {
  return JSON.stringify([before.ground, before.rows]) === JSON.stringify([after.ground, after.rows])
}

/** Runs what one side has beyond the shared prefix, each migration as a passage of its own. */
async function ownPart(
  question: Question,
  side: 'before' | 'after',
  shared: number,
  replay: Replay,
  trace: ReturnType<typeof tracer>,
  base?: Catalog,
): Promise<{ leg: Leg; catalog: Catalog }> {
  const leg: Leg = { ups: [], failures: [] }
  let catalog = base ?? (await replay.database.catalog())
  const total = replay.history.chain.migrations.length
  for (let index = shared; index < total; index++) {
    const last = index === total - 1
    for (const other of elsewhere(replay.history.chain.migrations[index]!.up)) {
      const passage = await passageElsewhere(question, side, replay, catalog, trace, other)
      if (passage) leg.ups.push(passage)
    }
    const passage = await onePassage(question, side, replay, catalog, trace, last)
    if ('error' in passage) leg.failures.push(passage)
    else {
      leg.ups.push(passage)
      catalog = passage.after
    }
  }
  return { leg, catalog }
}

/** The same migration as it would run in another place; what fails there tells nothing. */
async function passageElsewhere(
  question: Question,
  side: 'before' | 'after',
  replay: Replay,
  before: Catalog,
  trace: ReturnType<typeof tracer>,
  { as, script }: Elsewhere,
): Promise<Passage | undefined> {
  const { database, history } = replay
  const start = await database.keep()
  const migration = history.chain.migrations[replay.at]!
  const migrations = history.chain.migrations.with(replay.at, { ...migration, up: script })
  const there: Replay = {
    ...replay,
    history: { ...history, chain: { ...history.chain, migrations } },
    failures: [],
    waiting: [...replay.waiting],
  }
  const passage = await onePassage(question, side, there, before, trace, true)
  await database.rewind(start)
  const limit = `${migration.id} asks where it runs; it was also rehearsed as if ${as}`
  if ('error' in passage) return undefined
  // What is lost there is not lost here, so no statement can be found by running them one by one.
  const asking = (await database.split(migration.up)).find(({ text }) => !script.text.includes(text))
  return { ...passage, limits: [...passage.limits, limit], blame: async () => asking }
}

async function onePassage(
  question: Question,
  side: 'before' | 'after',
  replay: Replay,
  before: Catalog,
  trace: ReturnType<typeof tracer>,
  last: boolean,
): Promise<Passage | Failure> {
  const { database } = replay
  const index = replay.at
  const tables = question.watch.tables
  const clean = await database.keep()
  const limits: string[] = []
  const filled = [...tables, ...tablesToFill(before, [replay.history.chain.migrations[index]!.up.text], question.probes)]
  let made = await trialRows(database, before, filled, replay.history.made)
  let rowsBefore: readonly TableRows[] = await database.rows(tables)
  const asBefore = await ask(replay, question.probes, 'after every statement')
  let { ran, migration } = await step(replay, question.watch)
  // Rows that pawl made are a guess: what fails on them alone is no failure of the migration.
  for (const guise of [...guisesFor(ran.error?.message ?? ''), 'none'] as const) {
    if (!ran.error || made.length === 0) break
    await database.rewind(clean)
    replay.at = index
    const reason = ran.error.message
    made = guise === 'none' ? [] : await trialRows(database, before, filled, replay.history.made, guise)
    rowsBefore = await database.rows(tables)
    ;({ ran, migration } = await step(replay, question.watch))
    if (!ran.error)
      limits.push(
        `${migration.id} fails on rows that pawl makes (${reason}); it was judged ${guise === 'none' ? 'without them' : 'on plainer ones'}`,
      )
  }
  // A tool that verifies takes back what does not verify.
  const error = ran.error ?? (migration.verify ? (await database.run(migration.verify)).error : undefined)
  if (error) {
    await database.rewind(clean)
    await settleRows(replay, migration.id)
    return { migration, error }
  }
  const after = await database.catalog()
  const end = question.probes.length ? (await database.split(migration.up)).at(-1) : undefined
  const passage: Passage = {
    way: 'up',
    database: question.database,
    migration: migration.id,
    sameDatabase: true,
    before,
    after,
    effects: ran.effects,
    rows: { before: rowsBefore, after: await database.rows(tables) },
    answers: [
      ...asBefore,
      ...(await ask(replay, question.probes, 'after every statement')).map((answer) => ({ ...answer, ...(end ? { at: end } : {}) })),
    ],
    files: question.files,
    blame: (key, aspect) => trace.blame(side, index, key, before, aspect),
    born: (key) => trace.born(side, key, index),
    compare: (questions) => trace.compare(side, index, index + 1, questions),
    limits,
  }
  if (!last && made.length) {
    await database.rewind(clean)
    replay.at = index
    await step(replay)
  }
  await settleRows(replay, migration.id)
  return passage
}

/** Puts the guards' questions to the database as it stands. */
async function ask(replay: Replay, probes: readonly Probe[], when: Probe['when']): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const probe of probes.filter((each) => when === 'at the end' || each.when === when)) {
    const answer = await replay.database.query(probe.sql, true)
    answers.push(
      'error' in answer
        ? { probe: probe.name, leg: 'up', error: answer.error.message }
        : { probe: probe.name, leg: 'up', rows: answer.rows.length, sample: answer.rows.slice(0, 3) },
    )
  }
  return answers
}
