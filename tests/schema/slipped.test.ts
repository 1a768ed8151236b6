import { afterAll, expect, test, vi } from 'vitest'
import { keptShelf } from '../../src/rehearsal/shelf.ts'
import { type Base, messages, slipped } from './slipped.ts'

// Many databases are brought back one after the other.
vi.setConfig({ testTimeout: 300_000 })

const shelf = keptShelf()
afterAll(() => shelf.close())

type Row = readonly [name: string, codes: string, up: string, down?: string]

async function hold(base: Base, rows: readonly Row[]): Promise<void> {
  const told: Record<string, string> = {}
  for (const [name, , up, down] of rows) told[name] = await slipped(shelf, base, up, down)
  expect(told).toEqual(Object.fromEntries(rows.map(([name, codes]) => [name, codes])))
}

test('what a pragma keeps out is seen in tables that nothing else watches, and that hold no rows yet', async () => {
  const sql = `CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id));
CREATE TABLE k (id INTEGER PRIMARY KEY, age INT CHECK (age > 0));`
  const protect = '- pragma: foreign_keys\n  is: on\n- pragma: ignore_check_constraints\n  is: off'
  const off = (text: string) => `PRAGMA foreign_keys = OFF; ${text} PRAGMA foreign_keys = ON;`
  const unchecked = (text: string) => `PRAGMA ignore_check_constraints = ON; ${text} PRAGMA ignore_check_constraints = OFF;`
  const rebuilt = (where = '') =>
    `CREATE TABLE n (id INTEGER PRIMARY KEY, x TEXT); INSERT INTO n (id) SELECT id FROM p${where}; DROP TABLE p; ALTER TABLE n RENAME TO p;`
  await hold({ engine: 'sqlite', sql, protect }, [
    ['all parents deleted', 'pragma/off-around', off('DELETE FROM p;')],
    ['the parents dropped', 'pragma/off-around', off('DROP TABLE p;')],
    ['keys moved', 'pragma/off-around', off('UPDATE p SET id = id + 1000;')],
    ['references moved', 'pragma/off-around', off('UPDATE c SET p = 4711;')],
    ['a rebuild that leaves rows out', 'pragma/off-around', off(rebuilt(' WHERE id > 1000'))],
    ['on the way back', 'pragma/off-around', 'CREATE TABLE q (id);', off('DROP TABLE q; DELETE FROM p;')],
    ['values that a check refuses', 'pragma/off-around', unchecked('UPDATE k SET age = -1;')],
    ['a rebuild', '', off(rebuilt())],
    ['both tables dropped', '', off('DROP TABLE c; DROP TABLE p;')],
    ['children deleted', '', off('DELETE FROM c;')],
    ['values that a check takes', '', unchecked('UPDATE k SET age = 7;')],
    ['a rebuild on the way back', '', 'CREATE TABLE q (id);', off(`DROP TABLE q; ${rebuilt()}`)],
  ])
})

test('a schema that is written to by hand is judged by what it comes to', async () => {
  const sql = 'CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT NOT NULL UNIQUE); CREATE TABLE other (id INTEGER PRIMARY KEY, v TEXT);'
  const written = (table: string, from: string, to: string) =>
    `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}') WHERE name = '${table}'; PRAGMA writable_schema = OFF;`
  await hold({ engine: 'sqlite', sql, protect: '- table: t' }, [
    ['NOT NULL taken', 'schema/column-nullable', written('t', 'NOT NULL ', '')],
    ['the same on the way back', 'schema/column-nullable', 'SELECT 1;', written('t', 'NOT NULL ', '')],
    [
      'the table taken out',
      'schema/table-dropped',
      "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 't' OR tbl_name = 't';",
    ],
    ['NOT NULL elsewhere', '', written('other', 'TEXT', 'TEXT NOT NULL')],
    ['set and not used', '', 'PRAGMA writable_schema = ON; PRAGMA writable_schema = RESET;'],
  ])
})

test('what is asked of ways back alone is asked of their end where the up left it untrue', async () => {
  const sql = 'CREATE TABLE auth (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE x (id INTEGER PRIMARY KEY);'
  const protect = "- invariant: none is bad\n  sql: SELECT 1 FROM auth WHERE name = 'bad'\n  after: rollback"
  const bad = "INSERT INTO auth VALUES (900, 'bad');"
  for (const engine of ['sqlite', 'postgres'] as const)
    await hold({ engine, sql, protect }, [
      ['left', 'invariant/broken', bad, 'SELECT 1;'],
      [
        'made on the way',
        'invariant/broken',
        "INSERT INTO auth VALUES (900, 'good');",
        `${bad.replace('900', '901')} DELETE FROM auth WHERE id > 899;`,
      ],
      ['taken back at the end', '', bad, 'INSERT INTO x VALUES (900); DELETE FROM x WHERE id = 900; DELETE FROM auth WHERE id = 900;'],
    ])
})

test('an invariant is asked of the tables of the application, whatever names mean to the migration', async () => {
  const sql = 'CREATE TABLE auth (id int PRIMARY KEY, v text); CREATE ROLE r;'
  const protect = "- invariant: none is bad\n  sql: SELECT 1 FROM auth WHERE v = 'bad'"
  const bad = "INSERT INTO auth VALUES (900, 'bad');"
  await hold({ engine: 'postgres', sql, protect }, [
    ['hidden by a temporary table', 'invariant/broken', `${bad} CREATE TEMP TABLE auth (id int, v text);`],
    ['hidden by a schema', 'invariant/broken', `${bad} CREATE SCHEMA s; CREATE TABLE s.auth (id int, v text); SET search_path = s;`],
    [
      'hidden by row security',
      'invariant/broken',
      `${bad} GRANT SELECT ON auth TO r; ALTER TABLE auth ENABLE ROW LEVEL SECURITY; SET ROLE r;`,
    ],
    [
      'a schema left out of the path',
      '',
      "SELECT set_config('search_path', '', false); CREATE TABLE public.x (id int);",
      'DROP TABLE public.x;',
    ],
    ['a role that may not read it', '', 'SET ROLE r; SELECT 1;'],
  ])
  await hold({ engine: 'sqlite', sql: sql.replace('CREATE ROLE r;', ''), protect }, [
    ['hidden by a temporary table', 'invariant/broken', `${bad} CREATE TEMP TABLE Auth (id int, v text);`],
    [
      'hidden by a temporary view',
      'invariant/broken',
      `CREATE TEMP VIEW auth AS SELECT 1 AS v; INSERT INTO main.auth VALUES (900, 'bad');`,
    ],
    ['a row of the temporary table', '', `CREATE TEMP TABLE auth (id int, v text); ${bad} INSERT INTO main.auth VALUES (900, 'good');`],
    ['on the way back', 'invariant/broken', 'SELECT 1;', `${bad} CREATE TEMP TABLE auth (id int, v text);`],
  ])
  const own = `CREATE SCHEMA s; SET search_path = s; ${sql}`
  await hold({ engine: 'postgres', sql: own, protect }, [
    ['in a schema that each migration sets', 'invariant/broken', `SET search_path = s; ${bad}`],
    ['untouched there', '', 'SET search_path = s; CREATE TABLE x (id int);'],
  ])
})

const thrown = 'schema/writes-swallowed'

test('a trigger that swallows some rows is told where rows of the rehearsal are among them', async () => {
  const made = (body: string, when = '') =>
    `CREATE FUNCTION sw() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$; CREATE TRIGGER sw BEFORE INSERT ON t FOR EACH ROW ${when} EXECUTE FUNCTION sw();`
  const sql =
    'CREATE TABLE t (id bigserial PRIMARY KEY, tok text UNIQUE, n int CHECK (n > 0)); CREATE UNIQUE INDEX l ON t (lower(tok)); CREATE TABLE o (id int);'
  await hold({ engine: 'postgres', sql, protect: '- table: t' }, [
    ['some', thrown, made('IF NEW.tok IS NOT NULL THEN RETURN NULL; END IF; RETURN NEW;')],
    ['all, and says so', thrown, made("RAISE NOTICE 'x'; RETURN NULL;")],
    ['under a condition', thrown, made('RETURN NULL;', 'WHEN (NEW.n > 0)')],
    ['none that is like these', '', made("IF NEW.tok = 'spam, spam' THEN RETURN NULL; END IF; RETURN NEW;")],
    ['what stands already', '', made('IF EXISTS (SELECT 1 FROM t WHERE tok = NEW.tok) THEN RETURN NULL; END IF; RETURN NEW;')],
    ['what it puts elsewhere', '', made('INSERT INTO o VALUES (1); RETURN NULL;')],
  ])
  const ignored = (text: string) => `CREATE TRIGGER sw BEFORE INSERT ON t ${text};`
  const lite = 'CREATE TABLE t (id INTEGER PRIMARY KEY, tok TEXT UNIQUE, n INT CHECK (n > 0));'
  await hold({ engine: 'sqlite', sql: lite, protect: '- table: t' }, [
    ['by WHEN', thrown, ignored('WHEN NEW.tok IS NOT NULL BEGIN SELECT RAISE(IGNORE); END')],
    ['by WHERE', thrown, ignored('BEGIN SELECT RAISE(IGNORE) WHERE NEW.n > 0; END')],
    ['by CASE', thrown, ignored('BEGIN SELECT CASE WHEN NEW.n > 0 THEN RAISE(IGNORE) END; END')],
    ['none that is like these', '', ignored("WHEN NEW.tok = 'spam' BEGIN SELECT RAISE(IGNORE); END")],
    ['what stands already', '', ignored('WHEN EXISTS (SELECT 1 FROM t WHERE tok = NEW.tok) BEGIN SELECT RAISE(IGNORE); END')],
  ])
})

test('a history may shut itself off from what it forbids, and not from what it is for', async () => {
  const rule = (event: string, table: string) => `CREATE RULE r AS ON ${event} TO ${table} DO INSTEAD NOTHING;`
  const sql = 'CREATE TABLE t (id int, a text); CREATE TABLE u (id int, b text);'
  await hold({ engine: 'postgres', sql, protect: '- history: t\n- history: u\n  set-once: [b]' }, [
    ['deletes', '', rule('DELETE', 't')],
    ['updates', '', rule('UPDATE', 't')],
    ['inserts', thrown, rule('INSERT', 't')],
    ['updates that set once', thrown, rule('UPDATE', 'u')],
  ])
})

test('a key on an expression is a key, a default of NULL is none, and a materialized view is no view', async () => {
  const sql = 'CREATE TABLE t (id int PRIMARY KEY, v varchar(9)); CREATE UNIQUE INDEX l ON t (lower(v)); CREATE VIEW w AS SELECT id FROM t;'
  await hold({ engine: 'postgres', sql, protect: '- column: t.v\n- view: w' }, [
    ['its key dropped', 'schema/key-dropped', 'DROP INDEX l;'],
    ['its key under another name', '', 'DROP INDEX l; CREATE UNIQUE INDEX m ON t (lower(v));'],
    ['a default of NULL', '', 'ALTER TABLE t ALTER v SET DEFAULT NULL;'],
    ['a default', 'schema/column-default-changed', "ALTER TABLE t ALTER v SET DEFAULT 'x';"],
    ['a materialized view', 'schema/view-changed', 'DROP VIEW w; CREATE MATERIALIZED VIEW w AS SELECT id FROM t;'],
  ])
})

test('a column that is computed anew lost nothing where it is computed alike', async () => {
  const sql = 'CREATE TABLE t (id int PRIMARY KEY, a int, g int GENERATED ALWAYS AS (a * 2) STORED);'
  const again = (as: string) => `ALTER TABLE t DROP COLUMN g; ALTER TABLE t ADD COLUMN g int ${as};`
  await hold({ engine: 'postgres', sql, protect: '- table: t\n- column: t.g' }, [
    ['alike', '', again('GENERATED ALWAYS AS (a * 2) STORED')],
    ['otherwise', 'schema/column-changed schema/column-recreated', again('GENERATED ALWAYS AS (a * 3) STORED')],
    ['written by hand', 'schema/column-changed schema/column-recreated', again('')],
  ])
})

test('what speaks of a renamed column stays the same, unless another column bears its name', async () => {
  const sql = `CREATE ROLE app; CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE m (tenant text);
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT ck CHECK (a > 0), b text, pid int CONSTRAINT fk REFERENCES p, tenant text);
CREATE INDEX i ON t (lower(b), a) WHERE a > 5; CREATE VIEW v AS SELECT id, a FROM t WHERE a > 1;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (NEW.a > 3) EXECUTE FUNCTION f();
ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON t TO app USING (EXISTS (SELECT 1 FROM m WHERE m.tenant = t.tenant));`
  const protect = ['constraint: t.ck', 'constraint: t.fk', 'index: t.i', 'trigger: t.tr', 'view: v', 'row-security: t']
  const renamed = (table: string, from: string, to: string) => `ALTER TABLE ${table} RENAME ${from} TO ${to};`
  await hold({ engine: 'postgres', sql, protect: protect.map((item) => `- ${item}`).join('\n') }, [
    ['a column', '', renamed('t', 'a', 'aa'), renamed('t', 'aa', 'a')],
    ['a column in an expression', '', renamed('t', 'b', 'bb')],
    ['a column of a policy', '', renamed('t', 'tenant', 'org')],
    ['a column of another table in a policy', '', renamed('m', 'tenant', 'org')],
    ['what is referred to', '', `${renamed('p', 'id', 'number')} ALTER TABLE p RENAME TO people;`],
    [
      'columns that change names',
      'schema/constraint-changed schema/index-changed schema/trigger-changed schema/view-changed',
      `${renamed('t', 'a', 'x')} ${renamed('t', 'pid', 'a')} ${renamed('t', 'x', 'pid')}`,
    ],
    [
      'a table in the place of another',
      'schema/constraint-changed',
      'ALTER TABLE p RENAME TO people; CREATE TABLE p (id int PRIMARY KEY);',
    ],
    [
      'a check that is another one beside',
      'schema/constraint-changed',
      `${renamed('t', 'a', 'aa')} ALTER TABLE t DROP CONSTRAINT ck; ALTER TABLE t ADD CONSTRAINT ck CHECK (aa > -1);`,
    ],
  ])
})

test('a check, an index and a view ask what the functions ask that they call', async () => {
  const sql = `CREATE FUNCTION inner_valid(x int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT x > 0'; CREATE FUNCTION other(x int) RETURNS int LANGUAGE sql AS 'SELECT x';
CREATE FUNCTION valid(x int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT inner_valid(x)'; CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT ck CHECK (valid(a)));
CREATE FUNCTION norm(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT abs(x)'; CREATE UNIQUE INDEX i ON t (norm(a)) WHERE a <> 0;
CREATE FUNCTION seen(x int) RETURNS boolean LANGUAGE sql AS 'SELECT x > 1'; CREATE VIEW v AS SELECT id FROM t WHERE seen(id);`
  const made = (name: string, type: string, body: string) =>
    `CREATE OR REPLACE FUNCTION ${name}(x int) RETURNS ${type} LANGUAGE sql IMMUTABLE AS '${body}';`
  await hold({ engine: 'postgres', sql, protect: '- constraint: t.ck\n- index: t.i\n- view: v' }, [
    ['its own', 'schema/constraint-changed', made('valid', 'boolean', 'SELECT true')],
    ['one behind it', 'schema/constraint-changed', made('inner_valid', 'boolean', 'SELECT true')],
    ['on the way back', 'schema/constraint-changed', 'SELECT 1;', made('valid', 'boolean', 'SELECT true')],
    ['that of an index', 'schema/index-changed', made('norm', 'int', 'SELECT x')],
    ['that of a view', 'schema/view-changed', made('seen', 'boolean', 'SELECT true')],
    ['written otherwise', '', `${made('valid', 'boolean', ' SELECT  inner_valid(x) ')} ${made('norm', 'int', 'SELECT abs( x )')}`],
    ['another', '', made('other', 'int', 'SELECT 2')],
  ])
})

test('a key that counts on is a stricter one, and a reference follows what it speaks of, where columns have no identity', async () => {
  const sql = `CREATE TABLE p (id INTEGER PRIMARY KEY, o INT UNIQUE); CREATE TABLE t (id INTEGER PRIMARY KEY, p INT REFERENCES p (id) ON DELETE CASCADE);
CREATE TABLE k (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT);`
  const rebuilt = (table: string, columns: string) =>
    `PRAGMA foreign_keys = OFF; CREATE TABLE n (${columns}); INSERT INTO n SELECT * FROM ${table}; DROP TABLE ${table}; ALTER TABLE n RENAME TO ${table};`
  await hold({ engine: 'sqlite', sql, protect: '- table: t\n- column: t.p\n- table: k' }, [
    ['a key that counts on', '', rebuilt('t', 'id INTEGER PRIMARY KEY AUTOINCREMENT, p INT REFERENCES p (id) ON DELETE CASCADE')],
    ['a key that counts on no more', 'schema/column-changed', rebuilt('k', 'id INTEGER PRIMARY KEY, v TEXT')],
    ['its table renamed', '', 'ALTER TABLE p RENAME TO people;', 'ALTER TABLE people RENAME TO p;'],
    ['its column renamed', '', 'ALTER TABLE p RENAME COLUMN id TO number;'],
    [
      'another table of that name',
      'schema/reference-changed',
      'ALTER TABLE p RENAME TO people; CREATE TABLE p (id INTEGER PRIMARY KEY, o INT);',
    ],
    [
      'columns that change names',
      'schema/reference-changed',
      'ALTER TABLE p RENAME id TO x; ALTER TABLE p RENAME o TO id; ALTER TABLE p RENAME x TO o;',
    ],
    ['another column', 'schema/reference-changed', rebuilt('t', 'id INTEGER PRIMARY KEY, p INT REFERENCES p (o) ON DELETE CASCADE')],
    [
      'its action lost on the way',
      'schema/reference-changed',
      `ALTER TABLE p RENAME TO people; ${rebuilt('t', 'id INTEGER PRIMARY KEY, p INT REFERENCES people (id)')}`,
    ],
  ])
})

test('a history loses what its parts take along', async () => {
  const sql = `CREATE TABLE log (id int, w text) PARTITION BY RANGE (id); CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (9);`
  await hold({ engine: 'postgres', sql: `${sql} CREATE TABLE other (id int);`, protect: '- history: log' }, [
    ['emptied by a crash', 'schema/table-changed', 'ALTER TABLE log_1 SET UNLOGGED;'],
    ['another table emptied by a crash', '', 'ALTER TABLE other SET UNLOGGED;'],
    ['a new part that a crash empties', '', 'CREATE UNLOGGED TABLE log_2 PARTITION OF log FOR VALUES FROM (9) TO (99);'],
    ['dropped', 'schema/partition-detached', 'DROP TABLE log_1;'],
    ['detached', 'schema/partition-detached', 'ALTER TABLE log DETACH PARTITION log_1;'],
    ['a new one', '', 'CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM (9) TO (99);', 'DROP TABLE log_2;'],
  ])
})

test('rows of a table are watched however its name is written', async () => {
  const sql = `CREATE TABLE "User" (id int PRIMARY KEY, "Name" text); CREATE TABLE "Odd Name" (id int PRIMARY KEY, v text); CREATE TABLE plain (id int PRIMARY KEY, v text);`
  const protect = `- table: '"User"'\n- column: '"Odd Name".v'\n- history: Plain`
  const rows: Row[] = [
    ['deleted', 'schema/rows-deleted', 'DELETE FROM "User" WHERE false;'],
    ['written', 'schema/values-changed', `UPDATE "User" SET "Name" = 'x' WHERE false;`],
    ['of an odd name', 'schema/values-cleared', 'UPDATE "Odd Name" SET v = NULL WHERE false;'],
    ['in other letters', 'history/rows-deleted', 'DELETE FROM PLAIN WHERE false;'],
    ['on the way back', 'schema/rows-deleted', 'SELECT 1;', 'DELETE FROM "User";'],
    ['put in', '', `INSERT INTO "User" VALUES (900, 'x');`],
  ]
  const cursor = 'BEGIN; DECLARE c CURSOR FOR SELECT * FROM "User" FOR UPDATE; FETCH c;'
  await hold({ engine: 'postgres', sql, protect }, [
    ...rows,
    ['emptied', 'schema/rows-deleted', 'TRUNCATE "User";'],
    ['by a cursor', 'schema/rows-deleted', `INSERT INTO "User" VALUES (1, 'x'); ${cursor} DELETE FROM "User" WHERE CURRENT OF c; COMMIT;`],
    ['read by a cursor', '', `${cursor} COMMIT;`],
  ])
  await hold({ engine: 'sqlite', sql, protect }, [...rows, ['only explained', '', 'EXPLAIN QUERY PLAN DELETE FROM "User";']])
})

test('what goes is told once for each that goes, at the statement that takes it, also where the down makes it anew and empty', async () => {
  const sql = `CREATE TABLE kept (id int PRIMARY KEY, a text, b text, c text); CREATE TABLE whole (id int PRIMARY KEY, v text);
CREATE TABLE one (id int PRIMARY KEY, v text);`
  const protect = '- table: kept\n- table: whole\n- column: one.v'
  const up = `ALTER TABLE kept DROP COLUMN a;
ALTER TABLE kept DROP COLUMN b;
DROP TABLE whole;
ALTER TABLE one DROP COLUMN v;`
  const down = `ALTER TABLE kept ADD COLUMN a text; ALTER TABLE kept ADD COLUMN b text;
CREATE TABLE whole (id int PRIMARY KEY, v text); ALTER TABLE one ADD COLUMN v text;`
  const goes = [
    '1 column `kept.a` is dropped, and its data goes with it',
    '2 column `kept.b` is dropped, and its data goes with it',
    '3 table `whole` is dropped, and its rows go with it',
    '4 column `one.v` is dropped, and its data goes with it',
  ]
  for (const engine of ['sqlite', 'postgres'] as const) {
    const told = await messages(shelf, { engine, sql, protect }, up, down)
    expect(told, engine).toEqual(goes)
    const onTheWayBack = await messages(shelf, { engine, sql, protect }, 'SELECT 1;', `${up}\n${down}`)
    expect(onTheWayBack.length, engine).toBeGreaterThanOrEqual(goes.length)
  }
})
