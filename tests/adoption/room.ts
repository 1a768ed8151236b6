import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pawl } from '../cases/command.ts'
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../git/repository.ts'

const root = join(import.meta.dirname, '..', '..')
const programs = join(root, 'node_modules', '.bin')
const lefthook = join(root, 'node_modules', `lefthook-${process.platform.replace('win32', 'windows')}-${process.arch}`, 'bin')

/** A document of these tests. */
export const page = (name: string): string => readFileSync(join(import.meta.dirname, 'documents', name), 'utf8')

/** A repository as its team has it, with `pawl` and the programs of hook managers on its PATH. */
export interface Adopted extends TemporaryRepository {
  /** Runs a program in it. */
  run(program: string, ...args: string[]): string
  /** Runs a program in it and tells how it ended. */
  exec(program: string, args: readonly string[], input?: string): { status: number; said: string }
  /** Writes, or with `undefined` removes, and commits as a person does: hooks run. */
  tryCommit(files: Readonly<Record<string, string | undefined>>): { status: number; said: string }
  /** The same change as the hook judges it, without a commit. */
  judged(files: Readonly<Record<string, string | undefined>>): Promise<{ status: number; said: string }>
  /** Runs pawl's command line in it. */
  pawl(...words: string[]): ReturnType<typeof pawl>
  /** Every file of its work tree with its content, git's own aside. */
  disk(): Record<string, string>
}

let shim: string | undefined

/** A program `pawl` that runs this checkout's source. */
function shimFolder(): string {
  // Temporary folders go with the test that made them.
  if (shim && existsSync(shim)) return shim
  const folder = temporaryFolder()
  const file = join(folder, 'pawl')
  const node = join(programs, 'node')
  writeFileSync(
    file,
    `#!/bin/sh\nexport NODE_COMPILE_CACHE='${process.env.NODE_COMPILE_CACHE}'\nexec '${existsSync(node) ? node : process.execPath}' --disable-warning=ExperimentalWarning '${join(root, 'src', 'cli', 'main.ts')}' "$@"\n`,
  )
  chmodSync(file, 0o755)
  shim = folder
  return folder
}

/** Makes a repository with one commit. */
export function adopted(files: Readonly<Record<string, string>>): Adopted {
  const plain = temporaryRepository()
  const env = { ...plain.env, PATH: [shimFolder(), programs, lefthook, process.env.PATH].join(':') }
  for (const [name, value] of [
    ['user.name', 'Ada'],
    ['user.email', 'ada@example.com'],
  ] as const)
    plain.git('config', name, value)
  if (Object.keys(files).length) plain.commit(files, 'what stands')
  const git = (...args: string[]) => spawnSync('git', args, { cwd: plain.path, env, encoding: 'utf8' })
  const exec = (program: string, args: readonly string[], input = '') => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: plain.path, env, input, encoding: 'utf8' })
    return { status: status ?? 1, said: `${stdout}${stderr}` }
  }
  const run = (...words: string[]) => pawl(plain.path, words, { PATH: env.PATH, GIT_CONFIG_GLOBAL: '/dev/null' })
  const stage = (changes: Readonly<Record<string, string | undefined>>) => {
    for (const [name, content] of Object.entries(changes)) {
      const file = join(plain.path, name)
      if (content === undefined) rmSync(file)
      else {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, content)
      }
    }
    git('add', '-A')
  }
  const undo = () => {
    git('reset', '-q', '--hard')
    git('clean', '-qfd')
  }
  return {
    ...plain,
    run: (program, ...args) => execFileSync(program, args, { cwd: plain.path, env, encoding: 'utf8', stdio: 'pipe' }),
    exec,
    tryCommit: (changes) => {
      stage(changes)
      const ended = exec('git', ['commit', '-m', 'a change'])
      if (ended.status !== 0) undo()
      return ended
    },
    judged: async (changes) => {
      stage(changes)
      const { exit, out, err } = await run('hook', 'pre-commit')
      undo()
      return { status: exit, said: out + err }
    },
    pawl: run,
    disk: () =>
      Object.fromEntries(
        plain
          .git('ls-files', '-co', '--exclude-standard')
          .split('\n')
          .filter(Boolean)
          .map((path) => [path, readFileSync(join(plain.path, path), 'utf8')]),
      ),
  }
}
