import type { Catalog, CatalogObject } from '../../catalog/catalog.ts'
import { Refusal } from '../../model/refusal.ts'
import type { At, Script } from '../../model/script.ts'
import type { Database, Engine, Ground } from '../engine.ts'
import { Copies, type Copy } from './copies.ts'
import type { Holder } from './messages.ts'
import { Near } from './near.ts'
import { statements } from './split.ts'

/** SQLite as Node brings it, in memory, in a process of its own where what runs may not end. */
export const sqlite: Engine = {
  version: `sqlite ${process.versions.sqlite} node ${process.versions.node}`,
  open: async (ground, limits, from) => {
    refuseWhatSqliteLacks(ground)
    const holder = new Near(limits)
    const database = databaseIn(holder)
    try {
      await holder.ask('open', { settings: ground.settings, memoryBytes: limits.memoryBytes, ...(from ? { from } : {}) })
      if (ground.before && !from) await runBefore(database, ground.before)
      return database
    } catch (error) {
      await holder.close()
      throw error
    }
  },
}

function refuseWhatSqliteLacks(ground: Ground): void {
  const [extension] = ground.extensions
  if (extension !== undefined)
    throw new Refusal(`SQLite here loads no extension, so \`${extension}\` cannot be had; take it out of \`extensions\``)
  const [role] = ground.roles
  if (role !== undefined) throw new Refusal(`SQLite has no roles, so \`${role}\` cannot be had; take it out of \`roles\``)
  if (ground.server !== undefined) throw new Refusal('SQLite has no server; take `server` out')
}

async function runBefore(database: Database, before: Script): Promise<void> {
  const { error } = await database.run(before)
  if (error)
    throw new Refusal(`the SQL to run first does not run: ${error.message}`, {
      path: error.at.path,
      line: error.at.span.line,
      column: error.at.span.column,
    })
}

/** The statement that is the `number`th of all that the scripts hold. */
function atOf(scripts: readonly Script[], number: number): At | undefined {
  let before = 0
  for (const script of scripts) {
    const all = [...statements(script)]
    const found = all.find(({ at }) => before + at.statement === number)
    if (found) return found.at
    before += all.length
  }
  return undefined
}

function databaseIn(holder: Holder): Database {
  const groups = new Map<number, readonly CatalogObject[]>()
  const copies = new Copies(holder)
  return {
    label: `sqlite ${process.versions.sqlite} (embedded)`,
    engine: 'sqlite',
    run: (script, watch) =>
      holder.ask('run', { script, ...(watch ? { tables: watch.tables } : {}) }, (number) => {
        for (const { at } of statements(script)) if (at.statement === number) return at
        return undefined
      }),
    runEach: (scripts) => holder.ask('runEach', scripts, (number) => atOf(scripts, number)),
    trackBirths: () => holder.ask('track', undefined),
    split: async (script) => [...statements(script)].map(({ at }) => at),
    catalog: async (): Promise<Catalog> => {
      const { numbers, fresh } = await holder.ask('catalog', undefined)
      for (const [number, objects] of fresh) groups.set(number, objects)
      const objects = new Map<string, CatalogObject>()
      for (const number of numbers) {
        const known = groups.get(number)
        if (!known) throw new Refusal('the SQLite engine answers nonsense')
        for (const object of known) objects.set(object.key, object)
      }
      return { engine: 'sqlite', objects }
    },
    rows: (tables) => holder.ask('rows', tables),
    fill: (rows) => holder.ask('fill', rows),
    query: (sql) => holder.ask('query', sql),
    born: async (keys) => new Map(await holder.ask('born', keys)),
    keep: () => copies.keep(),
    rewind: (checkpoint) => copies.rewind(checkpoint as Copy),
    end: async (checkpoint) => {
      try {
        return await checkpoint.bytes()
      } finally {
        await holder.close()
      }
    },
    reconnect: () => holder.ask('reconnect', undefined),
    close: () => holder.close(),
  }
}
