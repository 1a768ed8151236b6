import { Refusal } from '../../model/refusal.ts'
import type { At } from '../../model/script.ts'
import type { Database, Ground, Limits } from '../engine.ts'
import { bornAt } from './births.ts'
import { readCatalog, readCounts, type Stamped } from './catalog-changes.ts'
import { archivesOf, rolesSql } from './ground.ts'
import { type Image, pack } from './image.ts'
import type { Asked, Given } from './messages.ts'
import { clusterUrl } from './place.ts'
import { keepSequencesSql, sequencesBackSql } from './sequences.ts'
import { asker } from './session.ts'
import { type Process, startProcess } from './thread.ts'
import { type Machine, type Moment, timeline } from './timeline.ts'

const version = 18
const freshSession = 'SET SESSION AUTHORIZATION DEFAULT; RESET ALL; CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD TEMP'

/** What a server keeps of tables long gone grows with every rehearsal; beyond this part of what it may take a new one takes over. */
const renewShare = 1 / 5

/** Opens an embedded database on its ground, or from a checkpoint's bytes. */
export async function openEmbedded(ground: Ground, limits: Limits, from?: Uint8Array): Promise<Database> {
  const archives = archivesOf(ground)
  let made: readonly string[] = []
  let engine: Process
  /** SQL that goes ahead of the next question, so that it costs no message of its own. */
  let first: string[] = []
  const ask = (what: Asked): Promise<Given> => {
    const ahead = first
    first = []
    return engine.ask(ahead.length ? { ...what, first: ahead } : what)
  }
  let startedAt = 0
  let lookedAt = 0
  const readings = new Map<Moment, Stamped>()
  const start = async (image: Uint8Array | Image | undefined): Promise<void> => {
    const given = { cluster: clusterUrl.href, settings: ground.settings, extensions: ground.extensions, roles: ground.roles, archives }
    engine = await startProcess(
      { ...(image ? { image } : {}), ...given, madeRoles: made, memoryBytes: limits.memoryBytes, version },
      limits,
    )
    startedAt = process.memoryUsage.rss()
    // Counters begin anew with the process, so nothing that was read can be compared by them.
    readings.clear()
    first = image ? [] : rolesSql(ground.roles)
    if (!image && ground.before) await prepare(ground.before)
  }
  const prepare = async (script: NonNullable<Ground['before']>) => {
    const { error } = (await ask({ what: 'run', script, inside: false })).ran!
    if (!error) return
    const { path, span } = error.at
    throw new Refusal(`the SQL to run first does not run: ${error.message}`, { path, line: span.line, column: span.column })
  }
  let copyNumber = 0
  const copied = async () => {
    await ask({ what: 'copy', copy: ++copyNumber })
    return copyNumber
  }
  const machine: Machine<number> = {
    send: async (sql) => {
      if (/^(BEGIN|SAVEPOINT)/.test(sql)) first.push(keepSequencesSql(sql.startsWith('SAVEPOINT')))
      first.push(sql)
      if (sql.startsWith('ROLLBACK')) first.push(sequencesBackSql(sql !== 'ROLLBACK'))
    },
    run: async (script, inside, watch, again) => {
      const number = again === undefined ? {} : { number: again }
      const given = await ask({ what: 'run', script, inside, ...(watch ? { watch } : {}), ...number })
      made = given.made ?? made
      return { ...(given.ran ? { ran: given.ran } : { again: given.again ?? 'no answer' }), number: given.number! }
    },
    fill: async (rows, inside, again) => {
      const number = again === undefined ? {} : { number: again }
      const given = await ask({ what: 'fill', rows, inside, ...number })
      return { failed: given.failed!, number: given.number! }
    },
    reconnect: async () => {
      if (first.at(-1) !== freshSession) first.push(freshSession)
    },
    copy: async () => {
      // Behind a going back to it, what was read then is all that later readings can begin from.
      if (!line.inside) await read()
      return copied()
    },
    restore: async (copy) => {
      first = []
      if (copy !== undefined && !engine.failed()) {
        first = ['ROLLBACK']
        if ((await ask({ what: 'restore', copy })).done) return true
        const { image } = await ask({ what: 'image', copy })
        await engine.end()
        await start(image)
        return false
      }
      await engine.end()
      await start(from)
      return false
    },
    forget: async (copy) => {
      await ask({ what: 'forget', copy })
    },
    end: async (copy) => {
      first = ['ROLLBACK']
      if (!(await ask({ what: 'restore', copy })).done) return undefined
      const { image } = await ask({ what: 'end' })
      return image && pack(image)
    },
    bytes: async (copy) => pack((await ask({ what: 'image', copy })).image!),
    wentBack: async (to, restored) => {
      const kept = restored && to ? readings.get(to) : undefined
      if (restored) readings.clear()
      if (kept) readings.set(to!, await stampedNow(kept))
      const before = new Set<Moment>()
      for (let moment = to; moment; moment = moment.parent) before.add(moment)
      for (const moment of readings.keys()) if (!before.has(moment)) readings.delete(moment)
    },
    renew: async () => {
      // It grows by little in so short a time, and asking takes longer than many a migration.
      const now = performance.now()
      if (now - lookedAt < 200) return false
      lookedAt = now
      if (process.memoryUsage.rss() - startedAt < limits.memoryBytes * renewShare) return false
      const copy = await copied()
      const { image } = await ask({ what: 'image', copy })
      await engine.end()
      await start(image)
      return true
    },
    failed: () => engine.failed(),
  }
  await start(from)
  const line = timeline(machine)
  let xids = { next: 0, mark: 0 }
  const askCatalog = asker(
    async (sql) => {
      const given = await ask({ what: 'send', sql })
      xids = given.xids!
      return given.reply!
    },
    () => line.inside,
  )
  /** Behind a question: the first transaction number of what is done from here on; inside an open transaction, since its last savepoint. */
  const nextXid = () => (line.inside ? xids.mark : xids.next)
  /** The same reading, with the counters as they are now. */
  const stampedNow = async (known: Stamped): Promise<Stamped> => ({
    ...known,
    counts: await readCounts(askCatalog),
    nextXid: nextXid(),
  })
  const read = async (): Promise<Stamped> => {
    const { here } = line
    const known = readings.get(here)
    if (known) return known
    let moment: Moment | undefined = here
    while (moment && !readings.has(moment)) moment = moment.parent
    const reading = await readCatalog(askCatalog, version, nextXid, moment && readings.get(moment), async ({ counts, nextXid: since }) => {
      const given = await ask({ what: 'changes', counts, nextXid: since, inside: line.inside })
      xids = given.xids!
      return given.changes!
    })
    readings.set(here, reading)
    for (const old of readings.keys()) {
      if (readings.size <= 16) break
      readings.delete(old)
    }
    return reading
  }
  return {
    label: 'postgres 18.6 (embedded)',
    engine: 'postgres',
    run: line.run,
    split: async (script) => (await ask({ what: 'split', script })).statements!,
    catalog: async () => (await read()).catalog,
    rows: async (tables) => {
      if (tables.length === 0) return []
      try {
        return (await ask({ what: 'rows', tables, inside: line.inside })).rows!
      } catch (cause) {
        if (!line.inside || engine.failed()) throw cause
        await line.repair()
        return (await ask({ what: 'rows', tables, inside: false })).rows!
      }
    },
    fill: line.fill,
    query: async (sql, anew = false) => (await ask({ what: 'query', sql, inside: line.inside, anew })).query!,
    born: async (keys) => {
      const { births } = await ask({ what: 'births' })
      const { objects } = (await read()).catalog
      const found = new Map<string, At>()
      for (const key of keys) {
        const object = objects.get(key)
        const at = object && bornAt(births!, object)
        if (at) found.set(key, at)
      }
      return found
    },
    keep: line.keep,
    rewind: async (checkpoint) => {
      await line.rewind(checkpoint)
      const known = readings.get(line.here)
      if (known) readings.set(line.here, await stampedNow(known))
    },
    settle: line.settle,
    pin: () => {
      // What pawl watches with needs it, and no copy can be put back from before a library was loaded.
      first.push("LOAD 'plpgsql'")
      return line.pin()
    },
    end: async (checkpoint) => {
      try {
        return await line.end(checkpoint)
      } finally {
        await engine.end()
      }
    },
    reconnect: line.reconnect,
    close: () => engine.end(),
  }
}
