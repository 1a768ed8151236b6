import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Engine } from '../../src/engines/engine.ts'
import { sqlite } from '../../src/engines/sqlite/engine.ts'
import type { History } from '../../src/rehearsal/history.ts'
import { rehearse } from '../../src/rehearsal/rehearse.ts'
import { keptShelf } from '../../src/rehearsal/shelf.ts'
import { script } from './script.ts'

const limits = { statementMs: 20_000, memoryBytes: 2 ** 31 }
let shelf: ReturnType<typeof keptShelf>
let opened: number
const engine: Engine = {
  ...sqlite,
  open: (...asked) => {
    opened++
    return sqlite.open(...asked)
  },
}
beforeEach(() => {
  shelf = keptShelf()
  opened = 0
})
afterEach(() => shelf.close())

/** A history of tables, each made by a migration of its name. */
const history = (tables: readonly string[], settings: Record<string, string> = {}): History => ({
  ground: { engine: 'sqlite', extensions: [], roles: [], settings },
  chain: {
    format: 'plain',
    folder: 'migrations',
    migrations: tables.map((id) => ({
      id,
      up: script(id, 'up', `CREATE TABLE ${id} (id int);`),
      down: script(id, 'down', `DROP TABLE ${id};`),
    })),
    limits: [],
  },
  rows: [{ after: 'b', script: { ...script('rows', 'up', 'INSERT INTO a VALUES (1)'), direction: 'other' } }],
  made: {},
})

/** What stands with the first migrations behind it, and how many databases were opened for it. */
async function standing(of: History, count: number): Promise<string> {
  const replay = await shelf.take({ engine, history: of, limits, count })
  const { objects } = await replay.database.catalog()
  const tables = [...objects.values()].filter(({ kind }) => kind === 'table').map(({ name }) => name)
  const asked = tables.includes('a') ? await replay.database.query('SELECT id FROM a') : { rows: [] }
  const rows = 'rows' in asked ? asked.rows.length : asked.error.message
  await replay.database.run(script('x', 'up', 'CREATE TABLE left_over (id int);'))
  await shelf.give(replay)
  return `${tables.join(' ')}, ${rows} rows, ${opened} opened`
}

test('one database is brought back, and led on, for all that begins as it does', async () => {
  const abc = history(['a', 'b', 'c'])
  expect(await standing(abc, 1)).toBe('a, 0 rows, 1 opened')
  expect(await standing(abc, 1)).toBe('a, 0 rows, 1 opened')
  expect(await standing(abc, 3)).toBe('a b c, 1 rows, 1 opened')
  expect(await standing(abc, 2)).toBe('a b, 1 rows, 1 opened')
  expect(await standing(history(['a', 'z']), 2)).toBe('a z, 0 rows, 1 opened')
})

test('what begins otherwise, or long after, begins with a database of its own', async () => {
  const many = ['a', 'b', ...Array.from({ length: 9 }, (_, at) => `t${at}`)]
  expect(await standing(history(many), 2)).toBe('a b, 1 rows, 1 opened')
  expect(await standing(history(many), 1)).toBe('a, 0 rows, 2 opened')
  expect(await standing(history(['z', 'a']), 1)).toBe('z, 0 rows, 3 opened')
  expect(await standing(history(['a'], { foreign_keys: 'off' }), 1)).toBe('a, 0 rows, 4 opened')
  expect(await standing(history(many), 11)).toBe(`${many.join(' ')}, 1 rows, 5 opened`)
})

test('the database of a rehearsal is free by the time its last migration is told', async () => {
  const abc = history(['a', 'b', 'c'])
  const told: string[] = []
  for await (const { migration, grade } of rehearse(
    engine,
    abc,
    limits,
    { here: new Set(abc.chain.migrations.filter(({ id }) => id !== 'c')) },
    undefined,
    shelf,
  )) {
    const { database } = await shelf.take({ engine, history: abc, limits, count: 0 })
    told.push(`${migration.id} ${grade}, ${opened} opened`)
    await database.close()
  }
  expect(told).toEqual(['a reversible, 2 opened', 'b reversible, 2 opened'])
})
