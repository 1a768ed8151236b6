import { Refusal } from '../model/refusal.ts'
import { type GitChange, treeOfCommit } from './changes.ts'
import { mergeTrees, united } from './merged-tree.ts'
import { gitMessage, runGit } from './process.ts'
import type { Repository } from './repository.ts'
import { type Commit, readCommit, resolveCommit } from './revisions.ts'
import { type GitTree, treeOf } from './trees.ts'

/**
 * What merging `head` into `base` would change: the tip of `base` against the merged tree.
 * Where they conflict, or git is too old to merge without a work tree, `head` against the merge base: of several, against what they
 * are together, or against each where they conflict themselves.
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
  const together = await united(repo, bases)
  if (together) return [{ before: together, after, limits }]
  return Promise.all(bases.map(async (id) => ({ before: treeOfCommit(repo, await readCommit(repo, id)), after, limits })))
}

/** The best common ancestors of two commits; none where they share no history that is here. */
export async function mergeBases(repo: Repository, one: Commit, other: Commit): Promise<string[]> {
  const found = await runGit(repo.place, ['merge-base', '--all', one.id, other.id])
  if (found.status > 1) throw new Refusal(`the merge base could not be found: ${gitMessage(found.stderr)}`)
  return found.stdout.toString('utf8').split('\n').filter(Boolean)
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
