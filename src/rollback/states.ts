import type { Catalog } from '../catalog/catalog.ts'
import type { Database, Engine, Limits } from '../engines/engine.ts'
import type { Migration } from '../migrations/migration.ts'
import { Refusal } from '../model/refusal.ts'
import type { Script } from '../model/script.ts'
import type { History } from '../rehearsal/history.ts'
import { advance } from '../rehearsal/replay.ts'
import { noShelf } from '../rehearsal/shelf.ts'

/** A question that must be answered with no row. */
export interface Question {
  name: string
  sql: string
  /** Asked only once something has been taken back. */
  afterDown: boolean
}

/** What a database holds at one point of the way back, as it was rehearsed. */
interface State {
  catalog: Catalog
  /** Questions that can be put here; the others speak of what is not there. */
  answers: ReadonlySet<string>
}

/** A way back as it was rehearsed: `downs` newest first, and `states` before, between and after them. */
export interface Way {
  label: string
  format: string
  downs: readonly (Migration & { down: Script })[]
  /** The migration that each down leaves as the newest. */
  leaves: readonly (Migration | undefined)[]
  states: readonly State[]
  /** What stands before any migration. */
  ground: Catalog
  /** Whom all of it belongs to in the rehearsal. */
  user: string | undefined
  questions: readonly Question[]
}

/** Takes migrations back on a disposable database, and keeps how it stands between them. */
export async function rehearseWay(asked: {
  engine: Engine
  history: History
  limits: Limits
  ids: readonly string[]
  questions: readonly Question[]
}): Promise<Way> {
  const { engine, history, limits, ids, questions } = asked
  const all = history.chain.migrations
  const last = all.findIndex(({ id }) => id === ids[0])
  if (last === -1) throw new Refusal(`no migration of \`${history.chain.folder}\` is called \`${ids[0]}\``)
  const downs = ids.map((id, index) => withDown(all[last - index], id, history))
  const replay = await noShelf.take({ engine, history, limits, count: 0 })
  const { database } = replay
  try {
    const ground = await database.catalog()
    await advance(replay, last + 1)
    const [failure] = replay.failures
    if (failure) throw refusalOf(`the up of \`${failure.migration.id}\` fails`, failure.error)
    const states = [await stateOf(database, questions)]
    for (const { id, down } of downs) {
      await database.reconnect()
      const { error } = await database.run(down)
      if (error) throw refusalOf(`the down of \`${id}\` fails when it is rehearsed`, error)
      states.push(await stateOf(database, questions))
    }
    const leaves = downs.map((_, index) => all[last - index - 1])
    return { label: database.label, format: history.chain.format, downs, leaves, states, ground, user: await userOf(database), questions }
  } finally {
    await noShelf.give(replay)
  }
}

/** The state after each statement of one down, or up, for a script that commits on its way. */
export async function statesWithin(
  asked: { engine: Engine; history: History; limits: Limits },
  way: Way,
  position: number,
  direction: 'down' | 'up',
): Promise<{ statements: readonly string[]; catalogs: readonly Catalog[] }> {
  const all = asked.history.chain.migrations
  const count = all.findIndex(({ id }) => id === way.downs[0]!.id) + 1
  const replay = await noShelf.take({ ...asked, count })
  const { database } = replay
  try {
    for (const { down } of way.downs.slice(0, direction === 'down' ? position : position + 1)) {
      await database.reconnect()
      await database.run(down)
    }
    await database.reconnect()
    const script = way.downs[position]![direction]
    const statements = await database.split(script)
    const catalogs: Catalog[] = [await database.catalog()]
    for (const { text } of statements) {
      await database.run({ ...script, text, wrap: 'statement' })
      catalogs.push(await database.catalog())
    }
    return { statements: statements.map(({ text }) => text), catalogs }
  } finally {
    await noShelf.give(replay)
  }
}

function withDown(migration: Migration | undefined, id: string, { chain }: History): Migration & { down: Script } {
  if (migration?.id !== id)
    throw new Refusal(
      `the plan takes \`${id}\` back where \`${chain.folder}\` has ${migration ? `\`${migration.id}\`` : 'none'}; make it anew`,
    )
  if (!migration.down) throw new Refusal(`\`${id}\` has no down`, { path: migration.up.path })
  return { ...migration, down: migration.down }
}

async function stateOf(database: Database, questions: readonly Question[]): Promise<State> {
  const answers = new Set<string>()
  for (const { name, sql } of questions) if ('rows' in (await database.query(sql))) answers.add(name)
  return { catalog: await database.catalog(), answers }
}

async function userOf(database: Database): Promise<string | undefined> {
  if (database.engine === 'sqlite') return undefined
  const answer = await database.query(database.engine === 'mysql' ? 'SELECT current_user() AS name' : 'SELECT current_user::text AS name')
  return 'rows' in answer ? (answer.rows[0]?.name ?? undefined) : undefined
}

function refusalOf(
  what: string,
  { message, at }: { message: string; at: { path: string; span: { line: number; column: number } } },
): Refusal {
  return new Refusal(`${what}: ${message}`, { path: at.path, line: at.span.line, column: at.span.column })
}
