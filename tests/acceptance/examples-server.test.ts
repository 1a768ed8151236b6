import { execFileSync } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { password, startPostgres, type TestServer } from '../engines/server/machine.ts'
import { type Files, told } from '../engines/server/repository.ts'
import { type Room, room } from '../rollback/run-room.ts'
import { folder } from './room.ts'

let server: TestServer
beforeAll(async () => {
  server = await startPostgres()
}, 60_000)
afterAll(() => server?.stop())

/** The same example, its Postgres databases on a real server. */
function onServer(example: Files): Files {
  return Object.fromEntries(
    Object.entries(example).map(([path, text]) => [
      path,
      path.startsWith('policies/')
        ? text
            .replace(/^( +)engine: postgres$/gm, '$&\n$1server: $$PAWL_TEST_URL')
            .replace('{ engine: postgres,', '{ engine: postgres, server: $$PAWL_TEST_URL,')
        : text,
    ]),
  )
}

/** What a rehearsal tells of each migration, whatever it ran on and how long it took. */
async function rehearsed(files: Files) {
  const { exit, json } = await told(['rehearse'], files, `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`)
  const migrations = (json.databases ?? []).map(({ migrations: all }) =>
    all.map(({ id, category, verdict, loses, discards, rewrites, left }) => ({ id, category, verdict, loses, discards, rewrites, left })),
  )
  return {
    engines: json.databases?.map(({ engine }) => engine.replace(/[^a-z()]+/g, ' ')),
    same: { exit, refusals: json.refusals, migrations },
  }
}

describe('an example on a real Postgres server', () => {
  it.each([
    ['schema-versions', ['postgres (server)']],
    ['hashed-keys', ['postgres (server)']],
    ['owner-cutover', ['postgres (server)']],
    ['token-service', ['sqlite (embedded)', 'postgres (server)']],
  ])('%s: each migration comes to what it does on the embedded one', { timeout: 120_000 }, async (name, engines) => {
    const example = folder(`examples/${name}`)
    const [embedded, real] = [await rehearsed(example), await rehearsed(onServer(example))]
    expect(real.engines).toEqual(engines)
    expect(real.same).toEqual(embedded.same)
    expect([real.same.exit, real.same.refusals]).toEqual([0, []])
  })

  it('memory-service: likewise, or a refusal that names the extension where the server has it not', { timeout: 120_000 }, async () => {
    const example = folder('examples/memory-service')
    const real = await rehearsed(onServer(example))
    if (server.sql("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'").length)
      expect(real.same).toEqual((await rehearsed(example)).same)
    else expect([real.same.exit, real.same.refusals[0]?.message]).toEqual([2, expect.stringContaining('vector')])
  })
})

/** Two versions around the newest migrations of a database, the newer with these steps. */
const twoVersions = (database: string, older: string, newer: string, steps = ''): Files => ({
  'policies/versions.yaml': `versions:
  - { version: 1.0.0, database: ${database}, through: ${older} }
  - version: 1.1.0
    database: ${database}
    through: ${newer}
${steps}`,
})

let count = 0
/** A database on the server, as people have it who went on to the newest migration. */
function live(example: Files, folders: readonly string[], ...rows: string[]): { url: string; sql(text: string): string[] } {
  const name = `example_${++count}`
  server.sql(`CREATE DATABASE ${name}`)
  const sql = (text: string) => server.sql(text, name)
  const paths = Object.keys(example).filter((path) => folders.some((each) => path.startsWith(each)) && !path.endsWith('.down.sql'))
  for (const path of paths.sort()) sql(example[path]!)
  for (const each of rows) sql(each)
  return { url: `postgres://postgres:${password}@127.0.0.1:${server.port}/${name}`, sql }
}

/** Carries a plan out as an operator does; what it printed, once it came to its end. */
async function carriedOut(here: Room, env: Record<string, string>, ...more: string[]) {
  const words = ['rollback', 'run', 'plan.json', '--execute', '--reason', 'errors', '--approved-by', 'Ines', '--log', 'log.jsonl', ...more]
  const { exit, out, err } = await here.pawl(words, env)
  expect([exit, exit === 0 ? '' : err + out]).toEqual([0, ''])
  expect(here.log().at(-1)).toMatchObject({ step: 'run', status: 'done' })
  return { out, err }
}

describe('an example that is taken back on a real Postgres server', { timeout: 120_000 }, () => {
  it('schema-versions: two versions, with all that its team runs around them', async () => {
    const example = folder('examples/schema-versions')
    const here = room(example)
    execFileSync('sh', ['-c', 'chmod +x ops/*'], { cwd: here.folder })
    here.commit()
    const { url, sql } = live(
      example,
      ['migrations/'],
      "INSERT INTO sources VALUES (1, 'a'); INSERT INTO spans (id, source, note) VALUES (1, 1, 'n')",
    )
    await here.plan('3.0.0', '2.1.0', '--ready')
    const { err } = await carriedOut(here, { LIVE: url }, '--database', 'main=env:LIVE', '--accept-loss', 'spans')
    expect(err).toContain('lost with this: column public.spans.rank: comes back without its values in 1 row')
    expect(sql('SELECT * FROM spans')).toEqual([expect.stringMatching(/^1\|1\|open\|[^|]+\|n\|0$/)])
    expect(sql("SELECT column_default FROM information_schema.columns WHERE column_name = 'state'")).toEqual(["'new'::text"])
  })

  it('hashed-keys: behind a backup that is really made, and its clients are told', async () => {
    const backup = '    steps: [{ name: backup, at: ready, run: pg_dump -Fc --file=keys.dump "$LIVE", timeout: 60s, blocks: true }]\n'
    const example = { ...folder('examples/hashed-keys'), ...twoVersions('main', '000006_hashes', '000007_drop_plaintext', backup) }
    const here = room(example)
    const { url, sql } = live(
      example,
      ['db/sql/'],
      "INSERT INTO sessions VALUES (1, repeat('a', 64)); INSERT INTO assistants VALUES (1, repeat('b', 64))",
    )
    const words = ['--database', 'main=env:LIVE', '--accept-loss', 'sessions,assistants']
    await here.plan('1.1.0', '1.0.0', '--ready')
    const { out } = await carriedOut(here, { LIVE: url }, ...words)
    expect(out).toContain('Subject: Your key has changed')
    expect(here.read('keys.dump').slice(0, 5)).toBe('PGDMP')
    expect(sql('SELECT key_hash, owner_key IS NULL FROM sessions')).toEqual([`${'a'.repeat(64)}|t`])
  })

  it('owner-cutover: to the owners and privileges that its evidence keeps, with never two authorities', async () => {
    const example = { ...folder('examples/owner-cutover'), ...twoVersions('plane', 'S03_stage', 'S06_mark') }
    const here = room(example)
    server.sql('CREATE ROLE legacy; CREATE ROLE owner_of_plane; CREATE ROLE app; CREATE ROLE reader')
    const { url, sql } = live(example, ['db/ground.sql', 'migrations/'])
    await here.plan('1.1.0', '1.0.0', '--ready')
    await carriedOut(here, { LIVE: url }, '--database', 'plane=env:LIVE')
    expect(
      sql("SELECT has_function_privilege('app', 'apply()', 'EXECUTE'), has_function_privilege('owner_of_plane', 'apply()', 'EXECUTE')"),
    ).toEqual(['t|f'])
    expect(sql('SELECT count(*) FROM manifest_activation WHERE activated_at IS NOT NULL AND superseded_by IS NOT NULL')).toEqual(['1'])
  })

  it('memory-service: the table and its row security go, with vectors where the server has them', async () => {
    const has = server.sql("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'").length > 0
    const plain = (text: string) =>
      text
        .replace(/^.*EXTENSION.*\n/gm, '')
        .replace(/ extensions: .*\n/, '\n')
        .replace('vector(3)', 'real[]')
        .replace(/USING (?:hnsw|ivfflat) \(embedding \w+\)[^;]*/g, 'USING gin (embedding)')
    const all: [string, string][] = Object.entries(folder('examples/memory-service')).map(([path, text]) => [
      path,
      has ? text : plain(text),
    ])
    // What stood before there was any memory.
    const base = {
      'alembic/versions/20250101_base.py': "revision = '20250101_base'\ndown_revision = None\n",
      'db/sql/20250101_base.up.sql': 'CREATE TABLE users (id bigint PRIMARY KEY);',
      'db/sql/20250101_base.down.sql': 'DROP TABLE users;',
    }
    const example: Record<string, string> = {
      ...Object.fromEntries(all),
      ...base,
      ...twoVersions('main', '20250101_base', '20251019_memory'),
    }
    const revision = 'alembic/versions/20251019_memory.py'
    example[revision] = example[revision]!.replace('down_revision = None', "down_revision = '20250101_base'")
    const here = room(example)
    const { url, sql } = live(example, ['db/sql/'], "INSERT INTO memory_chunks SELECT n, 'u', 'b', NULL FROM generate_series(1, 10000) n")
    await here.plan('1.1.0', '1.0.0', '--ready')
    const { err } = await carriedOut(here, { LIVE: url }, '--database', 'main=env:LIVE')
    expect(err).toContain('table public.memory_chunks: 10000 rows')
    expect(sql("SELECT to_regclass('memory_chunks') IS NULL")).toEqual(['t'])
  })

  it('token-service: its tokens in SQLite go back, its ledger on the server never does', async () => {
    const example = folder('examples/token-service')
    const ledger = room({ ...example, ...twoVersions('ledger', '001_accounts', '002_entries') })
    const stopped = await ledger.pawl(['plan', '1.1.0', '1.0.0', '--ready'])
    expect([stopped.exit, stopped.out]).toEqual([1, expect.stringContaining('`002_entries` has no way back')])
    const here = room({ ...example, ...twoVersions('tokens', '0002_agents', '0003_budgets') })
    const path = `${here.folder}/tokens.db`
    const db = new DatabaseSync(path)
    for (const each of ['0001_tokens', '0002_agents', '0003_budgets']) db.exec(example[`migrations/tokens/${each}.up.sql`]!)
    db.exec("INSERT INTO agents VALUES ('a', 'n', 'o'); INSERT INTO api_tokens (token, owner, agent_id) VALUES ('t', 'o', 'a')")
    const ready = await here.pawl(['plan', '1.1.0', '1.0.0', '--ready'])
    const goes =
      'going back from 1.1.0 to 1.0.0 takes away `agent_budgets`, `budget_leases.agent_id`, which protocol-005 protects (irreversible)'
    expect([ready.exit, ready.out]).toEqual([1, expect.stringContaining(goes)])
    await here.plan('1.1.0', '1.0.0')
    await carriedOut(here, { TOKENS: path }, '--database', 'tokens=env:TOKENS')
    expect(db.prepare('SELECT token, agent_id FROM api_tokens').all()).toEqual([{ token: 't', agent_id: 'a' }])
    expect(db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'agent_budgets'").all()).toEqual([{ n: 0 }])
    db.close()
  })
})
