import { expect, test } from 'vitest'
import { chain, place, told } from './folder.ts'

test('goose: both directions of a file, with the lines where they stand', async () => {
  const read = await chain({
    '00002_fn.sql':
      '-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\nCREATE INDEX CONCURRENTLY i ON a (b);\n-- +goose StatementEnd\n',
    '00001_a.sql': '-- the first\n-- +goose Up\nA;\n\n-- +goose Down\na;\n',
    '00003_empty.sql': '--+goose up\r\nC;\r\n--+goose down\r\n',
  })
  expect(told(read)).toEqual([
    'up 00001_a (transaction): A;',
    'down 00001_a (transaction): a;',
    'up 00002_fn (statement): -- +goose StatementBegin CREATE INDEX CONCURRENTLY i ON a (b); -- +goose StatementEnd',
    'up 00003_empty (transaction): C;',
    'down 00003_empty (transaction): ',
  ])
  const [first] = read.migrations
  expect([place(first!.up), place(first!.down)]).toEqual(['migrations/00001_a.sql:3:1', 'migrations/00001_a.sql:6:1'])
})

test('goose: what it would not run is refused', async () => {
  await expect(chain({ '1_a.sql': '-- +goose Up\nA;', '2_b.sql': 'B;' })).rejects.toMatchObject({
    message: '`migrations/2_b.sql` has no `-- +goose Up`',
    at: { line: 1 },
  })
  await expect(chain({ '1_a.sql': '-- +goose ENVSUB ON\n-- +goose Up\nA;' })).rejects.toMatchObject({ at: { line: 1 } })
  await expect(chain({ '1_a.sql': '-- +goose Up\nA;', '01_b.sql': '-- +goose Up\nB;' })).rejects.toThrow('have one version')
  await expect(chain({ '1_a.sql': '-- +goose Up\nA;', '2_code.go': 'package migrations' })).rejects.toThrow(
    '`migrations/2_code.go` is code',
  )
})

test('sql-migrate: notransaction stands behind a direction', async () => {
  const read = await chain({ '10_b.sql': '-- +migrate Up notransaction\nB;\n-- +migrate Down\nb;\n', '9_a.sql': '-- +migrate Up\nA;\n' })
  expect(told(read)).toEqual(['up 9_a (transaction): A;', 'up 10_b (statement): B;', 'down 10_b (transaction): b;'])
  await expect(chain({ '1_a.sql': '-- +migrate Up\nA;', '2_b.sql': 'B;' })).rejects.toThrow('has no `-- +migrate Up`')
})

test('sql-migrate: a direction that is begun again goes on, at its own lines', async () => {
  const read = await chain({
    '1_a.sql': '-- +migrate Up\nA;\n-- +migrate Up notransaction\nB;\n-- +migrate Down\nb;\n-- +migrate Up\nC;\n-- +migrate Down\na;\n',
  })
  expect(told(read)).toEqual(['up 1_a (statement): A; B; C;', 'down 1_a (transaction): b; a;'])
  const { up, down } = read.migrations[0]!
  expect([up.line! + up.text.split('\n').indexOf('C;'), down!.line! + down!.text.split('\n').indexOf('a;')]).toEqual([8, 10])
})

test('dbmate: the first marker of each direction counts, and others are comments', async () => {
  const read = await chain({ '1_a.sql': '-- migrate:up\nA;\n-- migrate:up\nB;\n-- migrate:down\na;\n-- migrate:up\nb;\n' })
  expect(told(read)).toEqual(['up 1_a (transaction): A; -- migrate:up B;', 'down 1_a (transaction): a; -- migrate:up b;'])
})

test('dbmate: transaction:false stands behind a direction', async () => {
  const read = await chain({
    '20240102000000_b.sql': '-- migrate:up transaction:false\nB;\n\n-- migrate:down\n',
    '20240101000000_a.sql': '-- migrate:up\nA;\n-- migrate:down\na;\n',
    'schema.sql': '',
  })
  expect(told(read)).toEqual([
    'up 20240101000000_a (transaction): A;',
    'down 20240101000000_a (transaction): a;',
    'up 20240102000000_b (query): B;',
    'down 20240102000000_b (transaction): ',
  ])
  expect(place(read.migrations[0]!.down)).toBe('migrations/20240101000000_a.sql:4:1')
  expect(read.limits).toEqual(['`migrations/schema.sql` is not named as dbmate names a migration, and was not read'])
  await expect(chain({ '1_a.sql': '-- migrate:up\n', '1_b.sql': '-- migrate:up\n' })).rejects.toThrow('have one version')
})

test('node-pg-migrate: SQL with both directions, or with the way up alone', async () => {
  const read = await chain({
    '2_b.sql': 'B;\n',
    '1_a.sql': '-- Up Migration\nA;\n\n-- Down Migration\na;\n',
    '3_c.sql': '--- down migration\nc;\n--- up migration\nC;\n',
  })
  expect(told(read)).toEqual([
    'up 1_a (transaction): -- Up Migration A;',
    'down 1_a (transaction): -- Down Migration a;',
    'up 2_b (transaction): B;',
    'up 3_c (transaction): --- up migration C;',
    'down 3_c (transaction): --- down migration c;',
  ])
  expect(place(read.migrations[0]!.down)).toBe('migrations/1_a.sql:4:1')
  await expect(chain({ '1_a.sql': '-- Up Migration\nA;', '2_b.js': 'exports.up = () => {}' })).rejects.toThrow(
    '`migrations/2_b.js` is code',
  )
})

test('Liquibase: a file of one changeset, its rollback where it stands', async () => {
  const read = await chain({
    '001_users.sql':
      '--liquibase formatted sql\n\n--changeset me:users\n--comment: people\nCREATE TABLE users (id int);\n--rollback DROP TABLE users;\n',
  })
  expect(told(read)).toEqual([
    'up 001_users (transaction): --comment: people CREATE TABLE users (id int);',
    'down 001_users (transaction): DROP TABLE users;',
  ])
  const { down, up } = read.migrations[0]!
  expect(place(up)).toBe('migrations/001_users.sql:4:1')
  expect(down!.text.split('\n')[2]).toBe('           DROP TABLE users;')
  expect(read.migrations[0]!.checksum).toBe(true)
})

test('Liquibase: changesets of one file, their attributes and ways back', async () => {
  const read = await chain({
    'b.sql': `--liquibase formatted sql
--changeset me:1 runInTransaction:false
CREATE INDEX CONCURRENTLY i ON a (b);
/* liquibase rollback
DROP INDEX i;
*/
--changeset "A Person":"two words" dbms:sqlite
SELECT 'elsewhere';
--changeset me:3 splitStatements:false endDelimiter:GO
C
GO
--rollback not required
--changeset me:4 runOnChange:true
--preconditions onFail:MARK_RAN
D;
--changeset me:5 ignore:true
E;
`,
    'a.sql': '-- liquibase formatted sql\n--changeset me:0\nA;',
  })
  expect(told(read)).toEqual([
    'up a (transaction): A;',
    'up b.1 (statement): CREATE INDEX CONCURRENTLY i ON a (b);',
    'down b.1 (statement): DROP INDEX i;',
    'up b.3 (transaction): C ;',
    'down b.3 (transaction): ',
    'up b.4 (transaction): --preconditions onFail:MARK_RAN D;',
  ])
  expect(read.migrations.map(({ repeatable }) => repeatable ?? false)).toEqual([false, false, false, true])
  expect(read.limits).toEqual(['the changeset `me:4` of `migrations/b.sql` runs on a condition, which was taken to hold'])
})

test('Liquibase: the master file states the order', async () => {
  const sql = (text: string) => `--liquibase formatted sql\n--changeset me:1\n${text};`
  const yaml =
    'databaseChangeLog:\n  - include:\n      file: z.sql\n      relativeToChangelogFile: true\n  - includeAll:\n      path: migrations/more/\n'
  const files = { 'z.sql': sql('Z'), 'more/b.sql': sql('B'), 'more/a.sql': sql('A') }
  expect((await chain({ ...files, 'db.changelog-master.yaml': yaml })).migrations.map(({ id }) => id)).toEqual(['z', 'a', 'b'])
  const xml =
    '<databaseChangeLog><!-- <include file="no.sql"/> --><include file="more/b.sql" relativeToChangelogFile="true"/><include file="migrations/z.sql"/></databaseChangeLog>'
  expect((await chain({ ...files, 'changelog.xml': xml })).migrations.map(({ id }) => id)).toEqual(['b', 'z'])
  await expect(chain({ ...files, 'changelog.xml': '<databaseChangeLog><changeSet id="1"/></databaseChangeLog>' })).rejects.toThrow(
    'holds `changeSet`',
  )
  await expect(chain({ ...files, 'changelog.xml': '<include file="gone.sql"/>' })).rejects.toThrow('`gone.sql`, which is not there')
})
