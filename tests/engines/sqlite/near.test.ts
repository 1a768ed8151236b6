import { expect, onTestFinished, test } from 'vitest'
import { Bounds } from '../../../src/engines/sqlite/bounded.ts'
import type { Holder } from '../../../src/engines/sqlite/messages.ts'
import { Near } from '../../../src/engines/sqlite/near.ts'
import { Child } from '../../../src/engines/sqlite/process.ts'
import { open, script } from './open.ts'

const endless = 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'
const limits = { statementMs: 10_000, memoryBytes: 2 ** 28 }
const opening = { settings: { foreign_keys: 'on' }, memoryBytes: limits.memoryBytes }

const bounded = [
  '',
  '-- SELECT nothing\n;;',
  'CREATE TABLE t (id INTEGER PRIMARY KEY, name varchar(20) NOT NULL UNIQUE, n decimal(10, 2) DEFAULT -1.5, CHECK (length(name) > 2))',
  'CREATE TABLE IF NOT EXISTS "a b" ("id" text, made text DEFAULT (datetime(\'now\')), FOREIGN KEY ("id") REFERENCES "t" ("id") ON DELETE CASCADE) STRICT',
  'CREATE UNIQUE INDEX IF NOT EXISTS "i" ON "t" ("name" DESC) WHERE name IS NOT NULL; DROP INDEX i',
  'ALTER TABLE t ADD COLUMN note text; ALTER TABLE t RENAME COLUMN note TO said; ALTER TABLE t DROP COLUMN said; DROP TABLE IF EXISTS t',
  "BEGIN; UPDATE t SET name = CASE WHEN n IN (1, 2) THEN lower('A') ELSE coalesce(name, 'b') END WHERE NOT (id > 3); COMMIT",
  'DELETE FROM t WHERE id = 1; BEGIN IMMEDIATE TRANSACTION; END',
]

const holds = (...texts: string[]) => new Bounds().hold(texts.map((text) => script(text)))

test.each(bounded)('what works on the schema and on given rows alone surely ends: %s', (text) => {
  expect([holds(text), holds(`${text} -- and a comment`)]).toEqual([true, true])
})

test('there may be so many rows, and so much text, and no more', () => {
  const rows = (count: number) => `INSERT INTO t (a) VALUES ${Array.from({ length: count }, () => '(1)').join(', ')}`
  expect([holds(rows(490), rows(490)), holds(rows(490), rows(490), rows(490))]).toEqual([true, false])
  expect(holds(...Array.from({ length: 1001 }, () => 'INSERT INTO t DEFAULT VALUES'))).toBe(false)
  const bounds = new Bounds()
  expect([bounds.hold([script(rows(490))]), bounds.fill(400), bounds.fill(200)]).toEqual([true, true, false])
  const long = `CREATE TABLE t (a CHECK (a IN (${'1, '.repeat(5000)}1)));`
  expect([holds(...Array.from({ length: 30 }, () => long)), holds(...Array.from({ length: 40 }, () => long))]).toEqual([true, false])
  // Each reference is looked up among all rows for each row that goes.
  const table = (references: number) => `CREATE TABLE t (a${', b REFERENCES t ON DELETE CASCADE'.repeat(references)})`
  expect([holds(table(30), rows(500)), holds(table(300), rows(500)), holds(table(300), rows(100))]).toEqual([true, false, true])
})

const unsure = [
  'SELECT 1',
  endless,
  'CREATE TABLE t AS VALUES (1)',
  'CREATE TABLE t (a, b AS (a))',
  'CREATE TABLE t (a, b generated always as (a + a))',
  "CREATE TABLE t (a CHECK (a LIKE '%a%a%a%a%'))",
  "CREATE TABLE t (a CHECK (a NOT GLOB '*a*a*'))",
  'CREATE TABLE t (a CHECK ("like"(a, a)))',
  'CREATE TABLE t (a DEFAULT (zeroblob(1000000000)))',
  'CREATE TABLE t (a DEFAULT ("zeroblob"(1000000000)))',
  'CREATE TABLE t (a DEFAULT ([zeroblob](1000000000)))',
  'CREATE TABLE t (a DEFAULT (zeroblob/**/(1000000000)))',
  "CREATE TABLE t (a DEFAULT (datetime('now', 'localtime')))",
  'CREATE TABLE t (a DEFAULT (datetime(\'now\', "localtime")))',
  "CREATE TABLE t (a CHECK (a IN json_each('[1]')))",
  'CREATE TABLE t (a, b CHECK (b <> a || a))',
  'CREATE TEMP TABLE t (a)',
  'CREATE TABLE temp.t (a)',
  'CREATE TABLE "temp".t (a)',
  'CREATE VIRTUAL TABLE t USING fts5 (a)',
  'CREATE VIEW v AS SELECT 1',
  'CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM t; END',
  'CREATE INDEX i ON t (replace(a, b, c))',
  'INSERT INTO t SELECT * FROM t',
  'INSERT INTO t WITH RECURSIVE c (x) AS (VALUES (1)) SELECT x FROM c',
  'INSERT INTO t VALUES ((SELECT 1))',
  'INSERT OR REPLACE INTO t VALUES (1)',
  'REPLACE INTO t VALUES (1)',
  'UPDATE t SET a = 1 FROM t AS u, t AS v',
  'UPDATE t SET a = (SELECT max(a) FROM t)',
  'DELETE FROM t WHERE a IN (SELECT 1)',
  'DELETE FROM t RETURNING a',
  'PRAGMA foreign_keys = off',
  "ATTACH ':memory:' AS m",
  'VACUUM',
  'ANALYZE',
  'REINDEX',
  'SAVEPOINT s',
  'EXPLAIN SELECT 1',
  'CREATE TABLE t (a); SELECT 1',
  "CREATE TABLE t (a DEFAULT 'open",
  'CREATE TABLE t (a DEFAULT ?1)',
  `CREATE TABLE t (a CHECK (a IN (${'1, '.repeat(10_000)}1)))`,
]

test.each(unsure)('what may run long is not taken for sure to end: %s', (text) => {
  expect([holds(text), holds(`${text} -- and a comment`)]).toEqual([false, false])
})

/** What a database answers that is copied, led on past what surely ends, and brought back. */
async function story(holder: Holder): Promise<unknown[]> {
  onTestFinished(() => holder.close())
  const told: unknown[] = []
  const ask: Holder['ask'] = async (does, asked, place) => {
    const answer = await holder.ask(does, asked, place).catch((error) => error)
    told.push([does, answer])
    return answer
  }
  const second = script("CREATE INDEX t_a ON t (a); INSERT INTO t VALUES (1, 'x'); CREATE TABLE t (a); CREATE TABLE u (a)", 'transaction')
  await ask('open', opening)
  await ask('runEach', [script('CREATE TABLE t (a INTEGER PRIMARY KEY, b text NOT NULL)'), script('CREATE TABLE s (a)')])
  await ask('track', undefined)
  const { number } = await ask('keep', undefined)
  await ask('run', { script: second, tables: ['t'] })
  await ask('run', { script: script("INSERT INTO t VALUES (1, 'x'); DELETE FROM t WHERE a = 2; UPDATE t SET b = 'y'"), tables: ['t'] })
  await ask('run', { script: script('ALTER TABLE s ADD COLUMN c text; ALTER TABLE s RENAME TO r; CREATE TABLE u (a)') })
  const later = await ask('keep', undefined)
  await ask('fill', [{ table: 't', columns: ['a', 'b'], rows: [['7', 'z']] }])
  await ask('rows', ['t', 'r'])
  await ask('born', ['table:r', 'column:r.c', 'table:u', 'table:t'])
  await ask('query', 'SELECT count(*) AS n, (SELECT foreign_keys FROM pragma_foreign_keys) AS keys FROM t')
  await ask('run', {
    script: script("INSERT INTO u SELECT b FROM t; CREATE VIEW v AS SELECT a FROM t; UPDATE t SET b = b || 'w'"),
    tables: ['t'],
  })
  const last = await ask('keep', undefined)
  await ask('born', ['table:r', 'column:r.c', 'table:u', 'view:v'])
  for (const each of [number, last.number, later.number]) {
    await ask('rewind', each)
    await ask('rows', ['t', 'r', 's', 'u'])
  }
  await ask('forget', number)
  await ask('run', { script: script('ALTER TABLE u ADD COLUMN d') })
  await ask('born', ['table:r', 'column:u.d'])
  const { numbers, fresh } = await holder.ask('catalog', undefined)
  const groups = new Map(fresh)
  told.push(numbers.map((each) => groups.get(each)))
  return told
}

test('a database answers the same in this process, from its move on, and in its own process throughout', async () => {
  expect(await story(new Near(limits))).toEqual(await story(new Child(limits)))
})

test('a statement that never ends is stopped behind others that surely do', async () => {
  const database = await open({}, { statementMs: 700 })
  expect((await database.run(script('CREATE TABLE t (a)'))).error).toBeUndefined()
  const kept = await database.keep()
  await expect(database.run(script(`CREATE TABLE u (a);\n${endless}`))).rejects.toMatchObject({
    message: 'statement 2 took longer than 0.7 s and was stopped',
    at: { line: 2 },
  })
  await expect(database.rewind(kept)).rejects.toMatchObject({ name: 'Refusal' })
})

test('a database in this process is closed for all that is asked later', async () => {
  const near = new Near(limits)
  await near.ask('open', opening)
  await near.close()
  await expect(near.ask('catalog', undefined)).rejects.toThrow('the database is closed')
  await expect(near.ask('query', 'SELECT 1')).rejects.toThrow('the database is closed')
})
