import { describe, expect, it } from 'vitest'
import { nextMigration } from '../../src/migrations/next.ts'
import { readChain } from '../../src/migrations/recognise.ts'
import { emptyTree, overlay, remember } from '../../src/model/files.ts'
import type { DatabaseDefinition } from '../../src/model/policy.ts'

const sql = 'DROP TABLE one;\n'

/** The paths that are written to put a migration behind a history. */
async function written(files: Readonly<Record<string, string>>, format?: string, more: Partial<DatabaseDefinition> = {}) {
  const definition = {
    name: 'main',
    engine: 'postgres',
    migrations: 'db',
    extensions: [],
    roles: [],
    settings: {},
    env: [],
    at: { path: 'policies/db.yaml', span: { line: 1, column: 1, endLine: 1, endColumn: 2 } },
    ...(format === undefined ? {} : { format }),
    ...more,
  } as DatabaseDefinition
  const tree = remember(overlay(emptyTree, new Map(Object.entries(files))))
  const chain = await readChain(tree, definition)
  return [...((await nextMigration(tree, definition, chain, sql))?.keys() ?? [])]
}

const one = 'CREATE TABLE one (id integer);\n'

describe('a migration behind a history', () => {
  it.each([
    ['golang-migrate', { 'db/0009_one.up.sql': one, 'db/0009_one.down.sql': '' }, ['db/0010_pawl_drill.up.sql']],
    ['plain', { 'db/001_one.sql': one }, ['db/002_pawl_drill.sql']],
    ['plain', { 'db/001_one/up.sql': one }, ['db/002_pawl_drill/up.sql']],
    ['plain', { 'db/up/001_one.sql': one, 'db/down/001_one.sql': '' }, ['db/up/002_pawl_drill.sql']],
    ['goose', { 'db/20240101000000_one.sql': `-- +goose Up\n${one}-- +goose Down\n` }, ['db/20240101000001_pawl_drill.sql']],
    ['sql-migrate', { 'db/1_one.sql': `-- +migrate Up\n${one}` }, ['db/2_pawl_drill.sql']],
    ['dbmate', { 'db/20240101000000_one.sql': `-- migrate:up\n${one}` }, ['db/20240101000001_pawl_drill.sql']],
    ['diesel', { 'db/2024-01-01-000000_one/up.sql': one }, ['db/2025-01-01-000000_pawl_drill/up.sql']],
    ['sqlx', { 'Cargo.toml': '', 'db/1_one.up.sql': one, 'db/1_one.down.sql': '' }, ['db/2_pawl_drill.up.sql']],
    ['flyway', { 'db/V1.2__one.sql': one, 'db/R__view.sql': 'SELECT 1;\n' }, ['db/V2__pawl_drill.sql']],
    ['node-pg-migrate', { 'db/1_one.sql': `-- Up Migration\n${one}-- Down Migration\n` }, ['db/2_pawl_drill.sql']],
    ['hasura', { 'db/default/1700000000000_one/up.sql': one }, ['db/default/1700000000001_pawl_drill/up.sql']],
    ['refinery', { 'Cargo.toml': '', 'db/V1__one.sql': one }, ['db/V2__pawl_drill.sql']],
    ['prisma', { 'db/20240101000000_one/migration.sql': one }, ['db/20240101000001_pawl_drill/migration.sql']],
    ['supabase', { 'db/20240101000000_one.sql': one }, ['db/20240101000001_pawl_drill.sql']],
    ['atlas', { 'db/atlas.sum': '', 'db/20240101000000_one.sql': one }, ['db/20240101000001_pawl_drill.sql']],
    ['liquibase', { 'db/001_one.sql': `--liquibase formatted sql\n--changeset a:1\n${one}` }, ['db/002_pawl_drill.sql']],
    [
      'drizzle',
      { 'db/meta/_journal.json': '{"entries":[{"idx":0,"tag":"0000_one"}]}', 'db/0000_one.sql': one },
      ['db/0001_pawl_drill.sql', 'db/meta/_journal.json'],
    ],
    [
      'sqitch',
      { 'db/sqitch.plan': '%project=one\n\none 2024-01-01T00:00:00Z a <a@b.c> # one\n', 'db/deploy/one.sql': one },
      ['db/sqitch.plan', 'db/deploy/pawl_drill.sql'],
    ],
  ] as const)('%s: %o', async (format, files, expected) => {
    expect(await written(files as unknown as Record<string, string>, format)).toEqual(expected)
  })

  it('is code with its SQL beside it where the policy says where that is', async () => {
    const files = {
      'db/ab12_one.py': "revision = 'ab12'\ndown_revision = None\n",
      'sql/ab12_one.up.sql': one,
    }
    expect(await written(files, 'alembic', { rendered: 'sql/{id}.{direction}.sql' })).toEqual(['db/pawl_drill.py', 'sql/pawl_drill.up.sql'])
  })

  it('is none where a number more would not stand last', async () => {
    expect(await written({ 'db/9_one.sql': `-- migrate:up\n${one}` }, 'dbmate')).toEqual([])
  })

  it('is none where there is no history', async () => {
    expect(await written({}, undefined)).toEqual([])
  })
})
