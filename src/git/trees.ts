import { Refusal } from '../model/refusal.ts'
import type { Entry, Mode, Tree } from '../model/tree.ts'
import { fieldsOf } from './paths.ts'
import { git } from './process.ts'
import type { ObjectSource, Repository } from './repository.ts'
import { type Commit, resolveCommit } from './revisions.ts'

/** A tree that git holds; `id` names it, and is absent for the index. */
export interface GitTree extends Tree {
  readonly source: ObjectSource
  readonly id: string | undefined
}

/** The tree of a commit that a person names: a branch, a tag, an id. */
export async function commitTree(repo: Repository, revision: string): Promise<GitTree & { readonly commit: Commit }> {
  const commit = await resolveCommit(repo, revision)
  const short = commit.id.startsWith(revision) ? `commit ${commit.id.slice(0, 10)}` : `\`${revision}\` (${commit.id.slice(0, 10)})`
  return { ...treeOf(repo, commit.tree, short), commit }
}

/** The tree with an id, read from git's own objects: no attribute, filter or work tree has a say. */
export function treeOf(source: ObjectSource, id: string, label: string): GitTree {
  return listed(source, id, label, async () => entriesOf(await git(source.place, ['ls-tree', '-r', '-z', '--full-tree', id]), label))
}

/** The index: what `git commit` would record, read from the index file that a hook was handed. */
export function indexTree(repo: Repository): GitTree {
  if (repo.top === undefined) {
    throw new Refusal('a bare repository has no index; `pawl check <rev>..<rev>` and `pawl audit --at <rev>` work here')
  }
  return listed(repo, undefined, 'the index', async () => {
    const staged = stagedEntries(await git(repo.place, ['ls-files', '-s', '-z', '--full-name']))
    return (await intended(repo, staged)) ?? staged
  })
}

function listed(source: ObjectSource, id: string | undefined, label: string, list: () => Promise<ReadonlyMap<string, Entry>>): GitTree {
  let entries: Promise<ReadonlyMap<string, Entry>> | undefined
  const all = () => {
    entries ??= list()
    return entries
  }
  return {
    source,
    id,
    label,
    entries: all,
    bytes: async (path) => {
      const entry = (await all()).get(path)
      if (!entry) return undefined
      if (entry.mode === 'gitlink')
        throw new Refusal(`\`${path}\` is a submodule, and what it holds is in no tree of this repository`, { path })
      return source.objects.read(entry.id, path)
    },
    prefetch: async (paths) => {
      const known = await all()
      // A path that can't be read is told when it is asked for.
      await Promise.allSettled(
        paths.map(async (path) => {
          const entry = known.get(path)
          if (entry && entry.mode !== 'gitlink') await source.objects.read(entry.id, path)
        }),
      )
    },
  }
}

/** Reads `<mode> <type> <id>\t<path>` fields. */
function entriesOf(output: Buffer, label: string): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  const fields = fieldsOf(output)
  for (const field of fields) {
    const tab = field.indexOf('\t')
    entries.set(field.slice(tab + 1), { mode: modeOf(field), id: field.slice(field.lastIndexOf(' ', tab) + 1, tab) })
  }
  if (entries.size !== fields.length) throw new Refusal(`${label} names a path twice; \`git fsck\` tells which`)
  return entries
}

/** Reads `<mode> <id> <stage>\t<path>` fields; unmerged paths are a refusal. */
function stagedEntries(output: Buffer): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  const unmerged = new Set<string>()
  for (const field of fieldsOf(output)) {
    const tab = field.indexOf('\t')
    const path = field.slice(tab + 1)
    if (field[tab - 1] === '0') entries.set(path, { mode: modeOf(field), id: field.slice(7, tab - 2) })
    else unmerged.add(path)
  }
  if (unmerged.size > 0) throw unmergedPaths([...unmerged])
  return entries
}

function unmergedPaths(paths: readonly string[]): Refusal {
  const shown = paths.slice(0, 5).map((path) => `\`${path}\``)
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : ''
  return new Refusal(`the index holds unmerged paths: ${shown.join(', ')}${more}; resolve them and \`git add\` them`)
}

/** Without what `git add -N` only announced, which no commit records; `undefined` where nothing can have been. */
async function intended(repo: Repository, staged: ReadonlyMap<string, Entry>): Promise<Map<string, Entry> | undefined> {
  const blank = emptyIds[repo.hash].blob
  if (![...staged.values()].some((entry) => entry.id === blank)) return undefined
  const against = ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev', '--ignore-submodules=none']
  const output = await git(repo.place, [...against, '--ita-invisible-in-index', emptyIds[repo.hash].tree])
  const recorded = fieldsOf(output).filter((_, at) => at % 2 === 1)
  return new Map(recorded.map((path) => [path, staged.get(path)!]))
}

/** The ids of nothing, the same in every repository. */
export const emptyIds = {
  sha1: { blob: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', tree: '4b825dc642cb6eb9a060e54bf8d69288fbee4904' },
  sha256: {
    blob: '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
    tree: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
  },
} as const

/** The mode that a field begins with, six octal digits. */
function modeOf(field: string): Mode {
  if (field.startsWith('100644')) return 'file'
  if (field.startsWith('160000')) return 'gitlink'
  if (field.startsWith('120000')) return 'symlink'
  return (Number.parseInt(field.slice(0, 6), 8) & 0o100) === 0 ? 'file' : 'executable'
}
