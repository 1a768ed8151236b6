import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gitEnvironment } from './environment.ts'
import { foldersAsked, standingIn } from './standing.ts'
import { type KeptWatch, leadsOf, newestWatch, policiesIn, readWatch, watcher } from './watch.ts'

/** Larger documents are looked at closer. */
const mostBytes = 1 << 20

/** What a run of pawl was started with. */
export interface Start {
  cwd: string
  env: NodeJS.ProcessEnv
  argv: readonly string[]
  /** pawl's own version: another one may watch more. */
  version: string
}

/** What was decided of a commit: what was looked at, and the documents that are still to be judged, each by itself. */
export interface Decided {
  looked: KeptWatch['looked']
  documents: readonly ChangedDocument[]
}

/** A guarded document on both sides, with what protects it. */
export interface ChangedDocument {
  path: string
  before: Uint8Array
  after: Uint8Array
  protections: readonly unknown[]
}

/**
 * Decides a commit that touches nothing guarded, or guarded documents alone, with two or three git processes and nothing else loaded.
 * `undefined` means: look closer. Whatever is not plain is looked at closer.
 */
export function decideQuietly({ cwd, env, argv, version }: Start): Decided | undefined {
  const asked = argv.join(' ')
  if (asked !== 'hook pre-commit' && asked !== 'check --staged') return undefined
  try {
    const found = directories(cwd, env)
    if (!found || existsSync(join(found.gitDir, 'MERGE_HEAD'))) return undefined
    const ask = asker(cwd, env)
    const watch = watchAt('HEAD', found.commonDir, version, ask)
    if (!watch) return undefined
    const how = ['--cached', '--raw', '-z', '--no-renames', '--no-ext-diff', '--no-relative', '--ignore-submodules=none']
    const changed = ask(['diff-index', ...how, 'HEAD'])?.toString('utf8')
    const touched = changed === undefined ? undefined : touchedDocuments(changed, watch)
    if (!touched) return undefined
    return { looked: watch.looked, documents: touched.length > 0 ? readDocuments(touched, watch, ask) : [] }
  } catch {
    return undefined
  }
}

/** The watch list that holds for a commit; `undefined` where none does. One process tells, where the list is the one that was kept last. */
function watchAt(commit: string, commonDir: string, version: string, ask: Asker): KeptWatch | undefined {
  const standing = (paths: readonly string[]) => {
    const answered = ask(['cat-file', '--batch'], foldersAsked(commit, paths))
    return answered && standingIn(answered, paths)
  }
  const newest = newestWatch(commonDir, version)
  const first = standing(newest?.watch.leads.paths ?? [])
  const policies = policiesIn(first?.root ?? '')
  if (policies === undefined) return undefined
  const isNewest = newest?.policies === policies
  const watch = isNewest ? newest.watch : readWatch(commonDir, policies, version)
  return watch && leadsOf(watch, isNewest ? first : standing(watch.leads.paths)) ? watch : undefined
}

interface Touched {
  path: string
  ids: readonly [before: string, after: string]
}

/** The watched documents that were edited; `undefined` where anything else that is watched has changed, is unmerged or no plain text. */
function touchedDocuments(changed: string, watch: KeptWatch): Touched[] | undefined {
  if (changed.includes('\ufffd')) return undefined
  const watched = watcher(watch)
  const touched: Touched[] = []
  for (let at = 0, next = 0; at < changed.length; at = next) {
    const end = changed.indexOf('\0', at)
    const stop = changed.indexOf('\0', end + 1)
    // Renames are not looked for, so an entry with one more path is no plain one, and neither is an unmerged path.
    if (end < at + 5 || stop < 0 || changed[at] !== ':' || changed[end - 2] !== ' ' || !'ADMT'.includes(changed[end - 1]!)) return undefined
    next = stop + 1
    const path = changed.slice(end + 1, stop)
    // Mostly nothing is watched, so an entry is taken apart only where its path is.
    if (!watched(path)) continue
    const [older, newer, before, after, how] = changed.slice(at + 1, end).split(' ')
    if (how !== 'M' || older !== '100644' || newer !== '100644' || !Object.hasOwn(watch.documents, path)) return undefined
    touched.push({ path, ids: [before!, after!] })
  }
  return touched
}

/** Reads both sides of documents with one process. */
function readDocuments(touched: readonly Touched[], watch: KeptWatch, ask: Asker): ChangedDocument[] {
  const ids = touched.flatMap(({ ids }) => ids)
  const answered = ask(['cat-file', '--batch'], `${ids.join('\n')}\n`)!
  let from = 0
  const contents = ids.map((id) => {
    const end = answered.indexOf(10, from)
    const [name, type, size] = answered.toString('latin1', from, end).split(' ')
    if (name !== id || type !== 'blob' || Number(size) > mostBytes) throw new Error(`${id} is not to be judged quietly`)
    from = end + 1 + Number(size) + 1
    return answered.subarray(end + 1, from - 1)
  })
  return touched.map(({ path }, at) => ({
    path,
    before: contents[at * 2]!,
    after: contents[at * 2 + 1]!,
    protections: watch.documents[path]!,
  }))
}

type Asker = (args: readonly string[], input?: string) => Buffer | undefined

/** Asks git from the top of the work tree, where a hook is started; `undefined` where git fails. */
function asker(cwd: string, env: NodeJS.ProcessEnv): Asker {
  const clean = gitEnvironment(env, cwd)
  return (args, input) => {
    const { status, stdout } = spawnSync('git', ['-c', 'core.fsmonitor=false', ...args], {
      cwd,
      env: clean,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'ignore'],
      maxBuffer: 1 << 27,
      windowsHide: true,
      ...(input === undefined ? {} : { input }),
    })
    return status === 0 ? stdout : undefined
  }
}

/** Where git keeps this work tree's state and what all work trees share (gitrepository-layout(5)), from the top of a work tree alone. */
function directories(cwd: string, env: NodeJS.ProcessEnv): { gitDir: string; commonDir: string } | undefined {
  if ((env.GIT_WORK_TREE && env.GIT_DIR) || env.GIT_COMMON_DIR) return undefined
  let gitDir = env.GIT_DIR ? resolve(cwd, env.GIT_DIR) : join(cwd, '.git')
  if (!existsSync(join(gitDir, 'HEAD'))) gitDir = resolve(cwd, /^gitdir: (.+)\n?$/.exec(readFileSync(gitDir, 'utf8'))![1]!)
  if (!existsSync(join(gitDir, 'HEAD'))) return undefined
  const shared = join(gitDir, 'commondir')
  return { gitDir, commonDir: existsSync(shared) ? resolve(gitDir, readFileSync(shared, 'utf8').trim()) : gitDir }
}
