import { existsSync, readFileSync, rmSync } from 'node:fs'
import type { CatalogObject } from '../../catalog/catalog.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Live, LiveOpening } from '../live.ts'
import { Child } from './process.ts'
import { statements } from './split.ts'

const lookMs = 100
const memoryBytes = 2 ** 31
/** Where SQLite keeps `user_version` (sqlite.org/fileformat2.html#the_database_header). */
const markAt = 60

/** Opens an SQLite file that people live by, in a process of its own, so that whatever runs too long can be ended. */
export async function openLiveSqlite({ address: file, settings, statementMs }: LiveOpening): Promise<Live> {
  if (!existsSync(file)) throw new Refusal('the SQLite file that the address names is not there')
  const child = new Child({ statementMs, memoryBytes })
  try {
    await child.ask('open', { settings, memoryBytes, file })
  } catch (error) {
    await child.close()
    throw error
  }
  const groups = new Map<number, readonly CatalogObject[]>()
  const beside = `${file}.pawl-lock`
  let held = false
  let stopped = false
  return {
    label: `sqlite ${process.versions.sqlite}`,
    engine: 'sqlite',
    lost: () => stopped || child.gone,
    lock: async (waitMs) => {
      for (const end = Date.now() + waitMs; ; ) {
        const mark = 1 + Math.floor(Math.random() * (2 ** 31 - 2))
        held = (await child.ask('lock', { path: beside, mark })) && isAt(beside, mark)
        if (held) return true
        if (Date.now() >= end) return false
        await new Promise((resolve) => setTimeout(resolve, lookMs))
      }
    },
    catalog: async () => {
      // Others write to the file too, so what was read before says nothing.
      await child.ask('reconnect', undefined)
      const { numbers, fresh } = await child.ask('catalog', undefined)
      for (const [number, objects] of fresh) groups.set(number, objects)
      const all = numbers.flatMap((number) => groups.get(number) ?? [])
      return { engine: 'sqlite', objects: new Map(all.map((object) => [object.key, object])) }
    },
    run: async (script) => {
      await child.ask('reconnect', undefined)
      return child.ask('run', { script }, (number) => [...statements(script)].find(({ at }) => at.statement === number)?.at)
    },
    query: (sql) => child.ask('query', sql),
    // SQLite keeps no account of its transactions.
    outcome: async () => 'unknown',
    stop: async () => {
      stopped = true
      await child.close()
    },
    close: async () => {
      // Only while it is held is it nobody else's.
      if (held && !child.gone) rmSync(beside, { force: true })
      held = false
      await child.close()
    },
  }
}

/** Whether the file that is there is the one that was locked: whoever held it before has taken that one away. */
function isAt(path: string, mark: number): boolean {
  try {
    return readFileSync(path).readInt32BE(markAt) === mark
  } catch {
    return false
  }
}
