import { expect, test } from 'vitest'
import { sqlite } from '../../../src/engines/sqlite/engine.ts'
import { statements } from '../../../src/engines/sqlite/split.ts'
import { canonicalExpression, canonicalText } from '../../../src/engines/sqlite/text.ts'
import { open, script } from './open.ts'

const texts = (text: string) => [...statements(script(text))].map(({ at }) => at.text)

test('statements end where SQLite ends them', () => {
  expect(texts("SELECT ';', [a;b], `c;`, \"d;\", x'3b'; -- e;\n/* ; */ SELECT 'it''s;'")).toEqual([
    "SELECT ';', [a;b], `c;`, \"d;\", x'3b'",
    "SELECT 'it''s;'",
  ])
  const trigger = 'CREATE TEMP TRIGGER IF NOT EXISTS t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; UPDATE a SET x = 1; END'
  expect(texts(`${trigger}; SELECT 1`)).toEqual([trigger, 'SELECT 1'])
  expect(texts(`EXPLAIN ${trigger}; SELECT 1`)).toEqual([`EXPLAIN ${trigger}`, 'SELECT 1'])
  expect(texts('BEGIN; SELECT 1; END; SELECT 2')).toEqual(['BEGIN', 'SELECT 1', 'END', 'SELECT 2'])
  expect(texts('CREATE TABLE trigger_log (x); SELECT 1')).toHaveLength(2)
})

test('blanks and comments alone are no statement', async () => {
  expect(texts('-- nothing\n/* at all */ ; ;\n;')).toEqual([])
  expect(texts('SELECT 1; /* never closed')).toEqual(['SELECT 1'])
  expect(texts('\uFEFFSELECT 1')).toEqual(['SELECT 1'])
  const database = await open()
  expect(await database.run(script('-- only this\n', 'transaction'))).toEqual({ statements: 0, effects: [] })
})

test('places count from where the text begins in its file', () => {
  const [first, second] = [...statements(script('SELECT 1;\n\n  SELECT\n 2 ;', 'statement', { line: 7, column: 5 }))].map(({ at }) => at)
  expect(first).toMatchObject({ statement: 1, span: { line: 7, column: 5, endLine: 7, endColumn: 13 } })
  expect(second).toMatchObject({ statement: 2, span: { line: 9, column: 3, endLine: 10, endColumn: 3 } })
})

test('SQLite itself agrees on every statement that runs', async () => {
  const database = await open()
  const ran = await database.run(
    script(
      "CREATE TABLE a (x);;\nCREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; UPDATE a SET x = CASE x WHEN 1 THEN 2 ELSE 3 END; END;\nINSERT INTO a VALUES (';--');\n/* ; */ SELECT 1.5e-3, .5, x'00', 1->>'$' -- end",
    ),
  )
  expect(ran).toEqual({ statements: 4, effects: [] })
})

test('a transaction is kept or left as a whole', async () => {
  const database = await open()
  const text = 'CREATE TABLE a (x); CREATE TABLE b (x); CREATE TABLE a (y);'
  expect(await database.run(script(text, 'transaction'))).toMatchObject({
    statements: 2,
    error: { message: 'table a already exists', at: { statement: 3 } },
  })
  expect((await database.catalog()).objects.size).toBe(0)
  await database.run(script(text, 'statement'))
  expect([...(await database.catalog()).objects.keys()]).toContain('table:b')
})

test("a file's own BEGIN inside a transaction is the engine's error", async () => {
  const database = await open()
  expect((await database.run(script('BEGIN; CREATE TABLE a (x); COMMIT', 'transaction'))).error?.message).toBe(
    'cannot start a transaction within a transaction',
  )
  expect((await database.run(script('CREATE TABLE a (x); COMMIT', 'transaction'))).error?.message).toBe(
    'cannot commit - no transaction is active',
  )
  expect((await database.run(script('BEGIN; CREATE TABLE b (x); COMMIT', 'query'))).error).toBeUndefined()
})

test('a deferred foreign key that is broken at the end fails the transaction', async () => {
  const database = await open()
  await database.run(script('CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p DEFERRABLE INITIALLY DEFERRED)'))
  expect((await database.run(script('INSERT INTO c VALUES (1)', 'transaction'))).error?.message).toBe('FOREIGN KEY constraint failed')
  expect((await database.rows(['c']))[0]!.rows).toEqual([])
})

test('a NUL byte is an error at its statement', async () => {
  const database = await open()
  expect((await database.run(script('SELECT 1;\nSELECT 2 \0; DROP TABLE t'))).error).toMatchObject({
    at: { statement: 2, span: { line: 2 } },
  })
})

test('SQL is compared by meaning', () => {
  expect(canonicalText('CREATE  TABLE "Agents"( `id` INTEGER, -- x\n [a b] TEXT)')).toBe('create table agents(id integer, "a b" text)')
  expect(canonicalExpression("(( x IN('A', 'b') ))")).toBe("x in ('A', 'b')")
  expect(canonicalExpression('(a) + (b)')).toBe('(a) + (b)')
  expect(canonicalText("'A' || LOWER ( x )")).toBe("'A' || lower(x)")
  expect(canonicalText("'a'")).not.toBe(canonicalText("'A'"))
})

test('the engine says its version', () => {
  expect(sqlite.version).toMatch(/^sqlite 3\.\d+\.\d+ node 24\./)
})
