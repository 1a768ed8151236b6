import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { password, startMariadb, startPostgres } from '../engines/server/machine.ts'
import { forge } from './forge.ts'
import { type Ran, release, run } from './runner.ts'

beforeAll(() => void release())

const protocol = (items: string) => `protocol: vault\nstatus: irreversible\nprotect:\n${items}`

async function judged(standing: Record<string, string>, change: Record<string, string>, env: Record<string, string> = {}): Promise<Ran> {
  const place = forge()
  place.work.commit(standing)
  place.push('main')
  place.work.git('checkout', '-q', '-b', 'work')
  place.work.commit(change)
  const { merge, payload } = place.pull(7, 'work')
  return run({ workspace: place.checkout(merge).path, event: 'pull_request', payload, env: { GITHUB_SHA: merge, ...env } })
}

const codes = (ran: Ran) => ran.report.findings.map((each: any) => each.code)

test('what lies beside the bundle is enough for Postgres with its extensions and for patterns of code, with nothing installed', async () => {
  const ran = await judged(
    {
      'policies/vault.yaml': protocol(
        '  - column: notes.weight\n  - code: src/*.rs\n    contains: assert_sealed($X)\n  - code: app/*.py\n    contains: seal($X)\n',
      ),
      'policies/database.yaml':
        'databases:\n  main: { engine: postgres, migrations: migrations, format: golang-migrate, extensions: [vector, citext] }\n',
      'migrations/0001_notes.up.sql':
        'CREATE EXTENSION vector;\nCREATE EXTENSION citext;\nCREATE TABLE notes (id int PRIMARY KEY, name citext, weight vector(3));\n',
      'migrations/0001_notes.down.sql': 'DROP TABLE notes;\nDROP EXTENSION citext;\nDROP EXTENSION vector;\n',
      'src/lib.rs': 'fn open(x: u8) {\n    assert_sealed(x);\n}\n',
      'app/main.py': 'def open(x):\n    seal(x)\n',
    },
    {
      'migrations/0002_lighter.up.sql': 'ALTER TABLE notes DROP COLUMN weight;\n',
      'src/lib.rs': 'fn open(x: u8) {\n    // assert_sealed(x);\n}\n',
    },
  )
  expect(ran.report.refusals).toEqual([])
  expect(codes(ran).sort()).toEqual(['code/gone', 'schema/column-dropped'])
})

test.each([
  ['postgres', startPostgres, 'postgres://postgres', 'PAWL_POSTGRES_URL'],
  ['mysql', startMariadb, 'mysql://root', 'PAWL_MYSQL_URL'],
] as const)('the bundle speaks with a real server of %s, and shows nothing of how it got in', async (engine, start, user, name) => {
  const server = await start()
  onTestFinished(server.stop)
  const url = `${user}:${password}@127.0.0.1:${server.port}/`
  const ran = await judged(
    {
      'policies/vault.yaml': protocol('  - column: notes.weight\n'),
      'policies/database.yaml': `databases:\n  main: { engine: ${engine}, migrations: migrations, format: golang-migrate, server: $${name} }\n`,
      'migrations/0001_notes.up.sql': 'CREATE TABLE notes (id int PRIMARY KEY, weight int);\n',
      'migrations/0001_notes.down.sql': 'DROP TABLE notes;\n',
    },
    { 'migrations/0002_lighter.up.sql': 'ALTER TABLE notes DROP COLUMN weight;\n' },
    { [name]: engine === 'postgres' ? `${url}postgres` : url },
  )
  expect([ran.report.refusals, codes(ran)]).toEqual([[], ['schema/column-dropped']])
  const shown = [ran.log.replace(/^::add-mask::.*$/gm, ''), ran.summary, JSON.stringify(ran.report)].join('\n')
  expect(shown).not.toContain(password)
})

test('nothing of the release is kept here: the tag holds what a step needs, and the sums of it', () => {
  expect(readdirSync(release()).sort()).toEqual(['LICENSE', 'README.md', 'action.yml', 'checksums.txt', 'dist', 'docs'])
  expect(readdirSync(join(release(), 'dist')).sort()).toEqual([
    'action.js',
    'node_modules',
    'postgres-worker.cjs',
    'postgres.cluster',
    'sqlite-child.js',
  ])
})
