import { expect, test } from 'vitest'
import { verdicts } from './rehearsed.ts'

/** What stands, what the up makes of it, what takes that back, and what is left where nothing does; `@` is a name of the row's own. */
type Row = readonly [base: string, up: string, back: string, left: string]

const table = 'CREATE TABLE @ (id int PRIMARY KEY, v text); '
const indexed = `${table}CREATE INDEX @_i ON @ (v); `
const view = `${table}CREATE VIEW @_v AS SELECT id, v FROM @; `
const kept = `${table}CREATE MATERIALIZED VIEW @_m AS SELECT id, v FROM @; `
const role = 'CREATE ROLE @_r; GRANT CREATE ON SCHEMA public TO @_r; '
const server = 'CREATE FOREIGN DATA WRAPPER @_w; CREATE SERVER @_s FOREIGN DATA WRAPPER @_w; '
const operator =
  "CREATE FUNCTION @_f(a int, b int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a < b'; CREATE SCHEMA @; CREATE OPERATOR @.<<< (LEFTARG = int, RIGHTARG = int, FUNCTION = @_f); "
const language = 'CREATE TRUSTED LANGUAGE @ HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator; '
const lowered = 'CREATE TABLE @ (id int, v text); CREATE INDEX @_i ON @ (lower(v)); '
const base =
  "CREATE TYPE @; CREATE FUNCTION @_in(cstring) RETURNS @ LANGUAGE internal IMMUTABLE STRICT AS 'textin'; CREATE FUNCTION @_out(@) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout'; CREATE FUNCTION @_send(@) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'textsend'; CREATE TYPE @ (INPUT = @_in, OUTPUT = @_out, LIKE = text); "

async function rehearsed(rows: readonly Row[]) {
  const named = (text: string, at: number) => text.replaceAll('@', `n${at}`)
  const each = (way: (row: Row) => string) =>
    rows.map((row, at) => [named(row[1], at), named(row[0], at), named(row[1], at), named(way(row), at), ''] as const)
  const empty = await verdicts(
    'postgres',
    each(() => 'SELECT 1;'),
    ({ grade, left }) => `${grade}: ${left[0]}`,
  )
  const right = await verdicts(
    'postgres',
    each((row) => row[2]),
    ({ grade, left }) => [grade, ...left].join(': '),
  )
  return Object.keys(empty).map((up) => [up, empty[up], right[up]])
}

const expected = (rows: readonly Row[]) =>
  rows.map((row, at) => [row[1], `partial: ${row[3]}`, 'reversible'].map((text) => text.replaceAll('@', `n${at}`)))

test('how tables, indexes and views are kept is seen, and brought back is brought back', { timeout: 120_000 }, async () => {
  const rows: Row[] = [
    [
      indexed,
      'ALTER INDEX @_i SET (fillfactor = 70);',
      'ALTER INDEX @_i RESET (fillfactor);',
      'storage options of index `public.@_i` is `["fillfactor=70"]` and was absent',
    ],
    [
      `${table}CREATE INDEX @_i ON @ (v) WITH (fillfactor = 70);`,
      'DROP INDEX @_i; CREATE INDEX @_i ON @ (v);',
      'DROP INDEX @_i; CREATE INDEX @_i ON @ (v) WITH (fillfactor = 70);',
      'storage options of index `public.@_i` is absent and was `["fillfactor=70"]`',
    ],
    [
      table,
      'ALTER INDEX @_pkey SET (fillfactor = 70);',
      'ALTER TABLE @ DROP CONSTRAINT @_pkey, ADD PRIMARY KEY (id);',
      'storage options of constraint `@_pkey` on `public.@` is `["fillfactor=70"]` and was absent',
    ],
    [
      table,
      'ALTER TABLE @ CLUSTER ON @_pkey;',
      'ALTER TABLE @ SET WITHOUT CLUSTER;',
      'clustering of constraint `@_pkey` on `public.@` is on and was absent',
    ],
    [
      'CREATE TABLE @ (v int NOT NULL UNIQUE, w int NOT NULL UNIQUE); ALTER TABLE @ REPLICA IDENTITY USING INDEX @_v_key;',
      'ALTER TABLE @ REPLICA IDENTITY USING INDEX @_w_key;',
      'ALTER TABLE @ REPLICA IDENTITY USING INDEX @_v_key;',
      'use as replica identity of constraint `@_v_key` on `public.@` is absent and was on',
    ],
    [
      table,
      'ALTER TABLE @ SET (toast.autovacuum_enabled = off);',
      'ALTER TABLE @ RESET (toast.autovacuum_enabled);',
      'storage options of table `public.@` is `["toast.autovacuum_enabled=off"]` and was absent',
    ],
    [
      table,
      'ALTER TABLE @ ALTER v SET (n_distinct = 5);',
      'ALTER TABLE @ ALTER v RESET (n_distinct);',
      'options of column `public.@.v` is `["n_distinct=5"]` and was absent',
    ],
    [
      lowered,
      'ALTER INDEX @_i ALTER COLUMN 1 SET STATISTICS 500;',
      'ALTER INDEX @_i ALTER COLUMN 1 SET STATISTICS -1;',
      'statistics targets of index `public.@_i` is `[[1,500]]` and was absent',
    ],
    [
      'CREATE TABLE @ (a int, b int); CREATE STATISTICS @_x ON a, b FROM @;',
      'ALTER STATISTICS @_x SET STATISTICS 500;',
      'ALTER STATISTICS @_x SET STATISTICS -1;',
      'definition of `statistics object public.@_x` is `CREATE STATISTICS public.@_x ON a, b FROM public.@ 500` and was `CREATE STATISTICS public.@_x ON a, b FROM public.@`',
    ],
    [
      'CREATE TABLE @ (id int CONSTRAINT @_n NOT NULL);',
      'ALTER TABLE @ ALTER CONSTRAINT @_n NO INHERIT;',
      'ALTER TABLE @ ALTER CONSTRAINT @_n INHERIT;',
      'kind of NOT NULL of column `public.@.id` is `["NO INHERIT"]` and was absent',
    ],
    [
      'CREATE TABLE @ (id int); ALTER TABLE @ ADD CONSTRAINT @_n NOT NULL id NOT VALID;',
      'ALTER TABLE @ VALIDATE CONSTRAINT @_n;',
      'ALTER TABLE @ DROP CONSTRAINT @_n; ALTER TABLE @ ADD CONSTRAINT @_n NOT NULL id NOT VALID;',
      'kind of NOT NULL of column `public.@.id` is absent and was `["NOT VALID"]`',
    ],
    // It comes back under another name, which says nothing.
    [
      'CREATE TABLE @ (id int CONSTRAINT @_n NOT NULL);',
      'ALTER TABLE @ ALTER id DROP NOT NULL;',
      'ALTER TABLE @ ALTER id SET NOT NULL;',
      'NOT NULL of column `public.@.id` is absent and was on',
    ],
    [
      view,
      "ALTER VIEW @_v ALTER v SET DEFAULT 'x';",
      'ALTER VIEW @_v ALTER v DROP DEFAULT;',
      'defaults of columns of view `public.@_v` is `{"v":"\'x\'::text"}` and was absent',
    ],
    [
      view + role,
      'GRANT SELECT (v) ON @_v TO @_r;',
      'REVOKE SELECT (v) ON @_v FROM @_r;',
      'privileges on columns of view `public.@_v` is `{"v":{"@_r":["SELECT"]}}` and was absent',
    ],
    [
      kept,
      'ALTER MATERIALIZED VIEW @_m ALTER v SET STATISTICS 500;',
      'ALTER MATERIALIZED VIEW @_m ALTER v SET STATISTICS -1;',
      'statistics targets of materialized view `public.@_m` is `{"v":500}` and was absent',
    ],
    [
      kept,
      'ALTER MATERIALIZED VIEW @_m ALTER v SET STORAGE PLAIN;',
      'ALTER MATERIALIZED VIEW @_m ALTER v SET STORAGE EXTENDED;',
      'storage of materialized view `public.@_m` is `{"v":"p"}` and was absent',
    ],
    [
      `${server}CREATE FOREIGN TABLE @ (id int OPTIONS (a 'b')) SERVER @_s;`,
      "ALTER FOREIGN TABLE @ ALTER id OPTIONS (SET a 'c');",
      "ALTER FOREIGN TABLE @ ALTER id OPTIONS (SET a 'b');",
      'options for its server of column `public.@.id` is `["a=c"]` and was `["a=b"]`',
    ],
  ]
  expect(await rehearsed(rows)).toEqual(expected(rows))
})

test('what is neither table, type nor role is seen, with who owns it and who may use it', { timeout: 120_000 }, async () => {
  const rows: Row[] = [
    [
      `CREATE COLLATION @ (PROVIDER = builtin, LOCALE = 'C.UTF-8');`,
      `DROP COLLATION @; CREATE COLLATION @ (PROVIDER = builtin, LOCALE = 'C');`,
      `DROP COLLATION @; CREATE COLLATION @ (PROVIDER = builtin, LOCALE = 'C.UTF-8');`,
      'definition of `collation public.@` is `b t C` and was `b t C.UTF-8`',
    ],
    ['', `CREATE COLLATION @ (PROVIDER = builtin, LOCALE = 'C');`, 'DROP COLLATION @;', '`collation public.@` is left over'],
    [
      `CREATE COLLATION @ (PROVIDER = builtin, LOCALE = 'C');`,
      'ALTER COLLATION @ RENAME TO @_z;',
      'ALTER COLLATION @_z RENAME TO @;',
      '`collation public.@` is renamed to `@_z`',
    ],
    [
      `${role}CREATE CONVERSION @ FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;`,
      'ALTER CONVERSION @ OWNER TO @_r;',
      'ALTER CONVERSION @ OWNER TO postgres;',
      'owner of `conversion public.@` is `@_r` and was `postgres`',
    ],
    [
      server,
      'ALTER FOREIGN DATA WRAPPER @_w VALIDATOR postgresql_fdw_validator;',
      'ALTER FOREIGN DATA WRAPPER @_w NO VALIDATOR;',
      'definition of `foreign-data wrapper @_w` is `- postgresql_fdw_validator` and was `- -`',
    ],
    [
      server + role,
      'GRANT USAGE ON FOREIGN SERVER @_s TO @_r;',
      'REVOKE USAGE ON FOREIGN SERVER @_s FROM @_r;',
      'privileges of `server @_s` is `{"@_r":["USAGE"]}` and was `{}`',
    ],
    [
      `${server}CREATE FOREIGN DATA WRAPPER @_o;`,
      'DROP SERVER @_s; CREATE SERVER @_s FOREIGN DATA WRAPPER @_o;',
      'DROP SERVER @_s; CREATE SERVER @_s FOREIGN DATA WRAPPER @_w;',
      'definition of `server @_s` is `@_o` and was `@_w`',
    ],
    [
      '',
      'REVOKE USAGE ON LANGUAGE sql FROM PUBLIC;',
      'GRANT USAGE ON LANGUAGE sql TO PUBLIC;',
      'privileges of `language sql` is `{}` and was `{"PUBLIC":["USAGE"]}`',
    ],
    [
      language,
      'CREATE OR REPLACE TRUSTED LANGUAGE @ HANDLER plpgsql_call_handler;',
      language.replace('CREATE', 'CREATE OR REPLACE'),
      'definition of `language @` is `t plpgsql_call_handler - -` and was `t plpgsql_call_handler plpgsql_inline_handler plpgsql_validator`',
    ],
    [
      operator,
      'ALTER OPERATOR @.<<< (int, int) SET (RESTRICT = scalarltsel);',
      'ALTER OPERATOR @.<<< (int, int) SET (RESTRICT = NONE);',
      'definition of `operator @.<<<(integer,integer)` is `public.@_f f f scalarltsel -` and was `public.@_f f f - -`',
    ],
    [
      'CREATE OPERATOR FAMILY @ USING btree;',
      'ALTER OPERATOR FAMILY @ USING btree ADD OPERATOR 1 < (int4, int8);',
      'ALTER OPERATOR FAMILY @ USING btree DROP OPERATOR 1 (int4, int8);',
      'definition of `operator family public.@ for access method btree` is `1 <(integer,bigint)` and was absent',
    ],
    ['', 'CREATE ACCESS METHOD @ TYPE TABLE HANDLER heap_tableam_handler;', 'DROP ACCESS METHOD @;', '`access method @` is left over'],
    [
      '',
      'CREATE TEXT SEARCH PARSER @ (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);',
      'DROP TEXT SEARCH PARSER @;',
      '`text search parser public.@` is left over',
    ],
    [
      'CREATE TEXT SEARCH PARSER @_p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype); CREATE TEXT SEARCH CONFIGURATION @ (PARSER = @_p);',
      'DROP TEXT SEARCH CONFIGURATION @; CREATE TEXT SEARCH CONFIGURATION @ (PARSER = "default");',
      'DROP TEXT SEARCH CONFIGURATION @; CREATE TEXT SEARCH CONFIGURATION @ (PARSER = @_p);',
      'definition of `text search configuration public.@` is absent and was `@_p`',
    ],
    [
      'CREATE TYPE @ AS (a int);',
      'CREATE OR REPLACE TRANSFORM FOR @ LANGUAGE plpgsql (FROM SQL WITH FUNCTION prsd_lextype(internal));',
      'DROP TRANSFORM FOR @ LANGUAGE plpgsql;',
      '`transform for public.@ language plpgsql` is left over',
    ],
    [
      `${table}CREATE PUBLICATION @_p FOR TABLE @;`,
      'ALTER PUBLICATION @_p SET (publish_generated_columns = stored);',
      'ALTER PUBLICATION @_p SET (publish_generated_columns = none);',
      'definition of `publication @_p` is `f t t t t f s public.@` and was `f t t t t f public.@`',
    ],
    [
      role,
      'GRANT SET ON PARAMETER log_statement TO @_r;',
      'REVOKE SET ON PARAMETER log_statement FROM @_r;',
      '`parameter log_statement` is left over',
    ],
    [
      role,
      'GRANT CREATE ON TABLESPACE pg_default TO @_r;',
      'REVOKE CREATE ON TABLESPACE pg_default FROM @_r;',
      'privileges of `tablespace pg_default` is `{"@_r":["CREATE"]}` and was `{}`',
    ],
    [
      '',
      "ALTER ROLE ALL SET work_mem = '8MB';",
      'ALTER ROLE ALL RESET work_mem;',
      'settings of all databases of `the database itself` is `["work_mem=8MB"]` and was absent',
    ],
    [
      '',
      'ALTER DATABASE postgres CONNECTION LIMIT 50;',
      'ALTER DATABASE postgres CONNECTION LIMIT -1;',
      'connection limit of `the database itself` is `50` and was absent',
    ],
    [
      'CREATE ROLE @;',
      "ALTER ROLE @ VALID UNTIL '2030-01-01';",
      "ALTER ROLE @ VALID UNTIL 'infinity';",
      'attributes of role `@` is `["INHERIT","VALID UNTIL 2030-01-01T00:00:00+00:00"]` and was `["INHERIT"]`',
    ],
  ]
  expect(await rehearsed(rows)).toEqual(expected(rows))
})

test('all that makes a type or a function is seen', { timeout: 120_000 }, async () => {
  const span = 'CREATE TYPE @ AS RANGE (SUBTYPE = text, MULTIRANGE_TYPE_NAME = @_s);'
  const added = 'CREATE AGGREGATE @ (int) (SFUNC = int4larger, STYPE = int);'
  const plain = "FUNCTION @(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a';"
  const rows: Row[] = [
    [
      span,
      'DROP TYPE @; CREATE TYPE @ AS RANGE (SUBTYPE = text, COLLATION = "C", SUBTYPE_OPCLASS = text_pattern_ops, MULTIRANGE_TYPE_NAME = @_s);',
      `DROP TYPE @; ${span}`,
      'definition of type `public.@` is `range of text as public.@_s by text_pattern_ops collated C` and was `range of text as public.@_s`',
    ],
    [span, 'ALTER TYPE @_s RENAME TO @_z;', 'ALTER TYPE @_z RENAME TO @_s;', '`cast from public.@ to public.@_s` is renamed to `@_z`'],
    [
      base,
      'ALTER TYPE @ SET (SEND = @_send);',
      'ALTER TYPE @ SET (SEND = NONE);',
      'definition of type `public.@` is `base type public.@_in public.@_out - public.@_send - - - - -1 f i x U f ,` and was `base type public.@_in public.@_out - - - - - - -1 f i x U f ,`',
    ],
    [
      'CREATE DOMAIN @ AS text;',
      'DROP DOMAIN @; CREATE DOMAIN @ AS text COLLATE "C";',
      'DROP DOMAIN @; CREATE DOMAIN @ AS text;',
      'definition of domain `public.@` is `text COLLATE C` and was `text`',
    ],
    [
      `CREATE ${plain}`,
      'ALTER FUNCTION @(int) SUPPORT generate_series_int4_support;',
      `CREATE OR REPLACE ${plain}`,
      'support function of function `public.@(integer)` is `generate_series_int4_support` and was absent',
    ],
    [
      added,
      'CREATE OR REPLACE AGGREGATE @ (int) (SFUNC = int4larger, STYPE = int, SSPACE = 100);',
      added.replace('CREATE', 'CREATE OR REPLACE'),
      'body of function `public.@(integer)` is `n int4larger integer - - - - r f 100 - - 0 - f r` and was `n int4larger integer - - - - r f 0 - - 0 - f r`',
    ],
  ]
  expect(await rehearsed(rows)).toEqual(expected(rows))
})
