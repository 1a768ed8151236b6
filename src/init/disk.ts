import { existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { simpleGit } from 'simple-git'
import type { Edit } from '../model/files.ts'
import type { Entry, Tree } from '../model/tree.ts'
import type { FileDraft } from './draft.ts'
import type { Clone } from './hooks.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What a clone has beside its index. */
export interface Checkout {
  clone: Clone
  remote?: string
  /** The files on the disk that git does not ignore. */
  disk: Tree
  /** The disk tells which files may be executed; on Windows the index alone does. */
  bits: boolean
  /** Something on the disk is not as the index has it, untracked files aside. */
  dirty: boolean
  untracked: readonly string[]
}

/** Files that are looked at as they stand on the disk, for they are what is written, or added to. */
const own =
  /^(?:policies\/.*|\.github\/workflows\/[^/]+|\.husky\/[^/]+|\.githooks\/[^/]+|\.?(?:config\/)?\.?lefthook[\w-]*\.\w+|\.pre-commit-config\.ya?ml|\.?simple-git-hooks\.\w+|package\.json|Makefile)$/

/** Asks git and the disk what the index does not say. */
export async function checkoutAt(top: string, env: Env): Promise<Checkout> {
  const [{ simpleGit }, { globby }] = await Promise.all([import('simple-git'), import('globby')])
  const git = opened(simpleGit, top, env)
  const [status, hooksPath, fileMode, remotes] = await Promise.all([
    git.status(),
    git.getConfig('core.hooksPath'),
    git.getConfig('core.fileMode'),
    git.getRemotes(true),
  ])
  const bits = fileMode.value !== 'false'
  const paths = await globby('**/*', {
    cwd: top,
    gitignore: true,
    dot: true,
    onlyFiles: false,
    followSymbolicLinks: false,
    ignore: ['.git/**', '.git', '**/node_modules/**'],
  })
  const { value } = hooksPath
  const common = (await git.revparse(['--path-format=absolute', '--git-common-dir'])).trim()
  const remote = (remotes.find(({ name }) => name === 'origin') ?? remotes[0])?.refs.fetch
  return {
    clone: {
      ...(value === null ? {} : { hooksPath: below(top, value) }),
      ownHook: standing(join(common, 'hooks', 'pre-commit')) !== undefined,
      program: onPath(env.PATH ?? env.Path ?? ''),
    },
    ...(remote === undefined ? {} : { remote }),
    disk: diskTree(top, paths, bits ? undefined : executables(await git.raw(['ls-files', '-s', '-z', '--full-name', ':/']))),
    bits,
    dirty: status.files.some(({ working_dir }) => working_dir !== ' ' && working_dir !== '?'),
    untracked: status.not_added,
  }
}

/** Sets where this clone takes its hooks from. */
export async function takeHooksFrom(top: string, folder: string, env: Env): Promise<void> {
  const { simpleGit } = await import('simple-git')
  await opened(simpleGit, top, env).addConfig('core.hooksPath', folder)
}

/** Those of the paths that git ignores. */
export async function ignoredOf(top: string, paths: readonly string[], env: Env): Promise<string[]> {
  if (paths.length === 0) return []
  const { simpleGit } = await import('simple-git')
  return opened(simpleGit, top, env).checkIgnore([...paths])
}

/** Puts a file into the index, as one that may be executed also where the disk cannot say so. */
export async function stage(top: string, { path, executable }: FileDraft, env: Env): Promise<void> {
  const { simpleGit } = await import('simple-git')
  await opened(simpleGit, top, env).add([...(executable ? ['--chmod=+x'] : []), '--', path])
}

/** The paths that the index has as executable. */
function executables(listed: string): ReadonlySet<string> {
  return new Set(listed.split('\0').flatMap((line) => (line.startsWith('100755 ') ? line.slice(line.indexOf('\t') + 1) : [])))
}

/** git at a folder, with the caller's own environment but for what starts other programs. */
function opened(make: typeof simpleGit, top: string, env: Env) {
  const kept = Object.entries(env).filter(
    (each): each is [string, string] =>
      each[1] !== undefined &&
      (/^GIT_CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)$/.test(each[0]) || !/^GIT_|^(?:EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS)$/.test(each[0])),
  )
  const unsafe = { allowUnsafeHooksPath: true, allowUnsafeConfigPaths: true }
  return make({ baseDir: top, unsafe, allowEnvironment: kept.map(([name]) => name) }).env(Object.fromEntries(kept))
}

/** Whether `pawl` is found on the PATH; what npx puts there is gone with its call. */
function onPath(path: string): boolean {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '' && !/[\\/]_npx[\\/]/.test(folder))
    .some((folder) => ['pawl', 'pawl.cmd'].some((name) => existsSync(join(folder, name))))
}

/** A folder as seen from the top of the work tree, where it is below it. */
function below(top: string, folder: string): string {
  const plain = (process.platform === 'win32' ? folder.replaceAll('\\', '/') : folder).replace(/\/+$/, '')
  return plain.startsWith(`${top}/`) ? plain.slice(top.length + 1) : plain
}

const standing = (file: string) => lstatSync(file, { throwIfNoEntry: false })

function diskTree(top: string, paths: readonly string[], known: ReadonlySet<string> | undefined): Tree {
  const entries = new Map<string, Entry>()
  for (const path of paths) {
    const state = standing(join(top, path))
    if (!state || state.isDirectory()) continue
    const mode = state.isSymbolicLink() ? 'symlink' : (known?.has(path) ?? state.mode & 0o100) ? 'executable' : 'file'
    entries.set(path, { mode, id: `disk:${path}:${state.mtimeMs}:${state.size}` })
  }
  return {
    label: 'the work tree',
    entries: async () => entries,
    bytes: async (path) => (entries.has(path) ? content(join(top, path)) : undefined),
  }
}

const content = (file: string): Buffer => (lstatSync(file).isSymbolicLink() ? Buffer.from(readlinkSync(file)) : readFileSync(file))

/** Policies, hooks and workflows as the disk has them, to be laid over the index. */
export async function ownFiles(disk: Tree): Promise<Map<string, Edit>> {
  const edits = new Map<string, Edit>()
  for (const [path, { mode }] of await disk.entries()) {
    if (own.test(path)) edits.set(path, { content: (await disk.bytes(path))!, mode })
  }
  return edits
}
