import type { Catalog } from '../catalog/catalog.ts'
import { engineOf } from '../engines/index.ts'
import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Files } from '../model/tree.ts'
import { historyOf } from '../rehearsal/ground.ts'
import { noShelf } from '../rehearsal/shelf.ts'
import { limits } from './limits.ts'

/** What the migrations of a database make of it, or what is in the way. */
export async function madeBy(
  files: Files,
  definition: DatabaseDefinition,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ catalog: Catalog } | { failure: string; ran: number }> {
  try {
    const history = await historyOf(files, definition, env)
    const count = history.chain.migrations.length
    const replay = await noShelf.take({ engine: await engineOf(definition.engine), history, limits, count })
    try {
      const [failure] = replay.failures
      const ran = failure ? history.chain.migrations.indexOf(failure.migration) : count
      return failure ? { failure: `${failure.migration.id}: ${failure.error.message}`, ran } : { catalog: await replay.database.catalog() }
    } finally {
      await noShelf.give(replay)
    }
  } catch (error) {
    if (error instanceof Refusal) return { failure: error.message, ran: 0 }
    throw error
  }
}
