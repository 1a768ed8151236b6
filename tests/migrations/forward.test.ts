import { expect, test } from 'vitest'
import { chain, told } from './folder.ts'

test('Flyway: versions by their numbers, undo beside them, repeatables last', async () => {
  const read = await chain({
    'V1_10__c.sql': 'C',
    'V1.2__b.sql': 'B',
    'sub/V1__a.sql': 'A',
    'U1__a.sql': 'a',
    'R__views.sql': 'R2',
    'R__functions.sql': 'R1',
    'B1__base.sql': '',
    'beforeMigrate.sql': '',
    'U9__gone.sql': '',
    'notes.sql': '',
  })
  expect(told(read)).toEqual([
    'up V1__a (transaction): A',
    'down V1__a (transaction): a',
    'up V1.2__b (transaction): B',
    'up V1_10__c (transaction): C',
    'up R__functions (transaction): R1',
    'up R__views (transaction): R2',
  ])
  expect(read.migrations.map(({ repeatable, checksum }) => [repeatable ?? false, checksum ?? false])).toEqual([
    [false, true],
    [false, true],
    [false, true],
    [true, false],
    [true, false],
  ])
  expect(read.limits).toEqual([
    '`migrations/B1__base.sql` is a baseline, which new databases alone begin with, and was not read',
    '`migrations/beforeMigrate.sql` is a callback, and was not read',
    '`migrations/notes.sql` is not named as Flyway names a migration, and was not read',
    '`migrations/U9__gone.sql` has no up beside it, and was not run',
  ])
  await expect(chain({ 'V1__a.sql': '', 'V1_0__b.sql': '' })).rejects.toThrow(
    '`migrations/V1_0__b.sql` and `migrations/V1__a.sql` have one version',
  )
})

test('Flyway: a transaction where the statements allow one, or a file beside says', async () => {
  const way = async (text: string, more = {}, engine: 'postgres' | 'sqlite' = 'postgres') =>
    (await chain({ 'V1__a.sql': text, ...more }, { engine })).migrations[0]!.up.wrap
  expect(await way('CREATE INDEX CONCURRENTLY i ON a (b)')).toBe('statement')
  expect(await way("ALTER TYPE mood ADD VALUE 'ok'")).toBe('statement')
  expect(await way('PRAGMA foreign_keys = OFF', {}, 'sqlite')).toBe('statement')
  expect(await way('-- VACUUM\nSELECT 1')).toBe('transaction')
  expect(await way('SELECT 1', { 'V1__a.sql.conf': 'executeInTransaction=false\n' })).toBe('statement')
  await expect(chain({ 'V1__a.sql': 'SELECT 1;\nCREATE TABLE $\u007bschema}.a (i int)' })).rejects.toMatchObject({
    at: { path: 'migrations/V1__a.sql', line: 2 },
  })
  expect((await chain({ 'V1__a.sql': "SELECT '$\u007bschema}'" })).migrations).toHaveLength(1)
})

test('refinery: V and U are both forward, and code is refused', async () => {
  const read = await chain({ 'V2__b.sql': 'B', 'U1__a.sql': 'A' }, { format: 'refinery' })
  expect(told(read)).toEqual(['up U1__a (transaction): A', 'up V2__b (transaction): B'])
  await expect(chain({ 'V1__a.rs': 'pub fn migration() -> String {}' }, { format: 'refinery' })).rejects.toThrow('is code')
})

test('Prisma: folders by name, forward, with a down.sql where somebody wrote one', async () => {
  const read = await chain({
    '20240102_b/migration.sql': 'B',
    '20240101_a/migration.sql': 'A',
    '20240101_a/down.sql': 'a',
    'migration_lock.toml': '',
    '20240103_c/notes.md': '',
  })
  expect(told(read)).toEqual(['up 20240101_a (query): A', 'down 20240101_a (query): a', 'up 20240102_b (query): B'])
  expect(read.limits).toEqual(['`migrations/20240103_c` holds no `migration.sql`, and was not read'])
})

test('Drizzle: the journal states the order, breakpoints are comments', async () => {
  const journal = (...tags: string[]) => JSON.stringify({ entries: tags.map((tag, idx) => ({ idx, tag, when: 1, breakpoints: true })) })
  const read = await chain({
    'meta/_journal.json': journal('0001_b', '0000_a'),
    '0000_a.sql': 'A;\n--> statement-breakpoint\nA2;',
    '0001_b.sql': 'B',
    '0002_c.sql': 'C',
  })
  expect(told(read)).toEqual(['up 0001_b (transaction): B', 'up 0000_a (transaction): A; --> statement-breakpoint A2;'])
  expect(read.limits).toEqual(['`migrations/0002_c.sql` is not in `migrations/meta/_journal.json`, and was not read'])
  await expect(chain({ 'meta/_journal.json': journal('0000_gone') })).rejects.toThrow('`migrations/0000_gone.sql` is not there')
  await expect(chain({ 'meta/_journal.json': '{' })).rejects.toThrow('is no JSON')
  expect((await chain({ '2024_a/migration.sql': 'A', '2024_a/snapshot.json': '{}' })).format).toBe('drizzle')
})

test('Atlas: by name, out of a transaction where the head says so, checkpoints left aside', async () => {
  const read = await chain({
    'atlas.sum': '',
    '2_b.sql': '-- atlas:txmode none\n\nB',
    '1.sql': 'A',
    '3_check.sql': '-- atlas:checkpoint\n\nALL',
  })
  expect(told(read)).toEqual(['up 1 (transaction): A', 'up 2_b (statement): -- atlas:txmode none B'])
  expect(read.limits).toEqual(['`migrations/3_check.sql` is a checkpoint, which new databases alone begin with, and was not run'])
})

test('Supabase: by name, forward', async () => {
  const read = await chain({ '20240102000000_b.sql': 'B', '20240101000000_a.sql': 'A' }, { migrations: 'supabase/migrations' })
  expect(told(read)).toEqual(['up 20240101000000_a (query): A', 'up 20240102000000_b (query): B'])
})
