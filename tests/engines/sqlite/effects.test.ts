import { expect, test } from 'vitest'
import type { Database } from '../../../src/engines/engine.ts'
import { open, script, told } from './open.ts'

const watch = { tables: ['agents', 'api_tokens'] }

async function tokens(settings: Record<string, string> = {}): Promise<Database> {
  const database = await open({ settings })
  await database.run(
    script(`CREATE TABLE agents (agent_id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE api_tokens (id INTEGER PRIMARY KEY, token TEXT, agent_id TEXT REFERENCES agents (agent_id) ON DELETE CASCADE);
CREATE TABLE notes (text TEXT);
INSERT INTO agents VALUES ('a', 'one'), ('b', NULL);
INSERT INTO api_tokens VALUES (1, 't', 'a'), (2, 'u', 'b'), (3, 'v', NULL);`),
  )
  return database
}

test('an UPDATE is told with its columns and what became of each value', async () => {
  const database = await tokens()
  expect(await told(database, 'UPDATE api_tokens SET agent_id = NULL WHERE agent_id IS NOT NULL', watch)).toEqual([
    'update api_tokens(agent_id) 2 [agent_id 0/2/0] at 1',
  ])
  expect(await told(database, "UPDATE api_tokens SET token = 'x', agent_id = 'a' WHERE id = 1", watch)).toEqual([
    'update api_tokens(token,agent_id) 1 [token 0/0/1,agent_id 1/0/0] at 1',
  ])
})

test('statements count by kind and target although they hit no row', async () => {
  const database = await tokens()
  expect(await told(database, 'UPDATE api_tokens SET agent_id = NULL WHERE 0; DELETE FROM agents WHERE 0', watch)).toEqual([
    'update api_tokens(agent_id) 0 [] at 1',
    'delete agents 0 at 2',
    'delete api_tokens 0 at 2',
  ])
})

test('statements on other tables, and reading, are not told', async () => {
  const database = await tokens()
  expect(
    await told(
      database,
      "SELECT * FROM agents; INSERT INTO notes SELECT name FROM agents; UPDATE notes SET text = ''; DELETE FROM notes",
      watch,
    ),
  ).toEqual([])
})

test('columns that are asked to be NULL first are told', async () => {
  const database = await tokens()
  const nulls = async (where: string, set = "agent_id = 'a'") => (await told(database, `UPDATE api_tokens SET ${set} ${where}`, watch))[0]
  expect(await nulls('WHERE agent_id IS NULL AND id > 100')).toContain('where null agent_id')
  expect(await nulls('WHERE (id > 100 AND (api_tokens."agent_id" ISNULL))')).toContain('where null agent_id')
  expect(await nulls('WHERE id > 100', "agent_id = coalesce(agent_id, 'a')")).toContain('where null agent_id')
  expect(await nulls('WHERE agent_id IS NULL OR id > 100')).not.toContain('where null')
  expect(await nulls('WHERE agent_id IS NOT NULL AND id > 100')).not.toContain('where null')
  expect(await nulls('WHERE NOT agent_id IS NULL AND id > 100')).not.toContain('where null')
  expect(await nulls("WHERE id > 100 AND 'agent_id IS NULL' = token")).not.toContain('where null')
  expect(await nulls('WHERE id > 100', 'agent_id = coalesce(token, agent_id)')).not.toContain('where null')
})

test('a cascade is told of the table that it empties', async () => {
  const database = await tokens()
  expect(await told(database, "DELETE FROM agents WHERE agent_id = 'a'", watch)).toEqual([
    'delete agents 1 at 1',
    'delete api_tokens 1 at 1',
  ])
})

test('foreign keys turned off inside a transaction stay on, and DROP TABLE cascades', async () => {
  const database = await tokens()
  expect(await told(database, 'PRAGMA foreign_keys = OFF; DROP TABLE agents', watch, 'transaction')).toEqual([
    '`PRAGMA foreign_keys` has no effect inside a transaction at 1',
    'drop agents 2 at 2',
    'delete api_tokens 2 at 2',
  ])
})

test('foreign keys turned off are told, and so is their return', async () => {
  const database = await tokens()
  expect(
    await told(
      database,
      "PRAGMA foreign_keys = OFF; DROP TABLE agents; PRAGMA foreign_keys('on'); PRAGMA foreign_keys = 1; PRAGMA foreign_keys",
      watch,
    ),
  ).toEqual(['foreign_keys on -> off at 1', 'drop agents 2 at 2', 'foreign_keys off -> on at 3'])
  expect(await told(database, 'EXPLAIN PRAGMA main.foreign_keys = 0', watch)).toEqual(['foreign_keys on -> off at 1'])
})

test('what a trigger does is told at the statement that fires it', async () => {
  const database = await tokens()
  await database.run(script(`CREATE TRIGGER hidden AFTER INSERT ON notes BEGIN UPDATE api_tokens SET token = 'x' WHERE id < 3; END`))
  expect(await told(database, "INSERT INTO notes VALUES ('n')", watch)).toEqual(['update api_tokens(token) 2 [token 0/0/2] at 1'])
})

test('a table under another name for a while is followed', async () => {
  const database = await tokens()
  const text = `ALTER TABLE api_tokens RENAME TO aside; ALTER TABLE aside RENAME COLUMN agent_id TO x;
UPDATE aside SET x = NULL; ALTER TABLE aside RENAME COLUMN x TO agent_id; ALTER TABLE aside RENAME TO api_tokens`
  expect(await told(database, text, watch)).toEqual(['update api_tokens(agent_id) 3 [agent_id 0/2/0] at 3'])
})

test("SQLite's own rebuild of a table shows as a drop with equal rows at both ends", async () => {
  const database = await tokens()
  const before = await database.rows(['api_tokens'])
  const text = `PRAGMA foreign_keys = OFF; BEGIN;
CREATE TABLE new_tokens (id INTEGER PRIMARY KEY, token TEXT, agent_id TEXT REFERENCES agents (agent_id) ON DELETE CASCADE);
INSERT INTO new_tokens SELECT * FROM api_tokens; DROP TABLE api_tokens; ALTER TABLE new_tokens RENAME TO api_tokens; COMMIT; PRAGMA foreign_keys = ON;`
  expect(await told(database, text, watch)).toEqual([
    'foreign_keys on -> off at 1',
    'drop api_tokens 3 at 5',
    'foreign_keys off -> on at 8',
  ])
  expect(await database.rows(['api_tokens'])).toEqual(before)
})

test('REPLACE and upserts show as what they do to rows', async () => {
  const database = await tokens()
  expect(await told(database, "REPLACE INTO agents VALUES ('a', 'two'), ('c', 'new')", watch)).toContain(
    'update agents(name) 1 [name 0/0/1] at 1',
  )
  expect(await told(database, "INSERT INTO agents VALUES ('c', 'x') ON CONFLICT DO UPDATE SET name = excluded.name", watch)).toEqual([
    'update agents(name) 1 [name 0/0/1] at 1',
    'insert agents 0 at 1',
  ])
  expect(await told(database, "INSERT INTO agents VALUES ('d', 'x'), ('e', 'y')", watch)).toEqual(['insert agents 2 at 1'])
})

test('what is rolled back does not count', async () => {
  const database = await tokens()
  expect(
    await told(
      database,
      "SAVEPOINT a; DELETE FROM api_tokens; ROLLBACK TO a; RELEASE a; BEGIN; DELETE FROM agents; ROLLBACK; UPDATE agents SET name = 'n'",
      watch,
    ),
  ).toEqual(['update agents(name) 2 [name 1/0/1] at 8'])
  expect(await told(database, 'BEGIN; DELETE FROM api_tokens', watch)).toEqual([])
  expect(await told(database, 'DELETE FROM api_tokens; nonsense', watch, 'transaction')).toEqual([
    'error at 2: near "nonsense": syntax error',
  ])
  expect(await told(database, 'DELETE FROM api_tokens WHERE id = 1; nonsense', watch)).toEqual([
    'delete api_tokens 1 at 1',
    'error at 2: near "nonsense": syntax error',
  ])
  expect((await database.rows(['api_tokens']))[0]!.rows).toHaveLength(2)
})

test('a temporary table of the same name is another table', async () => {
  const database = await tokens()
  expect(
    await told(database, 'CREATE TEMP TABLE api_tokens (x); INSERT INTO api_tokens VALUES (1); DELETE FROM api_tokens', watch),
  ).toEqual([])
})

test('rows whose key is rewritten are paired, not lost', async () => {
  const database = await tokens()
  expect(await told(database, 'UPDATE api_tokens SET id = id + 100', watch)).toEqual(['update api_tokens(id) 3 [id 0/0/3] at 1'])
})
