import type { Catalog } from '../../catalog/catalog.ts'
import { Refusal } from '../../model/refusal.ts'
import type { At } from '../../model/script.ts'
import type { Database, Ground, Limits } from '../engine.ts'
import { bornAt } from './births.ts'
import { readCatalog } from './catalog-read.ts'
import { archivesOf, rolesSql } from './ground.ts'
import { type Image, pack } from './image.ts'
import { clusterUrl } from './place.ts'
import { ask, fillRows, rawCatalog, readRows, type Send } from './session.ts'
import { type Process, startProcess } from './thread.ts'
import { type Machine, type Moment, timeline } from './timeline.ts'

const major = 18

/** Opens an embedded database on its ground, or from a checkpoint's bytes. */
export async function openEmbedded(ground: Ground, limits: Limits, from?: Uint8Array): Promise<Database> {
  const archives = archivesOf(ground)
  let made: readonly string[] = []
  let engine: Process
  const start = async (image: Uint8Array | Image | undefined): Promise<void> => {
    engine = await startProcess(
      {
        ...(image ? { image } : {}),
        cluster: clusterUrl.href,
        settings: ground.settings,
        extensions: ground.extensions,
        roles: ground.roles,
        madeRoles: made,
        archives,
        memoryBytes: limits.memoryBytes,
        shortRun: process.env.PAWL_WASM !== 'full',
      },
      limits,
    )
    if (!image) await prepare()
  }
  const prepare = async () => {
    for (const sql of rolesSql(ground.roles)) await must(sql)
    if (!ground.before) return
    const { ran } = await engine.ask({ what: 'run', script: ground.before, inside: false })
    const { error } = ran!
    if (!error) return
    const { path, span } = error.at
    throw new Refusal(`the SQL to run first does not run: ${error.message}`, { path, line: span.line, column: span.column })
  }
  const send: Send = async (sql, copy) => (await engine.ask({ what: 'send', sql, ...(copy === undefined ? {} : { copy }) })).reply!
  const must = async (sql: string) => {
    const { error } = await send(sql)
    if (error) throw new Refusal(`the embedded Postgres refuses \`${sql}\`: ${error.message}`)
  }
  const machine: Machine<Image> = {
    send: must,
    run: async (script, inside, watch) => {
      const given = await engine.ask({ what: 'run', script, inside, ...(watch ? { watch } : {}) })
      made = given.made ?? made
      return given.ran ? { ran: given.ran } : { again: given.again ?? 'no answer' }
    },
    fill: (rows, inside) => fillRows(send, rows, inside),
    reconnect: () =>
      must('SET SESSION AUTHORIZATION DEFAULT; RESET ALL; CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD TEMP'),
    copy: async () => (await engine.ask({ what: 'dump' })).image!,
    restore: async (copy) => {
      await engine.end()
      await start(copy ?? from)
    },
    bytes: async (copy) => pack(copy),
    failed: () => engine.failed(),
  }
  await start(from)
  const line = timeline(machine)
  const catalogs = new WeakMap<Moment, Catalog>()
  const catalog = async () => {
    const known = catalogs.get(line.here)
    if (known) return known
    const read = readCatalog(await rawCatalog(send, major, line.inside))
    catalogs.set(line.here, read)
    return read
  }
  return {
    label: 'postgres 18.6 (embedded)',
    engine: 'postgres',
    run: line.run,
    split: async (script) => (await engine.ask({ what: 'split', script })).statements!,
    catalog,
    rows: (tables) => readRows(send, tables, line.inside),
    fill: line.fill,
    query: (sql) => ask(send, sql, line.inside),
    born: async (keys) => {
      const { births } = await engine.ask({ what: 'births' })
      const { objects } = await catalog()
      const found = new Map<string, At>()
      for (const key of keys) {
        const object = objects.get(key)
        const at = object && bornAt(births!, object)
        if (at) found.set(key, at)
      }
      return found
    },
    keep: line.keep,
    rewind: line.rewind,
    reconnect: line.reconnect,
    close: () => engine.end(),
  }
}
