import { engineOf } from '../engines/index.ts'
import { snapshotOf } from '../guards/snapshot/state.ts'
import { nearest } from '../model/nearest.ts'
import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Runner } from '../model/runner.ts'
import type { Files } from '../model/tree.ts'
import { historyOf } from '../rehearsal/ground.ts'
import { noShelf } from '../rehearsal/shelf.ts'
import { limits } from './limits.ts'

/** A snapshot as it was taken. */
export interface Taken {
  text: string
  sha256: string
  taken: string | null
  objects: number
  migrations: number
  limits: readonly string[]
}

/** Owners and effective privileges of a database after one of its migrations, by default the last; `unknown` where it has none of that name. */
export async function takeSnapshot(asked: {
  files: Files
  definition: DatabaseDefinition
  env: Readonly<Record<string, string | undefined>>
  at?: string
  runner?: Runner | undefined
}): Promise<Taken | { unknown: Refusal }> {
  const { definition } = asked
  if (definition.engine === 'sqlite')
    throw new Refusal(`SQLite has no owners and no privileges, so there is no snapshot of \`${definition.name}\``)
  const history = await historyOf(asked.files, definition, asked.env, asked.runner)
  const ids = history.chain.migrations.map(({ id }) => id)
  const count = asked.at === undefined ? ids.length : ids.indexOf(asked.at) + 1
  if (asked.at !== undefined && count === 0) {
    const near = nearest(asked.at, ids)
    const hint = near ? `; did you mean \`${near}\`?` : ''
    return { unknown: new Refusal(`no migration of \`${definition.name}\` and no revision is called \`${asked.at}\`${hint}`) }
  }
  const replay = await noShelf.take({ engine: await engineOf(definition.engine), history, limits, count })
  try {
    const [failure] = replay.failures
    if (failure) {
      const { path, span } = failure.error.at
      const place = { path, line: span.line, column: span.column }
      throw new Refusal(`the up of \`${failure.migration.id}\` fails, so there is no state to take: ${failure.error.message}`, place)
    }
    const taken = ids[count - 1] ?? null
    const about = { database: definition.name, engine: definition.engine, taken }
    return { ...(await snapshotOf(await replay.database.catalog(), about)), taken, migrations: count, limits: history.chain.limits }
  } finally {
    await noShelf.give(replay)
  }
}
