import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** A real repository to measure in; gone when it is closed. */
export interface Bench {
  folder: string
  env: NodeJS.ProcessEnv
  write(path: string, text: string): void
  git(...words: string[]): string
  /** Makes the hook run these lines. */
  hook(lines: string): void
  close(): void
}

export function benchRepository(): Bench {
  const home = mkdtempSync(join(tmpdir(), 'pawl-bench-'))
  const folder = join(home, 'repository')
  mkdirSync(join(home, 'bin'))
  writeFileSync(join(home, 'bin', 'pawl'), `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'bin', 'pawl.js')}" "$@"\n`)
  chmodSync(join(home, 'bin', 'pawl'), 0o755)
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') && !name.startsWith('npm_')))
  const env = {
    ...kept,
    PATH: [join(home, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    ...who,
  }
  const git = (...words: string[]) =>
    execFileSync('git', words, { cwd: folder, env, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'pipe'] })
  mkdirSync(folder)
  git('init', '-q', '-b', 'main')
  const bench: Bench = {
    folder,
    env,
    git,
    write: (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    },
    hook: (lines) => {
      writeFileSync(join(folder, '.git/hooks/pre-commit'), `#!/bin/sh\n${lines}\n`)
      chmodSync(join(folder, '.git/hooks/pre-commit'), 0o755)
    },
    close: () => rmSync(home, { recursive: true, force: true }),
  }
  return bench
}

const who = {
  GIT_AUTHOR_NAME: 'A Developer',
  GIT_AUTHOR_EMAIL: 'dev@example.com',
  GIT_COMMITTER_NAME: 'A Developer',
  GIT_COMMITTER_EMAIL: 'dev@example.com',
}

/** Policies of the kinds that files are judged by, 40 and more of them, and all that they ask for. */
export function layOutProtections(bench: Bench): void {
  const items: string[] = []
  for (let n = 1; n <= 24; n++) {
    bench.write(`docs/rules/rule-${n}.md`, `# Rule ${n}\n\n**Status:** in force\n\n## What holds\n\nRule ${n} holds.\n`)
    items.push(`  - { document: docs/rules/rule-${n}.md, headings: [What holds], fields: { Status: in force } }`)
  }
  for (let n = 1; n <= 8; n++) items.push(`  - { token: format-${n}, pattern: '^tok${n}_[A-Za-z0-9]{32}$' }`)
  for (let n = 1; n <= 8; n++) {
    bench.write(
      `tests/rule-${n}.test.ts`,
      `import { test, expect } from 'vitest'\ntest('rule ${n} holds', () => { expect(${n}).toBe(${n}) })\n`,
    )
    items.push(`  - { test: rule ${n} holds, in: tests/*.test.ts }`)
  }
  bench.write('dev/hooks/pre-commit', '#!/bin/sh\nset -e\npawl hook pre-commit\n')
  bench.write('Makefile', 'setup:\n\tgit config core.hooksPath dev/hooks\n')
  chmodSync(join(bench.folder, 'dev/hooks/pre-commit'), 0o755)
  items.push('  - { hook: pre-commit, runs: pawl check, installed-by: { file: Makefile, contains: git config core.hooksPath dev/hooks } }')
  bench.write('policies/rules.yaml', `protocol: rules\nstatus: irreversible\nprotect:\n${items.join('\n')}\n`)
}

/** A history of migrations: tables, columns and indexes, one small statement or two each; with their ways back where these are asked for. */
export function layOutHistory(bench: Bench, engine: 'sqlite' | 'postgres', count: number, back = false): void {
  for (let n = 1; n <= count; n++) {
    const [up, down] = migrationTexts(n)
    const name = `migrations/${String(n).padStart(4, '0')}_step`
    bench.write(`${name}${back ? '.up' : ''}.sql`, up)
    if (back) bench.write(`${name}.down.sql`, down)
  }
  const items = Array.from({ length: 20 }, (_, n) => `  - table: t${n * 3 + 1}`)
  items.push('  - column: t1.name', '  - index: t1_name', ...Array.from({ length: 18 }, (_, n) => `  - column: t${n * 3 + 1}.id`))
  bench.write('policies/database.yaml', databasePolicy(engine, back))
  bench.write('policies/data.yaml', `protocol: data\nstatus: irreversible\nprotect:\n${items.join('\n')}\n`)
}

export function databasePolicy(engine: string, back: boolean, more = ''): string {
  return `databases:\n  main: { engine: ${engine}, migrations: migrations, format: ${back ? 'golang-migrate' : 'plain'}${more} }\n`
}

function migrationTexts(n: number): [up: string, down: string] {
  const table = `t${n - ((n - 1) % 3)}`
  if (n % 3 === 1) return [`CREATE TABLE ${table} (id integer PRIMARY KEY, name text NOT NULL, made_at text);\n`, `DROP TABLE ${table};\n`]
  if (n % 3 === 2) return [`ALTER TABLE ${table} ADD COLUMN note_${n} text;\n`, `ALTER TABLE ${table} DROP COLUMN note_${n};\n`]
  return [`CREATE INDEX ${table}_name ON ${table} (name);\n`, `DROP INDEX ${table}_name;\n`]
}
