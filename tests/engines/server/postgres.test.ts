import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Ground } from '../../../src/engines/engine.ts'
import { postgres } from '../../../src/engines/postgres/engine.ts'
import type { Script } from '../../../src/model/script.ts'
import { password, proxy, startPostgres, type TestServer } from './machine.ts'
import { byId, database, migrations, told } from './repository.ts'

let server: TestServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server?.stop())

const address = (port = server.port, name = 'postgres', secret = password) => `postgres://postgres:${secret}@127.0.0.1:${port}/${name}`
const databases = () => server.sql('SELECT datname FROM pg_database WHERE datallowconn ORDER BY 1')
const roles = () => server.sql('SELECT rolname FROM pg_roles WHERE oid >= 16384 ORDER BY 1')

// Whatever a test did, the server is as it was.
afterEach(() => {
  expect({ databases: databases(), roles: roles() }).toEqual({ databases: ['postgres', 'template1'], roles: [] })
})

const history = migrations({
  '0001_init': ['CREATE TABLE sessions (id serial PRIMARY KEY, key text NOT NULL, n int)', 'DROP TABLE sessions'],
  '0002_enum': [
    "CREATE TYPE mood AS ENUM ('a'); ALTER TABLE sessions ADD COLUMN m mood",
    'ALTER TABLE sessions DROP COLUMN m; DROP TYPE mood',
  ],
  '0003_value': ["ALTER TYPE mood ADD VALUE 'b'", ''],
  '0004_index': ['CREATE INDEX CONCURRENTLY by_key ON sessions (key)', 'DROP INDEX CONCURRENTLY by_key'],
  '0005_drop': ['ALTER TABLE sessions DROP COLUMN n', 'ALTER TABLE sessions ADD COLUMN n int'],
  '0006_left': ['ALTER TABLE sessions ENABLE ROW LEVEL SECURITY; CREATE VIEW keys AS SELECT key FROM sessions', 'DROP VIEW keys'],
  '0007_wrong': ['CREATE TABLE t (id int)', 'DROP TABLE t;\nDROP TABLE tt'],
  '0008_role': ['CREATE ROLE reader; GRANT SELECT ON sessions TO reader', 'REVOKE ALL ON sessions FROM reader; DROP ROLE reader'],
  '0009_none': ['CREATE TABLE u (id int)'],
  '0010_bad': ['ALTER TABLE nosuch ADD COLUMN c int', ''],
})

describe('a real Postgres server', () => {
  it('gives each migration the verdict that its way back earns, and is left as it was', async () => {
    const run = await told(
      ['rehearse'],
      { 'policies/db.yaml': database('postgres', '    format: golang-migrate\n'), ...history },
      address(),
    )
    const found = byId(run)
    expect(Object.fromEntries(Object.entries(found).map(([id, { verdict }]) => [id, verdict]))).toEqual({
      '0001_init': 'reversible',
      '0002_enum': 'reversible',
      '0003_value': 'partial',
      '0004_index': 'reversible',
      '0005_drop': 'lossy',
      '0006_left': 'partial',
      '0007_wrong': 'fails',
      '0008_role': 'reversible',
      '0009_none': 'none',
      '0010_bad': 'fails',
    })
    expect(found['0005_drop']!.loses).toEqual(['public.sessions.n'])
    expect(found['0006_left']!.left.join()).toMatch(/row security of table `public.sessions` is on/)
    expect(found['0007_wrong']!.error).toMatchObject({ side: 'down', statement: 2, line: 2, sqlstate: '42P01' })
    expect(run.json.databases![0]!.engine).toMatch(/^postgres \d+\.\d+ \(server\)$/)
    expect(run.json.verdict).toBe('slipped')
  })

  const protocol = `protocol: keys
title: Keys
status: irreversible
why: they are in use
protect:
  - { column: sessions.key }
  - { column: sessions.n }
`
  const base = {
    'policies/db.yaml': database('postgres', '    format: golang-migrate\n'),
    'policies/keys.yaml': protocol,
    ...migrations({
      '0001_init': ['CREATE TABLE sessions (id serial PRIMARY KEY,\n  key text NOT NULL,\n  n int);', 'DROP TABLE sessions'],
    }),
  }

  it('shows the statement that drops a protected column, and the one that made it', async () => {
    const change = migrations({ '0002_x': ['CREATE TABLE other (id int);\nALTER TABLE sessions DROP COLUMN n;', ''] })
    const { exit, json } = await told(['check', '--staged'], base, address(), change)
    expect(exit).toBe(1)
    expect(json.findings.map(({ code }) => code)).toEqual(['schema/column-dropped'])
    expect(json.findings[0]!.places.map(({ side, path, line }) => [side, path, line])).toEqual([
      ['after', 'migrations/0002_x.up.sql', 2],
      ['before', 'migrations/0001_init.up.sql', 1],
    ])
  })

  it('sees a protected column cleared in a body that makes its SQL itself, with no row to hit', async () => {
    const change = migrations({ '0002_x': ["DO $$ BEGIN EXECUTE 'UPDATE sessions SET n = NULL'; END $$;", ''] })
    const { exit, json } = await told(['check', '--staged'], base, address(), change)
    expect({ exit, codes: json.findings.map(({ code }) => code) }).toMatchObject({
      exit: 1,
      codes: expect.arrayContaining(['schema/values-cleared']),
    })
  })

  it('is silent where another table is written', async () => {
    const change = migrations({
      '0002_x': ['CREATE TABLE other (id int, n int); INSERT INTO other VALUES (1, 2); UPDATE other SET n = NULL;', ''],
    })
    expect(await told(['check', '--staged'], base, address(), change)).toMatchObject({ exit: 0, json: { findings: [], refusals: [] } })
  })

  it('lets both sides of a change make a role of one name', async () => {
    const policy = {
      ...base,
      ...migrations({
        '0002_role': ['CREATE ROLE reader; GRANT SELECT ON sessions TO reader;', 'DROP OWNED BY reader; DROP ROLE reader;'],
      }),
    }
    const change = migrations({
      '0002_role': ['CREATE ROLE reader; GRANT SELECT, INSERT ON sessions TO reader;', 'DROP OWNED BY reader; DROP ROLE reader;'],
    })
    expect(await told(['check', '--staged'], policy, address(), change)).toMatchObject({ exit: 0, json: { refusals: [] } })
  })

  it('makes the roles of the policy, and refuses one that it does not name', async () => {
    const grant = migrations({ '0002_grant': ['GRANT SELECT ON sessions TO app_user', 'REVOKE SELECT ON sessions FROM app_user'] })
    const named = { ...base, ...grant, 'policies/db.yaml': database('postgres', '    format: golang-migrate\n    roles: [app_user]\n') }
    expect(byId(await told(['rehearse'], named, address()))['0002_grant']!.verdict).toBe('reversible')
    const { exit, json } = await told(['rehearse'], { ...base, ...grant }, address())
    expect({ exit, message: json.refusals[0]!.message }).toMatchObject({ exit: 2, message: expect.stringContaining('roles: [app_user]') })
  })
})

describe('a server that is not safe, or not there', () => {
  const files = { 'policies/db.yaml': database('postgres', '    format: golang-migrate\n'), ...history }

  it('says which variable to set, and to what', async () => {
    const { exit, json } = await told(['rehearse'], files, undefined)
    expect(exit).toBe(2)
    expect(json.refusals[0]).toMatchObject({ path: 'policies/db.yaml', line: 2 })
    expect(json.refusals[0]!.message).toContain('`PAWL_TEST_URL=postgres://postgres@localhost:5432/postgres`')
  })

  it.each([
    ['a wrong password', () => address(server.port, 'postgres', 'wrong-pass-word'), /takes neither this user nor this password/],
    ['a database that is not there', () => address(server.port, 'nosuch'), /has no database `nosuch`/],
    ['nobody who listens', () => address(1), /cannot be reached/],
    ['an address of another kind', () => `mysql://root:${password}@127.0.0.1:1/x`, /is none like `postgres:/],
    ['no address at all', () => `not an address ${password}`, /is none like/],
  ])('refuses %s, and prints nothing of how to get in', async (_, url, says) => {
    const { exit, out, err, json } = await told(['rehearse'], files, url())
    expect(exit).toBe(2)
    expect(json.refusals.map(({ message }) => message).join()).toMatch(says)
    expect(`${out}${err}`).not.toMatch(/open-sesame|wrong-pass|postgres:[^/]/)
  })

  it('refuses a database that is not empty, unless it is said to be disposable', async () => {
    server.sql('CREATE TABLE customers (id int)')
    onTestFinished(() => {
      server.sql('DROP TABLE customers; COMMENT ON DATABASE postgres IS NULL')
    })
    const { exit, json } = await told(['rehearse'], files, address())
    expect(exit).toBe(2)
    expect(json.refusals[0]!.message).toMatch(/the database `postgres` .* is not empty.*pawl: disposable/)
    server.sql("COMMENT ON DATABASE postgres IS 'pawl: disposable'")
    expect((await told(['rehearse'], files, address())).json.refusals).toEqual([])
  })

  it('refuses a user who is no superuser', async () => {
    server.sql(`CREATE ROLE weak LOGIN CREATEDB PASSWORD '${password}'`)
    const { exit, json } = await told(['rehearse'], files, address().replace('postgres:open', 'weak:open'))
    server.sql('DROP ROLE weak')
    expect({ exit, message: json.refusals[0]!.message }).toMatchObject({ exit: 2, message: expect.stringContaining('no superuser') })
  })

  it('refuses a server that is too old', async () => {
    const number = server.sql('SHOW server_version_num')[0]!
    const old = `13${number.slice(2)}`
    const between = await proxy(server.port, {
      changes: (bytes) => Buffer.from(bytes.toString('latin1').replaceAll(number, old), 'latin1'),
    })
    const { exit, json } = await told(['rehearse'], files, address(between.port))
    between.close()
    expect({ exit, message: json.refusals[0]!.message }).toMatchObject({
      exit: 2,
      message: expect.stringMatching(/pawl rehearses on 14 or newer/),
    })
  })

  it.each(['up', 'down'])('refuses where the connection is cut in the %s, and calls nothing a failure', async (side) => {
    const cut = 'CREATE TABLE cut_here (id int)'
    const pair: [string, string] = side === 'up' ? [cut, ''] : ['CREATE TABLE t (id int)', `DROP TABLE t; ${cut}`]
    const between = await proxy(server.port, { cuts: (said) => said.includes('cut_here') })
    const { exit, json } = await told(
      ['rehearse'],
      { 'policies/db.yaml': files['policies/db.yaml'], ...migrations({ '0001_x': pair }) },
      address(between.port),
    )
    between.close()
    expect(exit).toBe(2)
    expect(json.refusals[0]!.message).toMatch(/the connection to the server was cut/)
    expect(json.databases?.[0]?.migrations.map(({ verdict }) => verdict) ?? []).not.toContain('fails')
    // What could not be dropped then is dropped by the next run.
    await told(['rehearse'], { 'policies/db.yaml': files['policies/db.yaml'], ...migrations({ '0001_x': ['SELECT 1', ''] }) }, address())
  })

  it('never passes nor calls a failure, whichever packet is the last', async () => {
    const one = { 'policies/db.yaml': files['policies/db.yaml'], ...migrations({ '0001_x': ['CREATE TABLE t (id int)', 'DROP TABLE t'] }) }
    const whole = await told(['rehearse'], one, address())
    expect(whole).toMatchObject({ exit: 0, json: { verdict: 'held' } })
    for (let last = 1, ended = false; !ended; last = Math.ceil(last * 1.6)) {
      let packets = 0
      const between = await proxy(server.port, { cuts: () => ++packets > last })
      const { exit, json } = await told(['rehearse'], one, address(between.port))
      between.close()
      ended = packets <= last
      const verdicts = json.databases?.[0]?.migrations.map(({ verdict }) => verdict) ?? []
      // A cut behind the last question takes nothing from the answer.
      expect([
        [2, true],
        [0, false],
      ]).toContainEqual([exit, json.refusals.length > 0])
      expect(verdicts.filter((verdict) => verdict !== 'unknown' && verdict !== 'reversible')).toEqual([])
    }
    await told(['rehearse'], one, address())
  })

  it.each([
    ['a program', "COPY (SELECT 1) TO PROGRAM 'touch /tmp/pawl-canary'"],
    ['a program in a body', "DO $$ BEGIN COPY (SELECT 1) TO PROGRAM 'touch /tmp/pawl-canary'; END $$"],
    ['a file in a body', "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT pg_read_file('/etc/passwd') $$"],
    ['another database', 'ALTER DATABASE postgres SET work_mem = 100'],
    ['the server', 'ALTER SYSTEM SET work_mem = 100'],
    ['a role that is not its own', 'ALTER ROLE stranger SUPERUSER'],
  ])('does not let a migration reach %s', async (_, sql) => {
    server.sql('CREATE ROLE stranger')
    onTestFinished(() => {
      server.sql('SET client_min_messages = warning; DROP ROLE IF EXISTS stranger')
    })
    const one = { 'policies/db.yaml': files['policies/db.yaml'], ...migrations({ '0001_x': [sql, ''] }) }
    const { exit, json } = await told(['rehearse'], one, address())
    server.sql('DROP ROLE stranger')
    expect(exit).toBe(2)
    expect(json.refusals[0]).toMatchObject({ path: 'migrations/0001_x.up.sql', line: 1 })
  })

  it('names an extension that the server lacks, and what to do', async () => {
    const lacking = {
      ...files,
      'policies/db.yaml': database('postgres', '    format: golang-migrate\n    extensions: [nosuch]\n'),
      ...migrations({ '0001_init': ['CREATE EXTENSION nosuch', ''] }),
    }
    const { exit, json } = await told(['rehearse'], lacking, address())
    expect({ exit, message: json.refusals[0]!.message }).toEqual({
      exit: 2,
      message: 'the server has no extension `nosuch`; install it there',
    })
  })
})

describe('the engine itself', () => {
  const ground = (): Ground => ({ engine: 'postgres', extensions: [], roles: [], settings: {}, server: address() })
  const limits = { statementMs: 60_000, memoryBytes: 2 ** 31 }
  const script = (text: string, wrap: Script['wrap'] = 'transaction'): Script => ({
    migration: 'm',
    path: 'm.sql',
    text,
    direction: 'up',
    wrap,
  })

  it('tells of the same history the same numbers, on another database and behind a going back', async () => {
    const identities = async (spoil: boolean) => {
      const open = await postgres.open(ground(), limits)
      await open.run(script('CREATE TABLE a (id serial PRIMARY KEY, n int); CREATE TABLE b (id int REFERENCES a);'))
      const kept = await open.keep()
      if (spoil) {
        // It commits by itself, so that going back is a copy or a replay.
        await open.run(script('CREATE TABLE c (id int); CREATE INDEX CONCURRENTLY i ON a (n);', 'statement'))
        await open.rewind(kept)
      }
      await open.run(script('ALTER TABLE a ADD COLUMN m int; CREATE VIEW v AS SELECT m FROM a;'))
      const { objects } = await open.catalog()
      await open.close()
      return [...objects.values()].map(({ key, identity }) => [key, identity])
    }
    const first = await identities(false)
    expect(await identities(true)).toEqual(first)
    expect(first.map(([key]) => key)).toContain('column:public.a.m')
  })

  it('ends a statement that does not end, and names it', async () => {
    const open = await postgres.open(ground(), { ...limits, statementMs: 700 })
    await expect(open.run(script('SELECT 1;\nDO $$ BEGIN LOOP END LOOP; END $$;'))).rejects.toThrow(
      /longer than 0.7 s, statement 2 of `m.sql`/,
    )
    await open.close()
    expect(server.sql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%LOOP END LOOP%' AND pid <> pg_backend_pid()")).toEqual([
      '0',
    ])
  })

  it('takes rows that a COPY holds', async () => {
    const open = await postgres.open(ground(), limits)
    await open.run(script('CREATE TABLE a (id int, t text);\nCOPY a FROM stdin;\n1\tone\n2\t\\N\n\\.\n', 'query'))
    expect(await open.rows(['public.a'])).toEqual([
      {
        table: 'public.a',
        columns: ['id', 't'],
        rows: [
          ['1', 'one'],
          ['2', null],
        ],
      },
    ])
    await open.close()
  })

  it('refuses settings that the server does not take', async () => {
    await expect(postgres.open({ ...ground(), settings: { nosuch: 'x' } }, limits)).rejects.toThrow(/`settings` of the policy \(nosuch\)/)
  })
})
