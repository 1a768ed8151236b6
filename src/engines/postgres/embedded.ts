import { Refusal } from '../../model/refusal.ts'
import type { Script } from '../../model/script.ts'
import type { Checkpoint, Database, Ground, Limits } from '../engine.ts'
import { readCatalog } from './catalog-read.ts'
import { archivesOf, rolesSql } from './ground.ts'
import { pack } from './image.ts'
import { clusterUrl } from './place.ts'
import { fillRows, rawCatalog, readRows, rowsOf, type Send } from './session.ts'
import { type Process, startProcess } from './thread.ts'

/** Opens an embedded database on its ground, or from a checkpoint's bytes. */
export async function openEmbedded(ground: Ground, limits: Limits, from?: Uint8Array): Promise<Database> {
  const archives = archivesOf(ground)
  let made: readonly string[] = []
  const start = (image: Uint8Array | undefined): Promise<Process> =>
    startProcess(
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
  let engine = await start(from)
  const send: Send = async (sql, copy) => (await engine.ask({ what: 'send', sql, ...(copy === undefined ? {} : { copy }) })).reply!
  const run = async (script: Script) => {
    const { ran, made: roles } = await engine.ask({ what: 'run', script })
    made = roles ?? made
    return ran!
  }
  if (!from) {
    for (const sql of rolesSql(ground.roles)) await send(sql)
    if (ground.before) {
      const { error } = await run(ground.before)
      if (error)
        throw new Refusal(`the SQL to run first does not run: ${error.message}`, {
          path: error.at.path,
          line: error.at.span.line,
          column: error.at.span.column,
        })
    }
  }
  const database: Database = {
    label: 'postgres 18.6 (embedded)',
    engine: 'postgres',
    run,
    split: async (script) => (await engine.ask({ what: 'split', script })).statements!,
    catalog: async () => readCatalog(await rawCatalog(send, 18, false)),
    rows: (tables) => readRows(send, tables, false),
    fill: (rows) => fillRows(send, rows, false),
    query: async (sql) => {
      const reply = await send(sql)
      const at = { migration: '', path: '', statement: 1, span: { line: 1, column: 1, endLine: 1, endColumn: 1 }, text: sql }
      return reply.error ? { error: { message: reply.error.message, sqlstate: reply.error.sqlstate, at } } : { rows: rowsOf(reply) }
    },
    born: async () => new Map(),
    keep: async (): Promise<Checkpoint> => {
      const { image } = await engine.ask({ what: 'dump' })
      const bytes = pack(image!, 1)
      return { bytes: async () => bytes }
    },
    rewind: async (checkpoint) => {
      await engine.end()
      engine = await start(await checkpoint.bytes())
    },
    reconnect: async () => {
      await send('SET SESSION AUTHORIZATION DEFAULT; RESET ALL; CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD TEMP')
    },
    close: () => engine.end(),
  }
  return database
}
