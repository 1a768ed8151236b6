import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Catalog } from '../../src/catalog/catalog.ts'
import type { Database } from '../../src/engines/engine.ts'
import { postgres } from '../../src/engines/postgres/engine.ts'
import { touchedTables } from '../../src/rehearsal/touched.ts'

const shape = `CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE TABLE posts (id int PRIMARY KEY, author int REFERENCES users ON DELETE CASCADE);
CREATE TABLE likes (id int PRIMARY KEY, post int REFERENCES posts);
CREATE TABLE log (line text); CREATE TABLE audit (line text); CREATE TABLE hidden (line text);
CREATE VIEW names AS SELECT name FROM users;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM write('x'); RETURN NEW; END $$;
CREATE FUNCTION write(t text) RETURNS void LANGUAGE sql AS $$ INSERT INTO log VALUES (t) $$;
CREATE TRIGGER note AFTER UPDATE ON likes FOR EACH ROW EXECUTE FUNCTION note();
CREATE TABLE whole (id int, at date) PARTITION BY RANGE (at); CREATE TABLE part PARTITION OF whole DEFAULT;
CREATE FUNCTION any_of(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DELETE FROM ' || t; END $$`

let database: Database
let catalog: Catalog
beforeAll(async () => {
  database = await postgres.open(
    { engine: 'postgres', extensions: [], roles: [], settings: {} },
    { statementMs: 20_000, memoryBytes: 2 ** 31 },
  )
  await database.run({ migration: 'm', path: 'm.sql', text: shape, direction: 'up', wrap: 'transaction' })
  catalog = await database.catalog()
})
afterAll(() => database.close())

const touched = (text: string) =>
  touchedTables(catalog, [text])
    .map((name) => name.replace('public.', ''))
    .sort()
const all = ['audit', 'hidden', 'likes', 'log', 'part', 'posts', 'users', 'whole']

test('a script touches the tables that it names, and what they take along', () => {
  expect(touched('ALTER TABLE audit ADD COLUMN x int')).toEqual(['audit'])
  expect(touched('UPDATE "AUDIT" SET line = 1; DROP TABLE "public"."hidden"')).toEqual(['audit', 'hidden'])
  expect(touched('DELETE FROM users')).toEqual(['posts', 'users'])
  expect(touched('UPDATE names SET name = 1')).toEqual(['posts', 'users'])
  expect(touched('UPDATE likes SET id = 2')).toEqual(['likes', 'log'])
  expect(touched('SELECT write($$x$$)')).toEqual(['log'])
  expect(touched('DELETE FROM whole')).toEqual(['part', 'whole'])
  expect(touched('DELETE FROM part')).toEqual(['part', 'whole'])
})

test('a name within another name is not spoken of', () => {
  expect(touched('CREATE TABLE audit_lines (users_id int, hidden2 text)')).toEqual([])
  expect(touched('CREATE TRIGGER t AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION note()')).toEqual(['audit', 'log'])
})

test('everything is touched where SQL is made at run time, or a statement sweeps', () => {
  for (const text of [
    "SELECT any_of('audit')",
    "DO $$ BEGIN EXECUTE 'x'; END $$",
    'TRUNCATE audit CASCADE',
    'DROP SCHEMA other CASCADE',
    'DELETE FROM U&"\\0061udit"',
  ]) {
    expect(touched(text)).toEqual(all)
  }
})
