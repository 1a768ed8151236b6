import { Refusal } from '../model/refusal.ts'
import { type GitChange, treeOfCommit } from './changes.ts'
import { gitMessage, notHere, runGit } from './process.ts'
import { isOlder, type Repository } from './repository.ts'
import { type Commit, readCommit, resolveCommit } from './revisions.ts'
import { openRoom } from './room.ts'
import { type GitTree, treeOf } from './trees.ts'

/** The first git whose `merge-tree` writes a merged tree. */
const merging = [2, 38] as const

/**
 * What merging `head` into `base` would change: the tip of `base` against the merged tree.
 * Where they conflict, or git is too old to merge without a work tree, `head` against each merge base.
 */
export async function mergeChange(repo: Repository, base: string, head: string): Promise<GitChange[]> {
  const [into, from] = [await resolveCommit(repo, base), await resolveCommit(repo, head)]
  const bases = await mergeBases(repo, into, from)
  if (bases.length === 0) throw nothingShared(repo, base, head)
  const before = treeOfCommit(repo, into, base)
  const merged = (id: string, source: GitTree['source']) => treeOf(source, id, `\`${head}\` merged into \`${base}\``)
  if (bases.includes(into.id)) return [{ before, after: merged(from.tree, repo), limits: [] }]
  if (bases.includes(from.id)) return [{ before, after: merged(into.tree, repo), limits: [] }]
  const outcome = await mergeTrees(repo, into, from)
  if ('tree' in outcome) return [{ before, after: merged(outcome.tree, outcome.source), limits: [] }]
  const after = treeOfCommit(repo, from, head)
  const limits = [`${outcome.why}: \`${head}\` was judged against the merge base, not against the tip of \`${base}\``]
  return Promise.all(bases.map(async (id) => ({ before: treeOfCommit(repo, await readCommit(repo, id)), after, limits })))
}

/** The best common ancestors of two commits; none where they share no history that is here. */
export async function mergeBases(repo: Repository, one: Commit, other: Commit): Promise<string[]> {
  const found = await runGit(repo.place, ['merge-base', '--all', one.id, other.id])
  if (found.status > 1) throw new Refusal(`the merge base could not be found: ${gitMessage(found.stderr)}`)
  return found.stdout.toString('utf8').split('\n').filter(Boolean)
}

type Outcome = { tree: string; source: GitTree['source'] } | { why: string }

async function mergeTrees(repo: Repository, into: Commit, from: Commit): Promise<Outcome> {
  if (isOlder(repo.gitVersion, merging)) return { why: `git ${repo.gitVersion.join('.')} can't merge without a work tree` }
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

/** Why two commits have no common ancestor here. */
function nothingShared(repo: Repository, base: string, head: string): Refusal {
  if (repo.shallow) {
    return new Refusal(
      `the history is shallow, so where \`${base}\` and \`${head}\` part is not here; \`fetch-depth: 0\` or \`git fetch --unshallow\` brings it`,
    )
  }
  return new Refusal(`\`${base}\` and \`${head}\` are unrelated: they share no commit, so nothing can be merged`)
}
