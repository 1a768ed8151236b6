import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished } from 'vitest'
import type { LogLine } from '../../src/model/rolled-back.ts'
import { type Printed, pawl } from '../cases/command.ts'

const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')
const compiled = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }

/** A repository in a folder of its own, with all that a rollback is tried with. */
export interface Room {
  folder: string
  /** Runs pawl in this process. */
  pawl(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Printed>
  /** Starts pawl as a process of its own. */
  start(words: readonly string[], env?: Readonly<Record<string, string>>): Started
  /** Makes the plan between two versions, as `plan.json`. */
  plan(from: string, to: string, ...more: string[]): Promise<void>
  /** `rollback run plan.json --execute`, with a reason and somebody who approved it, logged to `log.jsonl`. */
  execute(more?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Printed>
  write(path: string, text: string): void
  has(path: string): boolean
  read(path: string): string
  /** The lines of a log, its torn ones left out. */
  log(path?: string): LogLine[]
  /** What the steps wrote down about themselves. */
  trace(): string[]
  commit(): void
  /** Done by itself at the end of a test. */
  close(): void
}

interface Started {
  pid: number
  kill(signal: NodeJS.Signals): void
  ended: Promise<{ exit: number | null; out: string; err: string }>
}

export const executing = ['rollback', 'run', 'plan.json', '--execute', '--reason', 'errors after the release', '--approved-by', 'alice']

/** Makes a repository of these files and commits them. */
export function room(files: Readonly<Record<string, string>>): Room {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-rollback-'))
  const close = () => rmSync(folder, { recursive: true, force: true })
  if (expect.getState().currentTestName !== undefined) onTestFinished(close)
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' }
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...words], { cwd: folder, env, stdio: 'pipe' })
  const path = (name: string) => join(folder, name)
  const write = (name: string, text: string) => {
    mkdirSync(dirname(path(name)), { recursive: true })
    writeFileSync(path(name), text)
  }
  for (const [name, text] of Object.entries(files)) write(name, text)
  git('init', '-q', '-b', 'main')
  const commit = () => {
    git('add', '-A', ...Object.keys(files))
    git('commit', '-qm', 'what stands', '--no-verify')
  }
  commit()
  const run = (words: readonly string[], more = {}) => pawl(folder, words, more)
  return {
    folder,
    pawl: run,
    start: (words, more = {}) => {
      const child = spawn(process.execPath, ['--no-warnings', main, ...words], { cwd: folder, env: { ...env, ...compiled, ...more } })
      const told = { out: '', err: '' }
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        told.out += text
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        told.err += text
      })
      const ended = new Promise<{ exit: number | null; out: string; err: string }>((resolve) =>
        child.on('close', (exit) => resolve({ exit, ...told })),
      )
      return { pid: child.pid!, kill: (signal) => void child.kill(signal), ended }
    },
    plan: async (from, to, ...more) => {
      const { exit, err, out } = await run(['plan', from, to, '--format', 'json', '--output', 'plan.json', ...more])
      if (exit !== 0) throw new Error(`${err}${out}${existsSync(path('plan.json')) ? readFileSync(path('plan.json'), 'utf8') : ''}`)
    },
    execute: (more = [], about = {}) => run([...executing, '--log', 'log.jsonl', ...more], about),
    write,
    has: (name) => existsSync(path(name)),
    read: (name) => readFileSync(path(name), 'utf8'),
    log: (name = 'log.jsonl') =>
      readFileSync(path(name), 'utf8')
        .split('\n')
        .flatMap((line) => {
          try {
            return [JSON.parse(line) as LogLine]
          } catch {
            return []
          }
        }),
    trace: () => (existsSync(path('trace')) ? readFileSync(path('trace'), 'utf8').trim().split('\n') : []),
    commit,
    close,
  }
}

/** A step of a version that writes its name down; `more` is what else it says. */
export function step(name: string, at: string, more: { run?: string; undo?: true; timeout?: string; blocks?: true } = {}): string {
  const run = [`echo ${name} >> trace`, ...(more.run ? [more.run] : [])].join('; ')
  const undo = more.undo ? `, undo: "echo un${name} >> trace"` : ''
  return `{ name: ${name}, at: ${at}, run: ${JSON.stringify(run)}, timeout: ${more.timeout ?? '20s'}${undo}${more.blocks ? ', blocks: true' : ''} }`
}

const listed = (steps: readonly string[]) => steps.map((each) => `      - ${each}\n`).join('')

/** Two versions without a database; what the newer one states as steps. */
export function twoVersions(...steps: string[]): Record<string, string> {
  return { 'policies/versions.yaml': `versions:\n  - { version: 1.2.5 }\n  - version: 1.3.0\n    steps:\n${listed(steps)}` }
}

export type Migrations = Readonly<Record<string, readonly [up: string, down: string]>>

export const notes: Migrations = {
  '0001_notes': ['CREATE TABLE notes (id integer PRIMARY KEY, body text);', 'DROP TABLE notes;'],
  '0002_author': ['ALTER TABLE notes ADD COLUMN author text;', 'ALTER TABLE notes DROP COLUMN author;'],
  '0003_tags': ['CREATE TABLE tags (id integer PRIMARY KEY, name text);', 'DROP TABLE tags;'],
}

/** A version of a database for each migration, in golang-migrate's format; the newest states these steps. */
export function threeVersions(
  engine: string,
  steps: readonly string[] = [],
  migrations: Migrations = notes,
  more = '',
): Record<string, string> {
  const ids = Object.keys(migrations)
  const versions = ids.map((id, index) => {
    const own = index === ids.length - 1 && steps.length ? `\n    steps:\n${listed(steps)}` : '\n'
    return `  - version: 1.${index + 1}.0\n    database: main\n    through: ${id}${own}`
  })
  return {
    'policies/versions.yaml': `databases:\n  main:\n    engine: ${engine}\n    migrations: migrations\n${more}versions:\n${versions.join('')}`,
    ...Object.fromEntries(
      Object.entries(migrations).flatMap(([id, [up, down]]) => [
        [`migrations/${id}.up.sql`, up],
        [`migrations/${id}.down.sql`, down],
      ]),
    ),
  }
}

/** An SQLite file with all migrations behind it and two rows. */
export function sqliteFile(folder: string, migrations: Migrations = notes): { path: string; ask(sql: string): unknown[] } {
  const path = join(folder, 'app.db')
  const ask = (sql: string) => {
    const db = new DatabaseSync(path)
    try {
      const rows = db.prepare(sql).all()
      return rows.flatMap((row) => Object.values(row))
    } finally {
      db.close()
    }
  }
  const db = new DatabaseSync(path)
  for (const [up] of Object.values(migrations)) db.exec(up)
  db.exec("INSERT INTO notes (id, body) VALUES (1, 'one'), (2, 'two')")
  db.close()
  return { path, ask }
}

/** What a log says of each step, in order: `third failed`. */
export function told(lines: readonly LogLine[], ...statuses: readonly string[]): string[] {
  return lines
    .filter(({ status, details }) => details.number !== 0 && (statuses.length === 0 || statuses.includes(status)))
    .map(({ step: name, status }) => `${name} ${status}`)
}

/** Loaded ahead of pawl, it ends the process at one line of the log. */
export const stopper = `--import=${join(import.meta.dirname, 'stop-at.mjs')}`

/** Resumes `log.jsonl` as an operator does who looks what became of a step. */
export async function resumed(here: Room, flags: readonly string[], env: Record<string, string>): Promise<Printed> {
  const words = [...executing, '--resume', 'log.jsonl', ...flags]
  const first = await here.pawl(words, env)
  if (first.exit !== 2) return first
  const [, name] = /--begun '([^']+)=done'/.exec(first.out) ?? []
  if (name === undefined) return first
  return here.pawl([...words, '--begun', `${name}=${here.trace().includes(name) ? 'done' : 'again'}`], env)
}
