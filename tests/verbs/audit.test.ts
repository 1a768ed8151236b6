import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { pawl } from '../cases/command.ts'
import type { TreeFiles } from '../cases/layout.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

const open: CaseRepository[] = []
const written: string[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
  for (const each of written.splice(0)) rmSync(each, { recursive: true, force: true })
})

const tree = (files: Record<string, string>): TreeFiles =>
  new Map(Object.entries(files).map(([path, text]) => [path, { content: new TextEncoder().encode(text), mode: 'file' }]))

/** A repository with a commit for each of these trees; resolves to their ids. */
function repositoryOf(...trees: Record<string, string>[]): CaseRepository & { commits: string[] } {
  const repository = caseRepository()
  open.push(repository)
  const commits = trees.map((files, at) => {
    repository.stage(tree(files))
    return repository.commit(`commit ${at}`)
  })
  return { ...repository, commits }
}

async function json(folder: string, words: readonly string[], env: Record<string, string> = {}) {
  const { exit, out, err } = await pawl(folder, [...words, '--format', 'json'], env)
  return { exit, err, report: JSON.parse(out) }
}

const protocol = (...items: string[]) => `protocol: end
title: The end of it
status: irreversible
owners: [platform, security]
protect:
${items.map((item) => `  - ${item}\n`).join('')}`

const both = {
  'policies/end.yaml': protocol(
    '{ document: docs/a.md, layer: words }',
    '{ document: docs/b.md, layer: words }',
    '{ table: notes, layer: data }',
  ),
  'policies/db.yaml': 'databases:\n  main: { engine: sqlite, migrations: migrations, format: golang-migrate }\n',
  'docs/a.md': '# A\n\nThis stays.\n',
  'docs/b.md': '# B\n\nThis stays, too.\n',
  'migrations/0001_notes.up.sql': 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);\n',
  'migrations/0001_notes.down.sql': 'DROP TABLE notes;\n',
  'migrations/0002_tags.up.sql': 'CREATE TABLE tags (id INTEGER PRIMARY KEY);\n',
}
const { 'docs/b.md': _, ...slipped } = both

it('says in `limits` that the folder of a database holds nothing, with the one that is near, and nothing of one that does', async () => {
  const files = { 'migrations/1_a.sql': 'CREATE TABLE a (id INTEGER);\n', 'policies/p.yaml': protocol('document: policies/d.yaml') }
  const database = (folder: string) => ({ 'policies/d.yaml': `databases:\n  main: { engine: sqlite, migrations: ${folder} }\n` })
  const off = repositoryOf({ ...files, ...database('migration') })
  const said = 'nothing lies below `migration`, so nothing of database `main` was run; `migrations` is near'
  expect((await json(off.folder, ['audit'])).report).toMatchObject({ verdict: 'held', limits: expect.arrayContaining([said]) })
  const { report } = await json(repositoryOf({ ...files, ...database('migrations') }).folder, ['audit'])
  expect(report.limits.join()).not.toContain('nothing lies below')
})

describe('audit', () => {
  it('tells of a glob that cannot be followed where it is asked for, and follows one beside it', async () => {
    const files = {
      'policies/end.yaml': protocol(
        '{ document: docs/a.md }',
        '{ code: src/*a*b*c*d*.rs, contains: a() }',
        '{ code: src/!(a)*b*c*d*.rs, contains: a() }',
      ),
      'docs/a.md': '# A\n\ntext\n',
      'src/abcd.rs': 'fn main() { a() }\n',
    }
    const { folder } = repositoryOf({ 'docs/a.md': files['docs/a.md'] }, files)
    const told = {
      message: expect.stringMatching(/^the glob `src\/!\(a\)\*b\*c\*d\*.rs` has `\(`/),
      path: 'policies/end.yaml',
      line: 8,
      column: 7,
    }
    const audited = await json(folder, ['audit'])
    expect(audited.report.refusals).toEqual([expect.objectContaining(told)])
    expect(audited.report.protocols[0].protections.map(({ state }: any) => state)).toEqual(['held', 'held', 'unknown'])
    const checked = await json(folder, ['check', 'HEAD~1..HEAD'])
    expect([checked.exit, checked.report.refusals]).toEqual([2, [expect.objectContaining(told)]])
  })

  it('tells owners, states with the line that asks for them, and the verdict of every migration', async () => {
    const { folder } = repositoryOf(both)
    const { exit, report } = await json(folder, ['audit'])
    expect(exit).toBe(0)
    expect(report.protocols).toEqual([
      {
        id: 'end',
        title: 'The end of it',
        status: 'irreversible',
        owners: ['platform', 'security'],
        coverage: { held: 3, of: 3, required: 3 },
        layers: [
          { layer: 'words', held: 2, of: 2 },
          { layer: 'data', held: 1, of: 1 },
        ],
        protections: [
          expect.objectContaining({
            id: 'document:docs/a.md',
            state: 'held',
            policy: { path: 'policies/end.yaml', line: 6 },
            holder: { path: 'docs/a.md' },
          }),
          expect.objectContaining({ id: 'document:docs/b.md', state: 'held', policy: { path: 'policies/end.yaml', line: 7 } }),
          expect.objectContaining({
            id: 'table:notes',
            state: 'held',
            policy: { path: 'policies/end.yaml', line: 8 },
            holder: { path: 'migrations/0001_notes.up.sql', line: 1 },
          }),
        ],
      },
    ])
    expect(report.databases[0].migrations.map(({ id, verdict }: any) => [id, verdict])).toEqual([
      ['0001_notes', 'reversible'],
      ['0002_tags', 'none'],
    ])
  })

  it('names the migrations without a way back ahead of the rest', async () => {
    const { folder } = repositoryOf({
      ...both,
      'migrations/0002_tags.down.sql': 'DROP TABLE nothing;\n',
      'migrations/0003_more.up.sql': 'CREATE TABLE more (id INTEGER PRIMARY KEY);\n',
    })
    const { out } = await pawl(folder, ['audit'])
    expect(out).toContain(': 1 reversible, 1 fails, 1 none\n  0003_more  none  additive\n  0002_tags  fails  additive\n')
  })

  it('rehearses a database that nothing protects as data alone: neither a failing up nor an absent server is a finding', async () => {
    const { folder } = repositoryOf({
      'policies/end.yaml': protocol('document: docs/a.md'),
      'policies/db.yaml':
        'databases:\n  main: { engine: sqlite, migrations: migrations, format: plain }\n  far: { engine: mysql, migrations: far, server: $PAWL_FAR, format: plain }\n',
      'docs/a.md': both['docs/a.md'],
      'migrations/001_a.sql': 'CREATE TABLE notes (\n',
      'far/001_a.sql': 'CREATE TABLE notes (id INT);\n',
    })
    const { exit, report } = await json(folder, ['audit'])
    expect([exit, report.refusals]).toEqual([0, []])
    expect(report.databases).toHaveLength(1)
    expect(report.databases[0].migrations[0]).toMatchObject({ id: '001_a', verdict: 'fails' })
    expect(report.limits.join('\n')).toContain('database `far`, which nothing protects, was not rehearsed')
  })

  it('tells standing amendments with the days that are left, and none that has run out', async () => {
    const amendment = (id: string, expires: string) =>
      `amendment: ${id}\nrelaxes: [end/document:docs/a.md]\nreason: it moves\napproved-by: [dba]\nexpires: ${expires}\n`
    const { folder } = repositoryOf({
      ...both,
      'policies/x.yaml': amendment('later', '2027-03-01'),
      'policies/y.yaml': amendment('gone', '2026-11-20'),
      'policies/z.yaml': amendment('soon', '2026-12-01'),
    })
    const { exit, report } = await json(folder, ['audit'])
    expect(exit).toBe(1)
    expect(report.amendments.map(({ id, daysLeft }: any) => [id, daysLeft])).toEqual([
      ['soon', 10],
      ['later', 100],
    ])
    expect(report.findings.map(({ code, level }: any) => [code, level])).toEqual([
      ['amendment/expired', 'error'],
      ['amendment/expires-soon', 'warning'],
    ])
  })
})

describe('audit --since', () => {
  it('tells protections added and removed, states changed, and coverage then and now', async () => {
    const later = {
      ...slipped,
      'policies/end.yaml': protocol('document: docs/b.md', 'table: notes', 'document: docs/c.md'),
      'docs/c.md': '# C\n\nNew.\n',
    }
    const { folder, commits } = repositoryOf(both, later)
    const { exit, report } = await json(folder, ['audit', '--since', 'HEAD~1'])
    expect(exit).toBe(1)
    expect(report.since).toEqual({
      revision: 'HEAD~1',
      commit: commits[0],
      date: '2026-11-20',
      added: ['end/document:docs/c.md'],
      removed: ['end/document:docs/a.md'],
      changed: [{ protection: 'end/document:docs/b.md', was: 'held', is: 'slipped' }],
      coverage: [{ id: 'end', was: { held: 3, of: 3, required: 3 }, is: { held: 2, of: 3, required: 3 } }],
    })
  })

  it('is quiet about a protection that moved to another protocol', async () => {
    const moved = {
      ...both,
      'policies/end.yaml': protocol('document: docs/a.md', 'table: notes'),
      'policies/other.yaml': 'protocol: other\nstatus: irreversible\nprotect:\n  - document: docs/b.md\n',
    }
    const { folder } = repositoryOf(both, moved)
    const { exit, report } = await json(folder, ['audit', '--since', 'HEAD~1'])
    expect([exit, report.since.added, report.since.removed, report.since.changed]).toEqual([0, [], [], []])
    const { out } = await pawl(folder, ['audit', '--since', 'HEAD~1'])
    expect(out).toContain(', no protection is otherwise\n  end: coverage 3/3 then, 2/2 now\n  other: coverage – then, 1/1 now\n')
  })

  it('counts nothing as protected before there were policies, and refuses a commit that is none', async () => {
    const { folder } = repositoryOf({ 'README.md': 'A start.\n' }, both)
    const { exit, report } = await json(folder, ['audit', '--since', 'HEAD~1'])
    expect([exit, report.since.added.length, report.since.coverage[0].was]).toEqual([0, 3, undefined])
    const none = await json(folder, ['audit', '--since', 'v9'])
    expect([none.exit, none.report.refusals[0].message]).toEqual([2, expect.stringContaining('there is no revision `v9`')])
  })
})

describe('audit --history', () => {
  const aside = { ...both, 'src/other.ts': 'export {}\n' }

  it('tells coverage at each commit that touched what is guarded, and at no other', async () => {
    const { folder, commits } = repositoryOf({ 'README.md': 'A start.\n' }, both, aside, slipped, both)
    const { exit, report } = await json(folder, ['audit', '--history'])
    expect(exit).toBe(0)
    const points = report.history.map(({ commit, date, held, of, required }: any) => [commit, date, held, of, required])
    expect(points).toEqual([
      [commits[1], '2026-11-20', 3, 3, 3],
      [commits[3], '2026-11-20', 2, 3, 3],
      [commits[4], '2026-11-20', 3, 3, 3],
    ])
    expect(report.history[1].protocols).toEqual([{ id: 'end', held: 2, of: 3, required: 3 }])
  })

  it('keeps by tree what it has seen, and tells the same without a cache', async () => {
    const { folder } = repositoryOf(both, slipped)
    const timeless = async (...words: string[]) => {
      const { report } = await json(folder, ['audit', '--history', ...words])
      return { history: report.history, limits: report.limits }
    }
    const first = await timeless()
    expect(existsSync(join(folder, '.git', 'pawl', 'entries'))).toBe(true)
    expect(await timeless()).toEqual(first)
    expect(await timeless('--no-cache')).toEqual(first)
  })

  it('goes on behind a commit whose policies cannot be read, and says so', async () => {
    const { folder, commits } = repositoryOf(both, { ...both, 'policies/end.yaml': 'protocol: [\n' }, both)
    const { report } = await json(folder, ['audit', '--history'])
    expect(report.history.map(({ commit }: any) => commit)).toEqual([commits[0], commits[2]])
    expect(report.limits.join('\n')).toContain(`coverage at ${commits[1]!.slice(0, 10)} could not be told`)
  })

  it('is empty on a branch without a commit', async () => {
    const { folder, stage } = repositoryOf()
    stage(tree(both))
    expect((await json(folder, ['audit', '--history'])).report.history).toEqual([])
  })
})

describe('audit --org', () => {
  const listIn = (folder: string, ...lines: string[]) => {
    writeFileSync(join(folder, 'list.txt'), lines.join('\n'))
    return 'list.txt'
  }

  it('puts every repository of a list into one table, and ends as the worst of them', async () => {
    const [one, two, bare] = [repositoryOf(both), repositoryOf(slipped), repositoryOf(both)]
    execFileSync('git', ['clone', '-q', '--bare', bare.folder, join(one.folder, 'mirror.git')])
    const list = listIn(one.folder, '# ours', '.', '', two.folder, 'mirror.git')
    const { exit, report } = await json(one.folder, ['audit', '--org', list])
    expect(exit).toBe(1)
    expect(
      report.repositories.map(({ repository, verdict, coverage, errors }: any) => [
        repository,
        verdict,
        coverage.held,
        coverage.of,
        errors,
      ]),
    ).toEqual([
      ['.', 'held', 3, 3, 0],
      [two.folder, 'slipped', 2, 3, 2],
      ['mirror.git', 'held', 3, 3, 0],
    ])
    expect(report.findings[0].places[0].path).toBe(`${two.folder}/policies/end.yaml`)
    const { out } = await pawl(one.folder, ['audit', '--org', list])
    expect(out).toMatch(/^3 repositories\n {2}\. +held {5}3\/3\n/m)
  })

  it('goes on behind one that cannot be audited, and ends as undecided', async () => {
    const one = repositoryOf(both)
    const none = repositoryOf({ 'README.md': 'No policies.\n' })
    const { exit, report } = await json(one.folder, ['audit', '--org', listIn(one.folder, none.folder, './nowhere', '.')])
    expect(exit).toBe(2)
    expect(report.repositories.map(({ verdict }: any) => verdict)).toEqual(['unknown', 'unknown', 'held'])
    expect(report.refusals.map(({ message }: any) => message)).toEqual([
      expect.stringContaining(`${none.folder}: there are no policies here`),
      expect.stringMatching(/^\.\/nowhere: /),
    ])
  })

  it('refuses a list that is not there or names nothing, and what looks at one repository alone', async () => {
    const { folder } = repositoryOf(both)
    expect((await pawl(folder, ['audit', '--org', 'none.txt'])).err).toContain('`none.txt` could not be read: ENOENT')
    expect((await pawl(folder, ['audit', '--org', listIn(folder, '# nobody')])).err).toContain('names no repository')
    expect(await pawl(folder, ['audit', '--org', listIn(folder, '.'), '--history'])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('look at one repository'),
    })
  })
})

describe('audit --open', () => {
  /** A program that writes down what it was asked to show. */
  function stub(folder: string, name: string, status = 0): { path: string; shown: () => string } {
    const bin = join(folder, 'bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, name), `#!/bin/sh\nprintf '%s' "$1" > '${folder}/shown-${name}'\nexit ${status}\n`, { mode: 0o755 })
    return { path: join(bin, name), shown: () => readFileSync(join(folder, `shown-${name}`), 'utf8') }
  }
  const kept = (file: string) => {
    written.push(join(file, '..'))
    return readFileSync(file, 'utf8')
  }

  it('writes the page to a temporary file and lets the program that BROWSER names show it', async () => {
    const { folder } = repositoryOf(both)
    const browser = stub(folder, 'look')
    const { exit, out, err } = await pawl(folder, ['audit', '--open'], { BROWSER: browser.path })
    expect(exit).toBe(0)
    expect(err).toBe(`opened ${browser.shown()}\n`)
    expect(out).toContain('end: coverage 3/3')
    expect(kept(browser.shown())).toContain('The end of it')
  })

  it('finds the opener of the system where there is a display, and the next where the first fails', async () => {
    const { folder } = repositoryOf(slipped)
    stub(folder, 'xdg-open', 3)
    const next = stub(folder, 'x-www-browser')
    const { exit } = await pawl(folder, ['audit', '--open'], { DISPLAY: ':9', PATH: `${join(folder, 'bin')}:/usr/bin:/bin` })
    expect(exit).toBe(1)
    expect(kept(next.shown())).toContain('The end of it')
  })

  it.each([
    ['in a CI job', { CI: 'true', BROWSER: 'true' }, 'a CI job has nobody to look at a page'],
    ['without a display', {}, 'there is no display'],
    ['without an opener', { BROWSER: 'no-such-program' }, 'no program could be started'],
  ])('refuses %s, and names the page that it wrote', async (_, env, why) => {
    const { folder } = repositoryOf(both)
    const { exit, err } = await pawl(folder, ['audit', '--open'], env as Record<string, string>)
    expect([exit, err]).toEqual([2, expect.stringContaining(why)])
    expect(kept(/`([^`]+audit\.html)`/.exec(err)![1]!)).toContain('The end of it')
  })
})
