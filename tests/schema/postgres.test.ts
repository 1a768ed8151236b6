import { describe, expect, it, vi } from 'vitest'
import { judged } from '../guards/rehearsed.ts'

// Many databases are opened one after the other.
vi.setConfig({ testTimeout: 300_000 })

const base = `CREATE TABLE agents (agent_id text PRIMARY KEY, name varchar(20) NOT NULL DEFAULT 'x');
CREATE TABLE api_tokens (
  id integer PRIMARY KEY,
  token varchar(60) NOT NULL UNIQUE,
  agent_id text REFERENCES agents (agent_id) ON DELETE CASCADE,
  note text,
  score integer DEFAULT 0,
  CONSTRAINT long_token CHECK (length(token) > 3)
);
CREATE INDEX tokens_by_agent ON api_tokens (agent_id) WHERE note IS NULL;
CREATE TABLE parts (id integer, day date) PARTITION BY RANGE (day);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
`
const column = ['column', 'api_tokens.agent_id', { references: 'agents.agent_id', 'on-delete': 'cascade' }] as const
const table = ['table', 'api_tokens'] as const
const index = ['index', 'tokens_by_agent'] as const
const constraint = ['constraint', 'api_tokens.long_token'] as const
const story = (...adds: string[]) => ({ engine: 'postgres', base, adds }) as const

describe('a protected column of Postgres', () => {
  it('may be widened, referred to, indexed and filled', async () => {
    const adds = [
      'ALTER TABLE api_tokens ALTER COLUMN token TYPE text;',
      'ALTER TABLE api_tokens ALTER COLUMN score TYPE bigint; ALTER TABLE agents ALTER COLUMN name TYPE varchar(40);',
      "UPDATE api_tokens SET note = 'n' WHERE note IS NULL;",
      'ALTER TABLE api_tokens ADD COLUMN extra text; ALTER TABLE api_tokens ALTER COLUMN note SET NOT NULL;',
      'ALTER INDEX tokens_by_agent RENAME TO by_agent; ALTER TABLE api_tokens RENAME CONSTRAINT long_token TO lengthy;',
      'ALTER TABLE agents RENAME CONSTRAINT agents_pkey TO agents_key;',
    ]
    expect(
      await judged(story(...adds), column, table, ['table', 'agents'], ['column', 'public.api_tokens.note'], index, constraint),
    ).toEqual([])
  })
  it('is dropped, renamed and made again', async () => {
    expect(await judged(story('ALTER TABLE api_tokens DROP COLUMN agent_id;'), column)).toEqual([
      'schema/column-dropped: column `api_tokens.agent_id` is dropped, and its data goes with it',
    ])
    expect(await judged(story('ALTER TABLE api_tokens RENAME COLUMN agent_id TO agent;'), column)).toEqual([
      'schema/column-dropped: column `api_tokens.agent_id` is gone: it is renamed to `agent`',
    ])
    expect(await judged(story('ALTER TABLE api_tokens DROP COLUMN note; ALTER TABLE api_tokens ADD COLUMN note text;'), table)).toEqual([
      'schema/column-recreated: column `api_tokens.note` is dropped and made again, and its data goes with the old one',
    ])
  })
  it('may be made again with its values', async () => {
    const copied = `ALTER TABLE api_tokens ADD COLUMN other text; UPDATE api_tokens SET other = note;
ALTER TABLE api_tokens DROP COLUMN note CASCADE; ALTER TABLE api_tokens RENAME COLUMN other TO note;`
    expect(await judged(story(copied), ['column', 'api_tokens.note'])).toEqual([])
  })
  it('loses its type, NOT NULL, default, key or reference', async () => {
    expect(await judged(story('ALTER TABLE api_tokens ALTER COLUMN score TYPE smallint;'), ['column', 'api_tokens.score'])).toEqual([
      'schema/column-type-changed: type of column `api_tokens.score` is `smallint` and was `integer`',
    ])
    expect(await judged(story('ALTER TABLE api_tokens ALTER COLUMN score TYPE bigint USING 0;'), ['column', 'api_tokens.score'])).toEqual([
      expect.stringMatching(/^schema\/values-changed: \d values? of `api_tokens.score`/),
    ])
    expect(await judged(story('ALTER TABLE api_tokens ALTER COLUMN token DROP NOT NULL, ALTER COLUMN score DROP DEFAULT;'), table)).toEqual(
      [
        'schema/column-nullable: column `api_tokens.token` may be NULL now',
        'schema/column-default-changed: default of column `api_tokens.score` is absent and was `0`',
      ],
    )
    expect(await judged(story('ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_token_key;'), ['column', 'api_tokens.token'])).toEqual([
      'schema/key-dropped: unique key `(token)` on `api_tokens.token` is gone',
    ])
    const weaker = 'ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_agent_id_fkey, ADD FOREIGN KEY (agent_id) REFERENCES agents'
    expect(await judged(story(`${weaker} ON DELETE SET NULL;`), column)).toEqual([
      'schema/reference-changed: `references agents.agent_id on delete cascade` of `api_tokens.agent_id` is `references agents.agent_id on delete set null` now',
    ])
    expect(await judged(story(`${weaker} ON DELETE CASCADE NOT VALID;`), column)).toEqual([
      'schema/reference-changed: `references agents.agent_id on delete cascade` of `api_tokens.agent_id` is `references agents.agent_id on delete cascade not valid` now',
    ])
    expect(await judged(story(`${weaker} ON DELETE CASCADE;`), column, table)).toEqual([])
  })
  it('is cleared behind DO, EXECUTE and replication roles', async () => {
    const hidden = "DO $$ BEGIN EXECUTE 'UPDATE api' || '_tokens SET agent_id = NULL'; END $$;"
    expect(await judged(story(hidden), column)).toEqual([
      expect.stringMatching(/^schema\/values-cleared: \d values? of `api_tokens.agent_id`/),
    ])
    expect(await judged(story("SET session_replication_role = replica; DELETE FROM api_tokens WHERE token = 'none';"), column)).toEqual([
      'schema/rows-deleted: rows of `api_tokens` are deleted by a DELETE statement',
    ])
    expect(await judged(story('TRUNCATE agents CASCADE;'), table)).toEqual([
      expect.stringMatching(/^schema\/rows-deleted: \d rows? of `api_tokens`/),
    ])
  })
})

describe('a protected table of Postgres', () => {
  it('is dropped, renamed, unlogged, swallowed', async () => {
    expect(await judged(story('DROP TABLE api_tokens;'), table)).toEqual([
      'schema/table-dropped: table `api_tokens` is dropped, and its rows go with it',
    ])
    expect(await judged(story('ALTER TABLE api_tokens RENAME TO t;'), table)).toEqual([
      'schema/table-dropped: table `api_tokens` is gone: it is renamed to `t`',
    ])
    expect(await judged(story('ALTER TABLE api_tokens SET UNLOGGED;'), table)).toEqual([
      'schema/table-changed: persistence of table `api_tokens` is `unlogged` and was absent',
    ])
    expect(await judged(story('CREATE RULE hush AS ON INSERT TO api_tokens DO INSTEAD NOTHING;'), table)).toEqual([
      'schema/writes-swallowed: rule `hush` on `public.api_tokens` swallows what is written to `api_tokens`',
    ])
  })
  it('loses a partition', async () => {
    expect(await judged(story('ALTER TABLE parts DETACH PARTITION parts_1;'), ['table', 'parts'])).toEqual([
      'schema/partition-detached: `parts_1` is no longer a part of `parts`, and its rows are lost to it',
    ])
  })
})

describe('constraints and indexes of Postgres', () => {
  it('are weakened', async () => {
    const check = 'ALTER TABLE api_tokens DROP CONSTRAINT long_token, ADD CONSTRAINT long_token CHECK'
    expect(await judged(story(`${check} (length(token) > 2);`), constraint)).toEqual([
      'schema/constraint-changed: expression of constraint `api_tokens.long_token` is `(length((token)::text) > 2)` and was `(length((token)::text) > 3)`',
    ])
    expect(await judged(story(`${check} (length(token) > 3) NOT VALID;`), constraint)).toEqual([
      'schema/constraint-changed: validation of constraint `api_tokens.long_token` is off and was on',
    ])
    expect(await judged(story(`${check} (length(token) > 3);`), constraint)).toEqual([])
    expect(await judged(story('DROP INDEX tokens_by_agent; CREATE INDEX tokens_by_agent ON api_tokens (agent_id);'), index)).toEqual([
      'schema/index-changed: condition of index `tokens_by_agent` is absent and was `(note IS NULL)`',
    ])
  })
})

describe('triggers, functions, views and enums', () => {
  const more = `${base}
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := 'stamped'; RETURN NEW; END $$;
CREATE TRIGGER stamps BEFORE INSERT ON api_tokens FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE VIEW live AS SELECT id, token FROM api_tokens WHERE note IS NULL;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE FUNCTION pay(amount integer) RETURNS integer LANGUAGE sql STABLE AS 'SELECT amount';
`
  const items = [
    ['trigger', 'api_tokens.stamps'],
    ['function', 'pay'],
    ['view', 'live'],
    ['enum', 'mood'],
  ] as const
  const told = (...adds: string[]) => judged({ engine: 'postgres', base: more, adds }, ...items)

  it('may grow', async () => {
    const adds = [
      "ALTER TYPE mood ADD VALUE 'bored' BEFORE 'ok';",
      'CREATE OR REPLACE VIEW live AS SELECT id, token, score FROM api_tokens WHERE note IS NULL;',
      "CREATE OR REPLACE FUNCTION pay(amount integer) RETURNS integer LANGUAGE sql STABLE AS ' SELECT amount -- the same\n';",
      "CREATE FUNCTION pay(amount text) RETURNS text LANGUAGE sql AS 'SELECT amount';",
      'ALTER TABLE api_tokens ENABLE ALWAYS TRIGGER stamps;',
      'DROP TRIGGER stamps ON api_tokens; CREATE TRIGGER stamps BEFORE INSERT ON api_tokens FOR EACH ROW EXECUTE FUNCTION stamp(); ALTER TABLE api_tokens ENABLE ALWAYS TRIGGER stamps;',
    ]
    expect(await told(...adds)).toEqual([])
  })
  it('are weakened', async () => {
    const adds = [
      'ALTER TABLE api_tokens DISABLE TRIGGER ALL;',
      'CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;',
      'CREATE OR REPLACE VIEW live AS SELECT id, token FROM api_tokens;',
      "CREATE OR REPLACE FUNCTION pay(amount integer) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT amount + 1';",
      "ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';",
    ]
    expect(await told(...adds)).toEqual([
      'schema/trigger-changed: enabled state of trigger `api_tokens.stamps` is `disabled` and was `origin`',
      "schema/trigger-changed: body of the function `public.stamp()` of trigger `api_tokens.stamps` is ` BEGIN RETURN NEW; END ` and was ` BEGIN NEW.note := 'stamped'; RETURN NEW; END `",
      'schema/function-changed: body of function `pay` is `SELECT amount + 1` and was `SELECT amount`',
      'schema/function-changed: security of function `pay` is `definer` and was `invoker`',
      expect.stringMatching(/^schema\/view-changed: definition of view `live` is/),
      expect.stringMatching(/^schema\/enum-changed: values of enum `mood` is/),
    ])
  })
  it('are dropped', async () => {
    expect(
      await told('DROP TRIGGER stamps ON api_tokens; DROP VIEW live; DROP FUNCTION pay(integer); ALTER TYPE mood RENAME TO moods;'),
    ).toEqual([
      'schema/trigger-dropped: trigger `api_tokens.stamps` is dropped',
      'schema/function-dropped: function `pay` is dropped',
      'schema/view-dropped: view `live` is dropped',
      'schema/enum-dropped: enum `mood` is gone: it is renamed to `moods`',
    ])
  })
})

describe('what a column has from its domain', () => {
  const base = `CREATE DOMAIN email AS text NOT NULL DEFAULT 'x@y' CHECK (VALUE LIKE '%@%');
CREATE TABLE people (id integer PRIMARY KEY, mail email, other email NOT NULL DEFAULT 'own@y');`
  const told = (sql: string, ...items: Parameters<typeof judged>[1][]) => judged({ engine: 'postgres', base, adds: [sql] }, ...items)
  const mail = ['column', 'people.mail', { 'not-null': true }] as const

  it('is lost with it', async () => {
    expect(await told('ALTER DOMAIN email DROP NOT NULL;', ['column', 'people.mail'])).toEqual([
      'schema/column-nullable: column `people.mail` may be NULL now',
    ])
    expect(await told("ALTER DOMAIN email SET DEFAULT 'z@z';", ['table', 'people'])).toEqual([
      expect.stringMatching(/^schema\/column-default-changed: .*`people.mail`/),
    ])
  })
  it('may be more, and counts as its own', async () => {
    const adds = "ALTER DOMAIN email ADD CONSTRAINT short CHECK (length(VALUE) < 300); COMMENT ON DOMAIN email IS 'x';"
    expect(await told(adds, mail, ['table', 'people'])).toEqual([])
    expect(await told('ALTER DOMAIN email DROP NOT NULL; ALTER DOMAIN email DROP DEFAULT;', ['column', 'people.other'])).toEqual([])
  })
})

describe('an index that is kept otherwise', () => {
  const base = 'CREATE TABLE t (a text); CREATE INDEX by_a ON t (a);'
  it('finds the same', async () => {
    const told = (sql: string) => judged({ engine: 'postgres', base, adds: [sql] }, ['index', 'by_a'])
    expect(await told('ALTER INDEX by_a SET (fillfactor = 70, deduplicate_items = off);')).toEqual([])
    expect(await told('DROP INDEX by_a; CREATE INDEX by_a ON t (a DESC) WITH (fillfactor = 70);')).toHaveLength(1)
  })
})

describe('a protected parent of tables that inherit', () => {
  const base = `CREATE TABLE heads (id bigserial PRIMARY KEY, v text);
CREATE TABLE heirs (id bigserial PRIMARY KEY, w text) INHERITS (heads);`
  const rows = "INSERT INTO heads (id, v) VALUES (1, 'A'), (2, 'B'); INSERT INTO heirs (id, v) VALUES (1, 'C'), (2, 'B');"
  const told = (sql: string) => judged({ engine: 'postgres', base, adds: [sql], rows }, ['table', 'heads'])
  it('has their rows, whose keys may be its own', async () => {
    expect(await told('ALTER TABLE heads ALTER v TYPE text USING v; ALTER TABLE heirs ADD x text;')).toEqual([])
    expect(await told('ALTER TABLE heads ALTER v TYPE text USING lower(v);')).toHaveLength(1)
  })
})
