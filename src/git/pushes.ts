import { Refusal } from '../model/refusal.ts'
import type { RefusalNote } from '../model/report.ts'
import { type Branch, defaultBranch, likelyNames } from './branches.ts'
import { type GitChange, nothing, treeOfCommit } from './changes.ts'
import { mergeBases, mergeChange } from './merge.ts'
import { runGit } from './process.ts'
import type { Repository } from './repository.ts'
import { readCommit, resolveCommit } from './revisions.ts'

/** The hooks that are told of refs which move. */
export type PushHook = 'pre-push' | 'pre-receive' | 'update'

/** One ref that a push moves on the receiving side; an absent id means that the ref is not there. */
export interface PushedRef {
  ref: string
  from?: string
  to?: string
}

/** What a push comes to. */
export interface Push {
  changes: readonly (GitChange & { ref: string })[]
  /** Default branches that the push deletes. */
  deleted: readonly string[]
  limits: readonly string[]
  /** Why some of several refs can't be judged. */
  refusals?: readonly RefusalNote[]
}

/** Reads what git gives to a hook: `update` has it in its arguments, the others on stdin (githooks(5)). */
export function readPushed(hook: PushHook, args: readonly string[], stdin: string): PushedRef[] {
  const lines = hook === 'update' ? [args.join(' ')] : stdin.split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const words = line.split(' ')
    const [ref, from, to] =
      hook === 'update' ? words : hook === 'pre-push' ? [words[2], words[3], words[1]] : [words[2], words[0], words[1]]
    const known = words.length === (hook === 'pre-push' ? 4 : 3) && ref && isId(from) && isId(to)
    if (!known) throw new Refusal(`git told ${hook} of \`${line}\`, which is not how it tells of a ref`)
    return { ref, from: present(from), to: present(to) }
  })
}

/**
 * What a push changes: the default branch as it moves, any other branch against the default branch.
 * `remote` is the first argument of pre-push; on a server the default branch is the repository's own.
 */
export async function pushedChanges(repo: Repository, hook: PushHook, pushed: readonly PushedRef[], remote?: string): Promise<Push> {
  const branch = await defaultBranch(repo, hook === 'pre-push' ? (remote ?? 'origin') : undefined)
  const names = branch ? [branch.name] : await likelyNames(repo)
  const changes: (GitChange & { ref: string })[] = []
  const deleted: string[] = []
  const limits: string[] = []
  const refusals: RefusalNote[] = []
  for (const { ref, from, to } of pushed) {
    const isDefault = names.some((name) => ref === `refs/heads/${name}`)
    try {
      if (!ref.startsWith('refs/heads/')) limits.push(`\`${ref}\` is no branch and was not judged`)
      else if (to === undefined && isDefault) deleted.push(ref)
      else if (to === undefined) limits.push(`\`${ref}\` is deleted, and what it held was not judged`)
      else if (isDefault) changes.push({ ...(await moved(repo, from, to)), ref })
      else changes.push(...(await againstDefault(repo, hook, branch, ref, to, limits)))
    } catch (error) {
      // One ref that can't be judged hides nothing of the others.
      if (!(error instanceof Refusal) || pushed.length === 1) throw error
      refusals.push({ message: error.message, ...error.at })
    }
  }
  return { changes, deleted, limits, ...(refusals.length > 0 ? { refusals } : {}) }
}

/** The default branch as it was against what it becomes. */
async function moved(repo: Repository, from: string | undefined, to: string): Promise<GitChange> {
  const before = from === undefined ? nothing(repo) : treeOfCommit(repo, await readCommit(repo, from))
  return { before, after: treeOfCommit(repo, await readCommit(repo, to)), limits: [] }
}

async function againstDefault(
  repo: Repository,
  hook: PushHook,
  branch: Branch | undefined,
  ref: string,
  to: string,
  limits: string[],
): Promise<(GitChange & { ref: string })[]> {
  if (!branch) {
    if (hook !== 'pre-push' && (await hasNoBranch(repo))) return [{ ...(await moved(repo, undefined, to)), ref }]
    throw new Refusal(
      hook === 'pre-push'
        ? `the default branch of the remote is not known here, so \`${ref}\` can't be judged; \`git fetch\` and \`git remote set-head <remote> --auto\` make it known`
        : `this repository has no default branch, so \`${ref}\` can't be judged; \`git symbolic-ref HEAD refs/heads/<name>\` names it`,
    )
  }
  const [into, from] = [await resolveCommit(repo, branch.ref), await readCommit(repo, to)]
  if (!repo.shallow && (await mergeBases(repo, into, from)).length === 0) {
    limits.push(`\`${ref}\` shares no commit with \`${branch.name}\`, so it can't be merged into it, and was not judged`)
    return []
  }
  return (await mergeChange(repo, branch.ref, to)).map((change) => ({ ...change, ref }))
}

/** The first push into an empty repository has nothing to be judged against. */
async function hasNoBranch(repo: Repository): Promise<boolean> {
  const listed = await runGit(repo.place, ['for-each-ref', '--count=1', 'refs/heads/'])
  return listed.status === 0 && listed.stdout.length === 0
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

function present(id: string): string | undefined {
  return /^0+$/.test(id) ? undefined : id
}
