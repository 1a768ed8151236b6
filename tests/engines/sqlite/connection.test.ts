import { expect, test } from 'vitest'
import { sqlite } from '../../../src/engines/sqlite/engine.ts'
import { open, script } from './open.ts'

test('each migration begins with a fresh connection, its settings as the policy says', async () => {
  const database = await open({ settings: { recursive_triggers: 'on', journal_mode: 'wal', busy_timeout: '5000' } })
  const reads = async (name: string) => database.query(`PRAGMA ${name}`)
  expect(await reads('foreign_keys')).toEqual({ rows: [{ foreign_keys: '1' }] })
  await database.run(
    script(
      "CREATE TABLE t (x); PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = 0; PRAGMA user_version = 7; CREATE TEMP TABLE gone (x); ATTACH ':memory:' AS m; BEGIN; INSERT INTO t VALUES (1)",
    ),
  )
  await database.reconnect()
  expect(await reads('foreign_keys')).toEqual({ rows: [{ foreign_keys: '1' }] })
  expect(await reads('recursive_triggers')).toEqual({ rows: [{ recursive_triggers: '1' }] })
  expect(await reads('user_version')).toEqual({ rows: [{ user_version: '7' }] })
  expect(await database.query('SELECT * FROM gone')).toMatchObject({ error: { message: 'no such table: gone' } })
  expect(await database.query('SELECT count(*) AS n FROM t')).toEqual({ rows: [{ n: '0' }] })
})

test('foreign keys may be off from the start', async () => {
  const database = await open({ settings: { foreign_keys: 'off' } })
  expect(await database.query('PRAGMA foreign_keys')).toEqual({ rows: [{ foreign_keys: '0' }] })
})

test('a copy is brought back as often as wanted, and opened elsewhere', async () => {
  const database = await open()
  await database.trackBirths?.()
  await database.run(script('CREATE TABLE a (x INTEGER PRIMARY KEY); INSERT INTO a VALUES (1)'))
  const kept = await database.keep()
  for (let round = 0; round < 3; round++) {
    await database.run(script('DROP TABLE a; CREATE TABLE b (x)'))
    await database.rewind(kept)
    expect((await database.rows(['a', 'b'])).map(({ table, rows }) => [table, rows])).toEqual([['a', [['1']]]])
  }
  const other = await sqlite.open(
    { engine: 'sqlite', extensions: [], roles: [], settings: {} },
    { statementMs: 5000, memoryBytes: 2 ** 28 },
    await kept.bytes(),
  )
  expect([...(await other.catalog()).objects.keys()]).toEqual(['table:a', 'column:a.x', 'constraint:a.pk'])
  expect((await other.born(['table:a'])).get('table:a')?.statement).toBe(1)
  await other.close()
})

test('rows are put in without firing triggers, parents and children in any order', async () => {
  const database = await open()
  await database.run(
    script(`CREATE TABLE log (x); CREATE TABLE p (id TEXT PRIMARY KEY, ok BOOLEAN CHECK (ok IN (0, 1)), data BLOB NOT NULL);
CREATE TABLE c (p TEXT NOT NULL REFERENCES p); CREATE TRIGGER t AFTER INSERT ON p BEGIN INSERT INTO log VALUES (new.id); END;`),
  )
  const before = [...(await database.catalog()).objects.keys()].sort()
  const parents = { table: 'p', columns: ['id', 'ok', 'data'], rows: [['one', 'true', '\\x00ff']] }
  expect(await database.fill([{ table: 'c', columns: ['p'], rows: [['one']] }, parents])).toEqual([])
  expect(await database.rows(['p', 'log', 'c'])).toEqual([
    { ...parents, rows: [['one', '1', '\\x00ff']] },
    { table: 'log', columns: ['x'], rows: [] },
    { table: 'c', columns: ['p'], rows: [['one']] },
  ])
  expect([...(await database.catalog()).objects.keys()].sort()).toEqual(before)
  expect(
    await database.fill([
      { table: 'c', columns: ['p'], rows: [['nobody']] },
      { table: 'log', columns: ['x'], rows: [['y']] },
      { table: 'none', columns: ['x'], rows: [['y']] },
    ]),
  ).toEqual([
    { table: 'none', message: 'no such table: main.none' },
    { table: 'c', message: 'FOREIGN KEY constraint failed' },
  ])
  expect((await database.rows(['c', 'log'])).map(({ rows }) => rows)).toEqual([[['one']], [['y']]])
})

test('a question changes nothing', async () => {
  const database = await open()
  await database.run(script("CREATE TABLE t (x, y); INSERT INTO t VALUES (1, 2.0), (NULL, x'01')"))
  expect(await database.query('SELECT * FROM t -- all')).toEqual({
    rows: [
      { x: '1', y: '2' },
      { x: null, y: '\\x01' },
    ],
  })
  expect(await database.query('DELETE FROM t')).toMatchObject({ error: { message: 'attempt to write a readonly database' } })
  expect(await database.query('SELECT 1; SELECT 2')).toMatchObject({ error: { message: 'the query holds more than one statement' } })
  expect(await database.query('PRAGMA foreign_key_check')).toEqual({ rows: [] })
  await expect(database.query('PRAGMA foreign_keys = off')).rejects.toMatchObject({ name: 'Refusal' })
  await expect(database.query("ATTACH '/tmp/x.db' AS x")).rejects.toMatchObject({ name: 'Refusal' })
  expect(await database.query('PRAGMA foreign_keys')).toEqual({ rows: [{ foreign_keys: '1' }] })
  expect((await database.run(script('DELETE FROM t'))).error).toBeUndefined()
})

test('values keep what they are: large integers, reals and blobs', async () => {
  const database = await open()
  await database.run(script("CREATE TABLE t (x); INSERT INTO t VALUES (9223372036854775807), (1), (1.0), (1.5), ('1'), (x'00')"))
  expect((await database.rows(['t']))[0]!.rows).toEqual([['9223372036854775807'], ['1'], ['1.0'], ['1.5'], ['1'], ['\\x00']])
})
