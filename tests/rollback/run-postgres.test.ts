import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { password, startPostgres, type TestServer } from '../engines/server/machine.ts'
import { executing, type Migrations, notes, room, step, threeVersions, told } from './run-room.ts'

let server: TestServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server?.stop())

let count = 0
/** A database of its own with these migrations behind it. */
function database(migrations: Migrations, owner = 'postgres'): { url: string; name: string; sql(text: string): string[] } {
  const name = `live_${++count}`
  server.sql(`CREATE DATABASE ${name} OWNER ${owner}`)
  const sql = (text: string) => server.sql(text, name)
  for (const [up] of Object.values(migrations)) sql(`SET ROLE ${owner}; ${up}`)
  return { url: `postgres://postgres:${password}@127.0.0.1:${server.port}/${name}`, name, sql }
}

const rich: Migrations = {
  '0001_users': [
    `CREATE TYPE mood AS ENUM ('sad', 'fine');
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail text NOT NULL UNIQUE, mood mood DEFAULT 'fine', age int CHECK (age > 0));
CREATE VIEW grown AS SELECT id, mail FROM users WHERE age >= 18 AND mood IN ('fine');
CREATE FUNCTION loud(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(t) $$;`,
    'DROP FUNCTION loud(text); DROP VIEW grown; DROP TABLE users; DROP TYPE mood;',
  ],
  '0002_orders': [
    `CREATE TABLE orders (id serial PRIMARY KEY, buyer bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE, total numeric(10,2) NOT NULL DEFAULT 0, at timestamptz DEFAULT now(), note varchar(20));
CREATE INDEX orders_open ON orders (buyer, at DESC) WHERE total > 0;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; END $$;
CREATE TRIGGER orders_touch BEFORE UPDATE ON orders FOR EACH ROW WHEN (OLD.total IS DISTINCT FROM NEW.total) EXECUTE FUNCTION touch();
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders USING (buyer = current_setting('app.user', true)::bigint);
CREATE MATERIALIZED VIEW sums AS SELECT buyer, sum(total) AS total FROM orders GROUP BY buyer;
GRANT SELECT ON users TO PUBLIC; COMMENT ON TABLE orders IS 'what was bought';`,
    'REVOKE SELECT ON users FROM PUBLIC; DROP MATERIALIZED VIEW sums; DROP TABLE orders; DROP FUNCTION touch();',
  ],
  '0003_phone': ['ALTER TABLE users ADD COLUMN phone text;', 'ALTER TABLE users DROP COLUMN phone;'],
}
const main = ['--database', 'main=env:LIVE']

describe('a database step on a Postgres server', () => {
  it('finds a database of another version of the server to be the one that was rehearsed, whoever owns it', async () => {
    const here = room(threeVersions('postgres', [step('deploy', 'restart')], rich))
    await here.plan('1.3.0', '1.2.0')
    server.sql('CREATE ROLE keeper LOGIN')
    for (const owner of ['postgres', 'keeper']) {
      const { url, sql } = database(rich, owner)
      sql("INSERT INTO users (mail, age) VALUES ('a@example.com', 20)")
      const { exit, err } = await here.pawl([...executing, '--log', `${owner}.jsonl`, ...main], { LIVE: url })
      expect([owner, exit, err.split('\n').filter((line) => /refused|is not/.test(line))]).toEqual([owner, 0, []])
      expect(
        sql("SELECT count(*) FROM users; SELECT column_name FROM information_schema.columns WHERE table_name = 'users' ORDER BY 1"),
      ).toEqual(['1', 'age', 'id', 'mail', 'mood'])
    }
  })
})

const lossy: Migrations = {
  '0001_sessions': ['CREATE TABLE sessions (id int PRIMARY KEY, token text);', 'DROP TABLE sessions;'],
  '0002_seen': ['ALTER TABLE sessions ADD COLUMN seen timestamptz;', 'ALTER TABLE sessions DROP COLUMN seen;'],
  '0003_hash': [
    'ALTER TABLE sessions ADD COLUMN hash text; UPDATE sessions SET hash = md5(token); ALTER TABLE sessions DROP COLUMN token;',
    'ALTER TABLE sessions DROP COLUMN hash; ALTER TABLE sessions ADD COLUMN token text;',
  ],
}

describe('a rollback that loses data', () => {
  it('takes exactly what is lost as accepted, behind a backup', async () => {
    const here = room(threeVersions('postgres', [step('backup', 'ready', { blocks: true })], lossy))
    await here.plan('1.3.0', '1.2.0')
    const { url, sql } = database(lossy)
    sql("INSERT INTO sessions (id, hash) VALUES (1, 'a'), (2, 'b')")
    const run = (...more: string[]) => here.execute([...main, ...more], { LIVE: url })
    for (const [words, why] of [
      [[], 'it loses `sessions.token`; `--accept-loss sessions` accepts it'],
      [['--accept-loss', 'users'], 'it loses `sessions.token`; `--accept-loss sessions` accepts it'],
      [['--accept-loss', 'sessions,users'], 'and not `users`'],
    ] as const) {
      const { exit, err } = await run(...words)
      expect([exit, err, here.trace()]).toEqual([2, expect.stringContaining(why), []])
    }
    const { exit, err } = await run('--accept-loss', 'sessions')
    expect([exit, err]).toEqual([0, expect.stringContaining('column public.sessions.hash: 2 rows')])
    expect(sql("SELECT column_name FROM information_schema.columns WHERE table_name = 'sessions' ORDER BY 1")).toEqual([
      'id',
      'seen',
      'token',
    ])
  })

  it('is refused where no step makes or verifies a backup', async () => {
    const here = room(threeVersions('postgres', [step('stop', 'before')], lossy))
    await here.plan('1.3.0', '1.2.0')
    const { url } = database(lossy)
    const { exit, err } = await here.execute([...main, '--accept-loss', 'sessions'], { LIVE: url })
    expect([exit, err, here.trace()]).toEqual([2, expect.stringContaining('makes or verifies a backup'), []])
  })
})

describe('what must be true between the steps', () => {
  const invariant = (sql: string) => ({ 'policies/p.yaml': `protocol: p\nprotect:\n  - { invariant: no orphans, sql: "${sql}" }\n` })

  it('is asked of the database, and a step that makes it untrue is taken back', async () => {
    // True on the rehearsal's rows, and not on these: a note of nobody is there only where tags are gone.
    const untrue = invariant("SELECT 1 FROM notes WHERE body = 'poison' AND to_regclass('tags') IS NULL")
    const here = room({ ...threeVersions('postgres', [step('deploy', 'restart')]), ...untrue })
    await here.plan('1.3.0', '1.2.0')
    const { url, sql } = database(notes)
    sql("INSERT INTO notes VALUES (1, 'poison')")
    const { exit, out } = await here.execute(main, { LIVE: url })
    expect([exit, out]).toEqual([1, expect.stringContaining('the invariant `no orphans` does not hold on `main`: 1 row')])
    expect(sql("SELECT to_regclass('tags')")).toEqual(['tags'])
    expect(here.trace()).toEqual([])
  })

  it('is asked though the connection was cut while a command ran, and the lock is taken anew', async () => {
    const cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = hashtext('pawl')::oid"
    const run = `PGPASSWORD=${password} psql -X -q -h 127.0.0.1 -p ${server.port} -U postgres -c "${cut}"`
    const untrue = invariant("SELECT 1 FROM notes WHERE body = 'poison' AND to_regclass('tags') IS NULL")
    const here = room({ ...threeVersions('postgres', [step('stop', 'before', { run }), step('deploy', 'restart', { run })]), ...untrue })
    await here.plan('1.3.0', '1.2.0')
    const { url, sql } = database(notes)
    const { exit, err } = await here.execute(main, { LIVE: url })
    expect([exit, err.match(/was lost between two steps, and is opened again/g)?.length]).toEqual([0, 2])
    expect([sql("SELECT to_regclass('tags')"), here.trace()]).toEqual([[], ['stop', 'deploy']])
  })

  it('that is untrue to begin with keeps the run from beginning', async () => {
    const here = room({ ...threeVersions('postgres', [step('stop', 'before')]), ...invariant("SELECT 1 FROM notes WHERE body = 'poison'") })
    await here.plan('1.3.0', '1.2.0')
    const { url, sql } = database(notes)
    sql("INSERT INTO notes VALUES (1, 'poison')")
    const { exit, err } = await here.execute(main, { LIVE: url })
    expect([exit, err, here.trace()]).toEqual([2, expect.stringContaining('does not hold on `main`: 1 row. Nothing was begun'), []])
  })

  it('a query of a step must return a row', async () => {
    const query = '{ name: evidence, at: ready, sql: "SELECT 1 FROM notes WHERE id = 7", timeout: 5s, blocks: true }'
    const here = room(threeVersions('postgres', [query, step('deploy', 'restart')]))
    await here.plan('1.3.0', '1.2.0')
    const { url, sql } = database(notes)
    const { exit, out } = await here.execute(main, { LIVE: url })
    expect([exit, out]).toEqual([
      1,
      expect.stringContaining('error[run/blocked]: `evidence` of 1.3.0 → 1.2.0 does not hold: the query returned no row'),
    ])
    sql('INSERT INTO notes VALUES (7)')
    expect((await here.pawl([...executing, '--log', 'other.jsonl', ...main], { LIVE: url })).exit).toBe(0)
  })
})

describe('a migration that goes wrong', () => {
  it('halfway: the run halts, prints what is left as SQL, and resumes behind it', async () => {
    const staged: Migrations = {
      ...notes,
      '0003_tags': [
        'CREATE TABLE tags (id integer PRIMARY KEY, name text); CREATE INDEX by_body ON notes (body);',
        "DROP INDEX by_body;\nUPDATE notes SET id = id / 0 WHERE body = 'poison';\nDROP TABLE tags;",
      ],
    }
    const here = room(
      threeVersions('postgres', [step('backup', 'before'), step('deploy', 'restart')], staged, '    transaction: statement\n'),
    )
    await here.plan('1.3.0', '1.2.0')
    const { url, sql } = database(staged)
    sql("INSERT INTO notes VALUES (1, 'poison')")
    const { exit, out, err } = await here.execute(main, { LIVE: url })
    expect([exit, err]).toEqual([
      2,
      expect.stringContaining('the down of `0003_tags` stopped halfway on `main`: index `public.by_body` is not there'),
    ])
    expect(out).toMatch(/next: 1 of 3 statements were carried out[^\n]*\nUPDATE notes SET id = id \/ 0[^\n]*\nDROP TABLE tags;/)
    sql('DROP TABLE tags')
    expect((await here.pawl([...executing, '--resume', 'log.jsonl', ...main], { LIVE: url })).exit).toBe(0)
    expect(here.trace()).toEqual(['backup', 'deploy'])
  })

  it('behind statements that change rows alone is never begun anew without a word', async () => {
    const rows: Migrations = {
      ...notes,
      '0003_tags': [
        'CREATE TABLE tags (id integer PRIMARY KEY, name text);',
        "UPDATE notes SET body = body || '!';\nUPDATE notes SET id = 10 / (id - 1) WHERE body = 'poison!';\nDROP TABLE tags;",
      ],
    }
    const here = room(threeVersions('postgres', [step('backup', 'before')], rows, '    transaction: statement\n'))
    await here.plan('1.3.0', '1.2.0')
    const accept = here.read('plan.json').includes('public.notes.body') ? ['--accept-loss', 'notes'] : []
    const { url, sql } = database(rows)
    sql("INSERT INTO notes VALUES (1, 'poison')")
    const first = await here.execute([...main, ...accept], { LIVE: url })
    expect([first.exit, first.out]).toEqual([
      2,
      expect.stringMatching(/1 of 3 statements were carried out[^\n]*\nUPDATE notes SET id[^\n]*\nDROP TABLE tags;/),
    ])
    const resume = (...more: string[]) => here.pawl([...executing, '--resume', 'log.jsonl', ...main, ...accept, ...more], { LIVE: url })
    expect((await resume()).exit).toBe(2)
    expect(sql('SELECT body FROM notes')).toEqual(['poison!'])
    sql('DROP TABLE tags')
    expect((await resume('--begun', '0003_tags=done')).exit).toBe(0)
    expect(sql('SELECT body FROM notes')).toEqual(['poison!'])
  }, 60_000)

  it('past its time is ended on the server, and what was done is taken back', async () => {
    const within = { 'policies/rollback.yaml': 'rollback: main\ncategories: { additive: { within: 1s } }\n' }
    const here = room({ ...threeVersions('postgres', [step('stop', 'before', { undo: true })]), ...within })
    await here.plan('1.3.0', '1.2.0')
    const { url, sql, name } = database(notes)
    const words = [
      '-X',
      '-h',
      '127.0.0.1',
      '-p',
      String(server.port),
      '-U',
      'postgres',
      '-d',
      name,
      '-c',
      'BEGIN; SELECT * FROM tags; SELECT pg_sleep(60)',
    ]
    const blocker = spawn('psql', words, { env: { ...process.env, PGPASSWORD: password }, stdio: 'ignore' })
    await new Promise((resolve) => setTimeout(resolve, 500))
    const { exit, out } = await here.execute(main, { LIVE: url })
    blocker.kill('SIGKILL')
    expect([exit, out]).toEqual([1, expect.stringContaining('error[run/timed-out]')])
    expect([here.trace(), sql("SELECT to_regclass('tags')")]).toEqual([['stop', 'unstop'], ['tags']])
    expect(told(here.log(), 'timed-out')).toEqual([
      'take main back to 0002_author/0003_tags timed-out',
      'take main back to 0002_author timed-out',
    ])
  }, 60_000)
})

describe("the tool's own table", () => {
  it('says afterwards what is there, and again what was there where all is undone', async () => {
    const own =
      'CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL); INSERT INTO schema_migrations VALUES (3, false)'
    const here = room(threeVersions('postgres', [step('deploy', 'restart', { run: 'test -f ok' })]))
    await here.plan('1.3.0', '1.1.0')
    const { url, sql } = database(notes)
    sql(own)
    expect((await here.execute(main, { LIVE: url })).exit).toBe(1)
    expect(sql('SELECT version, dirty FROM schema_migrations')).toEqual(['3|f'])
    here.write('ok', '')
    expect((await here.pawl([...executing, '--resume', 'log.jsonl', ...main], { LIVE: url })).exit).toBe(0)
    expect(sql('SELECT version, dirty FROM schema_migrations')).toEqual(['1|f'])
  })
})

describe('a rollback that changes owners and takes rights away', () => {
  const cutover: Migrations = {
    '0001_vault': [
      'CREATE TABLE vault (id int); ALTER TABLE vault OWNER TO directus; GRANT SELECT ON vault TO reader;',
      'DROP TABLE vault;',
    ],
    '0002_phone': ['ALTER TABLE vault ADD COLUMN phone text;', 'ALTER TABLE vault DROP COLUMN phone;'],
    '0003_owner': [
      'ALTER TABLE vault OWNER TO cp_owner; REVOKE SELECT ON vault FROM reader; GRANT INSERT ON vault TO reader;',
      'REVOKE INSERT ON vault FROM reader; GRANT SELECT ON vault TO reader; ALTER TABLE vault OWNER TO directus;',
    ],
  }
  const roles = '    roles: [directus, cp_owner, reader]\n'
  const files = threeVersions('postgres', [step('stop', 'before')], cutover, roles)
  const protect = {
    'policies/p.yaml':
      'protocol: p\nprotect:\n  - { snapshot: evidence.json, of: [table vault], taken: 0002_phone, restored-by: [0003_owner] }\n',
  }

  it('needs the snapshot that it leads back to, as it was written', async () => {
    for (const role of ['directus', 'cp_owner', 'reader']) server.sql(`CREATE ROLE ${role} NOLOGIN`)
    const bare = room(files)
    await bare.plan('1.3.0', '1.2.0')
    const without = database(cutover)
    const refused = await bare.execute(main, { LIVE: without.url })
    expect([refused.exit, refused.err, bare.trace()]).toEqual([2, expect.stringContaining('no `snapshot` of the policy covers it'), []])

    const here = room({ ...files, ...protect, 'evidence.json': '{}' })
    expect((await here.pawl(['snapshot', 'main', '--at', '0002_phone', '--output', 'evidence.json'])).exit).toBe(0)
    const text = here.read('evidence.json')
    here.write('evidence.json', text.replace('SELECT', 'DELETE'))
    here.commit()
    await here.plan('1.3.0', '1.2.0')
    const { url, sql } = database(cutover)
    const edited = await here.execute(main, { LIVE: url })
    expect([edited.exit, edited.err, here.trace()]).toEqual([
      2,
      expect.stringContaining('the sha256 that the file itself states is not that of'),
      [],
    ])
    here.write('evidence.json', text)
    here.commit()
    await here.plan('1.3.0', '1.2.0')
    const { exit, err } = await here.execute(main, { LIVE: url })
    expect([exit, exit === 0 ? '' : err]).toEqual([0, ''])
    expect(
      sql(
        "SELECT tableowner, has_table_privilege('reader', 'vault', 'SELECT'), has_table_privilege('reader', 'vault', 'INSERT') FROM pg_tables WHERE tablename = 'vault'",
      ),
    ).toEqual(['directus|t|f'])
  }, 60_000)
})
