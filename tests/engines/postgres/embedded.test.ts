import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database, Ground } from '../../../src/engines/engine.ts'
import { postgres } from '../../../src/engines/postgres/engine.ts'
import type { Script } from '../../../src/model/script.ts'

const ground: Ground = { engine: 'postgres', extensions: [], roles: ['app_user'], settings: {} }
const limits = { statementMs: 5000, memoryBytes: 2 ** 31 }
const script = (text: string, wrap: Script['wrap'] = 'transaction'): Script => ({
  migration: 'm',
  path: 'm.sql',
  text,
  direction: 'up',
  wrap,
})

let database: Database
beforeAll(async () => {
  database = await postgres.open(ground, limits)
})
afterAll(() => database.close())

test('a script runs and what it made is in the catalog', async () => {
  const ran = await database.run(
    script(`CREATE TABLE agents (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL DEFAULT 'x');
CREATE TABLE tokens (id serial, agent bigint REFERENCES agents ON DELETE CASCADE, CHECK (id > 0));
GRANT SELECT ON tokens TO app_user;`),
  )
  expect(ran.error).toBeUndefined()
  const { objects } = await database.catalog()
  expect(objects.get('column:public.agents.name')?.aspects).toMatchObject({ type: 'text', notNull: true, default: "'x'::text" })
  expect(objects.get('constraint:public.tokens.tokens_agent_fkey')?.aspects).toMatchObject({
    type: 'foreign key',
    references: 'public.agents(id)',
    onDelete: 'cascade',
  })
  expect(objects.get('table:public.tokens')?.aspects.privileges).toEqual({ app_user: ['SELECT'] })
})

test('an error is told at its statement, and a transaction leaves nothing behind', async () => {
  const ran = await database.run(script('CREATE TABLE gone (i int);\nSELECT 1/0;'))
  expect(ran.error).toMatchObject({ message: 'division by zero', sqlstate: '22012', at: { statement: 2, span: { line: 2 } } })
  expect((await database.catalog()).objects.has('table:public.gone')).toBe(false)
})

test('a rewind brings back what was kept, as often as wanted', async () => {
  await database.run(script("INSERT INTO agents (name) VALUES ('a')"))
  const kept = await database.keep()
  for (const _ of [1, 2]) {
    await database.run(script('DROP TABLE agents CASCADE'))
    await database.rewind(kept)
    expect(await database.query('SELECT name FROM agents')).toEqual({ rows: [{ name: 'a' }] })
  }
})

test('a statement that does not end is a refusal that names it', async () => {
  const other = await postgres.open(ground, { ...limits, statementMs: 500 })
  await expect(other.run(script('SELECT 1;\nDO $$ BEGIN LOOP END LOOP; END $$;'))).rejects.toThrow(
    /longer than 0.5 s, statement 2 of `m.sql`/,
  )
  await expect(other.catalog()).rejects.toThrow(/longer/)
  await other.close()
})
