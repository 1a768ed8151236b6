import { expect, test } from 'vitest'
import { chain, told } from './folder.ts'

test('golang-migrate: pairs in the order of their numbers', async () => {
  const read = await chain({
    '10_c.up.sql': 'C',
    '2_b.up.sql': 'B',
    '2_b.down.sql': 'b',
    '000001_a.up.sql': 'A',
    '000001_a.down.sql': '',
    'notes.sql': '',
    'README.md': '',
    '3_lone.down.sql': '',
    'old/4_d.up.sql': 'D',
  })
  expect(told(read)).toEqual([
    'up 000001_a (query): A',
    'down 000001_a (query): ',
    'up 2_b (query): B',
    'down 2_b (query): b',
    'up 10_c (query): C',
  ])
  expect(read.limits).toEqual([
    '`migrations/notes.sql` is not named as golang-migrate names a migration, and was not read',
    '`migrations/3_lone.down.sql` has no up beside it, and was not run',
  ])
  expect(read.bookkeeping).toBeUndefined()
})

test('golang-migrate: two files of one version are refused by both names', async () => {
  await expect(chain({ '1_a.up.sql': '', '001_b.up.sql': '' })).rejects.toThrow(
    '`migrations/001_b.up.sql` and `migrations/1_a.up.sql` have one version',
  )
  expect(told(await chain({ '1_a.up.sql': 'A', '1_renamed.down.sql': 'a' }))).toEqual(['up 1_a (query): A', 'down 1_a (query): a'])
})

test('golang-migrate: whole pairs that share a version are run by title, and said', async () => {
  const read = await chain({ '1_b.up.sql': 'B', '1_b.down.sql': 'b', '1_a.up.sql': 'A', '1_a.down.sql': 'a', '2_c.up.sql': 'C' })
  expect(read.migrations.map(({ id }) => id)).toEqual(['1_a', '1_b', '2_c'])
  expect(read.limits).toEqual([
    'version 1 in `migrations` is that of more than one pair, which golang-migrate itself refuses; they were run by title',
  ])
  const more = await chain({
    '0_e.up.sql': 'E',
    '0_d.up.sql': 'D',
    '1_b.up.sql': 'B',
    '1_b.down.sql': 'b',
    '1_a.up.sql': 'A',
    '1_a.down.sql': 'a',
  })
  expect(more.migrations.map(({ id }) => id)).toEqual(['0_d', '0_e', '1_a', '1_b'])
  expect(more.limits).toHaveLength(2)
})

test('golang-migrate: its SQLite driver runs a file in a transaction', async () => {
  expect(told(await chain({ '1_a.up.sql': 'A' }, { engine: 'sqlite' }))).toEqual(['up 1_a (transaction): A'])
})

test("a tool's own table is there where a migration speaks of it, and only there", async () => {
  const speaking = await chain({ '1_a.up.sql': 'ALTER TABLE schema_migrations SET (fillfactor = 50)' })
  expect(speaking.bookkeeping).toMatchObject({ text: expect.stringContaining('CREATE TABLE schema_migrations'), wrap: 'statement' })
  const making = await chain({ '1_a.up.sql': 'CREATE TABLE IF NOT EXISTS public.schema_migrations (version bigint)' })
  expect(making.bookkeeping).toBeUndefined()
})

test('Diesel: folders by their version, metadata.toml takes the transaction away', async () => {
  const read = await chain({
    '2020-12-12-000001_b/up.sql': 'B',
    '2020-12-7-190800_c/up.sql': 'C',
    '20200101000000_a/up.sql': 'A',
    '20200101000000_a/down.sql': 'a',
    '2021-01-01-000000_d/up.sql': 'D',
    '2021-01-01-000000_d/metadata.toml': '# slow\nrun_in_transaction = false\n',
    '2021-01-02-000000_e/metadata.toml': '',
    '.hidden/up.sql': '',
  })
  expect(told(read)).toEqual([
    'up 20200101000000_a (transaction): A',
    'down 20200101000000_a (transaction): a',
    'up 2020-12-12-000001_b (transaction): B',
    'up 2020-12-7-190800_c (transaction): C',
    'up 2021-01-01-000000_d (query): D',
  ])
  expect(read.limits).toEqual(['`migrations/2021-01-02-000000_e` holds no `up.sql`, and was not read'])
  await expect(chain({ '2020-01-01-000000_a/up.sql': '', '20200101000000_b/up.sql': '' })).rejects.toThrow('have one version')
  await expect(chain({ '1_a/up.sql': '', '1_a/metadata.toml': 'run_in_transaction = ' })).rejects.toThrow(
    '`migrations/1_a/metadata.toml` cannot be read',
  )
})

test('sqlx: simple and reversible files, out of a transaction where the first line says so', async () => {
  const read = await chain(
    { '0001_init.sql': 'A', '0002_b.up.sql': '-- no-transaction\nB', '0002_b.down.sql': 'b', 'x.sql': '' },
    { format: 'sqlx' },
  )
  expect(told(read)).toEqual(['up 0001_init (transaction): A', 'up 0002_b (query): -- no-transaction B', 'down 0002_b (transaction): b'])
  expect(read.migrations.every(({ checksum }) => checksum)).toBe(true)
  expect(read.limits).toHaveLength(1)
  await expect(chain({ '1_a.sql': '', '01_b.sql': '' }, { format: 'sqlx' })).rejects.toThrow('have one version')
})

test('Hasura: below the folder of its one database', async () => {
  const read = await chain({
    'default/1700000000002_b/up.sql': 'B',
    'default/1700000000001_a/up.sql': 'A',
    'default/1700000000001_a/down.sql': 'a',
    'default/1700000000001_a/up.yaml': '[]',
  })
  expect(told(read)).toEqual(['up 1700000000001_a (query): A', 'down 1700000000001_a (query): a', 'up 1700000000002_b (query): B'])
  expect(read.limits).toEqual(['`migrations/default/1700000000001_a/up.yaml` is metadata of Hasura, and was not run'])
  expect((await chain({ '1700000000001_a/up.sql': 'A' })).format).toBe('hasura')
  await expect(chain({ 'one/1700000000001_a/up.sql': '', 'two/1700000000001_a/up.sql': '' })).rejects.toThrow('`one` and `two`')
})

test('plain: numbers order, endings tell the direction, folders are read as well', async () => {
  const read = await chain({
    'S2_b.up.sql': 'B',
    'S2_b.down.sql': 'b',
    'S10_c.sql': 'C',
    'S10_c_rollback.sql': 'c',
    'S01_a.sql': 'A',
    'seed.sql': '',
  })
  expect(told(read)).toEqual([
    'up S01_a (transaction): A',
    'up S2_b (transaction): B',
    'down S2_b (transaction): b',
    'up S10_c (transaction): C',
    'down S10_c (transaction): c',
  ])
  expect(read.limits).toEqual(['`migrations/seed.sql` does not begin with a number, and was not read'])
  expect(told(await chain({ 'up/1_a.sql': 'A', 'down/1_a.sql': 'a' }))).toEqual(['up 1_a (transaction): A', 'down 1_a (transaction): a'])
})

test('plain: a file that keeps its own transactions, or cannot stand in one, runs statement by statement', async () => {
  const way = async (text: string, engine: 'postgres' | 'sqlite' = 'postgres') =>
    (await chain({ '1_a.sql': text }, { engine })).migrations[0]!.up.wrap
  expect(await way('BEGIN;\nCREATE TABLE a (i int);\nCOMMIT;')).toBe('statement')
  expect(await way('CREATE INDEX CONCURRENTLY i ON a (b);')).toBe('statement')
  expect(await way('PRAGMA foreign_keys = OFF; DROP TABLE a;', 'sqlite')).toBe('statement')
  expect(await way("CREATE FUNCTION f() RETURNS void AS $$ BEGIN COMMIT; END $$ LANGUAGE plpgsql; -- BEGIN;\nSELECT 'COMMIT;'")).toBe(
    'transaction',
  )
  expect(await way('CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = 1; END;', 'sqlite')).toBe('transaction')
  expect(await way('PRAGMA user_version = 3;', 'sqlite')).toBe('transaction')
})

test('plain: folders that name their parents run in that order, and not by number', async () => {
  const read = await chain({
    '100_a/up.sql': 'A',
    '100_a/metadata.yaml': 'name: a\nparents: [300]\n',
    '300_root/up.sql': 'R',
    '300_root/down.sql': 'r',
    '300_root/metadata.yaml': 'name: root\n',
    '200_b/up.sql': 'B',
    '200_b/metadata.yaml': 'name: b\nparents:\n  - 100\n  - 300\n',
  })
  expect(read.format).toBe('plain')
  expect(read.migrations.map(({ id }) => id)).toEqual(['300_root', '100_a', '200_b'])
  await expect(chain({ '1_a/up.sql': '', '1_a/metadata.yaml': 'parents: [2]' })).rejects.toThrow('builds on `2`')
  await expect(chain({ '1_a/up.sql': '', '1_a/metadata.yaml': 'parents: [1]' })).rejects.toThrow('builds on itself')
})
