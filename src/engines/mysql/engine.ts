import type { Catalog } from '../../catalog/catalog.ts'
import type { TableRows } from '../../catalog/rows.ts'
import { Refusal } from '../../model/refusal.ts'
import type { At, Script } from '../../model/script.ts'
import type { Checkpoint, Database, Engine, Ground, Limits } from '../engine.ts'
import { mysqlAddress } from './address.ts'
import { readCatalog } from './catalog.ts'
import { type Connection, connect } from './connection.ts'
import { fillTables } from './fill.ts'
import { type Host, openHost } from './host.ts'
import { type Picture, restore, takePicture } from './picture.ts'
import { askOne } from './questions.ts'
import { literal, quoted } from './quote.ts'
import { runScript } from './run.ts'
import { split } from './split.ts'
import { watchTables } from './watching.ts'

/** Disposable databases on a MySQL or MariaDB server that the caller's environment names. */
export const mysql: Engine = {
  version: 'mysql server 1',
  open: async (ground, limits) => {
    const [extension] = ground.extensions
    if (extension !== undefined)
      throw new Refusal(`MySQL has no extensions, so \`${extension}\` cannot be had; take it out of \`extensions\``)
    if (ground.server === undefined) {
      throw new Refusal(
        'no MySQL is embedded; name a server that can be thrown away: `server: $PAWL_MYSQL_URL`, and set that to `mysql://root@localhost:3306`',
      )
    }
    const address = mysqlAddress(ground.server)
    const host = await openHost(address)
    const enter = () => connect(address, { database: host.name, limitMs: limits.statementMs, stop: host.stop })
    try {
      return await databaseOn(host, ground, limits, enter)
    } catch (error) {
      await host.end().catch(() => {})
      throw error
    }
  },
}

async function databaseOn(host: Host, ground: Ground, limits: Limits, enter: () => Promise<Connection>): Promise<Database> {
  let session = await enter()
  /** What stands now, where it was looked at since the last change. */
  let picture: Picture | undefined
  let catalog: Catalog | undefined
  let births: Map<string, At> | undefined
  const kept = new WeakMap<Checkpoint, { picture: Picture; births?: Map<string, At> }>()
  const changed = () => {
    picture = undefined
    catalog = undefined
  }
  const look = async (): Promise<Catalog> => {
    if (!catalog) await host.takeTurn()
    catalog ??= await readCatalog(host)
    return catalog
  }
  const entered = async () => {
    const own = await enter()
    for (const [name, value] of Object.entries(ground.settings)) {
      const plain = /^(-?\d+|on|off|true|false|default)$/i.test(value)
      const told = await own.send(`SET SESSION ${quoted(name)} = ${plain ? value : literal(value)}`)
      if ('error' in told) throw new Refusal(`the server does not take the setting \`${name}\` of the policy: ${told.error.message}`)
    }
    return own
  }
  const fresh = async () => {
    await session.end()
    session = await entered()
  }
  /** Where questions are put: what a script has set, or made for its own session alone, is not what they ask of. */
  let asking: Connection | undefined
  const askOn = async () => {
    if (asking?.failed()) await asking.end()
    if (!asking || asking.failed()) asking = await entered()
    return asking
  }
  const run = async (script: Script, tables: readonly string[] = []) => {
    changed()
    await host.takeTurn()
    const watching = tables.length ? { watching: watchTables(session, tables) } : {}
    return runScript(session, host, script, {
      ...watching,
      ended: async (at) => {
        if (!births || !/^\s*(?:\/\*[\s\S]*?\*\/\s*)*(create|alter|rename|call|execute|drop)\b/i.test(at.text)) return
        catalog = undefined
        for (const key of (await look()).objects.keys()) if (!births.has(key)) births.set(key, at)
        for (const key of births.keys()) if (!(await look()).objects.has(key)) births.delete(key)
      },
    })
  }
  await fresh()
  for (const role of ground.roles)
    if (!host.users.has(literal(role)) && !host.users.has(`${literal(role)}@'%'`)) await host.ask(`CREATE ROLE ${literal(role)}`)
  if (ground.before) {
    const { error } = await run(ground.before)
    if (error) {
      const { path, span } = error.at
      throw new Refusal(`the SQL to run first does not run: ${error.message}`, { path, line: span.line, column: span.column })
    }
  }
  return {
    label: host.label,
    engine: 'mysql',
    run: (script, watch) => run(script, watch?.tables),
    split: async (script) => split(script),
    catalog: look,
    rows: (tables) => readRows(host, tables),
    fill: async (rows) => {
      changed()
      return fillTables(host, rows)
    },
    query: async (sql) => askOne(await askOn(), host.name, sql),
    trackBirths: async () => {
      births ??= new Map()
    },
    born: async (keys) => new Map(keys.flatMap((key) => (births?.has(key) ? [[key, births.get(key)!] as const] : []))),
    keep: async () => {
      if (!picture) await host.takeTurn()
      picture ??= await takePicture(host)
      const bytes = [...picture.tables.values()].reduce((sum, { rows }) => rows.reduce((all, row) => all + row.length, sum), 0)
      if (bytes > limits.memoryBytes)
        throw new Refusal(`the rows of the database are larger than ${Math.round(limits.memoryBytes / 2 ** 20)} MB`)
      const checkpoint: Checkpoint = {
        bytes: async () => {
          throw new Refusal('a database on a server is kept there, and nowhere else')
        },
      }
      kept.set(checkpoint, { picture, ...(births ? { births: new Map(births) } : {}) })
      return checkpoint
    },
    rewind: async (checkpoint) => {
      const then = kept.get(checkpoint)
      if (!then) throw new Refusal('the checkpoint is of another database')
      if (session.failed()) await fresh()
      if (picture !== then.picture) {
        await host.takeTurn()
        await restore(host, then.picture)
        catalog = undefined
      }
      picture = then.picture
      births = then.births && new Map(then.births)
    },
    reconnect: fresh,
    close: async () => {
      await session.end()
      await asking?.end()
      // What cannot be dropped now, the server being gone, the next run drops.
      await host.end().catch(() => {})
    },
  }
}

async function readRows(host: Host, tables: readonly string[]): Promise<TableRows[]> {
  const found: TableRows[] = []
  for (const table of tables) {
    const told = await host.own.send(`SELECT * FROM ${quoted(table)}`)
    if ('error' in told) {
      if (told.error.number === 1146) continue
      throw new Refusal(`the rows of \`${table}\` cannot be read: ${told.error.message}`)
    }
    const { columns, rows } = told.answer
    found.push({ table, columns, rows: [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) })
  }
  return found
}
