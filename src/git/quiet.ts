import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gitEnvironment } from './environment.ts'
import { type KeptWatch, policiesIn, readWatch, watcher } from './watch.ts'

/** What a run of pawl was started with. */
export interface Start {
  cwd: string
  env: NodeJS.ProcessEnv
  argv: readonly string[]
  /** pawl's own version: another one may watch more. */
  version: string
}

/**
 * Decides a commit that touches nothing guarded, with two git processes and nothing else loaded.
 * `undefined` means: look closer. Whatever is not plain is looked at closer.
 */
export function decideQuietly({ cwd, env, argv, version }: Start): { looked: KeptWatch['looked'] } | undefined {
  const asked = argv.join(' ')
  if (asked !== 'hook pre-commit' && asked !== 'check --staged') return undefined
  try {
    const found = directories(cwd, env)
    if (!found || existsSync(join(found.gitDir, 'MERGE_HEAD'))) return undefined
    const ask = asker(cwd, env)
    const policies = policiesIn(ask('ls-tree', '-z', '--full-tree', 'HEAD') ?? '')
    const watch = policies === undefined ? undefined : readWatch(found.commonDir, policies, version)
    if (!watch) return undefined
    const how = ['--cached', '--raw', '-z', '--no-renames', '--no-ext-diff', '--no-relative', '--ignore-submodules=none']
    const changed = ask('diff-index', ...how, 'HEAD')
    return changed === undefined || touches(changed, watcher(watch)) ? undefined : { looked: watch.looked }
  } catch {
    return undefined
  }
}

/** Whether one of the changed paths is watched, unmerged or not plain text. */
function touches(changed: string, watched: (path: string) => boolean): boolean {
  if (changed.includes('\ufffd')) return true
  const fields = changed.split('\0')
  for (let at = 0; at + 1 < fields.length; at += 2) {
    if (!/^:\d{6} \d{6} [0-9a-f]+ [0-9a-f]+ [ADMT]$/.test(fields[at]!) || watched(fields[at + 1]!)) return true
  }
  return false
}

/** Asks git from the top of the work tree, where a hook is started; `undefined` where git fails. */
function asker(cwd: string, env: NodeJS.ProcessEnv): (...args: string[]) => string | undefined {
  const clean = gitEnvironment(env, cwd)
  return (...args) => {
    const { status, stdout } = spawnSync('git', ['-c', 'core.fsmonitor=false', ...args], {
      cwd,
      env: clean,
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 27,
      windowsHide: true,
    })
    return status === 0 ? stdout.toString('utf8') : undefined
  }
}

/** Where git keeps this work tree's state and what all work trees share (gitrepository-layout(5)), from the top of a work tree alone. */
function directories(cwd: string, env: NodeJS.ProcessEnv): { gitDir: string; commonDir: string } | undefined {
  if (env.GIT_WORK_TREE || env.GIT_COMMON_DIR) return undefined
  let gitDir = env.GIT_DIR ? resolve(cwd, env.GIT_DIR) : join(cwd, '.git')
  if (!existsSync(join(gitDir, 'HEAD'))) gitDir = resolve(cwd, /^gitdir: (.+)\n?$/.exec(readFileSync(gitDir, 'utf8'))![1]!)
  if (!existsSync(join(gitDir, 'HEAD'))) return undefined
  const shared = join(gitDir, 'commondir')
  return { gitDir, commonDir: existsSync(shared) ? resolve(gitDir, readFileSync(shared, 'utf8').trim()) : gitDir }
}
