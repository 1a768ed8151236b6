import type { Catalog } from '../catalog/catalog.ts'
import { type Difference, diffCatalogs } from '../catalog/diff.ts'
import type { Effect, EngineError } from '../catalog/effect.ts'
import type { Answer, Probe } from '../catalog/passage.ts'
import type { TableRows } from '../catalog/rows.ts'
import type { Checkpoint, Database, Watch } from '../engines/engine.ts'
import type { At, Script } from '../model/script.ts'
import { isLeft } from './grade.ts'
import { commitPoints, type Plan, type Step, upTo, verify, verifyStated, type Wrong } from './steps.ts'

/** One way back as it was taken: by the down and what a document does after it, or by a document's own steps. */
export interface Way {
  leg: 'down' | 'document'
  scripts: readonly Script[]
  /** Absent where it raised an error. */
  end?: Catalog
  rows?: readonly TableRows[]
  /** What of what stood is lost at its end, where a document states some of its steps. */
  loses?: readonly string[]
  effects: readonly Effect[]
  answers: readonly Answer[]
  error?: EngineError
  /** The error is one of a query that asks, and not of a step. */
  asking?: boolean
  wrong: readonly Wrong[]
  /** How the end differs from the one that the down reaches. */
  differs: readonly Difference[]
  /** How what follows the down leaves the schema otherwise than the down did. */
  afterDiffers: readonly Difference[]
  /** Stopped there and run again from its start, it does not come to its end. */
  stopped?: { at: At; error?: EngineError; differs: readonly Difference[] }
}

/** What is asked of ways back beside their end. */
export interface Watching {
  probes: readonly Probe[]
  watch: Watch
  tables: readonly string[]
}

/** Takes each way back of a migration from the state after its up. `down`: its own down, where it has one. */
export async function waysBack(
  database: Database,
  start: Checkpoint,
  down: Script | undefined,
  plan: Plan,
  watching: Watching,
): Promise<Way[]> {
  const ways: Way[] = []
  const first = down ? await takeDownAndAfter(database, start, down, plan, watching) : undefined
  if (first) ways.push(first.way)
  let reached = first?.end
  for (const steps of plan.ways) {
    const way = await takeSteps(database, start, steps, watching)
    if (way.end && reached) way.differs = differencesOf(reached, way.end)
    if (way.end && !reached) reached = way.end
    ways.push(way)
  }
  for (const way of ways) {
    way.answers = await between(database, start, way, watching.probes)
    if (plan.resumable && !way.error) {
      const stopped = await resume(database, start, way)
      if (stopped) way.stopped = stopped
    }
  }
  return ways
}

type Taken = { -readonly [K in keyof Way]: Way[K] }

/** Whether nothing is asked of the ways back but what the down itself comes to, so that it need be taken only once. */
export function isDownAlone(plan: Plan, { probes }: Watching): boolean {
  return plan.ways.length + plan.after.length === 0 && !plan.resumable && probes.every(({ when }) => when !== 'after every statement')
}

/** Takes the down alone, from the state as it is. */
export async function takeDown(database: Database, down: Script, { watch, tables }: Watching): Promise<Way> {
  const way = await runDown(database, down, watch)
  if (way.error) return way
  way.end = await database.catalog()
  way.rows = await database.rows(tables)
  return way
}

async function runDown(database: Database, down: Script, watch: Watch): Promise<Taken> {
  await database.reconnect()
  const { effects, error } = await database.run(down, watch)
  const way: Taken = { leg: 'down', scripts: [down], effects, answers: [], wrong: [], differs: [], afterDiffers: [] }
  return error ? { ...way, error } : way
}

async function takeDownAndAfter(database: Database, start: Checkpoint, down: Script, plan: Plan, watching: Watching) {
  await database.rewind(start)
  const way = await runDown(database, down, watching.watch)
  if (way.error) return { way }
  const end = await database.catalog()
  await takeAll(database, plan.after, way, watching)
  if (!way.error) {
    way.end = plan.after.some(({ does }) => does === 'run') ? await database.catalog() : end
    way.afterDiffers = differencesOf(end, way.end)
    way.rows = await database.rows(watching.tables)
  }
  return { way, end }
}

async function takeSteps(database: Database, start: Checkpoint, steps: readonly Step[], watching: Watching): Promise<Taken> {
  await database.rewind(start)
  await database.reconnect()
  const way: Taken = { leg: 'document', scripts: [], effects: [], answers: [], wrong: [], differs: [], afterDiffers: [] }
  await takeAll(database, steps, way, watching)
  if (way.error) return way
  way.end = await database.catalog()
  way.rows = await database.rows(watching.tables)
  return way
}

async function takeAll(database: Database, steps: readonly Step[], way: Taken, watching: Watching): Promise<void> {
  for (const { does, script } of steps) {
    if (does === 'run') {
      const ran = await database.run(script, watching.watch)
      way.scripts = [...way.scripts, script]
      way.effects = [...way.effects, ...ran.effects]
      if (ran.error) way.error = ran.error
    }
    if (way.error) return
    const answer = await (does === 'run' ? verifyStated : verify)(database, script)
    way.wrong = [...way.wrong, ...answer.wrong]
    if (answer.error) {
      way.error = answer.error
      way.asking = true
    }
    if (way.error) return
  }
}

/** Differences of the schema itself: comments, the order of columns and plain roles aside. */
function differencesOf(before: Catalog, after: Catalog): Difference[] {
  return diffCatalogs(before, after, { identities: false }).filter(isLeft)
}

/** Puts the questions ahead of the way, and after each of its statements. */
async function between(database: Database, start: Checkpoint, way: Way, probes: readonly Probe[]): Promise<Answer[]> {
  const asked = probes.filter(({ when }) => when === 'after every statement')
  if (asked.length === 0) return []
  await database.rewind(start)
  await database.reconnect()
  const answers: Answer[] = await ask(database, asked, way.leg)
  for (const [index, script] of way.scripts.entries()) {
    for (const at of await database.split(script)) {
      await database.rewind(start)
      await database.reconnect()
      for (const earlier of way.scripts.slice(0, index)) await database.run(earlier)
      const ran = await database.run(upTo(script, at))
      if (ran.error) continue
      answers.push(...(await ask(database, asked, way.leg, at)))
    }
  }
  return answers
}

/** Puts questions to a database as it stands. */
export async function ask(database: Database, probes: readonly Probe[], leg: Answer['leg'], at?: At): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const { name, sql } of probes) {
    const answer = await database.query(sql, true)
    const said = 'error' in answer ? { error: answer.error.message } : { rows: answer.rows.length, sample: answer.rows.slice(0, 3) }
    answers.push({ probe: name, leg, ...(at ? { at } : {}), ...said })
  }
  return answers
}

/** Stops after every statement that commits and runs the whole way again. */
async function resume(database: Database, start: Checkpoint, way: Way): Promise<Way['stopped']> {
  const runAll = async (scripts: readonly Script[]) => {
    for (const script of scripts) {
      const { error } = await database.run(script)
      if (error) return error
    }
    return undefined
  }
  for (const [index, script] of way.scripts.entries()) {
    for (const at of commitPoints(script, await database.split(script))) {
      await database.rewind(start)
      await database.reconnect()
      await runAll([...way.scripts.slice(0, index), upTo(script, at)])
      await database.reconnect()
      const error = await runAll(way.scripts)
      if (error) return { at, error, differs: [] }
      const differs = differencesOf(way.end!, await database.catalog())
      if (differs.length) return { at, differs }
    }
  }
  return undefined
}
