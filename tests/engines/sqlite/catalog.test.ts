import { expect, test } from 'vitest'
import type { Catalog } from '../../../src/catalog/catalog.ts'
import { open, script } from './open.ts'

async function catalogOf(sql: string): Promise<Catalog> {
  const database = await open()
  const { error } = await database.run(script(sql))
  expect(error).toBeUndefined()
  return database.catalog()
}

const shape = (catalog: Catalog) => [...catalog.objects.values()].map(({ key, of, aspects }) => ({ key, of, aspects }))

test('columns, keys, checks and references are read from what SQLite keeps of a table', async () => {
  const { objects } = await catalogOf(`CREATE TABLE agents (agent_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE "api_tokens" (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  token VARCHAR ( 40 ) NOT NULL COLLATE nocase UNIQUE ON CONFLICT REPLACE, -- the secret
  agent_id TEXT NOT NULL DEFAULT ('none') CONSTRAINT owned REFERENCES agents ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  state TEXT DEFAULT "open" CHECK (state  IN('open', 'shut')),
  both AS (token || agent_id) STORED,
  n INT DEFAULT -1,
  CONSTRAINT positive CHECK ( n > -2 ) UNIQUE (agent_id, n)
)`)
  const of = (key: string) => objects.get(key)?.aspects
  expect(of('table:api_tokens')).toEqual({ kind: 'table', options: [] })
  expect(of('table:agents')).toEqual({ kind: 'table', options: ['without rowid'] })
  expect(of('column:agents.agent_id')).toMatchObject({ type: 'text', notNull: true })
  expect(of('column:api_tokens.id')).toMatchObject({ type: 'integer', notNull: true, identity: 'autoincrement' })
  expect(of('column:api_tokens.token')).toMatchObject({ type: 'varchar(40)', notNull: true, collation: 'nocase' })
  expect(of('column:api_tokens.agent_id')).toMatchObject({ default: "'none'" })
  expect(of('column:api_tokens.state')).toMatchObject({ default: "'open'", notNull: false })
  expect(of('column:api_tokens.both')).toMatchObject({ generated: '(token || agent_id) stored' })
  expect(of('column:api_tokens.n')).toMatchObject({ default: '-1' })
  expect(of('constraint:api_tokens.pk')).toEqual({ type: 'primary key', columns: ['id'] })
  expect(of('constraint:api_tokens.unique(token)')).toEqual({ type: 'unique', columns: ['token'], onConflict: 'replace' })
  expect(of('constraint:api_tokens.owned')).toEqual({
    type: 'foreign key',
    columns: ['agent_id'],
    references: 'agents(agent_id)',
    onDelete: 'cascade',
    onUpdate: 'no action',
    deferrable: true,
    deferred: true,
  })
  expect(of("constraint:api_tokens.check(state in ('open', 'shut'))")).toEqual({ type: 'check', expression: "state in ('open', 'shut')" })
  expect(of('constraint:api_tokens.positive')).toEqual({ type: 'check', expression: 'n > - 2' })
  expect(of('constraint:api_tokens.unique(agent_id,n)')).toBeDefined()
})

test('indexes, triggers, views and virtual tables are read by meaning', async () => {
  const { objects } = await catalogOf(`CREATE TABLE t (a, b TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a COLLATE nocase DESC, lower(b)) WHERE a IS NOT NULL;
CREATE TRIGGER g UPDATE OF a ON t FOR EACH ROW WHEN new.a > 1 BEGIN SELECT RAISE(ABORT, 'No'); END;
CREATE VIEW v (x) AS SELECT a FROM t;
CREATE VIRTUAL TABLE f USING fts5(body, tokenize = 'porter');
ANALYZE;`)
  expect(objects.get('index:i')).toMatchObject({
    of: 'table:t',
    aspects: { unique: true, columns: ['a collate nocase desc', 'lower(b)'], where: 'a is not null' },
  })
  expect(objects.get('trigger:t.g')).toMatchObject({
    of: 'table:t',
    aspects: { enabled: true, definition: "before update of a on t when new.a > 1 begin select raise(abort, 'No'); end" },
  })
  expect(objects.get('view:v')?.aspects).toEqual({ definition: 'select a from t', columns: ['x'] })
  expect(objects.get('table:f')?.aspects.kind).toBe('virtual')
  expect([...objects.keys()].filter((key) => /f_|sqlite_/.test(key))).toEqual([])
})

test('the same schema written in another way is the same catalog', async () => {
  const one = await catalogOf(
    'CREATE TABLE a (id INTEGER PRIMARY KEY, n TEXT NOT NULL DEFAULT (1), CHECK (n > 0)); CREATE INDEX i ON a (n) WHERE n > 0',
  )
  const other = await catalogOf(`create table "a" ( -- comment
  [id] integer primary key,
  \`n\` text default 1 not null
  check ( "n">0 )
);
create index "i" on a(n asc) where (n>0)`)
  expect(shape(other)).toEqual(shape(one))
})

test('a constraint may write a column in other letters than the column itself', async () => {
  const table = (unique: string, parent: string, key: string) =>
    `CREATE TABLE p (Id INTEGER, PRIMARY KEY (${key} AUTOINCREMENT));
     CREATE TABLE t (Id INTEGER, Name TEXT, PId INTEGER, UNIQUE (${unique}), FOREIGN KEY (${parent}) REFERENCES p (Id));`
  const written = shape(await catalogOf(table('name', 'pid', 'ID')))
  expect(written).toEqual(shape(await catalogOf(table('Name', 'PId', 'Id'))))
  expect(JSON.stringify(written)).toContain('unique(Name)')
  expect(JSON.stringify(written)).toContain('"identity":"autoincrement"')
})

test('what ALTER TABLE does shows, and a table renamed there and back is as it was', async () => {
  const database = await open()
  await database.run(script('CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE a (x TEXT REFERENCES p, y)'))
  const before = shape(await database.catalog())
  await database.run(script('ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME TO a; ALTER TABLE p RENAME TO q; ALTER TABLE q RENAME TO p'))
  expect(shape(await database.catalog())).toEqual(before)
  await database.run(
    script(
      'ALTER TABLE a ADD COLUMN z INTEGER NOT NULL DEFAULT 3 CHECK (z > 1); ALTER TABLE a DROP COLUMN y; ALTER TABLE a RENAME COLUMN x TO w',
    ),
  )
  const { objects } = await database.catalog()
  expect([...objects.keys()]).toEqual([
    'table:p',
    'column:p.id',
    'constraint:p.pk',
    'table:a',
    'column:a.w',
    'column:a.z',
    'constraint:a.fk(w)',
    'constraint:a.check(z > 1)',
  ])
})

test('a table made from a query has the columns that SQLite gave it', async () => {
  const { objects } = await catalogOf('CREATE TABLE a (x INTEGER, y VARCHAR(3)); CREATE TABLE b AS SELECT x, y AS "the y", 1 + 1 FROM a')
  expect(objects.get('column:b.the y')?.aspects.type).toBe('text')
  expect(objects.get('column:b.1 + 1')).toBeDefined()
})

test('a statement that made an object is known, also after a copy was brought back', async () => {
  const database = await open()
  await database.trackBirths?.()
  await database.run(
    script('CREATE TABLE a (\n  id INTEGER PRIMARY KEY,\n  n TEXT NOT NULL,\n  CONSTRAINT c CHECK (n <> 1)\n);\nCREATE INDEX i ON a (n);'),
  )
  await database.run(
    script('ALTER TABLE a ADD COLUMN late TEXT; ALTER TABLE a RENAME TO b', 'statement', {
      migration: '0002_y',
      path: 'migrations/0002_y.sql',
    }),
  )
  await database.rewind(await database.keep())
  const born = await database.born(['column:b.n', 'constraint:b.c', 'column:b.late', 'index:i', 'table:b', 'column:b.nothing'])
  expect(born.get('column:b.n')).toMatchObject({
    migration: '0001_x',
    statement: 1,
    text: 'n TEXT NOT NULL',
    span: { line: 3, column: 3, endLine: 3, endColumn: 18 },
  })
  expect(born.get('constraint:b.c')).toMatchObject({ span: { line: 4, column: 3 } })
  expect(born.get('column:b.late')).toMatchObject({ migration: '0002_y', statement: 1, text: 'ALTER TABLE a ADD COLUMN late TEXT' })
  expect(born.get('index:i')).toMatchObject({ migration: '0001_x', statement: 2 })
  expect(born.get('table:b')).toMatchObject({ migration: '0001_x', span: { line: 1, column: 1 } })
  expect(born.has('column:b.nothing')).toBe(false)
})

test('what was rolled back was not born there', async () => {
  const database = await open()
  await database.trackBirths?.()
  await database.run(script('CREATE TABLE a (x)'))
  await database.run(script('BEGIN; DROP TABLE a; CREATE TABLE a (x); ROLLBACK'))
  expect((await database.born(['table:a'])).get('table:a')).toMatchObject({ statement: 1, span: { column: 1 }, text: 'CREATE TABLE a (x)' })
})
