import type { Migration } from '../migrations/migration.ts'
import { isDealt, type Share } from '../model/share.ts'
import { hasCommands } from '../rehearsal/commanded.ts'
import { type Rehearsed, rehearse } from '../rehearsal/rehearse.ts'
import { asksOf, type Bench } from './graded.ts'

/** How few migrations are worth a database of their own: starting it, and running the ups of the others there, takes as long as some. */
const leastApart = 20
/** How many migrations one database takes in one go: the slow ones of a history stand near each other, and are dealt out among all. */
const inOneGo = 5

/** What a rehearsal of several migrations came to, in the order of the history. */
export interface AtOnce<T> {
  label: string
  told: T[]
}

/** Rehearses the wanted migrations of a history, on as many databases at once as pays, and looks at each as soon as it is through. */
export async function rehearseAtOnce<T>(
  bench: Bench,
  wanted: ReadonlySet<Migration>,
  look: (bench: Bench, rehearsed: Rehearsed) => Promise<T>,
  share?: Share,
): Promise<AtOnce<T>> {
  const { engine, history, limits } = bench.stage
  // Commands share the files of the machine, and are run one after another; other shares have its cores.
  const most = hasCommands(history) || share ? 1 : (engine.atOnce?.(history.ground, limits) ?? 1)
  const of = Math.max(1, Math.min(most, Math.floor(wanted.size / leastApart)))
  // What one database holds cannot be told from what those beside it hold.
  const shared: Bench = { ...bench, stage: { ...bench.stage, limits: { ...limits, memoryBytes: limits.memoryBytes * of } } }
  const own = (index: number) => new Set([...wanted].filter((_, at) => isDealt(Math.floor(at / inOneGo), { index, of })))
  const told = new Map<Migration, T>()
  let failed = false
  const one = async (here: ReadonlySet<Migration>) => {
    const run = rehearse(engine, history, shared.stage.limits, { here, beside: wanted }, asksOf(shared), shared.stage.shelf)
    for (;;) {
      const next = await run.next()
      if (next.done) return next.value.label
      if (failed) return ''
      told.set(next.value.migration, await look(shared, next.value))
    }
  }
  const ends = await Promise.allSettled(
    Array.from({ length: of }, (_, at) =>
      one(own(at + 1)).catch((error: unknown) => {
        failed = true
        throw error
      }),
    ),
  )
  const labels = ends.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
  return { label: labels[0]!, told: [...wanted].map((migration) => told.get(migration)!) }
}
