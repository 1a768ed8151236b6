import type { Passage } from '../catalog/passage.ts'
import type { Engine, Limits } from '../engines/engine.ts'
import type { Change } from '../model/change.ts'
import type { At, Script } from '../model/script.ts'
import type { Files } from '../model/tree.ts'
import type { Way } from './back.ts'
import { atBothEnds, firstUnlike, same, traceOn } from './blame.ts'
import type { History } from './history.ts'
import { type Rehearsed, tablesOf } from './rehearse.ts'
import { step } from './replay.ts'
import { noShelf, type Shelf } from './shelf.ts'
import { trialRows } from './trial.ts'
import { walkOf } from './walk.ts'

/** Where a migration was rehearsed, so that its statements can be traced. */
export interface Stage {
  database: string
  engine: Engine
  history: History
  limits: Limits
  files: Change<Files>
  shelf?: Shelf | undefined
}

/** A way back as guards judge it: from before the up to after the way back. Absent where it raised an error. */
export function backPassage(stage: Stage, rehearsed: Rehearsed, way: Way): Passage | undefined {
  if (!way.end) return undefined
  const { migration, before } = rehearsed
  return {
    way: 'back',
    database: stage.database,
    migration: migration.id,
    sameDatabase: true,
    before,
    after: way.end,
    effects: way.effects,
    rows: { before: rehearsed.rows.before, after: way.rows ?? [] },
    answers: way.answers,
    files: stage.files,
    blame: (key, aspect) => blame(stage, rehearsed, way, key, aspect),
    born: (key) => born(stage, rehearsed, key),
    compare: (questions) => compare(stage, rehearsed, way.scripts, questions),
    limits: [],
  }
}

/** The up as guards judge it. */
export function upPassage(stage: Stage, rehearsed: Rehearsed): Passage {
  const { migration, before, after, effects, rows, answers } = rehearsed
  return {
    way: 'up',
    database: stage.database,
    migration: migration.id,
    sameDatabase: true,
    before,
    after,
    effects,
    rows: { before: rows.before, after: rows.up },
    answers,
    files: stage.files,
    blame: (key, aspect) => blame(stage, rehearsed, undefined, key, aspect),
    born: (key) => born(stage, rehearsed, key),
    compare: (questions) => compare(stage, rehearsed, [], questions),
    walk: walkOf(stage),
    limits: [],
  }
}

/** Puts questions ahead of the up, and behind it and the way back. */
async function compare(stage: Stage, { migration, before }: Rehearsed, back: readonly Script[], questions: readonly Change<string>[]) {
  const { shelf = noShelf, engine, history, limits } = stage
  const replay = await shelf.take({ engine, history, limits, count: history.chain.migrations.indexOf(migration) })
  const { database } = replay
  try {
    await trialRows(database, before, tablesOf(before), stage.history.made)
    return await atBothEnds(database, questions, async () => {
      await step(replay)
      await database.reconnect()
      for (const script of back) await database.run(script)
    })
  } finally {
    await shelf.give(replay)
  }
}

/** The statement of the up, else of the way back, after which an object is no longer as it stood. */
async function blame(
  stage: Stage,
  { migration, before, after }: Rehearsed,
  way: Way | undefined,
  key: string,
  aspect?: string,
): Promise<At | undefined> {
  const was = before.objects.get(key)
  const { shelf = noShelf, engine, history, limits } = stage
  const replay = await shelf.take({ engine, history, limits, count: history.chain.migrations.indexOf(migration) })
  try {
    const lost = way === undefined || !same(was, after.objects.get(key), aspect)
    if (!lost) await step(replay)
    const script = lost ? migration.up : way?.scripts[0]
    if (!script) return undefined
    return await firstUnlike(traceOn(replay.database, script), was, key, aspect)
  } finally {
    await shelf.give(replay)
  }
}

async function born(stage: Stage, { migration }: Rehearsed, key: string): Promise<At | undefined> {
  const { shelf = noShelf, engine, history, limits } = stage
  const replay = await shelf.take({ engine, history, limits, count: history.chain.migrations.indexOf(migration), births: true })
  try {
    return (await replay.database.born([key])).get(key)
  } finally {
    await shelf.give(replay)
  }
}
