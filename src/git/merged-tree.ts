import { Refusal } from '../model/refusal.ts'
import { gitMessage, notHere, runGit } from './process.ts'
import { isOlder, type Repository } from './repository.ts'
import { type Commit, readCommit } from './revisions.ts'
import { openRoom } from './room.ts'
import { type GitTree, treeOf } from './trees.ts'

/** The first git whose `merge-tree` writes a merged tree. */
const merging = [2, 38] as const

type Outcome = { tree: string; source: GitTree['source'] } | { why: string }

/** Merges two commits without a work tree, in a room of its own. */
export async function mergeTrees(repo: Repository, into: Commit, from: Commit): Promise<Outcome> {
  const version = await repo.gitVersion()
  if (isOlder(version, merging)) return { why: `git ${version.join('.')} can't merge without a work tree` }
  const source = openRoom(repo)
  if (!source) return { why: 'there is no temporary directory to merge in' }
  const result = await runGit(source.place, ['merge-tree', '--write-tree', '--no-messages', '--name-only', '-z', into.id, from.id])
  if (result.status > 1) throw notMerged(result.stderr)
  if (result.status === 1) return { why: 'the two conflict' }
  return { tree: result.stdout.toString('latin1').split('\0')[0]!.trim(), source }
}

/** Why git could not merge: a clone without blobs lacks those that only a merge reads. */
function notMerged(stderr: string): Refusal {
  const missing = /unable to read (?:\w+ object )?([0-9a-f]{40,64})/.exec(stderr)?.[1]
  return new Refusal(
    missing ? `a merge is made of both sides, and ${notHere(missing)}` : `\`git merge-tree\` failed: ${gitMessage(stderr)}`,
  )
}

/** What two commits are together, as a tree; absent where they are not two, or conflict. */
export async function united(repo: Repository, commits: readonly string[]): Promise<GitTree | undefined> {
  const [one, other, ...more] = commits
  if (one === undefined || other === undefined || more.length > 0) return undefined
  const outcome = await mergeTrees(repo, await readCommit(repo, one), await readCommit(repo, other))
  return 'tree' in outcome ? treeOf(outcome.source, outcome.tree, `${one.slice(0, 10)} and ${other.slice(0, 10)} together`) : undefined
}
