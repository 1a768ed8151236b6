import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { folded } from '../model/twins.ts'
import { makeFolder } from './folder.ts'
import { git } from './process.ts'
import type { Repository } from './repository.ts'
import { foldersAsked, type Standing, standingIn } from './standing.ts'
import type { GitTree } from './trees.ts'

/** What a change must touch to be looked at: exact paths, globs, and folders with all below them. */
export interface Watch {
  literals: readonly string[]
  globs: readonly string[]
  folders: readonly string[]
  /** Documents that only protections of their own look at, with these as plain data: they can be judged alone. */
  documents: Readonly<Record<string, readonly unknown[]>>
  /** Paths, there or not, whose content leads on to others of the list. */
  leads: readonly string[]
}

/** A watch list as it is kept: folded, its globs one regular expression, so that matching needs no library. */
export interface KeptWatch {
  literals: readonly string[]
  folders: readonly string[]
  pattern: string | null
  documents: Watch['documents']
  /** What leads on to others of the list, as it stood: where it is otherwise by now, it may lead elsewhere. */
  leads: { paths: readonly string[]; listing: string; root: string }
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
  const standing = async (paths: readonly string[]) =>
    standingIn(await git(base.source.place, ['cat-file', '--batch'], foldersAsked(base.id!, paths)), paths)
  const policies = policiesIn((await standing([]))?.root ?? '')
  if (policies === undefined) return
  const older = readWatch(repo.commonDir, policies, version)
  if (older && leadsOf(older, await standing(older.leads.paths))) return
  const { watch, looked } = await list()
  // A path of other bytes than UTF-8 has another name for git, and a question is one line.
  if (watch.leads.length > 1000 || watch.leads.some((path) => /[\\\n]/.test(path))) return
  const now = await standing(watch.leads)
  if (!now) return
  const content = JSON.stringify(await compiled(watch, looked, { paths: watch.leads, listing: now.found, root: now.root }))
  const path = watchPath(repo.commonDir, policies, version)
  const temporary = join(dirname(path), `.${process.pid}-${policies}`)
  try {
    makeFolder(repo.commonDir, 'watch')
    writeFileSync(temporary, `${checksum(Buffer.from(content))}\n${content}`)
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
  return readList(watchPath(commonDir, policies, version))
}

/** The list that was kept last, which is mostly the one that is wanted, and the `policies/` that it is of. */
export function newestWatch(commonDir: string, version: string): { policies: string; watch: KeptWatch } | undefined {
  const folder = join(commonDir, 'pawl', 'watch')
  try {
    const [path] = lists(folder).filter((each) => each.endsWith(markOf(version)))
    const watch = path === undefined ? undefined : readList(path)
    return watch && { policies: basename(path!).slice(0, -markOf(version).length), watch }
  } catch {
    return undefined
  }
}

function readList(path: string): KeptWatch | undefined {
  try {
    const file = readFileSync(path)
    const end = file.indexOf(10)
    const content = file.subarray(end + 1)
    return file.toString('latin1', 0, end) === checksum(content) ? (JSON.parse(content.toString('utf8')) as KeptWatch) : undefined
  } catch {
    return undefined
  }
}

/** Whether all that leads on to files of a list still stands as it did when the list was made. */
export function leadsOf(watch: KeptWatch, standing: Standing | undefined): boolean {
  if (watch.leads.paths.length === 0) return true
  return standing !== undefined && watch.leads.listing === standing.found && watch.leads.root === watchedIn(standing.root, watcher(watch))
}

/** The files at the root that are watched: tools look there for their configuration by many names. */
function watchedIn(root: string, watched: (path: string) => boolean): string {
  const names = root.split('\0').filter((entry) => entry && !entry.startsWith('040000') && watched(entry.slice(entry.indexOf('\t') + 1)))
  return names.join('\0')
}

/** Tells whether a path is watched. Case is not counted: a twin by case is looked at, too. */
export function watcher(watch: KeptWatch): (path: string) => boolean {
  const literals = new Set(watch.literals)
  const folders = new Set([...watch.folders, 'policies'])
  const pattern = watch.pattern === null ? undefined : new RegExp(watch.pattern, 'i')
  const within = (fold: string) => {
    for (let at = fold.length; at > 0; at = fold.lastIndexOf('/', at - 1)) if (folders.has(fold.slice(0, at))) return true
    return false
  }
  // Paths come in order, so that many stand in the folder of the one before.
  let last = { folder: '', watched: false }
  return (path) => {
    const fold = folded(path)
    if (literals.has(fold) || pattern?.test(fold) || (fold.length !== path.length && pattern?.test(path))) return true
    const folder = fold.slice(0, Math.max(0, fold.lastIndexOf('/')))
    if (folder !== last.folder) last = { folder, watched: within(folder) }
    return last.watched || folders.has(fold)
  }
}

async function compiled(watch: Watch, looked: KeptWatch['looked'], leads: KeptWatch['leads']): Promise<KeptWatch> {
  const picomatch = watch.globs.length > 0 ? (await import('picomatch')).default : undefined
  const globs = new Set([...watch.globs, ...watch.globs.map(folded)])
  const sources = [...globs].map((glob) => picomatch!.makeRe(glob, { dot: true, posix: true, nocase: true }).source)
  const everything = watch.folders.some((folder) => folder === '' || folder === '.')
  const made: KeptWatch = {
    literals: [...watch.literals, ...watch.globs].map(folded),
    folders: watch.folders.map((folder) => folded(folder).replace(/\/+$/, '')),
    pattern: everything ? '' : sources.length > 0 ? sources.map((source) => `(?:${source})`).join('|') : null,
    documents: watch.documents,
    leads,
    looked,
  }
  return { ...made, leads: { ...leads, root: watch.leads.length ? watchedIn(leads.root, watcher(made)) : '' } }
}

function watchPath(commonDir: string, policies: string, version: string): string {
  return join(commonDir, 'pawl', 'watch', `${policies}${markOf(version)}`)
}

const markOf = (version: string): string => `-${version.replace(/[^\w.-]/g, '_')}`

/** FNV-1a by words of four bytes: one that is changed always shows, and nothing has to be loaded for it. */
function checksum(bytes: Uint8Array): string {
  const words = new Int32Array((bytes.length + 3) >> 2)
  new Uint8Array(words.buffer).set(bytes)
  let sum = 0x811c9dc5
  for (let at = 0; at < words.length; at++) sum = Math.imul(sum ^ words[at]!, 0x01000193)
  return `pawl-watch 4 ${bytes.length} ${(sum >>> 0).toString(16)}`
}

function forgetOld(folder: string): void {
  for (const path of lists(folder).slice(kept)) rmSync(path, { force: true })
}

/** The kept lists, the one that was written last first. */
function lists(folder: string): string[] {
  const names = readdirSync(folder)
  const found = names.map((name) => ({ path: join(folder, name), used: names.length > 1 ? statSync(join(folder, name)).mtimeMs : 0 }))
  return found.sort((a, b) => b.used - a.used).map(({ path }) => path)
}
