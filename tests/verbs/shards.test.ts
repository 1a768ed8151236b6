import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { pawl } from '../cases/command.ts'
import { casesOf, type TreeFiles, treesOf } from '../cases/layout.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

let files: string
let repository: CaseRepository | undefined
beforeAll(() => {
  files = mkdtempSync(join(tmpdir(), 'pawl-shards-'))
})
afterEach(() => {
  repository?.close()
  repository = undefined
})
afterAll(() => rmSync(files, { recursive: true, force: true }))

/** What a report says, but for how long it took; limits are in no order. */
function said(text: string): any {
  const { ms: _, limits, databases, ...rest } = JSON.parse(text)
  const untimed = (databases ?? []).map((each: any) => ({ ...each, migrations: each.migrations.map(({ ms: _ms, ...more }: any) => more) }))
  return { ...rest, limits: [...limits].sort(), ...(databases ? { databases: untimed } : {}) }
}

/** Runs a verb whole and in shards, and gives what both say. */
async function both(folder: string, words: readonly string[], of: number) {
  const whole = await pawl(folder, [...words, '--format', 'json'])
  const parts: string[] = []
  for (let index = 1; index <= of; index++) {
    const part = join(files, `${index}.json`)
    await pawl(folder, [...words, '--format', 'json', '--shard', `${index}/${of}`, '--output', part])
    parts.push(part)
  }
  const merged = await pawl(folder, ['report', 'merge', ...parts.reverse(), '--format', 'json'])
  return { whole: { exit: whole.exit, ...said(whole.out) }, merged: { exit: merged.exit, ...said(merged.out) }, parts }
}

/** One policy of many kinds, a database with a history in which one up fails, and what slips here and there. */
const many: Record<string, string> = {
  'policies/one.yaml': `protocol: one
status: irreversible
why: It is so.
protect:
  - { document: docs/a.md, headings: [Why], layer: words }
  - { document: docs/gone.md, layer: words }
  - { table: notes, database: main, layer: data }
  - { column: notes.body, database: main, not-null: true, layer: data }
  - { document: docs/b.md, level: warning }
  - { token: note, pattern: "^note_[a-z]{8}$", layer: words }
  - { table: pages, database: more, layer: data }
`,
  'policies/two.yaml': `protocol: two
status: lossy
required-coverage: 50%
protect:
  - { document: docs/a.md }
  - { document: docs/c.md }
  - { code: "src/*.ts", contains: "check($A)" }
`,
  'policies/main.yaml':
    'databases:\n  main: { engine: sqlite, migrations: db/main, format: plain }\n  more: { engine: sqlite, migrations: db/more, format: plain }\n',
  'policies/rules.yaml': 'rollback: main\ncategories:\n  breaking: { document: required }\n',
  'policies/let.yaml':
    'amendment: let-it-go\nrelaxes: [two/document:docs/c.md]\nreason: It is old.\napproved-by: [dba]\nexpires: 2026-12-01\n',
  'docs/a.md': '# Why\n\nIt is so.\n',
  'docs/b.md': '',
  'src/a.ts': 'check(1)\n',
  'db/main/001_notes.up.sql': 'CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL, old TEXT);',
  'db/main/001_notes.down.sql': 'DROP TABLE notes;',
  'db/main/002_drop.up.sql': 'ALTER TABLE notes DROP COLUMN old;',
  'db/main/002_drop.down.sql': 'ALTER TABLE notes ADD COLUMN old TEXT;',
  'db/main/003_wrong.up.sql': 'DROP TABLE nowhere;',
  'db/main/004_by.up.sql': 'ALTER TABLE notes ADD COLUMN by TEXT;',
  'db/main/004_by.down.sql': 'ALTER TABLE notes DROP COLUMN by;',
  'db/more/001_pages.up.sql': 'CREATE TABLE pages (id INTEGER PRIMARY KEY);',
  'db/more/001_pages.down.sql': 'DROP TABLE pages;',
}

const tree = (all: Record<string, string>): TreeFiles =>
  new Map(Object.entries(all).map(([path, text]) => [path, { content: new TextEncoder().encode(text), mode: 'file' }]))

function holding(all: Record<string, string>): string {
  repository = caseRepository()
  repository.stage(tree(all))
  repository.commit('what stands')
  return repository.folder
}

describe('the merge of all shards tells what the whole tells', () => {
  it.each([
    [2, 'audit'],
    [5, 'audit'],
    [2, 'rehearse'],
    [3, 'rehearse main --only 002_drop --only 004_by'],
    [7, 'rehearse main'],
    [2, 'drill --protocol two'],
  ])('in %i shards: %s', async (of, words) => {
    const folder = holding(many)
    const { whole, merged, parts } = await both(folder, words.split(' '), of)
    expect(whole.refusals).toEqual([])
    expect(merged).toEqual(whole)
    expect(parts.every((part) => JSON.stringify(told(part)) !== JSON.stringify(whole))).toBe(true)
  })

  it.each([
    ['column', 'dropped'],
    ['token', 'code-narrower'],
    ['amendment', 'lets-the-protection-go-too'],
    ['policy', 'item-removed'],
    ['policy', 'file-no-longer-valid'],
    ['rollback', 'amended'],
  ])('for the change of %s/%s', async (kind, name) => {
    const trees = await treesOf(casesOf(kind).find((each) => each.name === name)!)
    repository = caseRepository()
    repository.stage(trees.before)
    repository.commit('before')
    repository.stage(trees.after)
    const { whole, merged } = await both(repository.folder, ['check', '--staged'], 3)
    expect(merged).toEqual(whole)
  })

  it('for a change that edits policies and slips in several places', async () => {
    const folder = holding(many)
    const edited: Record<string, string> = {
      ...many,
      'policies/two.yaml': many['policies/two.yaml']!.replace('  - { document: docs/a.md }\n', ''),
      'policies/later.yaml': 'amendment: later\nrelaxes: [one/document:docs/a.md]\nreason: x\napproved-by: [dba]\nexpires: 2026-10-01\n',
      'docs/a.md': '# Why\n',
      'src/a.ts': '// check(1)\n',
      'db/main/005_gone.up.sql': 'ALTER TABLE notes DROP COLUMN body;',
    }
    repository!.stage(tree(edited))
    const { whole, merged } = await both(folder, ['check', '--staged'], 4)
    expect(whole.findings.length).toBeGreaterThan(4)
    expect(merged).toEqual(whole)
  })

  it('also where a share of it is refused', async () => {
    const folder = holding({
      ...many,
      'src/b.cob': 'x',
      'policies/three.yaml': 'protocol: three\nprotect:\n  - { code: src/b.cob, absent: "x($A)" }\n',
    })
    const { whole, merged } = await both(folder, ['audit'], 3)
    expect([whole.exit, whole.verdict]).toEqual([2, 'unknown'])
    expect(merged).toEqual(whole)
  })
})

const told = (part: string) => said(readFileSync(part, 'utf8'))

it('with `--jobs`, several processes tell what one tells', () => {
  const folder = holding(many)
  const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')
  const run = (...words: readonly string[]) => {
    const { stdout, status, stderr } = spawnSync(process.execPath, [main, ...words, '--format', 'json'], { cwd: folder, encoding: 'utf8' })
    expect(stderr).toBe('')
    return { exit: status, ...said(stdout) }
  }
  const words = ['rehearse', '--only', '002_drop', '--only=004_by', 'main']
  expect(run('audit', '--jobs', '3')).toEqual(run('audit'))
  expect(run(...words, '--jobs=2')).toEqual(run(...words))
})

describe('merging', () => {
  const merge = (...parts: readonly string[]) => pawl(files, ['report', 'merge', ...parts, '--format', 'json'])
  const says = async (...parts: readonly string[]) => {
    const { exit, err } = await merge(...parts)
    expect(exit).toBe(2)
    return err
  }

  it('refuses what is missing, given twice, of another run, or no report', async () => {
    const folder = holding(many)
    const [second, first] = (await both(folder, ['audit'], 2)).parts as [string, string]
    expect(await says(first)).toContain('shard 2 of 2 is missing')
    expect(await says(first, second, first)).toContain('the same shard is given twice')
    const changed = (name: string, edit: (report: any) => void) => {
      const report = JSON.parse(readFileSync(second, 'utf8'))
      edit(report)
      writeFileSync(join(files, name), JSON.stringify(report))
      return join(files, name)
    }
    expect(
      await says(
        first,
        changed('verb.json', (report) => (report.verb = 'check')),
      ),
    ).toContain('the verb is check here and audit in')
    expect(
      await says(
        first,
        changed('version.json', (report) => (report.pawl = '9.9.9')),
      ),
    ).toContain('pawl 9.9.9 wrote this')
    expect(
      await says(
        first,
        changed('tree.json', (report) => (report.shard.judged = 'x')),
      ),
    ).toContain('another tree was judged here')
    expect(
      await says(
        first,
        changed('whole.json', (report) => delete report.shard),
      ),
    ).toContain('is no shard here and a shard of 2 in')
    expect(await says(changed('finding.json', (report) => (report.findings = [{ code: 1 }])))).toContain('findings[0].code is not text')
    expect(await says(join(files, 'nowhere.json'))).toContain('could not be read: ENOENT')
    writeFileSync(join(files, 'none.json'), '[]')
    expect(await says(join(files, 'none.json'))).toContain('this is no report of pawl: the whole is not an object')
  })

  it('takes a whole report as it is, and tells it in any format', async () => {
    const folder = holding(many)
    const whole = join(files, 'audit.json')
    await pawl(folder, ['audit', '--report', `json=${whole}`])
    const { exit, out } = await pawl(folder, ['report', 'merge', whole, '--format', 'markdown'])
    expect([exit, out.split('\n')[0]]).toEqual([1, '## pawl audit: slipped'])
    expect(out).toContain('document `docs/gone.md` is missing')
  })
})

it.each([
  [
    ['snapshot', 'main', '--output', 'x.json', '--shard', '1/2'],
    '`pawl snapshot` is done in one piece; `--shard` divides check, audit, rehearse, drill',
  ],
  [['--shard', '1/2', 'hook', 'pre-commit'], '`pawl hook` is done in one piece'],
  [['audit', '--history', '--shard', '1/2'], '`--history` looks at the whole; leave `--shard` out'],
  [['audit', '--shard', '3/2'], '`--shard` is written `<i>/<n>` with i from 1 to n, not `3/2`'],
  [['audit', '--shard', '0/2'], '`--shard` is written'],
])('`pawl %s` is refused where it cannot be divided', async (words, message) => {
  const { exit, err } = await pawl(files, words)
  expect([exit, err]).toEqual([2, expect.stringContaining(message)])
})
