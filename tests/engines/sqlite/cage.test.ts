import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Child } from '../../../src/engines/sqlite/process.ts'
import { open, script } from './open.ts'

async function refused(text: string): Promise<string> {
  const database = await open()
  const result = await database.run(script(`SELECT 1;\n  ${text}`)).catch((error) => error)
  expect(result).toMatchObject({ name: 'Refusal', at: { path: 'migrations/0001_x.sql', line: 2, column: 3 } })
  return result.message
}

test('a file is neither attached nor written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-cage-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'x.db')
  expect(await refused(`ATTACH '${file}' AS other`)).toBe(
    `the disposable database does not run this statement: it attaches or writes the file \`${file}\``,
  )
  expect(await refused(`ATTACH '${folder}' || '/x.db' AS other`)).toContain('whose name is computed')
  expect(await refused(`ATTACH 'file:${file}?mode=rwc' AS other`)).toContain('attaches')
  expect(await refused(`VACUUM INTO '${file}'`)).toContain(`writes the file \`${file}\``)
  expect(await refused(`VACUUM INTO '${folder}' || '/x.db'`)).toContain('writes the file')
  expect(readdirSync(folder)).toEqual([])
})

test('memory may be attached, and VACUUM run', async () => {
  const database = await open()
  expect(await database.run(script(`ATTACH ':memory:' AS m; CREATE TABLE m.t (x); DETACH m; ATTACH 'file::memory:' AS n; VACUUM`))).toEqual(
    { statements: 5, effects: [] },
  )
})

test('no extension is loaded', async () => {
  expect(await refused(`SELECT load_extension('/tmp/x.so')`)).toContain('it loads an extension')
  const database = await open()
  const hidden = await database.run(script('CREATE TABLE t (x DEFAULT (load_extension(1))); INSERT INTO t DEFAULT VALUES'))
  expect(hidden.error?.message).toBe('unsafe use of load_extension()')
})

test('functions that read or write files are not there', async () => {
  const database = await open()
  for (const call of [`readfile('/etc/passwd')`, `writefile('/tmp/pawl', 'x')`, `edit('x')`, `fts3_tokenizer('x', x'00')`]) {
    expect((await database.run(script(`SELECT ${call}`))).error).toBeDefined()
  }
  expect(existsSync('/tmp/pawl')).toBe(false)
})

test('pragmas that write files, lift limits or hide a change are refused, and may be asked', async () => {
  for (const name of ['temp_store_directory', 'data_store_directory', 'hard_heap_limit', 'soft_heap_limit']) {
    expect(await refused(`PRAGMA ${name} = 1`)).toContain(`\`PRAGMA ${name}\` is not run here`)
  }
  const database = await open()
  expect(
    (
      await database.run(
        script(
          'PRAGMA writable_schema; PRAGMA writable_schema = OFF; PRAGMA schema_version; PRAGMA temp_store = FILE; PRAGMA max_page_count = 9999999',
        ),
      )
    ).error,
  ).toBeUndefined()
  expect(await database.query('PRAGMA temp_store')).toEqual({ rows: [{ temp_store: '2' }] })
})

test('a schema that is written to is read again after each statement, and one that cannot be read is an error of its statement', async () => {
  const database = await open()
  const change = (from: string, to: string) =>
    `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}') WHERE name = 't'; PRAGMA schema_version = 99; PRAGMA writable_schema = OFF;`
  await database.run(script('CREATE TABLE t (a TEXT NOT NULL, b TEXT);'))
  expect((await database.run(script(change(' NOT NULL', '')))).error).toBeUndefined()
  expect((await database.catalog()).objects.get('column:t.a')!.aspects.notNull).not.toBe(true)
  expect((await database.run(script(`${change(', b TEXT', ', b TEXT, c TEXT')} INSERT INTO t (c) VALUES ('x');`))).error).toBeUndefined()
  expect((await database.catalog()).objects.has('column:t.c')).toBe(true)
  const broken = await database.run(script(change(')', ''), 'transaction'))
  expect(broken.error).toMatchObject({ message: expect.stringContaining('malformed database schema'), at: { statement: 2 } })
  expect((await database.catalog()).objects.has('column:t.c')).toBe(true)
})

test('a journal mode leaves no file behind', async () => {
  const before = readdirSync('.')
  const database = await open()
  await database.rewind(await database.keep())
  for (const mode of ['DELETE', 'WAL', 'TRUNCATE', 'PERSIST'])
    await database.run(script(`PRAGMA journal_mode = ${mode}; CREATE TABLE ${mode}_t (x); INSERT INTO ${mode}_t VALUES (1)`))
  expect(readdirSync('.')).toEqual(before)
})

test('an endless statement is stopped and named', async () => {
  const database = await open({}, { statementMs: 700 })
  const endless = 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'
  await expect(database.run(script(`SELECT 1;\n\n${endless};`))).rejects.toMatchObject({
    name: 'Refusal',
    message: 'statement 2 took longer than 0.7 s and was stopped',
    at: { path: 'migrations/0001_x.sql', line: 3, column: 1 },
  })
  await expect(database.catalog()).rejects.toMatchObject({ name: 'Refusal' })
})

test('an endless statement among many scripts is named by its own', async () => {
  const database = await open({}, { statementMs: 700 })
  const endless = 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'
  const scripts = [script('SELECT 1; SELECT 2'), script(`SELECT 3;\n${endless}`, 'transaction', { path: 'migrations/0002_y.sql' })]
  await expect(database.runEach!(scripts)).rejects.toMatchObject({
    message: 'statement 2 took longer than 0.7 s and was stopped',
    at: { path: 'migrations/0002_y.sql', line: 2 },
  })
})

test('many statements may take longer together than one may', async () => {
  const database = await open({}, { statementMs: 2500 })
  const slow = 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 700000) SELECT count(*) FROM c;'
  expect((await database.run(script(slow.repeat(25)))).statements).toBe(25)
})

test('a database that grows without end is stopped', async () => {
  const database = await open({}, { memoryBytes: 20 * 2 ** 20 })
  await expect(
    database.run(
      script(
        'CREATE TABLE t (x); WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) INSERT INTO t SELECT zeroblob(100000) FROM c',
      ),
    ),
  ).rejects.toMatchObject({ name: 'Refusal', message: expect.stringContaining('memory') })
})

test('a query that takes memory without end is stopped', async () => {
  const database = await open({}, { memoryBytes: 50 * 2 ** 20 })
  await expect(
    database.run(
      script('WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x, randomblob(1000) AS y FROM c ORDER BY y'),
    ),
  ).rejects.toMatchObject({ name: 'Refusal', message: expect.stringContaining('memory') })
})

test("a module that an extension brings is refused by its name, an unknown function is the engine's own error", async () => {
  expect(await refused('CREATE VIRTUAL TABLE v USING vec0 (x)')).toBe(
    'SQLite here has no module `vec0`, which an extension or the application brings',
  )
  const database = await open()
  expect((await database.run(script('SELECT now()'))).error?.message).toBe('no such function: now')
})

test('what SQLite has not is refused before anything runs', async () => {
  await expect(open({ extensions: ['vector'] })).rejects.toThrow('`vector`')
  await expect(open({ roles: ['app'] })).rejects.toThrow('`app`')
  await expect(open({ settings: { foreign_key: 'on' } })).rejects.toThrow('did you mean `foreign_keys`?')
  await expect(open({ settings: { foreign_keys: 'maybe' } })).rejects.toThrow('foreign_keys: maybe')
  await expect(open({ before: script('CREATE TABLE') })).rejects.toMatchObject({ name: 'Refusal', at: { line: 1 } })
})

test('an engine that ends unasked is a refusal, also for what is asked afterwards', async () => {
  const child = new Child({ statementMs: 10_000, memoryBytes: 2 ** 28 })
  await child.ask('open', { settings: {}, memoryBytes: 2 ** 28 })
  const running = child.ask('run', {
    script: script('WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'),
  })
  setTimeout(() => process.kill(child.pid!, 'SIGKILL'), 300)
  await expect(running).rejects.toMatchObject({ name: 'Refusal', message: 'the SQLite engine ended unasked (SIGKILL)' })
  await expect(child.ask('rows', ['t'])).rejects.toMatchObject({ name: 'Refusal' })
  await child.close()
})

test('a closed database answers nothing', async () => {
  const database = await open()
  await database.close()
  await expect(database.catalog()).rejects.toThrow('the database is closed')
})
