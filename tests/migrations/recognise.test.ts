import { expect, test } from 'vitest'
import type { Edit } from '../../src/model/files.ts'
import { chain } from './folder.ts'

const layouts: Record<string, Record<string, Edit>> = {
  'golang-migrate': { '000001_a.up.sql': 'SELECT 1', '000001_a.down.sql': 'SELECT 1' },
  goose: { '00001_a.sql': '-- +goose Up\nSELECT 1;' },
  'sql-migrate': { '1_a.sql': '-- +migrate Up\nSELECT 1;' },
  dbmate: { '20240101000000_a.sql': '-- migrate:up\nSELECT 1;' },
  diesel: { '2024-01-01-000000_a/up.sql': 'SELECT 1', '2024-01-01-000000_a/down.sql': 'SELECT 1' },
  sqlx: { '0001_a.sql': 'SELECT 1', '/Cargo.toml': '' },
  flyway: { 'V1__a.sql': 'SELECT 1' },
  liquibase: { 'a.sql': '--liquibase formatted sql\n--changeset me:1\nSELECT 1;' },
  'node-pg-migrate': { '1700000000000_a.sql': '-- Up Migration\nSELECT 1;\n-- Down Migration\n' },
  sqitch: { 'sqitch.plan': '%project=x\n\na 2024-01-01T00:00:00Z Me <me@example.com> # a\n', 'deploy/a.sql': 'SELECT 1' },
  hasura: { 'default/1700000000000_a/up.sql': 'SELECT 1' },
  prisma: { '20240101000000_a/migration.sql': 'SELECT 1', 'migration_lock.toml': '' },
  drizzle: { '0000_a.sql': 'SELECT 1', 'meta/_journal.json': '{"entries":[{"idx":0,"tag":"0000_a"}]}' },
  atlas: { '20240101000000_a.sql': 'SELECT 1', 'atlas.sum': 'h1:x' },
  alembic: { '1_a.sql': '-- Running upgrade  -> a1\nSELECT 1;' },
  plain: { '001_a.sql': 'SELECT 1' },
}

for (const [format, files] of Object.entries(layouts)) {
  test(`a folder of ${format} is recognised`, async () => {
    expect((await chain(files)).format).toBe(format)
  })
}

test("files with a tool's mark that the tool would not run are read by another", async () => {
  const read = await chain({
    '2024.01.02T10.00.00.b.sql': '-- Up migration\nSELECT 2;',
    '2024.01.01T10.00.00.a.sql': '-- Up migration\nSELECT 1;',
    'down/2024.01.01T10.00.00.a.sql': 'SELECT 0;',
  })
  expect([read.format, ...read.migrations.map(({ id, down }) => `${id} ${down?.path}`)]).toEqual([
    'plain',
    '2024.01.01T10.00.00.a migrations/down/2024.01.01T10.00.00.a.sql',
    '2024.01.02T10.00.00.b undefined',
  ])
})

test('Supabase is told by where its folder stands', async () => {
  expect((await chain({ '20240101000000_a.sql': 'SELECT 1' }, { migrations: 'supabase/migrations' })).format).toBe('supabase')
})

test('Rails is told by its Ruby files', async () => {
  const files = {
    '20240101000000_make.rb': 'class Make < ActiveRecord::Migration[7.1]\nend',
    '/db/sql/20240101000000_make.up.sql': 'SELECT 1',
  }
  expect((await chain(files, { rendered: 'db/sql/{id}.{direction}.sql' })).format).toBe('rails')
})

test('where several formats read a folder alike the first of them is taken', async () => {
  const pairs = { '1_a.up.sql': 'CREATE TABLE a (i int);', '1_a.down.sql': 'DROP TABLE a;', '/Cargo.toml': '' }
  expect((await chain(pairs)).format).toBe('golang-migrate')
  expect((await chain({ 'V1__a.sql': 'SELECT 1', '/Cargo.toml': '' })).format).toBe('flyway')
})

test('readings that differ are refused by their names', async () => {
  const pairs = { '1_a.up.sql': 'CREATE INDEX CONCURRENTLY i ON a (b);', '/Cargo.toml': '' }
  await expect(chain(pairs)).rejects.toMatchObject({
    name: 'Refusal',
    message: 'the migrations in `migrations` can be read as golang-migrate and as sqlx; name one with `format:`',
    at: { path: 'policies/db.yaml', line: 2, column: 3 },
  })
  expect((await chain(pairs, { format: 'sqlx' })).migrations[0]!.up.wrap).toBe('transaction')
  await expect(chain({ '1_a.sql': '-- +goose Up\nSELECT 1;\n-- migrate:up\nSELECT 2;' })).rejects.toThrow('as goose and as dbmate')
})

test('words in a comment make no marker of another tool', async () => {
  const files = { '1_a.up.sql': '-- UP MIGRATION: wider types\nSELECT 1;', '1_a.down.sql': '-- Down migration\nSELECT 1;' }
  expect((await chain(files)).format).toBe('golang-migrate')
  expect((await chain({ '1_a.sql': '-- see -- +goose Up\nSELECT 1;' })).format).toBe('plain')
})

test('a format that the policy names is taken, whatever the folder looks like', async () => {
  const read = await chain({ '0001_a.sql': 'SELECT 1' }, { format: 'sqlx' })
  expect(read.format).toBe('sqlx')
  expect(read.migrations.map(({ id }) => id)).toEqual(['0001_a'])
})

test('an empty folder has no migrations and says so; SQL that no format fits is refused', async () => {
  expect(await chain({})).toMatchObject({ migrations: [], limits: ['`migrations` holds no migrations'] })
  await expect(chain({ 'schema.sql': 'SELECT 1' })).rejects.toThrow('name it with `format:`')
})

test('a symlink or submodule among migrations is refused, a README is not read', async () => {
  await expect(chain({ '001_a.sql': { content: '../x.sql', mode: 'symlink' } })).rejects.toThrow('`migrations/001_a.sql` is a symlink')
  await expect(chain({ '001_a.sql': 'SELECT 1', more: { content: 'abc', mode: 'gitlink' } })).rejects.toThrow('is a submodule')
  await expect(chain({ '/migrations': { content: 'elsewhere', mode: 'symlink' } })).rejects.toThrow('is a symlink')
  expect((await chain({ '001_a.sql': 'SELECT 1', 'README.md': { content: '../README.md', mode: 'symlink' } })).limits).toEqual([])
})

test('a migration of more than 16 MiB is refused', async () => {
  await expect(chain({ '001_a.sql': ' '.repeat(2 ** 24 + 1) })).rejects.toThrow('larger than 16 MiB')
})

test('the policy says what one transaction holds', async () => {
  const files = { '1_a.up.sql': 'SELECT 1', '1_a.down.sql': 'SELECT 1' }
  const wraps = async (transaction?: 'file' | 'statement') =>
    (await chain(files, transaction ? { transaction } : {})).migrations.map(({ up, down }) => [up.wrap, down?.wrap])
  expect(await wraps()).toEqual([['query', 'query']])
  expect(await wraps('file')).toEqual([['transaction', 'transaction']])
  expect(await wraps('statement')).toEqual([['statement', 'statement']])
})
