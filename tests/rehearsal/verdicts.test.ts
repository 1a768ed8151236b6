import { expect, test } from 'vitest'
import { categoryOf } from '../../src/catalog/category.ts'
import { engineOf } from '../../src/engines/index.ts'
import type { Rehearsed } from '../../src/rehearsal/rehearse.ts'
import { trialRows } from '../../src/rehearsal/trial.ts'
import { lost, type Row, verdicts } from './rehearsed.ts'
import { script } from './script.ts'

const expected = (rows: readonly Row[]) => Object.fromEntries(rows.map(([name, , , , verdict]) => [name, verdict]))
const there = (table: string, type: string, other: string, using = '') =>
  [
    `CREATE TABLE ${table} (id int PRIMARY KEY, v ${type});`,
    `ALTER TABLE ${table} ALTER v TYPE ${other}${using};`,
    `ALTER TABLE ${table} ALTER v TYPE ${type};`,
  ] as const
const one = (table: string, columns: string) => `CREATE TABLE ${table} (id int PRIMARY KEY, ${columns});`

test('values that another type rounds, cuts or folds are lost, and those that it keeps are not', { timeout: 120_000 }, async () => {
  const rows: Row[] = [
    ['whole numbers', ...there('whole', 'numeric', 'bigint'), 'lossy public.whole.v'],
    ['half the digits', ...there('halved', 'double precision', 'real'), 'lossy public.halved.v'],
    ['digits of a double', ...there('doubled', 'numeric', 'double precision'), 'lossy public.doubled.v'],
    ['parts of a second', ...there('moment', 'timestamptz', 'timestamptz(0)'), 'lossy public.moment.v'],
    [
      'months of an interval',
      ...there('span', 'interval', 'interval', ' USING make_interval(secs => extract(epoch FROM v))'),
      'lossy public.span.v',
    ],
    ['order of keys', ...there('doc', 'json', 'jsonb'), 'lossy public.doc.v'],
    ['spaces', ...there('spaced', 'text', 'text', ' USING trim(v)'), 'lossy public.spaced.v'],
    ['more room', ...there('roomy', 'integer', 'bigint'), 'reversible'],
    [
      'text of a number',
      ...(there('spoken', 'uuid', 'text').slice(0, 2) as [string, string]),
      'ALTER TABLE spoken ALTER v TYPE uuid USING v::uuid;',
      'reversible',
    ],
    [
      'a value that its old type does not take',
      one('stuck', 'v int'),
      "ALTER TABLE stuck ALTER v TYPE text USING v || 'x';",
      'ALTER TABLE stuck ALTER v TYPE int USING v::int;',
      'fails down',
    ],
    [
      'the last value of an enum',
      `CREATE TYPE mood AS ENUM ('a', 'b', 'c', 'd'); ${one('moody', 'v mood')}`,
      "ALTER TABLE moody ALTER v TYPE text USING replace(v::text, 'd', 'c');",
      'ALTER TABLE moody ALTER v TYPE mood USING v::mood;',
      'lossy public.moody.v',
    ],
    [
      'false and NULL',
      one('flag', 'v boolean'),
      'UPDATE flag SET v = false WHERE v IS NULL;',
      'UPDATE flag SET v = NULL WHERE NOT v;',
      'lossy public.flag.v',
    ],
    [
      'a part of a composite value',
      `CREATE TYPE pair AS (a int, b text); ${one('paired', 'v pair')}`,
      'ALTER TYPE pair DROP ATTRIBUTE b CASCADE;',
      'ALTER TYPE pair ADD ATTRIBUTE b text CASCADE;',
      'lossy public.paired.v',
    ],
    [
      'a value of a domain',
      `CREATE DOMAIN amount AS numeric CHECK (VALUE > 0); ${one('paid', 'v amount')}`,
      'ALTER TABLE paid ALTER v TYPE int;',
      'ALTER TABLE paid ALTER v TYPE amount;',
      'lossy public.paid.v',
    ],
    [
      'behind a column that may no longer be NULL',
      one('masked', 'v text, w text'),
      'ALTER TABLE masked ALTER v TYPE text USING lower(v), ALTER w SET NOT NULL;',
      'ALTER TABLE masked ALTER w DROP NOT NULL;',
      'lossy public.masked.v',
    ],
    [
      'behind a new reference',
      `${one('elder', 'v text')} ${one('younger', 'v text, elder int')}`,
      'ALTER TABLE younger ADD CONSTRAINT f FOREIGN KEY (elder) REFERENCES elder, ALTER v TYPE text USING lower(v);',
      'ALTER TABLE younger DROP CONSTRAINT f;',
      'lossy public.younger.v',
    ],
    [
      'a column of one that inherits',
      `CREATE TABLE heads (id bigserial PRIMARY KEY, v text); CREATE TABLE heirs (id bigserial PRIMARY KEY, w text) INHERITS (heads);`,
      'ALTER TABLE heirs ADD x text; ALTER TABLE heads ADD y text;',
      'ALTER TABLE heads DROP y; ALTER TABLE heirs DROP x;',
      'reversible',
    ],
    [
      'values of one that inherits',
      `CREATE TABLE trunks (id bigserial PRIMARY KEY, v text); CREATE TABLE twigs (id bigserial PRIMARY KEY, w text) INHERITS (trunks);`,
      'ALTER TABLE trunks ALTER v TYPE text USING lower(v);',
      'ALTER TABLE trunks ALTER v TYPE text;',
      'lossy public.trunks.v public.twigs.v',
    ],
    [
      'beside a foreign table, whose rows nobody asks for',
      'CREATE FOREIGN DATA WRAPPER away; CREATE SERVER far FOREIGN DATA WRAPPER away; CREATE FOREIGN TABLE distant (id int) SERVER far;',
      "DO $$ BEGIN EXECUTE 'CREATE TABLE nearby (id int)'; END $$; ALTER FOREIGN TABLE distant ADD v text;",
      "ALTER FOREIGN TABLE distant DROP v; DO $$ BEGIN EXECUTE 'DROP TABLE nearby'; END $$;",
      'reversible',
    ],
    [
      'a new reference alone',
      `${one('parent', 'v text')} ${one('child', 'parent int')}`,
      'ALTER TABLE child ADD CONSTRAINT g FOREIGN KEY (parent) REFERENCES parent;',
      'ALTER TABLE child DROP CONSTRAINT g;',
      'reversible',
    ],
  ]
  expect(await verdicts('postgres', rows)).toEqual(expected(rows))
})

const byChance = (chance: string): Row[] => [
  [
    'a key by chance',
    'CREATE TABLE chance (id integer PRIMARY KEY, v text);',
    `CREATE TABLE keyed (id integer PRIMARY KEY, k text DEFAULT (${chance})); INSERT INTO keyed (id) SELECT id FROM chance;`,
    'DROP TABLE keyed;',
    'reversible',
  ],
  [
    'values by chance over others',
    'CREATE TABLE dice (id integer PRIMARY KEY, v text);',
    `UPDATE dice SET v = ${chance};`,
    "UPDATE dice SET v = '';",
    'lossy dice.v',
  ],
  [
    'a row by chance that goes again',
    `CREATE TABLE guest (id integer PRIMARY KEY, v text, k text DEFAULT (${chance}));`,
    "INSERT INTO guest (id, v) VALUES (7001, 'guest');",
    'DELETE FROM guest WHERE id = 7001;',
    'reversible',
  ],
]

test.each([
  ['postgres', "gen_random_uuid() || '-' || clock_timestamp()"],
  ['sqlite', "hex(randomblob(16)) || strftime('%f', 'now')"],
] as const)('what comes out otherwise each time changes no verdict of %s', { timeout: 120_000 }, async (engine, chance) => {
  const rows = byChance(chance)
  const named = (rehearsed: Rehearsed) => lost(rehearsed).replaceAll('public.', '')
  for (const _ of [1, 2]) expect(await verdicts(engine, rows, named)).toEqual(expected(rows))
})

const statements = (int: string): Row[] => [
  [
    'rows deleted that none was like',
    `CREATE TABLE gone (id ${int}, v text);`,
    "DELETE FROM gone WHERE v = 'spam';",
    'SELECT 1;',
    'lossy gone',
  ],
  [
    'values written over that none was like',
    `CREATE TABLE over (id ${int}, v text);`,
    "UPDATE over SET v = 'b' WHERE v = 'a';",
    'SELECT 1;',
    'lossy over.v',
  ],
  [
    'rows deleted and put in again',
    `CREATE TABLE again (id ${int}, v text);`,
    "DELETE FROM again WHERE v = 'spam';",
    "INSERT INTO again VALUES (900, 'spam');",
    'reversible',
  ],
  [
    'rows added and taken away',
    `CREATE TABLE seeded (id ${int}, v text);`,
    "INSERT INTO seeded VALUES (900, 'x');",
    'DELETE FROM seeded WHERE id = 900;',
    'reversible',
  ],
  [
    'a new column filled',
    `CREATE TABLE filled (id ${int}, v text);`,
    'ALTER TABLE filled ADD COLUMN w text; UPDATE filled SET w = v;',
    'ALTER TABLE filled DROP COLUMN w;',
    'reversible',
  ],
]

test('what a statement writes over is lost, with rows that it hits or without', { timeout: 120_000 }, async () => {
  const rows = statements('integer PRIMARY KEY')
  expect(await verdicts('sqlite', rows)).toEqual(expected(rows))
  const named = rows.map(([name, base, up, down, verdict]): Row => [name, base, up, down, verdict.replace('lossy ', 'lossy public.')])
  expect(await verdicts('postgres', named)).toEqual(expected(named))
})

const onlyUp = (schema: string): Row[] => [
  [
    'a table, and rows that go with it',
    'CREATE TABLE agents (id integer PRIMARY KEY, v text); CREATE TABLE tokens (id integer PRIMARY KEY, agent integer REFERENCES agents ON DELETE CASCADE);',
    schema ? 'DELETE FROM agents; DROP TABLE agents CASCADE;' : 'DROP TABLE agents;',
    '',
    `none ${schema}agents ${schema}tokens`,
  ],
  ['a column', 'CREATE TABLE cut (id integer PRIMARY KEY, v text, w text);', 'ALTER TABLE cut DROP COLUMN w;', '', `none ${schema}cut.w`],
  [
    'values written over that none was like',
    'CREATE TABLE over (id integer PRIMARY KEY, v text);',
    "UPDATE over SET v = 'b' WHERE v = 'a';",
    '',
    `none ${schema}over.v`,
  ],
  ['a view', 'CREATE TABLE seen (id integer PRIMARY KEY); CREATE VIEW sight AS SELECT id FROM seen;', 'DROP VIEW sight;', '', 'none'],
  ['a new name of a column', 'CREATE TABLE worn (id integer PRIMARY KEY, v text);', 'ALTER TABLE worn RENAME COLUMN v TO w;', '', 'none'],
  ['a new name of a table', 'CREATE TABLE called (id integer PRIMARY KEY, v text);', 'ALTER TABLE called RENAME TO named;', '', 'none'],
  [
    'a new column filled',
    'CREATE TABLE grown (id integer PRIMARY KEY, v text);',
    'ALTER TABLE grown ADD COLUMN w text; UPDATE grown SET w = v;',
    '',
    'none',
  ],
]

test('without a way back all is lost that the up takes away, and what only has another name is not', { timeout: 120_000 }, async () => {
  expect(await verdicts('sqlite', onlyUp(''))).toEqual(expected(onlyUp('')))
  expect(await verdicts('postgres', onlyUp('public.'))).toEqual(expected(onlyUp('public.')))
})

test(
  'what comes after an up that failed is told, and not after one that fails on what its way back has left',
  { timeout: 120_000 },
  async () => {
    const rows: Row[] = [
      ['leaves', '', 'CREATE TABLE kept (id int);', 'SELECT 1;', 'partial'],
      ['next', '', 'CREATE TABLE fine (id int);', 'DROP TABLE fine;', 'reversible'],
      ['breaks', '', 'CREATE TABLE kept (id int);', 'DROP TABLE kept;', 'fails'],
      ['last', '', 'CREATE TABLE good (id int);', 'DROP TABLE good;', 'reversible after one that failed'],
    ]
    const tell = ({ grade, afterFailure }: Rehearsed) => `${grade}${afterFailure ? ' after one that failed' : ''}`
    for (const engine of ['postgres', 'sqlite'] as const) expect(await verdicts(engine, rows, tell)).toEqual(expected(rows))
  },
)

test('tables that refer to each other are filled, where one of them can do without', { timeout: 120_000 }, async () => {
  const key = { postgres: 'integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY', sqlite: 'INTEGER PRIMARY KEY AUTOINCREMENT' }
  for (const engine of ['postgres', 'sqlite'] as const) {
    const ground = { engine, extensions: [], roles: [], settings: {} }
    const database = await (await engineOf(engine)).open(ground, { statementMs: 20_000, memoryBytes: 2 ** 31 })
    const base = `CREATE TABLE users (id ${key[engine]}, avatar integer, v text NOT NULL);
CREATE TABLE media (id ${key[engine]}, owner integer NOT NULL REFERENCES users (id));`
    const circle = { postgres: 'ALTER TABLE users ADD FOREIGN KEY (avatar) REFERENCES media (id);', sqlite: '' }
    const text = engine === 'sqlite' ? base.replace('avatar integer', 'avatar integer REFERENCES media (id)') : `${base}${circle[engine]}`
    expect((await database.run(script('base', 'up', text))).error).toBeUndefined()
    const [users, media] = engine === 'postgres' ? ['public.users', 'public.media'] : ['users', 'media']
    expect(await trialRows(database, await database.catalog(), [users!, media!], {})).toContain(users)
    await database.close()
  }
})

test('options of a foreign table and what a publication holds are seen where nothing else changes', { timeout: 120_000 }, async () => {
  const abroad = (name: string) =>
    `CREATE FOREIGN DATA WRAPPER ${name}_w; CREATE SERVER ${name}_s FOREIGN DATA WRAPPER ${name}_w; CREATE FOREIGN TABLE ${name} (id int) SERVER ${name}_s OPTIONS (o 'a');`
  const rows: Row[] = [
    ['options left', abroad('moved'), "ALTER FOREIGN TABLE moved OPTIONS (SET o 'b');", 'SELECT 1;', 'partial'],
    [
      'options brought back',
      abroad('there'),
      "ALTER FOREIGN TABLE there OPTIONS (SET o 'b');",
      "ALTER FOREIGN TABLE there OPTIONS (SET o 'a');",
      'reversible',
    ],
    [
      'a schema of a publication',
      'CREATE SCHEMA told; CREATE PUBLICATION news FOR TABLES IN SCHEMA public;',
      'ALTER PUBLICATION news SET TABLES IN SCHEMA told;',
      'SELECT 1;',
      'partial',
    ],
  ]
  expect(await verdicts('postgres', rows)).toEqual(expected(rows))
})

test('a statement on a table of many columns is no failure', { timeout: 120_000 }, async () => {
  const columns = Array.from({ length: 130 }, (_, at) => `c${at} text`).join(', ')
  const rows = (table: string, lost: string): Row[] => [
    ['wide', one('wide', columns), "UPDATE wide SET c1 = 'x', c128 = c1;", 'SELECT 1;', `lossy ${table}.c1 ${table}.c128`],
    ['wide and back', one('broad', columns), 'UPDATE broad SET c7 = upper(c7); DELETE FROM broad;', 'SELECT 1;', `lossy ${lost}`],
  ]
  const postgres = rows('public.wide', 'public.broad')
  expect(await verdicts('postgres', postgres)).toEqual(expected(postgres))
  const sqlite = rows('wide', 'broad')
  expect(await verdicts('sqlite', sqlite)).toEqual(expected(sqlite))
})

test('a sequence goes on behind made rows where its column still counts, and within its own ends', { timeout: 120_000 }, async () => {
  const counted = (table: string, then: string) => `CREATE TABLE ${table} (id serial PRIMARY KEY, note text); ${then}`
  const more = (table: string) =>
    [`INSERT INTO ${table} (note) VALUES ('x');`, `DELETE FROM ${table} WHERE note = 'x';`, 'reversible'] as const
  const rows: Row[] = [
    ['still a counter', counted('steady', ''), ...more('steady')],
    ['a column of text since', counted('texted', 'ALTER TABLE texted ALTER id TYPE text;'), ...more('texted')],
    ['a column of numeric since', counted('widened', 'ALTER TABLE widened ALTER id TYPE numeric;'), ...more('widened')],
    ['one that begins later', counted('late', 'ALTER SEQUENCE late_id_seq MINVALUE 500 START 500 RESTART;'), ...more('late')],
    ['one that ends soon', counted('short', 'ALTER SEQUENCE short_id_seq MAXVALUE 90;'), ...more('short')],
  ]
  expect(await verdicts('postgres', rows)).toEqual(expected(rows))
})

test('what a function writes that a statement calls is told by rows alone', { timeout: 120_000 }, async () => {
  const called = (name: string, where: string) =>
    `CREATE TABLE ${name} (id integer PRIMARY KEY, v text);
     CREATE FUNCTION fill_${name}() RETURNS void LANGUAGE sql AS 'UPDATE ${name} SET v = ''x'' WHERE ${where}';`
  const rows: Row[] = [
    ['no row is hit', called('missed', 'id = 424242'), 'SELECT fill_missed();', 'SELECT 1;', 'reversible'],
    ['rows are hit', called('struck', 'id > 0'), 'SELECT fill_struck();', 'SELECT 1;', 'lossy public.struck.v'],
  ]
  expect(await verdicts('postgres', rows)).toEqual(expected(rows))
})

test(
  'what a role may do more or less after the way back is left, and a role that may do nothing is none',
  { timeout: 120_000 },
  async () => {
    const made = (sql: string) => `DO $$ BEGIN ${sql} EXCEPTION WHEN duplicate_object THEN NULL; END $$;`
    const rows: Row[] = [
      ['a plain role', '', made('CREATE ROLE plain LOGIN;'), 'SELECT 1;', 'reversible'],
      ['a role that passes row security', '', made('CREATE ROLE passing BYPASSRLS;'), 'SELECT 1;', 'partial'],
      ['a power given', 'CREATE ROLE given;', 'ALTER ROLE given CREATEROLE;', 'SELECT 1;', 'partial'],
      ['a power given and taken', 'CREATE ROLE taken;', 'ALTER ROLE taken CREATEROLE;', 'ALTER ROLE taken NOCREATEROLE;', 'reversible'],
      ['a power taken', 'CREATE ROLE weaker BYPASSRLS;', 'ALTER ROLE weaker NOBYPASSRLS;', 'SELECT 1;', 'partial'],
      ['a membership', 'CREATE ROLE staff; CREATE ROLE member;', 'GRANT staff TO member;', 'SELECT 1;', 'partial'],
      ['a membership taken back', 'CREATE ROLE crew; CREATE ROLE mate;', 'GRANT crew TO mate;', 'REVOKE crew FROM mate;', 'reversible'],
      ['a setting', 'CREATE ROLE tuned;', "ALTER ROLE tuned SET search_path = 'other';", 'SELECT 1;', 'partial'],
      ['a setting reset', 'CREATE ROLE calm;', "ALTER ROLE calm SET search_path = 'other';", 'ALTER ROLE calm RESET ALL;', 'reversible'],
      ['a role that is gone', 'CREATE ROLE leaver;', 'DROP ROLE IF EXISTS leaver;', 'SELECT 1;', 'partial'],
      ['a comment on a role', 'CREATE ROLE named;', "COMMENT ON ROLE named IS 'x';", 'SELECT 1;', 'reversible'],
    ]
    expect(await verdicts('postgres', rows)).toEqual(expected(rows))
  },
)

const renames = (schema: string): Row[] => {
  const made = (table: string) =>
    `CREATE TABLE ${table} (id integer PRIMARY KEY, v text UNIQUE CHECK (v <> 'x'), up integer REFERENCES ${table} (id)); CREATE INDEX ${table}_i ON ${table} (v, up);`
  const both = (table: string, what: string, name: string, to: string) =>
    [made(table), `ALTER TABLE ${table} RENAME ${what} ${name} TO ${to};`, `ALTER TABLE ${table} RENAME ${what} ${to} TO ${name};`] as const
  return [
    ['a column that is a key', ...both('keyed', 'COLUMN', 'v', 'w'), 'breaking reversible'],
    ['the primary key', ...both('first', 'COLUMN', 'id', 'number'), 'breaking reversible'],
    ['a column that refers', ...both('child', 'COLUMN', 'up', 'above'), 'breaking reversible'],
    ['a table', made('whole'), 'ALTER TABLE whole RENAME TO entire;', 'ALTER TABLE entire RENAME TO whole;', 'breaking reversible'],
    [
      'a column that is new',
      made('more'),
      'ALTER TABLE more ADD COLUMN w text;',
      'ALTER TABLE more DROP COLUMN w;',
      `additive reversible ${schema}more.w`,
    ],
  ]
}

test('a new name is breaking and no more, whatever speaks of it, and discards nothing', { timeout: 120_000 }, async () => {
  const tell = ({ before, after, effects, grade, discards }: Rehearsed) =>
    [categoryOf(before, after, effects, before.engine === 'postgres'), grade, ...discards].join(' ')
  for (const [engine, rows] of [
    ['sqlite', renames('')],
    ['postgres', renames('public.')],
  ] as const)
    expect(await verdicts(engine, rows, tell)).toEqual(expected(rows))
})

test('an up that counts on the numbers its own rows get is run where none were taken before', { timeout: 120_000 }, async () => {
  const up = "INSERT INTO kinds (name) VALUES ('x'); DO $$ BEGIN ASSERT (SELECT max(id) FROM kinds) = 1; END $$;"
  const rows: Row[] = [
    ['numbers', 'CREATE TABLE kinds (id bigserial PRIMARY KEY, name text);', up, 'TRUNCATE kinds RESTART IDENTITY;', 'reversible'],
  ]
  expect(await verdicts('postgres', rows)).toEqual(expected(rows))
})

test(
  'rows are made for keys of references, for columns that are NULL in turn and for references that hold each other',
  {
    timeout: 120_000,
  },
  async () => {
    const cut = (table: string) =>
      [`ALTER TABLE ${table} ALTER v TYPE varchar(3) USING left(v, 3);`, `ALTER TABLE ${table} ALTER v TYPE text;`] as const
    const rows: Row[] = [
      [
        'no more than the pairs of their parents',
        `CREATE TYPE four AS ENUM ('a', 'b', 'c', 'd'); CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE q (id int PRIMARY KEY); INSERT INTO q VALUES (1);
       CREATE TABLE pairs (p int NOT NULL REFERENCES p, q int NOT NULL REFERENCES q, four four NOT NULL, v text, UNIQUE (p, q));`,
        ...cut('pairs'),
        'lossy public.pairs.v',
      ],
      [
        'no more than the fewest parents',
        `CREATE TABLE lonely (id int PRIMARY KEY); INSERT INTO lonely VALUES (1); CREATE TABLE many (id int PRIMARY KEY);
       CREATE TABLE each (lonely int NOT NULL UNIQUE REFERENCES lonely, many int NOT NULL REFERENCES many, v text);`,
        ...cut('each'),
        'lossy public.each.v',
      ],
      [
        'one or the other',
        `CREATE TABLE either (id int PRIMARY KEY, a int, b text, v text, CHECK ((a IS NOT NULL AND b IS NULL) OR (a IS NULL AND b IS NOT NULL)));`,
        ...cut('either'),
        'lossy public.either.v',
      ],
      [
        'a number of them',
        'CREATE TABLE counted (id int PRIMARY KEY, a int, b int, c int, v text NOT NULL, CHECK (num_nonnulls(a, b, c) = 1));',
        ...cut('counted'),
        'lossy public.counted.v',
      ],
      [
        'the widest reference',
        `CREATE TABLE n (id int PRIMARY KEY); CREATE TABLE s (n int REFERENCES n, id int, PRIMARY KEY (n, id)); INSERT INTO n VALUES (1), (2); INSERT INTO s VALUES (2, 5);
       CREATE TABLE wide (n int NOT NULL REFERENCES n, s int NOT NULL, v text, FOREIGN KEY (n, s) REFERENCES s);`,
        ...cut('wide'),
        'lossy public.wide.v',
      ],
      [
        'none that stand, so that the statement tells',
        "CREATE TABLE closed (id int PRIMARY KEY, v text, CHECK (v LIKE 'k-%')); ",
        "UPDATE closed SET v = 'k-' || md5(v);",
        'UPDATE closed SET v = NULL;',
        'lossy public.closed.v',
      ],
    ]
    expect(await verdicts('postgres', rows)).toEqual(expected(rows))
  },
)
