import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registry } from './registry.ts'

const root = join(import.meta.dirname, '..', '..')
// Packages are looked for in every folder above: here there are none.
const folder = mkdtempSync(join(process.platform === 'win32' ? tmpdir() : '/var/tmp', 'pawl-package-'))
const home = join(folder, 'home')
const app = join(folder, 'app')
const env = {
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  HOME: home,
  GIT_CONFIG_NOSYSTEM: '1',
  npm_config_cache: join(home, 'cache'),
  npm_config_update_notifier: 'false',
  npm_config_fund: 'false',
  npm_config_audit: 'false',
}

/** Runs a program in the folder where pawl is installed. What it asks of the network fails at once. */
function ran(program: string, ...words: string[]): Promise<{ exit: number; out: string; err: string }> {
  const proxies = { http_proxy: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9', npm_config_offline: 'true' }
  return new Promise((done) => {
    execFile(program, words, { cwd: app, env: { ...env, ...proxies }, encoding: 'utf8', maxBuffer: 2 ** 26 }, (error, out, err) =>
      done({ exit: error ? Number(error.code ?? 1) : 0, out, err }),
    )
  })
}

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(app, path)), { recursive: true })
  writeFileSync(join(app, path), text)
}
const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: app, env, stdio: 'pipe' })

let packed: string[] = []

beforeAll(async () => {
  execFileSync(process.execPath, ['dev/types.ts'], { cwd: root, stdio: 'pipe' })
  mkdirSync(home)
  mkdirSync(app)
  const told = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
    env,
    encoding: 'utf8',
  })
  const [tarball] = [JSON.parse(told)].flat().flatMap((each) => ('files' in each ? [each] : Object.values<any>(each)))
  packed = tarball.files.map(({ path }: { path: string }) => path)
  const store = await registry('pawl', join(folder, tarball.filename))
  try {
    write('package.json', '{ "name": "app", "version": "1.0.0", "private": true }\n')
    await new Promise<void>((done, fail) => {
      const words = ['install', '--save-dev', '--ignore-scripts', '--registry', store.url, 'pawl']
      execFile('npm', words, { cwd: app, env, encoding: 'utf8' }, (error, _, err) => (error ? fail(new Error(err)) : done()))
    })
  } finally {
    store.close()
  }
  write(
    'policies/a.yaml',
    'protocol: a\nstatus: irreversible\nprotect:\n  - document: docs/a.md\n  - table: notes\n    database: small\n  - table: rows\n    database: large\n',
  )
  write(
    'policies/b.yaml',
    'databases:\n  small: { engine: sqlite, migrations: small, format: plain }\n  large: { engine: postgres, migrations: large, format: plain }\n',
  )
  write('docs/a.md', '# A\n\nThis stays.\n')
  write('small/001_notes.sql', 'CREATE TABLE notes (id INTEGER PRIMARY KEY);\n')
  write('large/001_rows.sql', 'CREATE TABLE rows (id int PRIMARY KEY);\n')
  write('.gitignore', 'node_modules\n')
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '-m', 'all')
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the package, installed in an empty folder', () => {
  it('holds what runs and what is read, and nothing of how it is made', () => {
    const tops = new Set(packed.map((path) => path.split('/')[0]))
    expect(
      [...tops].filter((top) => !['bin', 'dist', 'schema', 'docs', 'README.md', 'LICENSE', 'CHANGELOG.md', 'package.json'].includes(top!)),
    ).toEqual([])
    expect(packed).toEqual(expect.arrayContaining(['dist/main.cjs', 'dist/api.js', 'dist/types/cli/api.d.ts', 'schema/policy.schema.json']))
    expect(packed.filter((path) => /\.test\.|screenshots|\.cache|\.map$|(?<!\.d)\.ts$/.test(path))).toEqual([])
  })

  it('weighs less than 60 MB with all that comes along', () => {
    const all = readdirSync(join(app, 'node_modules'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const bytes = all.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
    expect(bytes / 1e6).toBeLessThan(60)
    expect(existsSync(join(app, 'node_modules', '@ast-grep', 'lang-rust'))).toBe(false)
  })

  it('works with `npx pawl` and no network: audit with both embedded engines, explain, completions', async () => {
    const audit = await ran('npx', 'pawl', 'audit')
    expect([audit.exit, audit.err]).toEqual([0, ''])
    expect(audit.out).toContain('a: coverage 3/3')
    expect((await ran('npx', 'pawl', 'explain', 'schema/column-dropped')).out).toContain('A change that passes:')
    expect((await ran('npx', 'pawl', 'completions', 'bash')).exit).toBe(0)
  })

  it('reads code with the optional package, and says how to install what is absent', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect((await ran('npx', 'pawl', '--version')).out).toBe(`${version}\n`)
    write('policies/c.yaml', 'protocol: c\nstatus: irreversible\nprotect:\n  - code: src/*.ts\n    contains: guard($A)\n')
    write('src/a.ts', 'export const a = (b: string) => guard(b)\n')
    git('add', '-A')
    expect((await ran('npx', 'pawl', 'audit')).out).toContain('c: coverage 1/1')
    write('policies/d.yaml', 'protocol: d\nstatus: irreversible\nprotect:\n  - code: src/*.rs\n    contains: guard($A)\n')
    write('src/a.rs', 'fn a() { guard(1); }\n')
    git('add', '-A')
    const rust = await ran('npx', 'pawl', 'audit')
    expect([rust.exit, rust.err]).toEqual([2, expect.stringContaining('run `npm i -D @ast-grep/lang-rust`')])
    git('rm', '-q', '-f', 'policies/d.yaml')
    rmSync(join(app, 'node_modules', '@ast-grep'), { recursive: true })
    const none = await ran('npx', 'pawl', 'audit')
    expect([none.exit, none.err]).toEqual([2, expect.stringContaining('run `npm i -D @ast-grep/napi`')])
    git('rm', '-q', '-f', 'policies/c.yaml')
  })

  it('is imported by a program, with types that hold', async () => {
    write(
      'use.mts',
      `import { audit, check, rehearse, type Outcome } from 'pawl'
const steps: string[] = []
const state: Outcome = await audit({ cache: false, onProgress: (step) => steps.push(step) })
const [first] = state.protocols ?? []
const { verdict, looked } = await check({ range: 'HEAD..HEAD' })
const { databases } = await rehearse({ database: 'small' })
const none = await check({ base: 'nowhere' })
console.log(JSON.stringify([state.verdict, first?.coverage.held, verdict, looked.files, databases?.[0]?.migrations[0]?.verdict, none.verdict, none.refusals.length]))
// @ts-expect-error a change is one of three
void (() => check({ nothing: true }))
`,
    )
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const types = await ran(
      process.execPath,
      compiler,
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--lib',
      'es2024,dom',
      '--types',
      '',
      'use.mts',
    )
    expect([types.exit, types.out]).toEqual([0, ''])
    const { out, err } = await ran(process.execPath, 'use.mts')
    expect([JSON.parse(out), err]).toEqual([['held', 3, 'held', expect.any(Number), 'none', 'unknown', 1], ''])
  })
})
