import { existsSync, realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Refusal } from '../model/refusal.ts'
import { gitEnvironment } from './environment.ts'
import { type Objects, openObjects } from './objects.ts'
import { type GitPlace, git, gitMessage, runGit } from './process.ts'

/** The oldest git that is known to answer as pawl asks. */
const oldest = [2, 31] as const

/** Where objects are read from: a repository, or a temporary room beside one. */
export interface ObjectSource {
  readonly place: GitPlace
  readonly objects: Objects
}

/** An opened repository; nothing in it is ever written but pawl's own cache. */
export interface Repository extends ObjectSource {
  /** The root of the work tree; `undefined` where the repository is bare. */
  readonly top: string | undefined
  readonly gitDir: string
  /** The directory that all work trees of the repository share. */
  readonly commonDir: string
  readonly shallow: boolean
  readonly hash: 'sha1' | 'sha256'
  /** The commit that HEAD named when this was opened; `undefined` where it plainly named none, or not plainly one. */
  readonly head: string | undefined
  gitVersion(): Promise<readonly [number, number]>
  /** Something that `close` gives back. */
  readonly held: (() => void)[]
  close(): void
}

/** Opens the repository that `cwd` is in, or that the environment of a hook names. */
export async function openRepository(cwd: string, env: NodeJS.ProcessEnv): Promise<Repository> {
  const place = { cwd: resolve(cwd), env: gitEnvironment(env, resolve(cwd)) }
  const asked = ['--is-bare-repository', '--is-inside-git-dir', '--show-object-format', '--is-shallow-repository']
  // Unknown flags are printed as they are: they divide the paths, which may hold a line's end, and what HEAD is.
  const paths = ['--path-format=absolute', '--git-dir', '--and', '--git-common-dir', '--up', '--show-cdup', '--head', 'HEAD^{commit}']
  const found = await runGit(place, ['rev-parse', ...asked, ...paths])
  const [bare, inside, hash, shallow, ...rest] = found.stdout.toString('utf8').split('\n')
  const [gitDir, commonDir, up, head] = rest.join('\n').split(/\n--(?:and|up|head)\n/)
  // What git before 2.31 does not know it says again.
  if (gitDir === undefined || commonDir === undefined || up === undefined || gitDir.startsWith('--path-format')) {
    await versionOf(place)
    throw found.status === 0 ? new Refusal('git rev-parse answered in a way that pawl does not know') : notOpened(place.cwd, found.stderr)
  }
  if (bare !== 'true' && inside === 'true' && !env.GIT_DIR) throw insideGitDir(place.cwd, gitDir)
  const top = bare === 'true' ? undefined : resolve(realpathSync(place.cwd), up)
  const inRepository = { cwd: top ?? gitDir, env: place.env }
  const objects = openObjects(inRepository)
  const held: (() => void)[] = []
  return {
    place: inRepository,
    objects,
    top,
    gitDir,
    commonDir,
    shallow: shallow === 'true',
    hash: hash === 'sha256' ? 'sha256' : 'sha1',
    head: found.status === 0 && !/ is ambiguous/.test(found.stderr) ? head?.trim() : undefined,
    gitVersion: () => versionOf(place),
    held,
    close: () => {
      objects.close()
      for (const giveBack of held.splice(0)) giveBack()
    },
  }
}

async function versionOf(place: GitPlace): Promise<readonly [number, number]> {
  const said = (await git(place, ['--version'])).toString('utf8').trim()
  const [, major, minor] = /(\d+)\.(\d+)/.exec(said) ?? []
  const version = [Number(major ?? 0), Number(minor ?? 0)] as const
  if (isOlder(version, oldest)) {
    throw new Refusal(`\`${said}\` is too old: pawl needs git ${oldest.join('.')} or newer. Nothing was checked.`)
  }
  return version
}

/** Whether a version of git is older than another. */
export function isOlder(version: readonly [number, number], than: readonly [number, number]): boolean {
  return version[0] < than[0] || (version[0] === than[0] && version[1] < than[1])
}

function notOpened(cwd: string, stderr: string): Refusal {
  const allow = /git config --global --add safe\.directory .+/.exec(stderr)?.[0]
  if (allow) return new Refusal(`${gitMessage(stderr)}; \`${allow.trim()}\` allows it`)
  if (/not a git repository/.test(stderr)) {
    return new Refusal(`\`${cwd}\` is not inside a git repository; run pawl in one, or begin with \`git init\``)
  }
  return new Refusal(`the repository at \`${cwd}\` could not be opened: ${gitMessage(stderr)}`)
}

function insideGitDir(cwd: string, gitDir: string): Refusal {
  const beside = dirname(gitDir)
  const wayOut = existsSync(beside) && gitDir.endsWith('.git') ? `in \`${beside}\`` : 'in its work tree'
  return new Refusal(`\`${cwd}\` is inside git's own directory; run pawl ${wayOut}`)
}
