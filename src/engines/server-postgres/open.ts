import type { Catalog, CatalogObject } from '../../catalog/catalog.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Outcome as Ended } from '../../model/runner.ts'
import type { At, Script } from '../../model/script.ts'
import type { Database, Ground, Lent, Limits } from '../engine.ts'
import { addedColumnsSql } from '../postgres/births.ts'
import { listsOf, type RawCatalog } from '../postgres/catalog-lists.ts'
import { readAll } from '../postgres/catalog-read.ts'
import { catalogSql } from '../postgres/catalog-sql.ts'
import { type Outcome, runScript } from '../postgres/run.ts'
import { queryRows } from '../postgres/session.ts'
import { split } from '../postgres/split.ts'
import { type Machine, type Moment, timeline } from '../postgres/timeline.ts'
import { type Hands, watchTables } from '../postgres/watch.ts'
import type { Wire } from '../postgres/wire.ts'
import type { Address } from '../server/address.ts'
import { postgresAddress } from './address.ts'
import { asOnServer, bar, touchesRoles } from './cage.ts'
import { type Connection, connect } from './connection.ts'
import { fillingOf } from './filling.ts'
import { type Host, openHost } from './host.ts'
import { lendOn } from './lending.ts'
import { Numbers } from './numbers.ts'
import { askAll, doAll } from './questions.ts'
import { type KeptRoles, rolesOn, waits } from './roles.ts'

const freshSession = 'SET SESSION AUTHORIZATION DEFAULT; RESET ALL; CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD TEMP'

/** A database kept as another one on the server, and what belongs to it and is kept by the server itself. */
interface Copy {
  database: string
  roles: KeptRoles
  ordinal: number
}

/** Opens a database of its own on a real server. */
export async function openServer(ground: Ground, limits: Limits): Promise<Database> {
  const address = postgresAddress(ground.server!)
  const host = await openHost(address)
  try {
    return await databaseOn(host, address, ground, (database) =>
      connect(address, { database, settings: ground.settings, limitMs: limits.statementMs, stop: host.stop }),
    )
  } catch (error) {
    await host.end().catch(() => {})
    throw asOnServer(error)
  }
}

async function databaseOn(
  host: Host,
  address: Address,
  ground: Ground,
  enter: (database: string) => Promise<Connection>,
): Promise<Database> {
  const roles = await rolesOn(host)
  const numbers = new Numbers()
  const ordinals = new WeakMap<Moment, number>()
  const catalogs = new WeakMap<Moment, Catalog>()
  let made = new Set<string>()
  let session: Connection
  const filling = fillingOf(() => session, host.major)
  const counter = async (): Promise<number> => {
    const reply = await session.send(`SELECT pg_catalog.pg_nextoid('pg_catalog.pg_class', 'oid', 'pg_catalog.pg_class_oid_index')`)
    return Number(reply.answers[0]?.rows[0]?.[0])
  }
  const begin = async () => {
    await host.make()
    session = await enter(host.name)
    numbers.ordinal = 0
    numbers.begin(await counter())
    await roles.declare(ground.roles)
    if (!ground.before) return
    const outcome = await run(ground.before, false)
    if (!('ran' in outcome) || !outcome.ran.error) return
    const { message, at } = outcome.ran.error
    throw new Refusal(`the SQL to run first does not run: ${message}`, { path: at.path, line: at.span.line, column: at.span.column })
  }
  const run = async (script: Script, inside: boolean, tables: readonly string[] = []): Promise<Outcome> => {
    await filling.end(script.text)
    const statements = await split(script)
    for (const statement of statements) bar(statement, host.name, roles)
    const shared = statements.some(touchesRoles)
    // What all databases of the server share is never left uncommitted: others would wait for it.
    if (shared && inside) return { again: 'roles' }
    let open = inside
    const heard: string[] = []
    const wire: Wire = {
      send: async (sql, copy) => {
        const reply = await session.send(sql, copy)
        open = reply.status !== 'I'
        heard.push(...reply.infos)
        return reply
      },
    }
    const listen = () => heard.splice(0)
    const hands: Hands = {
      ask: (queries) => askAll(wire, host.major, queries, open),
      act: (queries) => doAll(wire, host.major, queries, open),
    }
    const watching = tables.length ? watchTables(tables, hands, listen) : undefined
    const carryOut = () =>
      runScript(wire, script, {
        extensions: ground.extensions,
        roles: ground.roles,
        made,
        inside,
        begins: ({ statement, span }) =>
          session.running(`statement ${statement} of \`${script.path}\``, { path: script.path, line: span.line, column: span.column }),
        before: async (statement) => {
          await watching?.before(statement)
          if (statement) numbers.begin(await counter(), statement.at)
        },
        ended: async (statement) => {
          const added = addedColumnsSql(statement)
          if (added) for (const [id] of (await session.send(added)).answers[0]?.rows ?? []) numbers.column(id!, statement.at)
          return (await watching?.after(statement)) ?? []
        },
        told: (statement) => watching?.told(statement) ?? [],
        reached: () => [],
      })
    try {
      return shared ? await roles.alone(script.text, carryOut) : await carryOut()
    } finally {
      session.running('')
      if (!session.failed()) await watching?.end()
    }
  }
  const machine: Machine<Copy> = {
    send: async (sql) => {
      await filling.end()
      const { error } = await session.send(sql)
      if (error) throw new Refusal(`the server refuses what pawl needs: \`${sql}\`: ${error.message}`)
    },
    run: async (script, inside, watch, again) => {
      if (again !== undefined) numbers.ordinal = again
      const number = numbers.ordinal
      return { ...(await run(script, inside, watch?.tables)), number }
    },
    fill: async (rows, inside) => ({ failed: await filling.fill(rows, inside), number: numbers.ordinal }),
    reconnect: async () => {
      await filling.end()
      const { error } = await session.send(freshSession)
      if (error) throw new Refusal(`the server refuses what pawl needs: ${error.message}`)
    },
    copy: async () => {
      await filling.end()
      await session.end()
      const copy = { database: await host.copy(), roles: await roles.keep(), ordinal: numbers.ordinal }
      session = await enter(host.name)
      return copy
    },
    restore: async (copy) => {
      filling.forget()
      await session.end()
      if (!copy) {
        await host.forget(host.name)
        await roles.restore()
        made = new Set()
        await begin()
        return true
      }
      await host.forget(host.name)
      await roles.restore(copy.roles)
      await host.make(copy.database)
      session = await enter(host.name)
      numbers.ordinal = copy.ordinal
      return true
    },
    forget: (copy) => host.forget(copy.database),
    bytes: async () => {
      throw new Refusal('a database on a server is kept there, and nowhere else')
    },
    wentBack: (to) => {
      filling.forget()
      numbers.ordinal = to ? ordinalAt(to) : numbers.ordinal
    },
    renew: async () => false,
    failed: () => session.failed(),
  }
  const ordinalAt = (moment: Moment): number => {
    for (let each: Moment | undefined = moment; each; each = each.parent) {
      const known = ordinals.get(each)
      if (known !== undefined) return known
    }
    return rootOrdinal
  }
  await begin()
  const rootOrdinal = numbers.ordinal
  const line = timeline(machine)
  const decided = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw asOnServer(error)
    }
  }
  /** What speaks of roles is asked with this database's in their places. */
  const asked = <T>(work: () => Promise<T>): Promise<T> =>
    decided(async () => {
      await roles.takeTurn()
      await filling.end()
      return work()
    })
  const catalog = async (): Promise<Catalog> => {
    const known = catalogs.get(line.here)
    if (known) return known
    const [answer] = await askAll(session, host.major, [catalogSql(host.major)], line.inside)
    const raw: RawCatalog = Object.fromEntries(answer!.columns.map((name, index) => [name, JSON.parse(answer!.rows[0]![index] ?? 'null')]))
    const objects = new Map<string, CatalogObject>()
    for (const object of readAll(listsOf(raw)).catalog.objects.values()) {
      if (!isServersOwn(object, roles.isForeign)) objects.set(object.key, numbers.object(object))
    }
    const read: Catalog = { engine: 'postgres', objects }
    catalogs.set(line.here, read)
    return read
  }
  const lending = async ({ text }: Script, work: (url: string) => Promise<Ended>): Promise<Lent> => {
    numbers.begin(await counter())
    await session.end()
    const lent = await roles.alone(text, () => lendOn(host, address, ground.settings, work))
    filling.forget()
    session = await enter(host.name)
    numbers.begin(await counter())
    return lent
  }
  return {
    label: host.label,
    engine: 'postgres',
    run: (script, watch) =>
      asked(async () => {
        const ran = await line.run(script, watch)
        ordinals.set(line.here, numbers.ordinal)
        return ran
      }),
    split: async (script) => (await split(script)).map(({ at }) => at),
    catalog: () => asked(catalog),
    rows: (tables) => decided(() => filling.rows(tables, line.inside)),
    fill: (rows) => decided(() => line.fill(rows)),
    query: (sql, anew) => asked(() => queryRows(session.send, sql, line.inside, anew)),
    born: (keys) =>
      asked(async () => {
        const { objects } = await catalog()
        const found = new Map<string, At>()
        for (const key of keys) {
          const object = objects.get(key)
          const at = object && numbers.born(object)
          if (at) found.set(key, at)
        }
        return found
      }),
    lend: (script, work) =>
      asked(async () => {
        const lent = await line.lend(() => lending(script, work))
        ordinals.set(line.here, numbers.ordinal)
        return lent
      }),
    keep: () => decided(line.keep),
    pin: () => decided(line.pin),
    rewind: (checkpoint) => decided(() => line.rewind(checkpoint)),
    settle: () => decided(line.settle),
    reconnect: () => decided(line.reconnect),
    close: async () => {
      await session.end()
      // What cannot be dropped now, the server being gone, the next run drops.
      await host.clear().catch(() => {})
      await roles.drop().catch(() => {})
      await host.end().catch(() => {})
    },
  }
}

/** A superuser that stood on the server before is its own, as the one that made it. */
function isServersOwn({ kind, name, aspects }: CatalogObject, isForeign: (name: string) => boolean): boolean {
  if (kind !== 'role' || !isForeign(name)) return false
  return waits(name) || (Array.isArray(aspects.attributes) && aspects.attributes.includes('SUPERUSER'))
}
