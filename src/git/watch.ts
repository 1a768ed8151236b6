import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { folded } from '../model/twins.ts'
import { makeFolder } from './folder.ts'
import { git } from './process.ts'
import type { Repository } from './repository.ts'
import type { GitTree } from './trees.ts'

/** What a change must touch to be looked at: exact paths, globs, and folders with all below them. */
export interface Watch {
  literals: readonly string[]
  globs: readonly string[]
  folders: readonly string[]
  /** Documents that only protections of their own look at, with these as plain data: they can be judged alone. */
  documents: Readonly<Record<string, readonly unknown[]>>
}

/** A watch list as it is kept: folded, its globs one regular expression, so that matching needs no library. */
export interface KeptWatch {
  literals: readonly string[]
  folders: readonly string[]
  pattern: string | null
  documents: Watch['documents']
  /** What the last line of a report says was looked at. */
  looked: Readonly<Record<string, number>>
}

/** How many lists are kept: branches may have policies of their own. */
const kept = 32

/** Keeps the watch list of the policies that a base tree holds, so that the next commit may be decided without reading them. */
export async function keepWatch(
  repo: Repository,
  base: GitTree,
  version: string,
  list: () => Promise<{ watch: Watch; looked: Readonly<Record<string, number>> }>,
): Promise<void> {
  const root = (await git(base.source.place, ['ls-tree', '-z', '--full-tree', base.id!])).toString('utf8')
  const policies = policiesIn(root)
  if (policies === undefined || readWatch(repo.commonDir, policies, version)) return
  const { watch, looked } = await list()
  const content = JSON.stringify(await compiled(watch, looked))
  const path = watchPath(repo.commonDir, policies, version)
  const temporary = join(dirname(path), `.${process.pid}-${policies}`)
  try {
    makeFolder(repo.commonDir, 'watch')
    writeFileSync(temporary, `${checksum(content)}\n${content}`)
    renameSync(temporary, path)
    forgetOld(dirname(path))
  } catch {
    rmSync(temporary, { force: true })
  }
}

/** The id of `policies/` in a root listing (`ls-tree -z`); `undefined` where it is absent, no folder, or has a twin by case. */
export function policiesIn(root: string): string | undefined {
  const found = root.split('\0').filter((entry) => folded(entry.slice(entry.indexOf('\t') + 1)) === 'policies')
  return found.length === 1 ? /^040000 tree ([0-9a-f]+)\tpolicies$/.exec(found[0]!)?.[1] : undefined
}

/** The kept watch list of a `policies/`; `undefined` where there is none, or a bit of it is not as it was written. */
export function readWatch(commonDir: string, policies: string, version: string): KeptWatch | undefined {
  try {
    const file = readFileSync(watchPath(commonDir, policies, version), 'utf8')
    const end = file.indexOf('\n')
    const content = file.slice(end + 1)
    return file.slice(0, end) === checksum(content) ? (JSON.parse(content) as KeptWatch) : undefined
  } catch {
    return undefined
  }
}

/** Tells whether a path is watched. Case is not counted: a twin by case is looked at, too. */
export function watcher(watch: KeptWatch): (path: string) => boolean {
  const literals = new Set(watch.literals)
  const folders = new Set([...watch.folders, 'policies'])
  const pattern = watch.pattern === null ? undefined : new RegExp(watch.pattern, 'i')
  return (path) => {
    const fold = folded(path)
    if (literals.has(fold) || pattern?.test(fold) || (fold.length !== path.length && pattern?.test(path))) return true
    for (let at = fold.length; at > 0; at = fold.lastIndexOf('/', at - 1)) if (folders.has(fold.slice(0, at))) return true
    return false
  }
}

async function compiled(watch: Watch, looked: KeptWatch['looked']): Promise<KeptWatch> {
  const picomatch = watch.globs.length > 0 ? (await import('picomatch')).default : undefined
  const globs = new Set([...watch.globs, ...watch.globs.map(folded)])
  const sources = [...globs].map((glob) => picomatch!.makeRe(glob, { dot: true, nocase: true }).source)
  const everything = watch.folders.some((folder) => folder === '' || folder === '.')
  return {
    literals: [...watch.literals, ...watch.globs].map(folded),
    folders: watch.folders.map((folder) => folded(folder).replace(/\/+$/, '')),
    pattern: everything ? '' : sources.length > 0 ? sources.map((source) => `(?:${source})`).join('|') : null,
    documents: watch.documents,
    looked,
  }
}

function watchPath(commonDir: string, policies: string, version: string): string {
  return join(commonDir, 'pawl', 'watch', `${policies}-${version.replace(/[^\w.-]/g, '_')}`)
}

/** FNV-1a: one changed byte always shows, and nothing has to be loaded for it. */
function checksum(text: string): string {
  let sum = 0x811c9dc5
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193) >>> 0
  return `pawl-watch 1 ${text.length} ${sum.toString(16)}`
}

function forgetOld(folder: string): void {
  const lists = readdirSync(folder).map((name) => ({ path: join(folder, name), used: statSync(join(folder, name)).mtimeMs }))
  for (const { path } of lists.sort((a, b) => b.used - a.used).slice(kept)) rmSync(path, { force: true })
}
