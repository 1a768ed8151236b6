import { afterAll, beforeAll, expect, it } from 'vitest'
import { diffCatalogs } from '../../src/catalog/diff.ts'
import type { Database } from '../../src/engines/engine.ts'
import { engineOf } from '../../src/engines/index.ts'
import type { Script } from '../../src/model/script.ts'
import fc from '../seeded.ts'

const script = (text: string): Script => ({ migration: 'm', path: 'm.sql', text, direction: 'up', wrap: 'statement' })
const open = async (engine: 'sqlite' | 'postgres') =>
  (await engineOf(engine)).open({ engine, extensions: [], roles: [], settings: {} }, { statementMs: 20_000, memoryBytes: 2 ** 31 })

const name = fc.constantFrom('a', 'b', 'c', '"odd name"', 'd')
const column = fc
  .tuple(
    fc.constantFrom('x', 'y', 'z'),
    fc.constantFrom('integer', 'text', 'varchar(20)', 'numeric(8,2)'),
    fc.constantFrom('', ' NOT NULL', " DEFAULT '1'", ' UNIQUE'),
  )
  .map((parts) => parts.join(' ').replace('  ', ' '))
const statement = fc.oneof(
  fc
    .tuple(name, fc.uniqueArray(column, { minLength: 1, maxLength: 3, selector: (each) => each[0]! }))
    .map(([table, columns]) => `CREATE TABLE ${table} (id integer PRIMARY KEY, ${columns.join(', ')})`),
  fc.tuple(name, name).map(([view, table]) => `CREATE VIEW v_${view.replace(/\W/g, '')} AS SELECT id FROM ${table}`),
  fc.tuple(name, name).map(([index, table]) => `CREATE INDEX i_${index.replace(/\W/g, '')} ON ${table} (x) WHERE id > 0`),
  name.map((table) => `ALTER TABLE ${table} ADD COLUMN w text`),
  name.map((table) => `DROP TABLE ${table}`),
)
const schema = fc.array(statement, { maxLength: 8 })

const databases = new Map<string, Database[]>()
beforeAll(async () => {
  for (const engine of ['sqlite', 'postgres'] as const) databases.set(engine, [await open(engine), await open(engine)])
}, 120_000)
afterAll(async () => {
  for (const database of [...databases.values()].flat()) await database.close()
})

it.each(['sqlite', 'postgres'])(
  'a schema of %s does not differ from itself, nor from one made by the same statements',
  { timeout: 240_000 },
  async (engine) => {
    const [one, other] = databases.get(engine)! as [Database, Database]
    const starts = [await one.keep(), await other.keep()] as const
    await fc.assert(
      fc.asyncProperty(schema, async (statements) => {
        await one.rewind(starts[0])
        await other.rewind(starts[1])
        for (const each of statements) await one.run(script(each))
        for (const each of statements) await other.run(script(each))
        const catalog = await one.catalog()
        expect(diffCatalogs(catalog, catalog, { identities: true })).toEqual([])
        expect(diffCatalogs(catalog, await one.catalog(), { identities: true })).toEqual([])
        expect(diffCatalogs(catalog, await other.catalog(), { identities: false })).toEqual([])
      }),
      { numRuns: 60 },
    )
  },
)
