import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Checkpoint, Database, Ground } from '../../../src/engines/engine.ts'
import { postgres } from '../../../src/engines/postgres/engine.ts'
import type { Script } from '../../../src/model/script.ts'

const ground: Ground = { engine: 'postgres', extensions: [], roles: ['app_user'], settings: {} }
const script = (text: string, wrap: Script['wrap'] = 'transaction'): Script => ({
  migration: 'm',
  path: 'm.sql',
  text,
  direction: 'up',
  wrap,
})

/** What an earlier migration has left: a function that empties the watched table, in a language that says so, and a bystander. */
const earlier = `CREATE TABLE secret (id int PRIMARY KEY, note text); INSERT INTO secret VALUES (1, 'a'), (2, 'b');
CREATE VIEW harmless AS SELECT * FROM secret; CREATE VIEW upon AS SELECT * FROM harmless;
CREATE TABLE lever (i int); INSERT INTO lever VALUES (1);
CREATE FUNCTION wipe() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM secret WHERE id = 1; RETURN 1; END $$;
CREATE FUNCTION quiet() RETURNS int LANGUAGE sql AS 'SELECT 1'`

let database: Database
let start: Checkpoint
beforeAll(async () => {
  database = await postgres.open(ground, { statementMs: 60_000, memoryBytes: 2 ** 31 })
  expect((await database.run(script(earlier))).error).toBeUndefined()
  start = await database.keep()
})
afterAll(() => database.close())

const watch = { tables: ['public.secret', 'public.part', 'public.lever'] }

/** What a migration does to the watched tables, on what another one before it has left. */
async function seen(before: string, text: string, wrap?: Script['wrap']): Promise<string[]> {
  await database.rewind(start)
  if (before) expect((await database.run(script(before))).error).toBeUndefined()
  await database.reconnect()
  const { error, effects } = await database.run(script(text, wrap), watch)
  expect(error).toBeUndefined()
  return effects.map((effect) => `${effect.does} ${'table' in effect ? effect.table : ''}`)
}

type Way = [what: string, before: string, text: string, effects: readonly string[], wrap?: Script['wrap']]

const trigger = `CREATE FUNCTION pull() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM wipe(); RETURN NEW; END $$;`
const deleted = 'delete public.secret'

const ways: readonly Way[] = [
  ['a function of an earlier migration', '', 'SELECT wipe()', [deleted]],
  [
    'a function made in the same script',
    '',
    'CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ DELETE FROM secret $$; SELECT f()',
    [deleted],
  ],
  ['a function that calls a function', 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT wipe() $$', 'SELECT f()', [deleted]],
  ['a function whose body is parsed', 'CREATE FUNCTION f() RETURNS void BEGIN ATOMIC DELETE FROM secret; END', 'SELECT f()', [deleted]],
  [
    'a function under the name of a known one',
    'CREATE FUNCTION public.format(int) RETURNS int LANGUAGE sql AS $$ SELECT wipe() $$',
    'SELECT format(1)',
    [deleted],
  ],
  [
    "a function of the server's own that was made anew",
    "CREATE OR REPLACE FUNCTION pg_catalog.log(numeric) RETURNS numeric LANGUAGE sql VOLATILE AS 'DELETE FROM public.secret; SELECT 1.0'",
    'SELECT log(2.0)',
    [deleted],
  ],
  [
    'an operator',
    'CREATE FUNCTION f(int, text) RETURNS int LANGUAGE sql AS $$ SELECT wipe() $$; CREATE OPERATOR === (LEFTARG = int, RIGHTARG = text, FUNCTION = f)',
    "SELECT 1 === 'x'::text",
    [deleted],
  ],
  [
    'a cast',
    'CREATE TYPE pair AS (a int); CREATE FUNCTION f(pair) RETURNS int LANGUAGE sql AS $$ SELECT wipe() $$; CREATE CAST (pair AS int) WITH FUNCTION f(pair)',
    'SELECT row(1)::pair::int',
    [deleted],
  ],
  [
    'the default of a column',
    'ALTER TABLE lever ADD j int; ALTER TABLE lever ALTER j SET DEFAULT wipe()',
    'INSERT INTO lever (i) VALUES (2)',
    [deleted, 'insert public.lever'],
  ],
  ['the default of a new column', '', 'ALTER TABLE lever ADD COLUMN j int DEFAULT wipe()', [deleted]],
  ['the change of a type', '', 'ALTER TABLE lever ALTER COLUMN i TYPE bigint USING wipe()', [deleted]],
  [
    'a check that is validated',
    'ALTER TABLE lever ADD CONSTRAINT c CHECK (wipe() = 1) NOT VALID',
    'ALTER TABLE lever VALIDATE CONSTRAINT c',
    [deleted],
  ],
  ['the check of a domain', 'CREATE DOMAIN d AS int CHECK (wipe() = 1)', 'ALTER TABLE lever ADD COLUMN j d DEFAULT 1', [deleted]],
  [
    'the expression of an index',
    'CREATE FUNCTION f(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN public.g(); END $$; CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM public.secret; RETURN 1; END $$',
    'CREATE INDEX ON lever (f(i))',
    [deleted],
  ],
  [
    'an event trigger',
    'CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM wipe(); END $$; CREATE EVENT TRIGGER ev ON ddl_command_start EXECUTE FUNCTION ev()',
    "COMMENT ON TABLE lever IS 'x'",
    [deleted],
  ],
  [
    'a trigger of another table',
    `${trigger} CREATE TRIGGER pull AFTER UPDATE ON lever FOR EACH ROW EXECUTE FUNCTION pull()`,
    'UPDATE lever SET i = 2',
    [deleted, 'update public.lever'],
  ],
  [
    'a trigger that waits for the commit',
    `${trigger} CREATE CONSTRAINT TRIGGER pull AFTER INSERT ON lever DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pull()`,
    'INSERT INTO lever VALUES (2)',
    ['insert public.lever', deleted],
  ],
  [
    'a trigger that waits and is called for',
    `${trigger} CREATE CONSTRAINT TRIGGER pull AFTER INSERT ON lever DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pull()`,
    'INSERT INTO lever VALUES (2); SET CONSTRAINTS ALL IMMEDIATE',
    ['insert public.lever', deleted],
  ],
  [
    'a trigger that the same script makes wait',
    trigger,
    'CREATE CONSTRAINT TRIGGER pull AFTER INSERT ON lever DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pull(); INSERT INTO lever VALUES (2)',
    ['insert public.lever', deleted],
  ],
  [
    'a trigger behind the write of a function',
    `CREATE TABLE log (i int); ${trigger} CREATE TRIGGER pull AFTER INSERT ON log FOR EACH ROW EXECUTE FUNCTION pull(); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'INSERT INTO log VALUES (1) RETURNING 1'`,
    'ALTER TABLE lever ADD COLUMN j int DEFAULT f()',
    [deleted],
  ],
  [
    'a trigger behind a write that a function makes at run time',
    `CREATE TABLE log (i int); ${trigger} CREATE TRIGGER pull AFTER INSERT ON log FOR EACH ROW EXECUTE FUNCTION pull(); CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'INS' || 'ERT INTO log VALUES (1)'; RETURN 1; END $$`,
    'SELECT f()',
    [deleted],
  ],
  ['a rule', 'CREATE RULE r AS ON DELETE TO lever DO ALSO DELETE FROM secret', 'DELETE FROM lever', [deleted, 'delete public.lever']],
  ['a view', '', "UPDATE harmless SET note = 'x'", ['update public.secret']],
  ['a view of a view', '', 'DELETE FROM upon', [deleted]],
  [
    'a materialized view',
    'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM public.secret; RETURN 1; END $$; CREATE MATERIALIZED VIEW m AS SELECT f() WITH NO DATA',
    'REFRESH MATERIALIZED VIEW m',
    [deleted],
  ],
  ['a query within a query', '', 'WITH gone AS (DELETE FROM secret RETURNING 1) SELECT count(*) FROM gone', [deleted]],
  ['a statement that is explained', '', 'EXPLAIN ANALYZE DELETE FROM secret', [deleted]],
  ['a name made at run time', '', "DO $$ BEGIN EXECUTE 'DELETE FROM sec' || 'ret'; END $$", [deleted]],
  ['a name in another spelling', '', 'DELETE FROM U&"\\0073ecret"', [deleted]],
  ['a statement that was prepared', 'PREPARE p AS DELETE FROM secret', 'EXECUTE p', [deleted]],
  ['another name of the table', '', 'ALTER TABLE secret RENAME TO plain; DELETE FROM plain', [deleted]],
  [
    'another name that a function knows',
    'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM plain; END $$',
    'ALTER TABLE secret RENAME TO plain; SELECT f()',
    [deleted],
  ],
  [
    'the table above a part',
    'CREATE TABLE whole (id int, at date) PARTITION BY RANGE (at); CREATE TABLE part PARTITION OF whole DEFAULT',
    'DELETE FROM whole',
    ['delete public.part'],
  ],
  [
    'references over a table that nobody watches',
    'CREATE TABLE top (i int PRIMARY KEY); CREATE TABLE middle (i int PRIMARY KEY REFERENCES top ON DELETE CASCADE); INSERT INTO top VALUES (1), (2); INSERT INTO middle VALUES (1); ALTER TABLE secret ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES middle ON DELETE CASCADE NOT VALID',
    'DELETE FROM top WHERE i = 1',
    [deleted],
  ],
  [
    'triggers switched off within the statement',
    '',
    'DO $$ BEGIN ALTER TABLE secret DISABLE TRIGGER ALL; DELETE FROM secret; END $$',
    [deleted],
  ],
  ['another role', 'GRANT ALL ON secret TO app_user', 'SET ROLE app_user; DELETE FROM secret', [deleted]],
  ['a transaction of the script that stands', '', 'BEGIN; SELECT 1; ROLLBACK; DELETE FROM secret', [deleted], 'statement'],
  [
    'a table that is dropped by a function',
    'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DROP TABLE IF EXISTS lever; RETURN 1; END $$',
    'ALTER TABLE secret ADD COLUMN x int DEFAULT f()',
    ['drop public.lever'],
  ],
  [
    'all tables of a schema dropped',
    'CREATE TABLE part ()',
    'DROP SCHEMA public CASCADE; CREATE SCHEMA public',
    ['drop public.secret', 'drop public.part', 'drop public.lever'],
  ],
  [
    'a block that takes back the half of it',
    '',
    "DO $$ BEGIN DELETE FROM lever; BEGIN TRUNCATE secret; RAISE 'no'; EXCEPTION WHEN OTHERS THEN INSERT INTO lever VALUES (2); END; END $$",
    ['delete public.lever', 'insert public.lever'],
  ],
  [
    'a block that comes to its end, and one behind it that does not',
    '',
    "DO $$ BEGIN BEGIN DELETE FROM secret; EXCEPTION WHEN OTHERS THEN NULL; END; BEGIN DELETE FROM lever; RAISE 'no'; EXCEPTION WHEN OTHERS THEN NULL; END; END $$",
    ['delete public.secret'],
  ],
  [
    'the handler of a block',
    '',
    "DO $$ BEGIN BEGIN UPDATE lever SET i = 3; RAISE 'no'; EXCEPTION WHEN OTHERS THEN DELETE FROM secret; END; END $$",
    ['delete public.secret'],
  ],
  [
    'a block that resets all settings behind it',
    '',
    'DO $$ BEGIN DELETE FROM secret; RESET ALL; UPDATE lever SET i = 3; RESET ALL; END $$',
    ['delete public.secret', 'update public.lever'],
  ],
]
for (const [what, before, text, effects, wrap] of ways) {
  test(`what ${what} does to a watched table is seen`, async () => {
    expect(await seen(before, text, wrap)).toEqual(effects)
  })
}

const harmless: readonly Way[] = [
  [
    'a function that writes elsewhere',
    'CREATE TABLE log (i int); CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ INSERT INTO log VALUES (1) $$',
    'SELECT f()',
    [],
  ],
  ['a function that is not called', '', 'SELECT quiet(); UPDATE pg_catalog.pg_description SET description = description WHERE false', []],
  [
    'reading and changing the shape',
    '',
    "SELECT count(*) FROM secret; ALTER TABLE secret ADD COLUMN x int DEFAULT 1; CREATE INDEX ON secret (note); COMMENT ON TABLE secret IS 'x'",
    [],
  ],
  ['what a rollback takes back', '', 'BEGIN; DELETE FROM secret; ROLLBACK; SELECT 1', [], 'statement'],
  [
    'what a block takes back by its EXCEPTION',
    '',
    "DO $$ BEGIN BEGIN DELETE FROM secret; UPDATE lever SET i = 2; RAISE 'no'; EXCEPTION WHEN OTHERS THEN NULL; END; END $$",
    [],
  ],
  [
    'a trigger that nothing sets off',
    `${trigger} CREATE TRIGGER pull AFTER UPDATE ON lever FOR EACH ROW EXECUTE FUNCTION pull()`,
    'CREATE INDEX ON lever (abs(i)); ALTER TABLE lever ALTER COLUMN i TYPE bigint',
    [],
  ],
  ['what a savepoint takes back', '', 'SAVEPOINT s; DROP TABLE lever; DELETE FROM secret; ROLLBACK TO s; SELECT 1', []],
]
for (const [what, before, text, effects, wrap] of harmless) {
  test(`${what} is no effect on a watched table`, async () => {
    expect(await seen(before, text, wrap)).toEqual(effects)
  })
}

test('nothing of the instruments is left behind', async () => {
  await seen('', 'UPDATE secret SET id = id')
  const left = await database.query(
    "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pawl%' UNION ALL SELECT evtname FROM pg_event_trigger UNION ALL SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pawl%'",
  )
  expect(left).toEqual({ rows: [] })
})
