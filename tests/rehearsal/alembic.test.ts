import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { pawl } from '../cases/command.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'
import { password, startPostgres, type TestServer } from '../engines/server/machine.ts'

if (!existsSync('/usr/bin/alembic'))
  throw new Error('these tests need Alembic and psycopg2: install the packages alembic and python3-psycopg2')

const env = `import os
from alembic import context
from sqlalchemy import create_engine

engine = create_engine(os.environ["DATABASE_URL"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
`
const revision = (name: string, previous: string | undefined, up: readonly string[], down: readonly string[]) => `from alembic import op

revision = "${name}"
down_revision = ${previous === undefined ? 'None' : `"${previous}"`}


def upgrade():
${up.map((each) => `    op.execute("""${each}""")`).join('\n')}


def downgrade():
${down.map((each) => `    op.execute("""${each}""")`).join('\n')}
`
const chunks = [
  'CREATE TABLE memory_chunks (id bigserial PRIMARY KEY, user_id text NOT NULL, body text NOT NULL, created_at timestamptz NOT NULL DEFAULT now())',
  'CREATE INDEX idx_memory_chunks_user ON memory_chunks (user_id, created_at DESC)',
  'ALTER TABLE memory_chunks ENABLE ROW LEVEL SECURITY',
  "CREATE POLICY memory_tenant_isolation ON memory_chunks USING (user_id = current_setting('app.user', true))",
  'GRANT SELECT, INSERT ON memory_chunks TO app_user',
]
const dropped = [
  'DROP INDEX IF EXISTS idx_memory_chunks_user',
  'DROP POLICY IF EXISTS memory_tenant_isolation ON memory_chunks',
  'ALTER TABLE memory_chunks DISABLE ROW LEVEL SECURITY',
  'DROP TABLE IF EXISTS memory_chunks',
]
const standing: Record<string, string> = {
  'alembic.ini': '[alembic]\nscript_location = alembic\n',
  'alembic/env.py': env,
  'alembic/script.py.mako': '',
  'alembic/versions/20251001_users.py': revision(
    '20251001_users',
    undefined,
    ['CREATE TABLE users (id text PRIMARY KEY)'],
    ['DROP TABLE users'],
  ),
  'alembic/versions/20251019_memory_schema_rls.py': revision('20251019_memory_schema_rls', '20251001_users', chunks, dropped),
  'policies/db.yaml': `databases:
  main:
    engine: postgres
    migrations: alembic/versions
    format: alembic
    run: { up: "/usr/bin/alembic upgrade {revision}", down: "/usr/bin/alembic downgrade {previous}" }
    roles: [app_user]
    rows: { memory_chunks: 10000 }
`,
}

let repository: CaseRepository | undefined
afterEach(() => {
  repository?.close()
  repository = undefined
})

/** One revision alone, which is all that a near miss needs. */
const alone = (up: readonly string[], down: readonly string[]) => ({
  'alembic/versions/20251001_users.py': revision('20251001_users', undefined, up, down),
  'alembic/versions/20251019_memory_schema_rls.py': 'none',
  'policies/db.yaml': standing['policies/db.yaml']!.replace('10000', '3'),
})

async function rehearsed(edits: Record<string, string> = {}, words: readonly string[] = ['--allow-run'], env: Record<string, string> = {}) {
  repository = caseRepository()
  const files = Object.fromEntries(Object.entries({ ...standing, ...edits }).filter(([, text]) => text !== 'none'))
  repository.stage(new Map(Object.entries(files).map(([path, text]) => [path, { content: Buffer.from(text), mode: 'file' as const }])))
  const { exit, out, err } = await pawl(repository.folder, ['rehearse', '--format', 'json', '--no-cache', ...words], env)
  return { exit, err, json: JSON.parse(out) }
}
const verdicts = (json: { databases?: { migrations: { id: string; verdict: string; left: string[]; discards: string[] }[] }[] }) =>
  json.databases?.[0]?.migrations.map(({ id, verdict, left, discards }) => ({ id, verdict, left, discards }))

describe('Alembic on the database that pawl lends it', () => {
  it('goes up, down to the named revision and up again, with row security and ten thousand rows', async () => {
    const { exit, json, err } = await rehearsed()
    expect([exit, err]).toEqual([0, ''])
    expect(verdicts(json)).toEqual([
      { id: '20251001_users', verdict: 'reversible', left: [], discards: ['public.users'] },
      { id: '20251019_memory_schema_rls', verdict: 'reversible', left: [], discards: ['public.memory_chunks'] },
    ])
    expect(json.limits.join('\n')).toContain("was run by the policy's commands")
  })

  it('is told from one whose downgrade leaves what it made', async () => {
    const { json } = await rehearsed(alone(chunks, dropped.slice(0, 1)))
    const [told] = verdicts(json)!
    expect([told!.verdict, told!.left.join('\n')]).toEqual([
      'partial',
      expect.stringContaining('table `public.memory_chunks` is left over, with row security on'),
    ])
  })

  it('tells the words of the tool where an upgrade fails', async () => {
    const { json, exit } = await rehearsed(alone(['CREATE TABLE users (id nonsense)'], ['DROP TABLE users']))
    expect(exit).toBe(1)
    expect(json.databases[0].migrations[0].error.message).toMatch(/the command ended with 1: /)
  })

  it('is not run where nobody said so', async () => {
    const { exit, json } = await rehearsed({}, [])
    expect(exit).toBe(2)
    expect(json.refusals[0].message).toContain('--allow-run')
  })
})

describe('Alembic on a real server', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server?.stop())

  const onServer = (edits: Record<string, string> = {}) =>
    rehearsed(
      {
        ...edits,
        'policies/db.yaml': (edits['policies/db.yaml'] ?? standing['policies/db.yaml']!)
          .replace('10000', '20')
          .replace('    format', '    server: $PAWL_TEST_URL\n    format'),
      },
      ['--allow-run'],
      { PAWL_TEST_URL: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres` },
    )
  const leftThere = () => [
    ...server.sql("SELECT datname FROM pg_database WHERE datname LIKE 'pawl%'"),
    ...server.sql("SELECT rolname FROM pg_roles WHERE oid >= 16384 AND rolname <> 'postgres'"),
  ]

  it('goes up, down and up again on the database itself', async () => {
    const { exit, json, err } = await onServer()
    expect([exit, err, json.databases[0].engine]).toEqual([0, '', expect.stringContaining('(server)')])
    expect(verdicts(json)).toEqual([
      { id: '20251001_users', verdict: 'reversible', left: [], discards: ['public.users'] },
      { id: '20251019_memory_schema_rls', verdict: 'reversible', left: [], discards: ['public.memory_chunks'] },
    ])
    expect(leftThere()).toEqual([])
  })

  it('is told what a downgrade leaves, and leaves no role on the server', async () => {
    const { json } = await onServer(
      alone([...chunks.slice(0, -1), 'CREATE ROLE clerk', 'GRANT SELECT ON memory_chunks TO clerk'], dropped.slice(0, 1)),
    )
    const [told] = verdicts(json)!
    expect(told!.verdict).toBe('partial')
    expect(told!.left.join('\n')).toContain('table `public.memory_chunks` is left over')
    expect(leftThere()).toEqual([])
  })

  it('takes back what a failing upgrade has committed, and tells no password', async () => {
    const { json, exit } = await onServer(
      alone(['COMMIT', 'CREATE TABLE early (id int)', 'COMMIT', 'SELECT nothing FROM nowhere'], ['DROP TABLE early']),
    )
    expect(exit).toBe(1)
    expect(json.databases[0].migrations[0].error.message).toMatch(/the command ended with 1: /)
    expect(JSON.stringify(json)).not.toContain(password)
    expect(leftThere()).toEqual([])
  })
})

it('Alembic is there', () => {
  expect(execFileSync('/usr/bin/alembic', ['--version'], { encoding: 'utf8' })).toMatch(/alembic/)
})
