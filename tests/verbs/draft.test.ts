import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { pawl } from '../cases/command.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

let repository: CaseRepository
afterEach(() => repository.close())

const database = `databases:
  main: { engine: sqlite, migrations: migrations, format: golang-migrate }
`
const rules = `rollback: main
document: docs/rollback/{migration}.md
categories:
  breaking: { document: required, within: 60m, tested-within: 90d, approvals: 1 }
`

/** A repository whose last migration owes a document. */
function owing(more: Record<string, string> = {}): CaseRepository {
  const files = {
    'policies/database.yaml': database,
    'policies/rules.yaml': rules,
    'migrations/0001_sessions.up.sql': 'CREATE TABLE sessions (id INTEGER PRIMARY KEY, api_key TEXT);\n',
    'migrations/0001_sessions.down.sql': 'DROP TABLE sessions;\n',
    'migrations/0002_drop_key.up.sql': 'ALTER TABLE sessions DROP COLUMN api_key;\n',
    'migrations/0002_drop_key.down.sql': 'ALTER TABLE sessions ADD COLUMN api_key TEXT;\n',
    ...more,
  }
  const repository = caseRepository()
  repository.stage(
    new Map(Object.entries(files).map(([path, text]) => [path, { content: new TextEncoder().encode(text), mode: 'file' as const }])),
  )
  return repository
}

const path = 'docs/rollback/0002_drop_key.md'
const draft = () => pawl(repository.folder, ['rehearse', '--write-document'])
const text = () => readFileSync(join(repository.folder, path), 'utf8')

describe('drafts of rollback documents', () => {
  it('are written from what the rehearsal shows, and leave to a person what it cannot know', async () => {
    repository = owing()
    const { exit, out } = await draft()
    expect(exit).toBe(1)
    expect(out).toContain(`\`${path}\` was drafted`)
    expect(existsSync(join(repository.folder, 'docs/rollback/0001_sessions.md'))).toBe(false)
    expect(text()).toContain('rollback: lossy\nloses: [sessions.api_key]\nestimate: TODO\nlast-tested: TODO\napproved-by: TODO\n')
    execFileSync('git', ['add', path], { cwd: repository.folder })
    const open = JSON.parse((await pawl(repository.folder, ['rehearse', '--format', 'json'])).out)
    expect(open.findings.map(({ code }: { code: string }) => code).sort()).toEqual([
      'rollback/field-missing',
      'rollback/field-unreadable',
      'rollback/field-unreadable',
    ])
  })

  it('are of the migrations that are named, wherever they stand among several databases', async () => {
    repository = owing({
      'policies/other.yaml': 'databases:\n  other: { engine: sqlite, migrations: db/other, format: plain }\n',
      'db/other/0001_notes.sql': 'CREATE TABLE notes (id INTEGER PRIMARY KEY);\n',
    })
    const only = async (...words: string[]) => {
      const told = await pawl(repository.folder, ['rehearse', ...words, '--format', 'json'])
      const { databases, refusals } = JSON.parse(told.out)
      return refusals.length
        ? refusals[0].message
        : databases.map(({ name, migrations }: { name: string; migrations: { id: string }[] }) => [name, migrations.map(({ id }) => id)])
    }
    expect(await only('--only', '0002_drop_key')).toEqual([['main', ['0002_drop_key']]])
    expect(await only('--only', '0001_notes', '--only', '0001_sessions')).toEqual([
      ['main', ['0001_sessions']],
      ['other', ['0001_notes']],
    ])
    expect(await only('--only', '0001_note')).toBe(
      'the index has no migration `0001_note` in `migrations` or `db/other`; did you mean `0001_notes`?',
    )
    expect(await only('main', '--only', '0009_new_one')).toBe(
      'the index has no migration `0009_new_one` in `migrations`; stage it first if it is new',
    )
  })

  it('hold once a person has finished them', async () => {
    repository = owing()
    await draft()
    const finished = text()
      .replace('estimate: TODO', 'estimate: 20m')
      .replace('last-tested: TODO', 'last-tested: 2026-11-20')
      .replace('approved-by: TODO', 'approved-by: DBA')
    writeFileSync(join(repository.folder, path), finished)
    execFileSync('git', ['add', path], { cwd: repository.folder })
    expect((await pawl(repository.folder, ['rehearse'])).exit).toBe(0)
  })

  it('are made of a migration that owes none where it is named', async () => {
    repository = owing()
    const { exit } = await pawl(repository.folder, ['rehearse', '--only', '0001_sessions', '--write-document'])
    expect(exit).toBe(0)
    const named = readFileSync(join(repository.folder, 'docs/rollback/0001_sessions.md'), 'utf8')
    expect(named).toContain('rollback: reversible\ndiscards: [sessions]\n')
    expect(named).toContain('migrate -path migrations')
  })

  it('are written over nothing that stands there', async () => {
    repository = owing()
    mkdirSync(join(repository.folder, 'docs/rollback'), { recursive: true })
    writeFileSync(join(repository.folder, path), 'mine\n')
    expect((await draft()).out).toContain('was left as it is')
    expect(text()).toBe('mine\n')
  })

  it('are written through no symlink', async () => {
    repository = owing()
    mkdirSync(join(repository.folder, 'elsewhere'))
    symlinkSync('elsewhere', join(repository.folder, 'docs'))
    expect((await draft()).exit).toBe(2)
    expect(existsSync(join(repository.folder, 'elsewhere/rollback'))).toBe(false)
  })

  it('are refused beside a commit', async () => {
    repository = owing()
    repository.commit('all')
    expect((await pawl(repository.folder, ['rehearse', '--at', 'HEAD', '--write-document'])).exit).toBe(2)
  })
})
