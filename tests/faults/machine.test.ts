import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { run as runHere } from '../../src/cli/run.ts'
import { guards } from '../../src/guards/index.ts'
import { judge } from '../../src/judge/judge.ts'
import { emptyTree, overlay, remember } from '../../src/model/files.ts'
import { loadBoth } from '../../src/policy/load.ts'
import { pawl } from '../cases/command.ts'
import type { CaseRepository } from '../cases/repository.ts'
import { judgeOf, targets } from '../properties/soup.ts'
import { repositoryOf, small, treeOf } from './room.ts'

const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')
const open: CaseRepository[] = []
const folders: string[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true })
})

function slipping(): CaseRepository {
  const repository = repositoryOf(small, { 'docs/a.md': undefined })
  open.push(repository)
  return repository
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'pawl-faults-'))
  folders.push(made)
  return made
}

const env = (home: string, more: Readonly<Record<string, string>> = {}) => ({
  PATH: process.env.PATH!,
  HOME: home,
  GIT_CONFIG_NOSYSTEM: '1',
  ...more,
})
const run = (cwd: string, words: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [main, ...words], { cwd, env: env(cwd, more), encoding: 'utf8' })

/** A `git` that fails at its n-th call in the way that is told. */
function failingGit(at: number, how: string): string {
  const made = folder()
  writeFileSync(
    join(made, 'git'),
    `#!/bin/sh\nn=$(cat '${made}/count' 2>/dev/null || echo 0); n=$((n + 1)); echo $n > '${made}/count'\nif [ $n = ${at} ]; then ${how}; fi\nPATH='${process.env.PATH}' exec git "$@"\n`,
  )
  chmodSync(join(made, 'git'), 0o755)
  return made
}

describe('git that fails at any of its calls', () => {
  it.each([
    ['with an error', 'echo "fatal: it broke" >&2; exit 128'],
    ['without a word', 'exit 1'],
    ['by a signal', 'kill -9 $$'],
    ['with nonsense', 'head -c 300 /dev/urandom; exit 0'],
    ['with nothing', 'exit 0'],
  ])('%s is never a pass', async (_, how) => {
    const { folder: at } = slipping()
    for (let n = 1; ; n++) {
      const bin = failingGit(n, how)
      const { exit, err } = await pawl(at, ['check', '--staged', '--no-cache'], { PATH: `${bin}:${process.env.PATH}` })
      const calls = Number(readFileSync(join(bin, 'count'), 'utf8'))
      expect([1, 2], `call ${n}: ${err}`).toContain(exit)
      expect(err).not.toMatch(/\n\s+at .*:\d+/)
      if (calls < n) {
        expect(n).toBeGreaterThan(2)
        expect(exit).toBe(1)
        return
      }
    }
  })
})

describe('any guard that throws', () => {
  it('is a bug that is told, and never a pass', async () => {
    for (const kind of ['document', 'hook', 'workflow', 'test', 'code', 'token'] as const) {
      const thrower = {
        ...guards,
        [kind]: async () => ({
          ...(await guards[kind]!()),
          uphold: () => {
            throw new TypeError('oops')
          },
        }),
      }
      const base = new Map([['policies/all.yaml', targets.policy!.samples[0]!]])
      const files = { before: remember(emptyTree), after: remember(overlay(emptyTree, base)) }
      const policies = await loadBoth(files)
      await expect(
        judge({ files, policies, circumstances: { today: '2026-11-21' }, env: {}, register: thrower }, 'taken away'),
      ).rejects.toThrow('oops')
    }
    const { judged, close } = judgeOf(targets.policy!)
    expect(await judged(targets.policy!.samples[0]!)).toBe('decided')
    await close()
  })
})

/** One command line on a machine with a clock of its own. */
async function byClock(cwd: string, words: readonly string[], now: () => Date): Promise<{ exit: number; out: string; err: string }> {
  const printed = { out: '', err: '' }
  const exit = await runHere(words, {
    cwd,
    env: env(cwd),
    out: (text) => {
      printed.out += text
    },
    err: (text) => {
      printed.err += text
    },
    stdin: async () => '',
    terminal: { out: false, err: false },
    now,
  })
  return { exit, ...printed }
}

describe('a clock', () => {
  it.each(['1970-01-01T00:00:00Z', '2099-12-31T23:59:59Z'])('that says %s changes nothing where no date is asked', async (day) => {
    const { folder: at } = slipping()
    const { exit, out, err } = await byClock(at, ['check', '--staged'], () => new Date(day))
    expect([exit, err]).toEqual([1, ''])
    expect(out).toContain('error[document/missing]')
  })

  it('that breaks is a bug that is told with its mark, in every form, and never a pass', async () => {
    const { folder: at } = slipping()
    const breaks = () => {
      throw new TypeError('oops')
    }
    const told = /oops; this is a bug in pawl \([0-9a-f]{8}\)\./
    const plain = await byClock(at, ['check', '--staged'], breaks)
    expect([plain.exit, plain.out]).toEqual([2, ''])
    expect(plain.err).toMatch(told)
    expect(plain.err).not.toContain('machine.test.ts')
    const verbose = await byClock(at, ['check', '--staged', '--verbose'], breaks)
    expect([verbose.exit, verbose.err]).toEqual([2, expect.stringMatching(/ at .*machine\.test\.ts:/)])
    const json = await byClock(at, ['check', '--staged', '--format', 'json'], breaks)
    expect([json.exit, JSON.parse(json.out)]).toEqual([
      2,
      expect.objectContaining({ verdict: 'unknown', refusals: [{ message: expect.stringMatching(told) }] }),
    ])
  })
})

describe('where a report is written', () => {
  it.each(['json', 'text'])('a target that cannot be written is a refusal, and stays as it was: %s', (format) => {
    const { folder: at } = slipping()
    mkdirSync(join(at, 'taken'))
    writeFileSync(join(at, 'taken', 'x'), 'x')
    const into = run(at, ['check', '--staged', '--format', format, '--output', 'taken'])
    expect(into.status).toBe(2)
    expect(readdirSync(join(at, 'taken'))).toEqual(['x'])
    const nowhere = run(at, ['check', '--staged', '--format', format, '--output', 'no/such/folder/report'])
    expect(nowhere.status).toBe(2)
    expect(existsSync(join(at, 'no'))).toBe(false)
    expect(nowhere.stderr).not.toMatch(/\n\s+at /)
  })

  it('a disk that takes the half of a report leaves what stood there', () => {
    const { folder: at } = slipping()
    const made = folder()
    writeFileSync(join(made, 'report.html'), 'older')
    writeFileSync(
      join(made, 'small-disk.mjs'),
      `import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
const write = fs.writeSync
let room = 4096
fs.writeSync = (file, data, from = 0, ...more) => {
  if (file < 3) return write(file, data, from, ...more)
  if (room === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const bytes = Buffer.from(data).subarray(from, from + room)
  room -= bytes.length
  return write(file, bytes)
}
syncBuiltinESMExports()
`,
    )
    const report = join(made, 'report.html')
    const { status, stderr } = run(at, ['check', '--staged', '--format', 'html', '--output', report], {
      NODE_OPTIONS: `--import=${pathToFileURL(join(made, 'small-disk.mjs')).href}`,
    })
    expect([status, stderr]).toEqual([2, expect.stringContaining('could not be written: ENOSPC')])
    expect(readFileSync(report, 'utf8')).toBe('older')
    expect(readdirSync(made).sort()).toEqual(['report.html', 'small-disk.mjs'])
  })

  it('a pipe is written into, and a link of the repository is not', () => {
    const { folder: at } = slipping()
    const made = folder()
    execFileSync('mkfifo', [join(made, 'pipe')])
    const command = `'${process.execPath}' '${main}' check --staged --format json --output '${made}/pipe'`
    const script = `cat '${made}/pipe' > '${made}/read' & ${command}; echo $?; wait; test -p '${made}/pipe' && echo stands`
    const read = execFileSync('sh', ['-c', script], { cwd: at, env: env(at), encoding: 'utf8', timeout: 60_000 })
    expect(read).toBe('1\nstands\n')
    expect(JSON.parse(readFileSync(join(made, 'read'), 'utf8')).verdict).toBe('slipped')
    symlinkSync(join(made, 'elsewhere'), join(at, 'report.json'))
    expect(run(at, ['check', '--staged', '--format', 'json', '--output', 'report.json']).status).toBe(1)
    expect([existsSync(join(made, 'elsewhere')), lstatSync(join(at, 'report.json')).isFile()]).toEqual([false, true])
  })

  it('no half of a report is left beside it', () => {
    const { folder: at } = slipping()
    expect(run(at, ['check', '--staged', '--format', 'json', '--output', 'report.json']).status).toBe(1)
    expect(JSON.parse(readFileSync(join(at, 'report.json'), 'utf8')).verdict).toBe('slipped')
    expect(readdirSync(at).filter((name) => name !== '.git')).toEqual(['report.json'])
  })

  it('an output that nobody reads changes no verdict', () => {
    const { folder: at } = slipping()
    const script = `'${process.execPath}' '${main}' check --staged | head -c 1 >/dev/null; echo "$PIPESTATUS"`
    expect(execFileSync('bash', ['-c', script], { cwd: at, env: env(at), encoding: 'utf8' }).trim()).toBe('1')
    const closed = `'${process.execPath}' '${main}' check --staged >&- 2>&-; echo $?`
    expect(execFileSync('bash', ['-c', closed], { cwd: at, env: env(at), encoding: 'utf8' }).trim()).toBe('1')
  })
})

describe('what stands around', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['no terminal to speak of', { TERM: 'dumb', COLUMNS: '1' }],
    ['another language', { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
    ['another zone', { TZ: 'Pacific/Kiritimati' }],
    ['a zone of the other side', { TZ: 'America/Adak' }],
    ['no temporary folder', { TMPDIR: '/nowhere/at/all' }],
    ['no home', { HOME: '/nowhere' }],
    ['a trace of git', { GIT_TRACE: '1' }],
  ])('%s changes nothing', (_, more) => {
    const { folder: at } = slipping()
    const plain = run(at, ['check', '--staged', '--format', 'json'])
    const other = run(at, ['check', '--staged', '--format', 'json'], more)
    const findings = ({ stdout }: { stdout: string }) => JSON.parse(stdout).findings
    expect(other.status).toBe(1)
    expect(findings(other)).toEqual(findings(plain))
  })

  it('twenty at once are all right', async () => {
    const { folder: at } = slipping()
    const ends = await Promise.all(Array.from({ length: 20 }, () => pawl(at, ['check', '--staged'])))
    expect(new Set(ends.map(({ exit }) => exit))).toEqual(new Set([1]))
    expect(new Set(ends.map(({ out }) => out)).size).toBe(1)
  })

  it('more findings than a person reads are cut, and counted', async () => {
    const names = Array.from({ length: 1200 }, (_, at) => `docs/${at}.md`)
    const all = Object.fromEntries(names.map((name) => [name, '# A\n\nText.\n']))
    const repository = repositoryOf({
      'policies/all.yaml': `protocol: all\nprotect:\n${names.map((name) => `  - document: ${name}\n`).join('')}`,
      ...all,
    })
    open.push(repository)
    repository.stage(treeOf({ 'policies/all.yaml': `protocol: all\nprotect:\n${names.map((name) => `  - document: ${name}\n`).join('')}` }))
    const { exit, out } = await pawl(repository.folder, ['check', '--staged'])
    expect(exit).toBe(1)
    expect(out.match(/^error\[/gm)!.length).toBe(1000)
    expect(out).toContain('… and 200 more findings')
  })

  it('a memory of 128 MiB is enough', () => {
    const { folder: at } = slipping()
    const ended = spawnSync(process.execPath, ['--max-old-space-size=128', main, 'check', '--staged'], {
      cwd: at,
      env: env(at),
      encoding: 'utf8',
    })
    expect(ended.status).toBe(1)
  })
})

describe('a signal', () => {
  const database = {
    'policies/all.yaml':
      'databases:\n  main: { engine: sqlite, migrations: migrations, format: plain, transaction: statement }\nprotocol: all\nprotect:\n  - table: tokens\n',
    'migrations/001_all.sql': 'CREATE TABLE tokens (id integer PRIMARY KEY);\n',
  }
  const endless = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n;\n'

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends it at any moment with its children, and never as a pass',
    { timeout: 120_000 },
    async (signal) => {
      const repository = repositoryOf(database, { 'migrations/002_more.sql': endless })
      open.push(repository)
      const scratch = folder()
      for (const wait of [30, 120, 250, 500, 900, 1600]) {
        const child = spawn(process.execPath, [main, 'check', '--staged'], {
          cwd: repository.folder,
          env: env(repository.folder, { TMPDIR: scratch }),
          stdio: 'ignore',
          detached: true,
        })
        await new Promise((resolve) => setTimeout(resolve, wait))
        child.kill(signal)
        const [code, by] = await new Promise<[number | null, string | null]>((resolve) => child.on('exit', (...end) => resolve(end)))
        expect(code === 0, `${signal} after ${wait} ms: ${code} ${by}`).toBe(false)
        await new Promise((resolve) => setTimeout(resolve, 300))
        const group = spawnSync('ps', ['-o', 'stat=,args=', '-g', String(child.pid)], { encoding: 'utf8' }).stdout ?? ''
        // What has ended and waits to be counted is dead.
        const alive = group.split('\n').filter((each) => each.trim() !== '' && !each.trim().startsWith('Z'))
        expect(alive).toEqual([])
      }
      expect(readdirSync(scratch)).toEqual([])
    },
  )
})
