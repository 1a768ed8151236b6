import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { pawl } from '../cases/command.ts'
import type { TreeFiles } from '../cases/layout.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

const files = {
  'policies/databases.yaml':
    'databases:\n  main: { engine: postgres, migrations: migrations, roles: [app, reader] }\n  lite: { engine: sqlite, migrations: lite }\n',
  'migrations/001_scores.up.sql': 'CREATE TABLE scores (id integer);\nGRANT SELECT ON scores TO reader;\n',
  'migrations/002_more.up.sql': 'GRANT reader TO app;\n',
  'lite/001_a.up.sql': 'CREATE TABLE a (id integer);\n',
}
const tree = (edits: Record<string, string> = {}): TreeFiles =>
  new Map(Object.entries({ ...files, ...edits }).map(([path, text]) => [path, { content: new TextEncoder().encode(text), mode: 'file' }]))

let repository: CaseRepository | undefined
afterEach(() => {
  repository?.close()
  repository = undefined
})

async function take(words: readonly string[], edits: Record<string, string> = {}) {
  repository?.close()
  repository = caseRepository()
  repository.stage(tree())
  repository.commit('what stands')
  repository.stage(tree(edits))
  const printed = await pawl(repository.folder, ['snapshot', ...words])
  const file = join(repository.folder, 'evidence', 'p.json')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  return { ...printed, text, json: text === undefined ? undefined : JSON.parse(text) }
}
const out = ['--output', 'evidence/p.json']

describe('pawl snapshot', () => {
  it('writes owners and effective privileges, with the hash that jq and sha256sum give', async () => {
    const { exit, text, json, out: printed } = await take(['main', ...out])
    expect(exit).toBe(0)
    expect(json.taken).toBe('002_more')
    expect(json.objects['table:public.scores'].rights).toEqual({ app: ['SELECT'], reader: ['SELECT'] })
    const { sha256, ...rest } = json
    expect(createHash('sha256').update(JSON.stringify(rest)).digest('hex')).toBe(sha256)
    expect(printed).toContain(`sha256 ${sha256}`)
    expect((await take(['main', ...out])).text).toBe(text)
  })

  it('takes the state after the migration that is named', async () => {
    const { json } = await take(['main', '--at', '001_scores', ...out])
    expect(json.taken).toBe('001_scores')
    expect(json.objects['table:public.scores'].rights).toEqual({ reader: ['SELECT'] })
  })

  it('takes the last state at a revision, where no migration has that name', async () => {
    const edits = { 'migrations/003_last.up.sql': 'GRANT INSERT ON scores TO reader;\n' }
    expect((await take(['main', '--at', 'HEAD', ...out], edits)).json.taken).toBe('002_more')
    expect((await take(['main', ...out], edits)).json.taken).toBe('003_last')
  })

  it('tells what it wrote as JSON', async () => {
    const { exit, out: printed, json } = await take(['main', '--format', 'json', ...out])
    const report = JSON.parse(printed)
    expect([exit, report.verb, report.verdict]).toEqual([0, 'snapshot', 'held'])
    expect(report.snapshot).toMatchObject({ file: 'evidence/p.json', database: 'main', taken: '002_more', sha256: json.sha256 })
  })

  it.each([
    ['no file to write to', ['main'], '--output <file>'],
    ['a database that nobody defines', ['mian', ...out], 'did you mean `main`'],
    ['a migration that is not there', ['main', '--at', '001_score', ...out], 'did you mean `001_scores`'],
    ['a database without owners', ['lite', ...out], 'SQLite has no owners'],
  ])('refuses %s, and writes nothing', async (_, words, says) => {
    const { exit, err, text } = await take(words)
    expect(exit).toBe(2)
    expect(err).toContain(says)
    expect(text).toBeUndefined()
  })

  it('refuses a history whose up fails', async () => {
    const { exit, err, text } = await take(['main', ...out], { 'migrations/003_bad.up.sql': 'SELECT * FROM nowhere;\n' })
    expect([exit, text]).toEqual([2, undefined])
    expect(err).toContain('`003_bad` fails')
  })
})
