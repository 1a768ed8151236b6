import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A real repository in a temporary folder, gone when its test is over. */
export interface TemporaryRepository {
  readonly path: string
  /** The environment that git is run with here; a command under test may be given the same. */
  readonly env: NodeJS.ProcessEnv
  /** Runs git and returns what it wrote; a status other than 0 throws. */
  git(...args: string[]): string
  /** Runs git and returns how it ended. */
  tryGit(...args: string[]): { status: number; stdout: string; stderr: string }
  /** Writes files and stages them. */
  add(files: Readonly<Record<string, string | Uint8Array>>): void
  /** Commits files, or what is staged already; returns the commit's id. */
  commit(files?: Readonly<Record<string, string | Uint8Array>>, message?: string): string
  /** Installs a hook that is the given shell text. */
  hook(name: string, text: string): void
}

const settings = {
  'user.name': 'Ada',
  'user.email': 'ada@example.com',
  'init.defaultBranch': 'main',
  'commit.gpgSign': 'false',
  'protocol.file.allow': 'always',
  'core.autocrlf': 'false',
  'gc.auto': '0',
  'advice.detachedHead': 'false',
}

/** The environment of a person with no configuration of their own. */
function plainEnvironment(home: string): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIT_|GITHEAD_)/.test(name)))
  const date = '2026-11-20T12:00:00Z'
  const dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
  return { ...env, ...dates, HOME: home, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' }
}

/** A folder of its own, gone when its test is over. */
export function temporaryFolder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'repository-')))
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  try {
    onTestFinished(remove)
  } catch {
    process.on('exit', remove)
  }
  return path
}

/** Makes a repository with one branch, `main`, and no commit; `init` is given to `git init`. */
export function temporaryRepository(...init: string[]): TemporaryRepository {
  const path = join(temporaryFolder(), 'repo')
  mkdirSync(path)
  const repository = repositoryAt(path)
  repository.git('init', '-q', '-b', 'main', ...init)
  return repository
}

/** Clones a repository; `how` is given to `git clone`. */
export function clone(from: TemporaryRepository, ...how: string[]): TemporaryRepository {
  const path = join(temporaryFolder(), 'clone')
  from.git('clone', '-q', ...how, `file://${from.path}`, path)
  return repositoryAt(path)
}

/** A repository that is there already: a clone, a work tree, a submodule. */
export function repositoryAt(path: string): TemporaryRepository {
  const env = plainEnvironment(dirname(path))
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const git = (...args: string[]) => execFileSync('git', [...flags, ...args], { cwd: path, env, encoding: 'utf8', stdio: 'pipe' }).trim()
  const add = (files: Readonly<Record<string, string | Uint8Array>>) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(path, name)), { recursive: true })
      writeFileSync(join(path, name), content)
    }
    git('add', '--force', '--', ...Object.keys(files).map((name) => `:(literal)${name}`))
  }
  return {
    path,
    env,
    git,
    add,
    tryGit: (...args) => {
      const { status, stdout, stderr } = spawnSync('git', [...flags, ...args], { cwd: path, env, encoding: 'utf8' })
      return { status: status ?? 1, stdout, stderr }
    },
    commit: (files = {}, message = 'change') => {
      if (Object.keys(files).length > 0) add(files)
      git('commit', '-q', '--no-verify', '--allow-empty', '-m', message)
      return git('rev-parse', 'HEAD')
    },
    hook: (name, text) => {
      const hooks = join(git('rev-parse', '--path-format=absolute', '--git-common-dir'), 'hooks')
      mkdirSync(hooks, { recursive: true })
      writeFileSync(join(hooks, name), `#!/bin/sh\n${text}\n`)
      chmodSync(join(hooks, name), 0o755)
    },
  }
}

/** Stages an entry that no file system could hold: a path of any bytes, a symlink, a submodule. */
export function stage(repository: TemporaryRepository, path: Uint8Array | string, content: string, mode = '100644'): void {
  const run = (args: string[], input: string | Uint8Array) =>
    execFileSync('git', args, { cwd: repository.path, env: repository.env, input, encoding: 'utf8' }).trim()
  const id = mode === '160000' ? content : run(['hash-object', '-w', '--stdin'], content)
  run(['update-index', '-z', '--index-info'], Buffer.concat([Buffer.from(`${mode} ${id}\t`), Buffer.from(path), Buffer.from([0])]))
}

/** Makes a symbolic link in the work tree and stages it. */
export function link(repository: TemporaryRepository, name: string, target: string): void {
  symlinkSync(target, join(repository.path, name))
  repository.git('add', '--', name)
}
