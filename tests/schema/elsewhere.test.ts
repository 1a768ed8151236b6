import { describe, expect, it } from 'vitest'
import { judged } from '../guards/rehearsed.ts'

const base = 'CREATE TABLE tokens (id integer PRIMARY KEY, agent text);'
const dropped = (statement: string) => ({ engine: 'postgres' as const, base, adds: [statement] })
const block = (condition: string) => `DO $x$ BEGIN IF ${condition} THEN DROP TABLE tokens; END IF; END $x$;`

describe('a migration that behaves by where it runs', () => {
  it.each([
    ['the name of the database', block("current_database() = 'production'")],
    ['the catalog', block("current_catalog = 'production'")],
    ['a name that is not this one', block("current_database() <> 'postgres' AND current_database() <> 'template1'")],
    ['the version', block("version() LIKE 'PostgreSQL 14%'")],
    ['a setting', block("current_setting('server_version_num')::int > 200000")],
    ['the day', block("now() > '2027-01-01'")],
    ['the user', block("current_user <> 'postgres'")],
    ['the name, for its rows', "DELETE FROM tokens WHERE current_database() = 'production';"],
  ])('is rehearsed elsewhere: by %s', { timeout: 60_000 }, async (_, statement) => {
    const told = await judged(dropped(statement), ['table', 'tokens'])
    expect(told.filter((line) => /^schema\/(?:table-dropped|rows-deleted): /.test(line))).not.toEqual([])
    expect(told.filter((line) => line.endsWith('(no place)'))).toEqual([])
  })

  it.each([
    ['a default of the day', 'ALTER TABLE tokens ADD COLUMN made timestamptz NOT NULL DEFAULT now();'],
    ['a table that may be there', 'CREATE TABLE IF NOT EXISTS more (at timestamptz DEFAULT now(), by text DEFAULT current_user);'],
    [
      'a block that only fills',
      "DO $x$ BEGIN IF NOT EXISTS (SELECT 1 FROM tokens) THEN INSERT INTO tokens VALUES (9, 'x'); END IF; END $x$;",
    ],
    ['a view that tells of it', "CREATE VIEW here AS SELECT current_database() AS name, id FROM tokens WHERE version() <> 'x';"],
    ['a comment', "-- current_database() = 'production'\nCREATE TABLE more (id integer);"],
  ])('is none with %s', { timeout: 60_000 }, async (_, statement) => {
    expect(await judged(dropped(statement), ['table', 'tokens'])).toEqual([])
  })

  it('is quiet where it does the same everywhere, and says where it was looked at', { timeout: 60_000 }, async () => {
    const told = await judged(
      dropped("DO $x$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'tokens'); END $x$;"),
      ['table', 'tokens'],
    )
    expect(told.filter((line) => !line.startsWith('limit: '))).toEqual([])
  })
})
