import { type GitChange, nothing, treeOfCommit } from '../git/changes.ts'
import { type Caller, deepenTo, haveCommit, haveRef } from '../git/fetch.ts'
import { mergeChange } from '../git/merge.ts'
import type { Repository } from '../git/repository.ts'
import type { Commit } from '../git/revisions.ts'
import { Refusal } from '../model/refusal.ts'
import type { Changes } from '../verbs/check.ts'
import { branchDeleted } from '../verbs/hook.ts'
import type { Event } from './event.ts'

type Of<K extends Event['is']> = Extract<Event, { is: K }>

/** The change that an event stands for: what the merge would bring, or how a branch moved. Commits that are missing are fetched. */
export async function changesOf(event: Exclude<Event, { is: 'state' }>, repo: Repository, caller: Caller): Promise<Changes> {
  switch (event.is) {
    case 'pull request':
      return only(await merged(event, repo, caller))
    case 'queue': {
      const before = treeOfCommit(repo, await haveCommit(repo, event.base, 'the tip of the base', caller), 'the base')
      const after = treeOfCommit(repo, await haveCommit(repo, event.head, 'the merge group', caller), 'the merge group')
      return only([{ before, after, limits: [] }])
    }
    case 'push':
      return pushed(event, repo, caller)
  }
}

const only = (changes: readonly GitChange[]): Changes => ({ changes, findings: [], limits: [] })

/** The tip of the base against the merge commit that GitHub made; where there is none, what a merge would make of the two. */
async function merged(event: Of<'pull request'>, repo: Repository, caller: Caller): Promise<GitChange[]> {
  const merge = await mergeCommit(event, repo, caller)
  if (merge) {
    const base = await haveCommit(repo, merge.parents[0]!, `the tip of \`${event.base.ref}\``, caller)
    return [{ before: treeOfCommit(repo, base, event.base.ref), after: treeOfCommit(repo, merge, `#${event.number} merged`), limits: [] }]
  }
  const into = await haveCommit(repo, event.base.id, `the tip of \`${event.base.ref}\``, caller)
  const from = await haveCommit(repo, event.head, `the head of #${event.number}`, caller)
  await deepenTo(repo, into, from, caller)
  return mergeChange(repo, into.id, from.id)
}

/** GitHub's own merge of this head; one of an older head, of an older base, or of another shape does not count. */
async function mergeCommit(event: Of<'pull request'>, repo: Repository, caller: Caller): Promise<Commit | undefined> {
  const { number, base, head, merge } = event
  const found = merge
    ? await haveCommit(repo, merge, `the merge of #${number}`, caller).catch(unlessRefused)
    : await haveRef(repo, `refs/pull/${number}/merge`, caller).catch(unlessRefused)
  const fits = found?.parents.length === 2 && found.parents[1] === head && (merge !== undefined || found.parents[0] === base.id)
  return fits ? found : undefined
}

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error
}

/** The default branch as it moved; any other branch against the default branch. */
async function pushed({ ref, before, after, defaultBranch }: Of<'push'>, repo: Repository, caller: Caller): Promise<Changes> {
  const none = { changes: [], findings: [], limits: [] }
  if (!ref.startsWith('refs/heads/')) return { ...none, limits: [`\`${ref}\` is no branch and was not judged`] }
  if (defaultBranch === undefined) throw new Refusal('the payload does not name the default branch, so the push cannot be judged')
  const own = ref === `refs/heads/${defaultBranch}`
  if (after === undefined) {
    return own
      ? { ...none, findings: [branchDeleted(ref)] }
      : { ...none, limits: [`\`${ref}\` is deleted, and what it held was not judged`] }
  }
  const to = await haveCommit(repo, after, `what was pushed to \`${ref}\``, caller)
  if (own) {
    const stood =
      before === undefined ? nothing(repo) : treeOfCommit(repo, await haveCommit(repo, before, `\`${ref}\` before the push`, caller))
    return only([{ before: stood, after: treeOfCommit(repo, to), limits: [] }])
  }
  const tip = await haveRef(repo, `refs/heads/${defaultBranch}`, caller)
  if (!tip) throw new Refusal(`the default branch \`${defaultBranch}\` could not be fetched, so \`${ref}\` cannot be judged against it`)
  await deepenTo(repo, tip, to, caller)
  return only(await mergeChange(repo, tip.id, to.id))
}
