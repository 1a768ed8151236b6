import type { Catalog } from '../catalog/catalog.ts'
import type { EngineError } from '../catalog/effect.ts'
import type { Checkpoint, Database, Engine, Limits, Ran, Watch } from '../engines/engine.ts'
import { Refusal } from '../model/refusal.ts'
import type { Outcome } from '../model/runner.ts'
import type { At, Script } from '../model/script.ts'
import type { History } from './history.ts'

/** Tables that tools keep for themselves: a rendering need not make them, and no down takes them away. */
export const toolsOwn =
  /^(table|column|constraint|index|sequence):(public\.)?(alembic_version|schema_migrations|ar_internal_metadata|django_migrations|knex_migrations(_lock)?|_prisma_migrations|flyway_schema_history|goose_db_version|schema_version)\b/

function withoutToolsOwn({ engine, objects }: Catalog): Catalog {
  return { engine, objects: new Map([...objects].filter(([key]) => !toolsOwn.test(key))) }
}

/** Whether any of a history's scripts is a command. */
export function hasCommands({ chain }: History): boolean {
  return chain.migrations.some(({ up, down }) => up.by !== undefined || down?.by !== undefined)
}

interface Kept extends Checkpoint {
  inner: Checkpoint
  of: Database
}

/**
 * A database on which commands run as scripts do. What a command prints as SQL is run in its place;
 * else it works on a copy of the database, an SQLite file or a Postgres server of this machine, and that copy is taken on.
 */
export async function commanded(engine: Engine, { ground }: History, limits: Limits): Promise<Database> {
  let inner = await engine.open(ground, limits)
  /** The embedded Postgres is lent to a command as a server of its own, from a copy that is taken on. */
  const lends = inner.engine === 'postgres' && ground.server === undefined
  const replace = async (bytes: Uint8Array) => {
    const older = inner
    inner = await engine.open(ground, limits, bytes)
    await older.close()
  }
  const command = async (script: Script, watch: Watch | undefined): Promise<Ran> => {
    const at = whole(script)
    if (lends) {
      const { lend } = await import('../engines/postgres/loopback.ts')
      const left = await lend(
        ground,
        limits,
        async () => (await inner.keep()).bytes(),
        (url) => script.by!.run({ url }),
      )
      if (left.result.status !== 0) return { statements: 1, effects: [], error: failed(left.result, at) }
      if (!left.bytes) return printed(script, left.result, at, watch)
      await replace(left.bytes)
      return { statements: 1, effects: [] }
    }
    if (inner.lend) {
      const { outcome, spoke } = await inner.lend(script, (url) => script.by!.run({ url }))
      if (outcome.status !== 0) return { statements: 1, effects: [], error: failed(outcome, at) }
      return spoke ? { statements: 1, effects: [] } : printed(script, outcome, at, watch)
    }
    const outside = inner.engine === 'sqlite' ? await import('../engines/sqlite/outside.ts') : undefined
    const file = outside?.fileOf(await (await inner.keep()).bytes())
    const outcome = await script.by!.run(file ? { file } : {})
    if (outcome.status !== 0) return { statements: 1, effects: [], error: failed(outcome, at) }
    const changed = outcome.file !== undefined && !same(outcome.file, file!)
    if (changed && outside) {
      await replace(outside.checkpointOf(outcome.file!))
      return { statements: 1, effects: [] }
    }
    if (outcome.stdout.trim() === '' && inner.engine === 'sqlite') return { statements: 1, effects: [] }
    return printed(script, outcome, at, watch)
  }
  /** What a command has printed is run in its place. */
  const printed = async (script: Script, outcome: Outcome, at: At, watch: Watch | undefined): Promise<Ran> => {
    if (outcome.stdout.trim() === '') {
      const given = lends || inner.lend !== undefined
      const how = given ? 'did nothing with `DATABASE_URL` and printed no SQL' : 'printed no SQL'
      throw new Refusal(
        `the command for \`${script.migration}\` ${how}; on ${given ? inner.engine : `${inner.engine} on a server`} a command of \`run:\` ${given ? 'works on that database, or ' : ''}prints what it does, as \`alembic upgrade {previous}:{revision} --sql\` does`,
        { path: script.path },
      )
    }
    const { by: _, ...plain } = script
    const ran = await inner.run({ ...plain, text: outcome.stdout }, watch)
    const placed = <T extends { at?: At }>(each: T): T => (each.at ? { ...each, at } : each)
    return { ...ran, effects: ran.effects.map(placed), ...(ran.error ? { error: { ...ran.error, at } } : {}) }
  }
  return {
    get label() {
      return inner.label
    },
    engine: inner.engine,
    run: (script, watch) => (script.by ? command(script, watch) : inner.run(script, watch)),
    split: async (script) => (script.by ? [whole(script)] : inner.split(script)),
    catalog: async () => withoutToolsOwn(await inner.catalog()),
    rows: (tables) => inner.rows(tables),
    fill: (rows) => inner.fill(rows),
    query: (sql, anew) => inner.query(sql, anew),
    born: async () => new Map(),
    keep: async (): Promise<Kept> => {
      const checkpoint = await inner.keep()
      const of = inner
      // The database that made it may be gone by the time it is wanted.
      const bytes = of.engine === 'sqlite' || lends ? await checkpoint.bytes() : undefined
      return { inner: checkpoint, of, bytes: async () => bytes ?? checkpoint.bytes() }
    },
    rewind: async (checkpoint) => {
      const kept = checkpoint as Kept
      if (kept.of === inner) await inner.rewind(kept.inner)
      else await replace(await kept.bytes())
    },
    reconnect: () => inner.reconnect(),
    close: () => inner.close(),
  }
}

/** A command's place is its migration's file as a whole: its first line. */
function whole({ migration, path, text }: Script): At {
  const first = text.split('\n', 1)[0] ?? ''
  return { migration, path, statement: 1, span: { line: 1, column: 1, endLine: 1, endColumn: first.length + 1 }, text: first }
}

function failed({ status, stderr, stdout }: Outcome, at: At): EngineError {
  const said = (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? ''
  return { at, message: `the command ended with ${status}${said ? `: ${said}` : ''}` }
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
