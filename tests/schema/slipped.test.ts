import { afterAll, expect, test, vi } from 'vitest'
import { keptShelf } from '../../src/rehearsal/shelf.ts'
import { type Base, slipped } from './slipped.ts'

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
