import { afterEach, describe, expect, it } from 'vitest'
import { pawl } from '../cases/command.ts'
import type { TreeFiles } from '../cases/layout.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

/** A small tool: it reads `up` and `down` out of a migration's code, and runs them on the database that it is given. */
const onDatabase = `import { DatabaseSync } from 'node:sqlite'
import { existsSync, readFileSync } from 'node:fs'
const [direction, revision] = process.argv.slice(2)
const code = readFileSync('migrations/' + revision + '.ts', 'utf8')
if (code.includes('fails')) { console.error('no such thing ' + (process.env.PAWL_SAYS ?? '')); process.exit(3) }
if (process.env.SECRET || existsSync('.git')) throw new Error('too much is seen')
const db = new DatabaseSync(process.env.DATABASE_URL.replace('sqlite:///', ''))
db.exec(new RegExp(direction + ' = \`([^\`]*)\`').exec(code)[1])
`
/** The same, but it prints the SQL. */
const printing = `import { readFileSync } from 'node:fs'
const [direction, revision] = process.argv.slice(2)
console.log(new RegExp(direction + ' = \`([^\`]*)\`').exec(readFileSync('migrations/' + revision + '.ts', 'utf8'))[1])
`
const node = process.execPath
const policy = (more: string, engine = 'sqlite') =>
  `databases:\n  main:\n    engine: ${engine}\n    migrations: migrations\n    format: plain\n${more}`
const rendering = '    rendered: db/{id}.{direction}.sql\n'
const run = `    run: { up: "${node} tool.mjs up {revision}", down: "${node} tool.mjs down {revision}" }\n`
const protect = 'protocol: notes\nprotect:\n  - { table: notes }\n'
const code = (up: string, down: string) => `export const up = \`${up}\`\nexport const down = \`${down}\`\n`

const first = { up: 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);', down: 'DROP TABLE notes;' }
const second = { up: 'ALTER TABLE notes ADD COLUMN by TEXT;', down: 'ALTER TABLE notes DROP COLUMN by;' }
const standing: Record<string, string> = {
  'policies/db.yaml': policy(rendering + run),
  'policies/notes.yaml': protect,
  'tool.mjs': onDatabase,
  'migrations/001_notes.ts': code(first.up, first.down),
  'db/001_notes.up.sql': first.up,
  'db/001_notes.down.sql': first.down,
}
const unrendered = Object.fromEntries(
  Object.entries({ ...standing, 'policies/db.yaml': policy(run) }).filter(([path]) => !path.startsWith('db/')),
)

let repository: CaseRepository | undefined
afterEach(() => {
  repository?.close()
  repository = undefined
})
const tree = (files: Record<string, string>): TreeFiles =>
  new Map(Object.entries(files).map(([path, text]) => [path, { content: new TextEncoder().encode(text), mode: 'file' }]))

async function told(
  base: Record<string, string>,
  edits: Record<string, string>,
  words: readonly string[] = ['check', '--staged', '--allow-run'],
  env: Record<string, string> = {},
) {
  repository?.close()
  repository = caseRepository()
  repository.stage(tree(base))
  repository.commit('what stands')
  repository.stage(tree({ ...base, ...edits }))
  const { exit, out } = await pawl(repository.folder, [...words, '--format', 'json'], { SECRET: 'x', PAWL_SAYS: 'heard', ...env })
  const json = JSON.parse(out)
  return {
    exit,
    json,
    codes: json.findings.map((each: any) => each.code),
    says: [...json.findings, ...json.refusals].map((each: any) => each.message).join('\n'),
  }
}
const next = (sql: { up: string; down: string }, does = second) => ({
  'migrations/002_by.ts': code(does.up, does.down),
  'db/002_by.up.sql': sql.up,
  'db/002_by.down.sql': sql.down,
})

describe('a rendering beside the code', () => {
  it('holds where both come to the same', async () => {
    const { exit, says } = await told(standing, next({ ...second, up: 'ALTER TABLE notes ADD by TEXT;' }))
    expect([exit, says]).toEqual([0, ''])
  })

  it.each([
    ['an up with another column', { ...second, up: 'ALTER TABLE notes ADD COLUMN of TEXT;' }, 'db/002_by.up.sql'],
    ['a down that leaves the column', { ...second, down: 'SELECT 1;' }, 'db/002_by.down.sql'],
    ['an up that writes other rows', { ...second, up: `${second.up} UPDATE notes SET by = 'me';` }, 'db/002_by.up.sql'],
  ])('is stale: %s', async (_, sql, path) => {
    const { exit, codes, json, says } = await told(standing, next(sql))
    expect(exit).toBe(1)
    expect(codes).toContain('migration/rendered-stale')
    expect(says).toContain(`\`${path}\` is not what \`migrations/002_by.ts\` does`)
    expect(json.findings.find((each: any) => each.code === 'migration/rendered-stale').places[0].path).toBe(path)
  })

  it('is stale where the code changed and it did not; without `--allow-run` that is a refusal', async () => {
    const edit = { 'migrations/001_notes.ts': code(first.up.replace('TEXT', 'TEXT NOT NULL'), first.down) }
    const ran = await told(standing, edit)
    expect([ran.exit, ran.codes]).toEqual([1, ['migration/rendered-stale']])
    const read = await told(standing, edit, ['check', '--staged'])
    expect([read.exit, read.codes]).toEqual([2, []])
    expect(read.says).toContain('--allow-run')
  })

  it('is taken at its word without `--allow-run`', async () => {
    const { exit } = await told(
      standing,
      next({ ...second, up: 'ALTER TABLE notes ADD COLUMN of TEXT;', down: 'ALTER TABLE notes DROP COLUMN of;' }),
      ['check', '--staged'],
    )
    expect(exit).toBe(0)
  })

  it('is compared with what a command prints, on Postgres too', async () => {
    const base = { ...standing, 'tool.mjs': printing, 'policies/db.yaml': policy(rendering + run, 'postgres') }
    expect((await told(base, next(second))).exit).toBe(0)
    const { exit, codes } = await told(base, next({ ...second, up: 'ALTER TABLE notes ADD COLUMN by varchar;' }))
    expect([exit, codes]).toEqual([1, ['migration/rendered-stale']])
  })
})

describe('code without a rendering', () => {
  it('is rehearsed by its commands, up, down and up again', async () => {
    const { exit, json } = await told(unrendered, { 'migrations/002_by.ts': code(second.up, second.down) }, ['rehearse', '--allow-run'])
    expect(exit).toBe(0)
    expect(json.databases[0].migrations.map(({ id, verdict }: any) => [id, verdict])).toEqual([
      ['001_notes', 'reversible'],
      ['002_by', 'reversible'],
    ])
  })

  it('is rehearsed without the table in which its tool keeps versions', async () => {
    const tool = onDatabase.replace('db.exec(', "db.exec('CREATE TABLE IF NOT EXISTS schema_migrations (version TEXT)')\ndb.exec(")
    const { json } = await told({ ...unrendered, 'tool.mjs': tool }, {}, ['rehearse', '--allow-run'])
    expect(json.databases[0].migrations[0]).toMatchObject({ verdict: 'reversible', left: [], discards: ['notes'] })
  })

  it('is a finding where it drops what is protected', async () => {
    const { exit, codes } = await told(unrendered, { 'migrations/002_by.ts': code('ALTER TABLE notes DROP COLUMN text;', 'SELECT 1;') })
    expect(exit).toBe(1)
    expect(codes).toContain('schema/column-dropped')
  })

  it('is a refusal without `--allow-run`', async () => {
    const { exit, says } = await told(unrendered, { 'migrations/002_by.ts': code(second.up, second.down) }, ['check', '--staged'])
    expect(exit).toBe(2)
    expect(says).toContain('`--allow-run`')
  })

  it('is an up that fails where its command does', async () => {
    const { exit, says } = await told(unrendered, { 'migrations/002_by.ts': '// fails' })
    expect(exit).toBe(1)
    expect(says).toMatch(/the command ended with 3: no such thing$/)
  })
})

describe('the commands', () => {
  it('get the variables that the base names, and no other', async () => {
    const named = { ...unrendered, 'policies/db.yaml': policy(`${run}    env: [PAWL_SAYS]\n`) }
    expect((await told(named, { 'migrations/002_by.ts': '// fails' })).says).toContain('no such thing heard')
  })

  it('are not run for a fork, whatever the caller says', async () => {
    const { exit, json } = await told(standing, next({ up: 'ALTER TABLE notes ADD a;', down: 'ALTER TABLE notes DROP a;' }), undefined, {
      GITHUB_EVENT_NAME: 'pull_request_target',
    })
    expect(exit).toBe(0)
    expect(json.limits.join()).toContain('no command of `run:` was run')
  })

  it('are those of the base: what the change writes is not run', async () => {
    const edits = {
      ...next(second),
      'policies/db.yaml': policy(rendering + run.replaceAll('tool.mjs', 'other.mjs')),
      'other.mjs': 'process.exit(9)',
    }
    expect((await told(standing, edits)).says).not.toContain('ended with 9')
    const none = { ...standing, 'policies/db.yaml': policy(rendering) }
    const fresh = await told(none, {
      ...next({ ...second, up: 'SELECT 1;', down: 'SELECT 1;' }),
      'policies/db.yaml': policy(rendering + run),
    })
    expect(fresh.codes).not.toContain('migration/rendered-stale')
  })

  it('that are not there are a refusal', async () => {
    const base = { ...standing, 'policies/db.yaml': policy(`${rendering}    run: { up: no-such-tool }\n`) }
    const { exit, says } = await told(base, next(second))
    expect(exit).toBe(2)
    expect(says).toContain('cannot be started')
  })
})
