import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database, Ground } from '../../../src/engines/engine.ts'
import { postgres } from '../../../src/engines/postgres/engine.ts'
import type { Script } from '../../../src/model/script.ts'

const ground: Ground = { engine: 'postgres', extensions: [], roles: ['app_user'], settings: {} }
const limits = { statementMs: 60_000, memoryBytes: 2 ** 31 }
const script = (text: string, wrap: Script['wrap'] = 'transaction'): Script => ({
  migration: 'm',
  path: 'm.sql',
  text,
  direction: 'up',
  wrap,
})

let database: Database
beforeAll(async () => {
  database = await postgres.open(ground, limits)
})
afterAll(() => database.close())

test('a script runs and what it made is in the catalog', async () => {
  const ran = await database.run(
    script(`CREATE TABLE agents (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL DEFAULT 'x');
CREATE TABLE tokens (id serial, agent bigint REFERENCES agents ON DELETE CASCADE, CHECK (id > 0));
GRANT SELECT ON tokens TO app_user;`),
  )
  expect(ran.error).toBeUndefined()
  const { objects } = await database.catalog()
  expect(objects.get('column:public.agents.name')?.aspects).toMatchObject({ type: 'text', notNull: true, default: "'x'::text" })
  expect(objects.get('constraint:public.tokens.tokens_agent_fkey')?.aspects).toMatchObject({
    type: 'foreign key',
    references: 'public.agents(id)',
    onDelete: 'cascade',
  })
  expect(objects.get('table:public.tokens')?.aspects.privileges).toEqual({ app_user: ['SELECT'] })
})

test('an error is told at its statement, and a transaction leaves nothing behind', async () => {
  const ran = await database.run(script('CREATE TABLE gone (i int);\nSELECT 1/0;'))
  expect(ran.error).toMatchObject({ message: 'division by zero', sqlstate: '22012', at: { statement: 2, span: { line: 2 } } })
  expect((await database.catalog()).objects.has('table:public.gone')).toBe(false)
})

test.each(['transaction', 'statement', 'query'] as const)('nothing hides behind a NUL byte (%s)', async (wrap) => {
  const kept = await database.keep()
  const ran = await database.run(script('SELECT 1;\nSELECT 2 \0; CREATE TABLE later (i int)', wrap))
  expect(ran.error).toMatchObject({ sqlstate: '08P01', at: { statement: 2, span: { line: 2 } } })
  await database.rewind(kept)
  expect((await database.run(script('SELECT 1; -- \0\nCREATE TABLE later (i int)', wrap))).error).toBeUndefined()
  expect((await database.catalog()).objects.has('table:public.later')).toBe(true)
  await database.rewind(kept)
})

test('behind a rewind sequences stand where they stood, whoever took of them or set them', async () => {
  await database.run(script('CREATE TABLE counted (id bigserial, note text); CREATE SEQUENCE ahead START 40'))
  const stand = async () => {
    const asked = await database.query(
      "SELECT concat_ws(' ', c.last_value, c.is_called, a.last_value, a.is_called) AS told FROM counted_id_seq c, ahead a",
    )
    return 'rows' in asked ? asked.rows[0]!.told : asked.error.message
  }
  const first = await database.keep()
  expect(await stand()).toBe('1 f 40 f')
  await database.fill([{ table: 'public.counted', columns: ['id', 'note'], rows: [['7', 'made']] }])
  await database.run(script("INSERT INTO counted (note) VALUES ('taken')"))
  const second = await database.keep()
  expect(await stand()).toBe('8 t 40 f')
  for (const change of [
    "SELECT nextval('ahead'), nextval('counted_id_seq')",
    "SELECT setval('ahead', 50), setval('counted_id_seq', 3, false)",
    "ALTER SEQUENCE ahead RESTART 44; SELECT nextval('ahead')",
    'SET ROLE app_user; DISCARD SEQUENCES; RESET ALL',
    'DROP TABLE counted; DROP SEQUENCE ahead; CREATE SEQUENCE counted_id_seq START 90; CREATE SEQUENCE ahead START 91',
    // In no open transaction: a copy is brought back.
    "SELECT nextval('ahead'); COMMIT; SELECT nextval('ahead')",
  ]) {
    expect((await database.run(script(change, change.includes('COMMIT') ? 'statement' : 'transaction'))).error).toBeUndefined()
    await database.rewind(second)
    expect(await stand(), change).toBe('8 t 40 f')
    await database.rewind(second)
  }
  await database.rewind(first)
  expect(await stand()).toBe('1 f 40 f')
  // Whoever the last connection was, the beginning of a transaction knows them all.
  await database.run(script('SET ROLE app_user'))
  await database.settle?.()
  const other = await database.keep()
  await database.reconnect()
  await database.run(script("SELECT nextval('ahead')"))
  await database.rewind(other)
  await database.reconnect()
  expect(await stand()).toBe('1 f 40 f')
  await database.run(script('DROP TABLE counted; DROP SEQUENCE ahead'))
})

test('a rewind brings back what was kept, as often as wanted', async () => {
  await database.run(script("INSERT INTO agents (name) VALUES ('a')"))
  const kept = await database.keep()
  for (const _ of [1, 2]) {
    await database.run(script('DROP TABLE agents CASCADE'))
    await database.rewind(kept)
    expect(await database.query('SELECT name FROM agents')).toEqual({ rows: [{ name: 'a' }] })
  }
})

test('a statement that does not end is a refusal that names it', async () => {
  const other = await postgres.open(ground, { ...limits, statementMs: 500 })
  await expect(other.run(script('SELECT 1;\nDO $$ BEGIN LOOP END LOOP; END $$;'))).rejects.toThrow(
    /longer than 0.5 s, statement 2 of `m.sql`/,
  )
  await expect(other.catalog()).rejects.toThrow(/longer/)
  await other.close()
})

const opened = async (text = '') => {
  const fresh = await postgres.open(ground, limits)
  if (text) expect((await fresh.run(script(text))).error).toBeUndefined()
  return fresh
}

test('what cannot be done in an open transaction is done for good, and can still be taken back', async () => {
  const fresh = await opened("CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (m mood, i int)")
  const kept = await fresh.keep()
  expect((await fresh.run(script("ALTER TYPE mood ADD VALUE 'sad'"))).error).toBeUndefined()
  expect((await fresh.run(script("INSERT INTO t VALUES ('sad', 1)"))).error).toBeUndefined()
  expect((await fresh.run(script('CREATE INDEX CONCURRENTLY i ON t (i)', 'statement'))).error).toBeUndefined()
  expect((await fresh.run(script('CREATE INDEX CONCURRENTLY i2 ON t (i)'))).error?.sqlstate).toBe('25001')
  await fresh.rewind(kept)
  expect((await fresh.catalog()).objects.get('enum:public.mood')?.aspects.values).toEqual(['ok'])
  await fresh.run(script('CREATE TABLE other (i int)'))
  expect((await fresh.run(script('SELECT nonsense'))).error?.sqlstate).toBe('42703')
  expect((await fresh.catalog()).objects.has('table:public.other')).toBe(true)
  await fresh.rewind(kept)
  expect((await fresh.catalog()).objects.has('table:public.other')).toBe(false)
  await fresh.close()
})

test('a constraint that waits for the commit is asked there, also where nothing is committed yet', async () => {
  const fresh = await opened('CREATE TABLE a (i int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a DEFERRABLE INITIALLY DEFERRED)')
  await fresh.keep()
  expect((await fresh.run(script('INSERT INTO b VALUES (1); INSERT INTO a VALUES (1)'))).error).toBeUndefined()
  expect((await fresh.run(script('INSERT INTO b VALUES (2)'))).error?.sqlstate).toBe('23503')
  expect((await fresh.run(script('INSERT INTO b VALUES (3); INSERT INTO a VALUES (3)'))).error).toBeUndefined()
  await fresh.close()
})

test('statements tell what they do to watched tables, with rows and without', async () => {
  const fresh = await opened(`CREATE TABLE agents (id int PRIMARY KEY);
CREATE TABLE tokens (id int, agent int REFERENCES agents ON DELETE SET NULL, note text);
CREATE TABLE tokens_child () INHERITS (tokens);
INSERT INTO agents VALUES (1), (2); INSERT INTO tokens VALUES (1, 1, NULL), (2, 2, 'b')`)
  const watch = { tables: ['public.tokens', 'public.later'] }
  const effects = async (text: string) =>
    (await fresh.run(script(text), watch)).effects.map(({ at, ...effect }) => ({ ...effect, at: at.statement }))
  await fresh.keep()
  expect(await effects("UPDATE tokens SET note = 'x' WHERE note IS NULL AND id = 1")).toEqual([
    {
      does: 'update',
      table: 'public.tokens',
      columns: ['note'],
      whereNull: ['note'],
      rows: 1,
      changes: [{ column: 'note', filled: 1, cleared: 0, changed: 0 }],
      at: 1,
    },
  ])
  expect(await effects("SELECT 1; DO $$ BEGIN EXECUTE 'UPDATE tokens SET note = NULL, id = id + 1 WHERE false'; END $$")).toMatchObject([
    { does: 'update', columns: ['id', 'note'], rows: 0, changes: [], at: 2 },
  ])
  expect(await effects('SET session_replication_role = replica; UPDATE tokens SET agent = NULL')).toMatchObject([
    { does: 'update', columns: ['agent'], rows: 2, changes: [{ column: 'agent', cleared: 2 }] },
  ])
  await fresh.reconnect()
  expect(await effects('UPDATE tokens SET agent = 1; DELETE FROM agents WHERE id = 1')).toMatchObject([
    { columns: ['agent'], changes: [{ filled: 2 }], at: 1 },
    { does: 'update', columns: ['agent'], changes: [{ column: 'agent', cleared: 2 }], at: 2 },
  ])
  expect(
    await effects(
      'ALTER TABLE tokens DISABLE TRIGGER ALL; DELETE FROM tokens_child; ALTER TABLE tokens ENABLE TRIGGER ALL; TRUNCATE tokens',
    ),
  ).toMatchObject([
    { does: 'delete', table: 'public.tokens', rows: 0, at: 2 },
    { does: 'truncate', table: 'public.tokens', rows: 2, at: 4 },
    { does: 'truncate', table: 'public.tokens', rows: 0, at: 4 },
  ])
  expect(
    await effects(
      'ALTER TABLE tokens ALTER note TYPE varchar(20); ALTER TABLE tokens DROP COLUMN note; CREATE TABLE later (i int); INSERT INTO later VALUES (1)',
    ),
  ).toMatchObject([{ does: 'insert', table: 'public.later', rows: 1, at: 4 }])
  expect(await effects('DROP TABLE tokens CASCADE')).toMatchObject([{ does: 'drop', table: 'public.tokens' }])
  expect([...(await fresh.catalog()).objects.keys()].filter((key) => key.includes('pawl'))).toEqual([])
  await fresh.close()
})

test('each object knows the statement that made it, also from a checkpoint of another day', async () => {
  const fresh = await opened()
  const at = (name: string): Script => ({ ...script(''), migration: name })
  await fresh.run({ ...at('first'), text: 'CREATE TABLE t (i int);\nCREATE INDEX x ON t (i);' })
  await fresh.run({
    ...at('second'),
    text: "ALTER TABLE t ADD COLUMN j int;\nDO $$ BEGIN EXECUTE 'ALTER TABLE t ADD COLUMN k int'; END $$",
  })
  const bytes = await (await fresh.keep()).bytes()
  await fresh.close()
  const again = await postgres.open(ground, limits, bytes)
  await again.run({ ...at('third'), text: 'CREATE VIEW v AS SELECT i FROM t' })
  const born = await again.born([
    'table:public.t',
    'index:public.x',
    'column:public.t.i',
    'column:public.t.j',
    'column:public.t.k',
    'view:public.v',
    'schema:public',
    'role:app_user',
  ])
  expect([...born].map(([key, { migration, statement }]) => [key, migration, statement])).toEqual([
    ['table:public.t', 'first', 1],
    ['index:public.x', 'first', 2],
    ['column:public.t.i', 'first', 1],
    ['column:public.t.j', 'second', 1],
    ['column:public.t.k', 'second', 2],
    ['view:public.v', 'third', 1],
  ])
  await again.close()
})

test('rows are put in and read back, whatever keys and identities say', async () => {
  const fresh = await opened('CREATE TABLE a (i int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "Odd name" text)')
  const rows = {
    table: 'public.a',
    columns: ['i', 'Odd name'],
    rows: [
      ['1', "it's"],
      ['2', null],
    ],
  }
  expect(await fresh.fill([rows, { table: 'public.none', columns: ['x'], rows: [['1']] }])).toMatchObject([{ table: 'public.none' }])
  expect(await fresh.rows(['public.a'])).toEqual([rows])
  expect((await fresh.run(script('INSERT INTO a ("Odd name") VALUES (\'next\')'))).error).toBeUndefined()
  await fresh.close()
})

test.each([
  ["COPY (SELECT 1) TO PROGRAM 'touch /tmp/pawl-canary'", /COPY … TO PROGRAM/],
  ["COPY t FROM '/etc/passwd'", /COPY … FROM/],
  ["SELECT pg_read_file('/etc/passwd')", /pg_read_file/],
  ["SELECT lo_import('/etc/passwd')", /lo_import/],
  ["ALTER SYSTEM SET work_mem = '1MB'", /ALTER SYSTEM/],
  ['CREATE DATABASE x', /CREATE DATABASE/],
  ["LOAD 'x'", /LOAD/],
  ['CREATE EXTENSION citext', /extensions: \[citext\]/],
  ['CREATE EXTENSION nowhere_to_be_had', /PAWL_POSTGRES_URL/],
  ['GRANT SELECT ON t TO nobody_knows', /roles: \[app_user, nobody_knows\]/],
  ['\\connect other', /\\connect/],
  ["DO $$ BEGIN EXECUTE 'COPY t TO ''/tmp/pawl-canary'''; END $$", /reaches outside/],
  ["DO $$ BEGIN EXECUTE 'COPY t TO PROGRAM ''touch /tmp/pawl-canary'''; END $$", /./],
  ['CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN f(); END $$; SELECT f()', /./],
])('%s is a refusal, and the database can be gone back to', async (text, message) => {
  const fresh = await opened('CREATE TABLE t (i int)')
  const kept = await fresh.keep()
  await expect(fresh.run(script(text))).rejects.toMatchObject({ name: 'Refusal', message: expect.stringMatching(message) })
  await fresh.rewind(kept)
  expect((await fresh.run(script('INSERT INTO t VALUES (1)'))).error).toBeUndefined()
  await fresh.close()
  const { existsSync } = await import('node:fs')
  expect(existsSync('/tmp/pawl-canary')).toBe(false)
})

test('extensions that are declared can be made, and a foreign table cannot be read', async () => {
  const extensions = ['citext', 'postgres_fdw', 'vector', 'uuid-ossp', 'moddatetime', 'pgcrypto', 'pg_stat_statements']
  const fresh = await postgres.open({ ...ground, extensions }, limits)
  const text = extensions.map((name) => `CREATE EXTENSION IF NOT EXISTS "${name}";`).join('\n')
  expect((await fresh.run(script(`${text} CREATE TABLE t (c citext, v vector(3)); SELECT digest('x', 'sha256');`))).error).toBeUndefined()
  expect((await fresh.catalog()).objects.get('column:public.t.v')?.aspects.type).toBe('public.vector(3)')
  expect([...(await fresh.catalog()).objects.keys()].filter((key) => key.startsWith('function:'))).toEqual([])
  await fresh.run(script('CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw; CREATE FOREIGN TABLE f (i int) SERVER s'))
  await expect(fresh.run(script('SELECT * FROM f'))).rejects.toThrow(/another server/)
  await expect(postgres.open({ ...ground, extensions: ['postgis'] }, limits)).rejects.toThrow(/PAWL_POSTGRES_URL/)
  await fresh.close()
})

test('an object keeps its identity where what made it is done again', async () => {
  const fresh = await opened("CREATE TABLE t (i int); CREATE TYPE e AS ENUM ('a')")
  const id = async () => (await fresh.catalog()).objects.get('table:public.made')?.identity
  const kept = await fresh.keep()
  await fresh.run(script('CREATE TABLE other (i int, t text)'))
  await fresh.rewind(kept)
  await fresh.run(script('CREATE TABLE made (i int, t text)'), { tables: ['public.t'] })
  const before = await id()
  await fresh.keep()
  await fresh.run(script("ALTER TYPE e ADD VALUE 'b'"))
  expect(await id()).toBe(before)
  const later = await fresh.keep()
  await fresh.run(script("ALTER TYPE e ADD VALUE 'c'"))
  await fresh.rewind(later)
  expect(await id()).toBe(before)
  await fresh.close()
})

test('a tool that sends one query cuts it with its own COMMIT', async () => {
  const fresh = await opened()
  const ran = await fresh.run(
    script('CREATE TABLE a (i int); BEGIN; CREATE TABLE b (i int); COMMIT; CREATE TABLE c (i int); SELECT 1/0', 'query'),
  )
  expect(ran.error?.at.statement).toBe(6)
  const { objects } = await fresh.catalog()
  expect(['a', 'b', 'c'].map((name) => objects.has(`table:public.${name}`))).toEqual([true, true, false])
  await fresh.close()
})

test('a catalog read by its changes is the one that is read as a whole', async () => {
  const fresh = await opened("CREATE TABLE base (id int PRIMARY KEY, name text); CREATE DOMAIN d AS text CHECK (VALUE <> '')")
  const steps = [
    "CREATE TABLE a (id serial PRIMARY KEY, base int REFERENCES base, CHECK (id > 0)); CREATE INDEX ax ON a (base) WHERE base > 1; COMMENT ON TABLE a IS 'x'",
    "ALTER TABLE a ADD COLUMN j json DEFAULT '{}', DROP CONSTRAINT a_id_check",
    'DROP INDEX ax; ALTER TABLE base ADD COLUMN more int',
    'ALTER TABLE base RENAME COLUMN id TO key',
    "CREATE TYPE e AS ENUM ('a'); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE a DISABLE TRIGGER t',
    "ALTER TYPE e ADD VALUE 'b'",
    "DELETE FROM pg_enum WHERE enumlabel = 'b' AND enumtypid = 'e'::regtype",
    'CREATE VIEW v AS SELECT * FROM a; CREATE POLICY p ON a USING (id > 1); ALTER TABLE a ENABLE ROW LEVEL SECURITY',
    'CREATE OR REPLACE VIEW v AS SELECT *, 1 AS one FROM a; DROP POLICY p ON a; GRANT SELECT (id) ON a TO app_user',
    'ALTER DOMAIN d DROP CONSTRAINT d_check; ALTER SEQUENCE a_id_seq OWNED BY NONE INCREMENT 5',
    'DROP TRIGGER t ON a; DROP FUNCTION f(); DROP VIEW v; ALTER TABLE a ALTER COLUMN base TYPE bigint USING 1',
    'CREATE SCHEMA s; ALTER TABLE a SET SCHEMA s',
    'DROP TABLE base CASCADE; DROP TYPE e',
    'SELECT 1',
  ]
  await fresh.catalog()
  const plain = (objects: Iterable<[string, { identity?: string }]>, identity = true) =>
    Object.fromEntries(
      [...objects]
        .map(([key, object]) => [key, identity ? object : { ...object, identity: 0 }] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  for (const [at, step] of steps.entries()) {
    if (at % 3 === 0) await fresh.keep()
    expect((await fresh.run(script(step))).error).toBeUndefined()
    const changes = await fresh.catalog()
    const whole = await postgres.open(ground, limits, await (await fresh.keep()).bytes())
    expect(plain(changes.objects), step).toEqual(plain((await whole.catalog()).objects))
    await whole.close()
    if (at % 4 === 1) {
      const kept = await fresh.keep()
      await fresh.run(script('DROP SCHEMA public CASCADE'))
      await fresh.catalog()
      await fresh.rewind(kept)
      expect(plain((await fresh.catalog()).objects)).toEqual(plain(changes.objects))
    }
  }
  await fresh.close()
})

test('what was read ahead of a copy is no measure of what stands behind it', async () => {
  const fresh = await opened('CREATE TABLE t (i int, note text); INSERT INTO t VALUES (1, $$a$$)')
  // Work that makes a copy worth its while.
  await fresh.run(script('SELECT count(*) FROM generate_series(1, 3000000)'))
  const start = await fresh.keep()
  await fresh.catalog()
  for (let round = 0; round < 20; round++) {
    await fresh.run(script('CREATE TABLE other (i int)'))
    await fresh.rewind(start)
  }
  await fresh.run(script('CREATE TABLE later (i int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$'))
  const later = await fresh.keep()
  await fresh.run(script('CREATE INDEX CONCURRENTLY ON t (i)', 'statement'))
  await fresh.rewind(later)
  const { objects } = await fresh.catalog()
  expect([objects.has('table:public.later'), objects.has('function:public.f()'), objects.has('index:public.t_i_idx')]).toEqual([
    true,
    true,
    false,
  ])
  await fresh.close()
})

test('a column made again is read again, though its table has the same columns by name', async () => {
  const fresh = await opened("CREATE TABLE t (i int, note text); INSERT INTO t VALUES (1, 'a')")
  await fresh.keep()
  expect((await fresh.rows(['public.t']))[0]?.rows).toEqual([['1', 'a']])
  await fresh.run(script('ALTER TABLE t DROP COLUMN note; ALTER TABLE t ADD COLUMN note text'))
  expect((await fresh.rows(['public.t']))[0]?.rows).toEqual([['1', null]])
  await fresh.close()
})
