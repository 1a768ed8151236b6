import type { Catalog } from '../catalog/catalog.ts'
import type { Stretch, Walk, Walked } from '../catalog/passage.ts'
import type { Engine, Limits } from '../engines/engine.ts'
import type { Migration } from '../migrations/migration.ts'
import { traceOn } from './blame.ts'
import type { History } from './history.ts'
import { advance, type Replay } from './replay.ts'
import { noShelf, type Shelf } from './shelf.ts'

/** A history and where its databases come from. */
interface Way {
  engine: Engine
  history: History
  limits: Limits
  shelf?: Shelf | undefined
}

/** Goes through a history: up as far as one migration, and back again by the downs. */
export function walkOf(way: Way): Walk {
  const { migrations } = way.history.chain
  const indexOf = (id: string) => migrations.findIndex((migration) => migration.id === id)
  return {
    ids: migrations.map(({ id }) => id),
    go: ({ through, each, back }) => {
      const last = indexOf(through)
      return onReplay(way, each ? 0 : last + 1, async (replay) => {
        const steps: Stretch[] = []
        let here = await replay.database.catalog()
        while (replay.at <= last) {
          const index = replay.at
          const before = here
          await advance(replay, index + 1)
          here = await replay.database.catalog()
          steps.push(stretch(migrations[index]!, 'up', { before, after: here }, (work) => onReplay(way, index, work)))
        }
        const walked: Walked = { there: here, steps }
        return back === undefined ? walked : goBack(way, replay, walked, { last, first: indexOf(back) })
      })
    },
  }
}

async function goBack(way: Way, replay: Replay, walked: Walked, { last, first }: { last: number; first: number }): Promise<Walked> {
  const { migrations } = way.history.chain
  const steps = [...walked.steps]
  let here: Catalog = walked.there
  for (let index = last; index >= first; index--) {
    const migration = migrations[index]!
    if (!migration.down) return { ...walked, steps, stopped: { migration: migration.id, why: 'it has no way back' } }
    const error = await runDown(replay, migration)
    if (error) return { ...walked, steps, stopped: { migration: migration.id, why: `its way back fails: ${error.message}` } }
    const before = here
    here = await replay.database.catalog()
    steps.push(
      stretch(migration, 'down', { before, after: here }, (work) =>
        onReplay(way, last + 1, async (again) => {
          for (const later of migrations.slice(index + 1, last + 1).reverse()) await runDown(again, later)
          return work(again)
        }),
      ),
    )
  }
  return { ...walked, steps }
}

async function runDown({ database }: Replay, { down }: Migration) {
  await database.reconnect()
  return (await database.run(down!)).error
}

/** One script with both its ends; its statements are run one by one only where somebody asks. */
function stretch(
  migration: Migration,
  direction: Stretch['direction'],
  ends: { before: Catalog; after: Catalog },
  there: <T>(work: (replay: Replay) => Promise<T>) => Promise<T>,
): Stretch {
  const script = direction === 'up' ? migration.up : migration.down!
  return {
    migration: migration.id,
    direction,
    path: script.path,
    ...ends,
    first: (test) => there(async ({ database }) => traceOn(database, script).first(test)),
  }
}

async function onReplay<T>(
  { engine, history, limits, shelf = noShelf }: Way,
  count: number,
  work: (replay: Replay) => Promise<T>,
): Promise<T> {
  const replay = await shelf.take({ engine, history, limits, count })
  try {
    return await work(replay)
  } finally {
    await shelf.give(replay)
  }
}
