import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { TableRows } from '../../catalog/rows.ts'
import { Refusal } from '../../model/refusal.ts'
import type { At, Script } from '../../model/script.ts'
import { type Backend, EngineFailure, startBackend } from './backend.ts'
import { addedColumnsSql } from './births.ts'
import { changesSince } from './catalog-changes.ts'
import { type Births, type Image, noBirths, unpack } from './image.ts'
import type { Asked, Given, Start } from './messages.ts'
import { type Around, runScript } from './run.ts'
import {
  advanceSequences,
  asker,
  asleepSql,
  awakeSql,
  doer,
  fillRows,
  type KnownRows,
  mayInsert,
  prepareAll,
  queryRows,
  readRows,
  takesQuietly,
} from './session.ts'
import { filesOf, type Snapshot } from './snapshot.ts'
import { split } from './split.ts'
import { preparedQuestions } from './territory.ts'
import { forgets } from './transactions.ts'
import { watchTables } from './watch.ts'
import type { Wire } from './wire.ts'

/** The embedded server's thread: one message a script, so that the clock of the other thread can end it at any statement. */
const start = workerData as Start
const port = parentPort!
const clock = new Int32Array(start.clock)
const made = new Set<string>(start.madeRoles)
let births: Births = noBirths
const backend: Promise<Backend> = boot()
backend.then(
  () => port.postMessage({ ready: true }),
  (error: unknown) => port.postMessage({ failed: told(error) }),
)

async function boot(): Promise<Backend> {
  const kept = start.image ?? readFileSync(new URL(start.cluster))
  const image: Image | undefined = 'files' in kept ? kept : unpack(kept)
  if (!image) throw new EngineFailure('the prepared database is broken')
  births = image.births
  for (const role of image.made) made.add(role)
  const engine = await startBackend({
    files: image.files,
    settings: start.settings,
    extensions: start.archives,
    declared: start.extensions,
    memoryBytes: start.memoryBytes,
    module: start.module,
  })
  await prepareAll(engine.send, start.version)
  return engine
}

port.on('message', async ({ id, ask }: { id: number; ask: Asked }) => {
  try {
    port.postMessage({ id, given: await answer(await backend, ask) })
  } catch (error) {
    port.postMessage({ id, failed: told(error) })
  }
})

const copies = new Map<number, { snapshot: Snapshot; births: Births; made: readonly string[] }>()
/** The store of a copy that is no longer wanted. */
let spare: Uint8Array | undefined
let known: KnownRows = new Map()
/** Triggers and foreign keys do not fire just now. */
let asleep = false
/** Filled tables whose sequences have not gone on yet. */
const waiting = new Set<string>()
/** The first transaction number behind the last savepoint. */
let mark = 0

async function answer(engine: Backend, ask: Asked): Promise<Given> {
  Atomics.add(clock, 0, 1)
  if (asleep && (ask.first || (ask.what !== 'fill' && ask.what !== 'rows'))) {
    asleep = false
    await engine.send(awakeSql)
  }
  for (const sql of ask.first ?? []) {
    const { error } = await engine.send(sql)
    if (error) throw new EngineFailure(`\`${sql}\`: ${error.message}`)
    if (/^(BEGIN|SAVEPOINT|ROLLBACK)/.test(sql)) mark = engine.nextXid()
  }
  // What was read before a going back says nothing of what stands behind it.
  if (ask.first?.some((sql) => sql.startsWith('ROLLBACK'))) {
    known = new Map()
    waiting.clear()
  }
  if ('number' in ask && ask.number !== undefined) engine.setNextNumber(ask.number)
  if (waiting.size && 'script' in ask && mayInsert(ask.script.text)) {
    await advanceSequences(engine.send, [...waiting])
    waiting.clear()
  }
  const number = engine.nextNumber()
  switch (ask.what) {
    case 'run':
      return { ...(await run(engine, ask.script, ask.watch?.tables ?? [], ask.inside)), number }
    case 'split':
      return { statements: (await split(ask.script)).map(({ at }) => at) }
    case 'send':
      return { reply: await engine.send(ask.sql), xids: { next: engine.nextXid(), mark } }
    case 'changes': {
      const changes = await changesSince(askerOf(engine, ask), ask)
      return { changes, xids: { next: engine.nextXid(), mark } }
    }
    case 'rows':
      return { rows: await readRows(askerOf(engine, ask), ask.tables, known) }
    case 'fill': {
      for (const { table } of ask.rows) waiting.add(table)
      return { failed: await fill(engine, ask.rows, ask.inside), number }
    }
    case 'query':
      return { query: await queryRows(engine.send, ask.sql, ask.inside, ask.anew) }
    case 'copy': {
      copies.set(ask.copy, { snapshot: await engine.snapshot(spare), births, made: [...made] })
      spare = undefined
      return {}
    }
    case 'restore': {
      const copy = copies.get(ask.copy)!
      const done = await engine.restore(copy.snapshot)
      births = copy.births
      made.clear()
      for (const role of copy.made) made.add(role)
      known = new Map()
      return { done }
    }
    case 'forget':
      spare = copies.get(ask.copy)?.snapshot.store
      copies.delete(ask.copy)
      return {}
    case 'image': {
      const copy = copies.get(ask.copy)!
      return { image: { files: filesOf(copy.snapshot), births: copy.births, made: copy.made } }
    }
    case 'end': {
      const { answers, error } = await engine.send(staysSql)
      if (error || answers[0]?.rows[0]?.[0] !== 't') return {}
      return { image: { files: await engine.shutdown(), births, made: [...made] } }
    }
    case 'births':
      return { births }
    case 'raw':
      return { raw: await engine.raw(ask.bytes), reached: engine.reached() }
  }
}

const askerOf = (engine: Backend, { inside }: { inside: boolean }) => asker(engine.send, () => inside)

/** Whether a server that starts from the files is the one that ended: a session learns of some settings only when it begins. */
const staysSql = `SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_db_role_setting)
 AND NOT EXISTS (SELECT FROM pg_catalog.pg_prepared_statements WHERE name NOT LIKE 'pawl%')
 AND NOT EXISTS (SELECT FROM pg_catalog.pg_file_settings WHERE sourcefile LIKE '%auto.conf')`

/** Rows go in as they are where that does nothing else, for putting triggers to sleep makes the server forget every plan. */
async function fill(engine: Backend, rows: readonly TableRows[], inside: boolean) {
  const tables = rows.map(({ table }) => table)
  if (!asleep && (await takesQuietly(engine.send, tables))) {
    const failed = await fillRows(engine.send, rows, inside)
    if (failed[0]?.sqlstate !== '23503' && failed[0]?.sqlstate !== '42501') return failed
    const again = rows.slice(tables.indexOf(failed[0]!.table))
    await engine.send(asleepSql)
    asleep = true
    return fillRows(engine.send, again, inside)
  }
  if (!asleep) await engine.send(asleepSql)
  asleep = true
  return fillRows(engine.send, rows, inside)
}

async function run(engine: Backend, script: Script, tables: readonly string[], inside: boolean): Promise<Given> {
  const objects = [...births.objects]
  const reached = (by: At | null) => {
    const number = engine.nextNumber()
    if (number > (objects.at(-1)?.[0] ?? 0)) objects.push([number, by])
  }
  reached(null)
  const columns = { ...births.columns }
  let open = inside
  let heard: string[] = []
  const wire: Wire = {
    send: async (sql, copy) => {
      const reply = await engine.send(sql, copy)
      open = reply.status !== 'I'
      heard.push(...reply.infos)
      return reply
    },
    nextNumber: () => engine.nextNumber(),
  }
  const listen = () => {
    const all = heard
    heard = []
    return all
  }
  const isOpen = () => open
  const hands = { ask: asker(wire.send, isOpen), act: doer(wire.send, isOpen) }
  const watching = tables.length ? watchTables(tables, hands, listen, preparedQuestions) : undefined
  const around: Around = {
    extensions: start.extensions,
    roles: start.roles,
    made,
    inside,
    questions: preparedQuestions,
    begins: ({ statement, span }) => {
      Atomics.store(clock, 1, statement)
      Atomics.store(clock, 2, span.line)
      Atomics.add(clock, 0, 1)
    },
    before: async (statement) => watching?.before(statement),
    ended: async (statement) => {
      reached(statement.at)
      const added = addedColumnsSql(statement)
      if (added) for (const [id] of (await engine.send(added)).answers[0]?.rows ?? []) columns[id!] ??= statement.at
      // What pawl asks with is gone with what the statement forgets.
      if (watching && /^(Discard|Deallocate)Stmt$/.test(statement.tree?.[0] ?? '')) await prepareAll(engine.send, start.version)
      return (await watching?.after(statement)) ?? []
    },
    told: (statement) => watching?.told(statement) ?? [],
    reached: () => engine.reached(),
  }
  try {
    return { ...(await runScript(wire, script, around)), made: [...made] }
  } finally {
    births = { ...births, objects, columns }
    await watching?.end()
    if (!inside && forgets(script)) await prepareAll(engine.send, start.version)
  }
}

function told(error: unknown): { message: string; at?: Refusal['at']; dead: boolean } {
  if (error instanceof Refusal) return { message: error.message, at: error.at, dead: false }
  return { message: error instanceof Error ? error.message : String(error), dead: true }
}
