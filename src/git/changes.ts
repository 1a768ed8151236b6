import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Change } from '../model/change.ts'
import { Refusal } from '../model/refusal.ts'
import { containedIn, defaultBranch } from './branches.ts'
import { united } from './merged-tree.ts'
import { git, runGit } from './process.ts'
import type { Repository } from './repository.ts'
import { type Commit, lookUp, readCommit } from './revisions.ts'
import { commitTree, emptyIds, type GitTree, indexTree, treeOf } from './trees.ts'

/** Two trees of git, with what was not looked at and, for history, the day that counts as today unless the clock is earlier. */
export interface GitChange extends Change<GitTree> {
  limits: readonly string[]
  day?: string
}

/** The tree of nothing, which git knows in every repository. */
export function nothing(repo: Repository): GitTree {
  return treeOf(repo, emptyIds[repo.hash].tree, 'the empty tree')
}

/** The tree of a commit that was read already. */
export function treeOfCommit(repo: Repository, commit: Commit, name?: string): GitTree {
  const short = commit.id.slice(0, 10)
  return treeOf(repo, commit.tree, name === undefined ? `commit ${short}` : `\`${name}\` (${short})`)
}

/**
 * What `git commit` would change: the index against HEAD, or against nothing on the first commit.
 * While the default branch is being merged into another, that merge's other side is what the branch is judged against.
 */
export async function stagedChange(repo: Repository, merging = mergeHeads(repo)): Promise<GitChange[]> {
  const after = indexTree(repo)
  const bases = await mergedFromDefault(repo, merging)
  if (bases.length > 0) {
    const together = await united(repo, bases)
    if (together) return [{ before: together, after, limits: [] }]
    const befores = await Promise.all(bases.map(async (id) => treeOfCommit(repo, await readCommit(repo, id), 'MERGE_HEAD')))
    return befores.map((before) => ({ before, after, limits: [] }))
  }
  const head = repo.head ?? (await lookUp(repo, 'HEAD'))
  if (head === undefined) {
    await mustBeUnborn(repo)
    return [{ before: nothing(repo), after, limits: [] }]
  }
  return [{ before: treeOfCommit(repo, await readCommit(repo, head), 'HEAD'), after, limits: [] }]
}

/** Two commits as they are, written `a..b`; a side left out is HEAD. */
export async function rangeChange(repo: Repository, range: string): Promise<GitChange> {
  const [older, newer, more] = range.split('..')
  if (newer === undefined || more !== undefined || newer.startsWith('.')) {
    throw new Refusal(`\`${range}\` is no range of two commits; write \`<rev>..<rev>\`, with two dots`)
  }
  const before = await commitTree(repo, older || 'HEAD')
  const after = await commitTree(repo, newer || 'HEAD')
  const days = [before.commit.day, after.commit.day].sort()
  return { before, after, limits: [], day: days[1] }
}

/** The commits that are being merged into HEAD, as git keeps them between `git merge` and `git commit`. */
export function mergeHeads(repo: Repository): string[] {
  const file = join(repo.gitDir, 'MERGE_HEAD')
  return existsSync(file) ? readFileSync(file, 'latin1').split('\n').filter(Boolean) : []
}

/** The commits that `git merge` announces to the hook pre-merge-commit, which runs before MERGE_HEAD is written. */
export function announcedHeads(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env).flatMap((name) => /^GITHEAD_([0-9a-f]{40,64})$/.exec(name)?.[1] ?? [])
}

/**
 * Those of the merged commits that the default branch has already, with what HEAD has of that branch, without those that another of
 * them contains: what is merged may be older than what the branch began with.
 */
async function mergedFromDefault(repo: Repository, heads: readonly string[]): Promise<string[]> {
  if (heads.length === 0) return []
  const branch = await defaultBranch(repo)
  if (!branch) return []
  const contained: string[] = []
  for (const head of heads) if (await containedIn(repo, head, branch.id)) contained.push(head)
  if (contained.length === 0) return []
  const parted = await runGit(repo.place, ['merge-base', 'HEAD', branch.id])
  const tips = await git(repo.place, [
    'merge-base',
    '--independent',
    ...contained,
    ...parted.stdout.toString('utf8').split('\n').filter(Boolean),
  ])
  return tips.toString('utf8').split('\n').filter(Boolean)
}

/** A HEAD that names no commit is that of a first commit, unless what it names is there and broken. */
async function mustBeUnborn(repo: Repository): Promise<void> {
  const found = await runGit(repo.place, ['symbolic-ref', '-q', 'HEAD'])
  const ref = found.stdout.toString('utf8').trim()
  if (found.status !== 0 || existsSync(join(repo.commonDir, ref))) {
    throw new Refusal('HEAD names no commit that can be read; `git fsck` tells what is broken')
  }
}
