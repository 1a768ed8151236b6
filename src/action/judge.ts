import { checkpointsIn } from '../cli/checkpoints.ts'
import { withLastDrill } from '../cli/drill.ts'
import { foreignHead } from '../cli/forks.ts'
import type { Host } from '../cli/host.ts'
import { commandRunner } from '../cli/runner.ts'
import { defaultName } from '../git/branches.ts'
import { treeOfCommit } from '../git/changes.ts'
import { type Caller, haveCommit } from '../git/fetch.ts'
import type { Repository } from '../git/repository.ts'
import { openStore } from '../git/store.ts'
import type { Change } from '../model/change.ts'
import { changedPaths } from '../model/changed.ts'
import type { Checkpoints } from '../model/checkpoints.ts'
import { type Edit, overlay } from '../model/files.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import type { Tree } from '../model/tree.ts'
import type { Asked } from '../verbs/asked.ts'
import { audit } from '../verbs/audit.ts'
import { type Changes, check } from '../verbs/check.ts'
import { rehearse } from '../verbs/rehearse.ts'
import { withRules } from '../verbs/rules.ts'
import { stateOf } from '../verbs/state.ts'
import { changesOf } from './change.ts'
import type { Event } from './event.ts'

/** What the step allows. */
interface Terms {
  allowRun: boolean
  caller: Caller
  /** Where work goes that may wait until the verdict is told; absent where nothing is kept. */
  later?: Checkpoints['later']
}

/** Judges what the event stands for: a change by the policy of its base, or the state of a commit. */
export async function judgeEvent(event: Event, repo: Repository, host: Host, terms: Terms): Promise<Report> {
  const started = performance.now()
  const foreign = terms.allowRun ? foreignHead(host.env) : undefined
  const runner = terms.allowRun && foreign === undefined ? commandRunner(host.env) : undefined
  const asked: Asked = {
    verb: event.is === 'state' ? 'audit' : 'check',
    today: host.now().toISOString().slice(0, 10),
    branch: async () => event.defaultBranch ?? defaultName(repo),
    env: host.env,
    elapsed: () => Math.round(performance.now() - started),
    ...(runner ? { runner } : {}),
    ...(foreign === undefined ? {} : { limits: [`no command of \`run:\` was run: ${foreign}`] }),
    ...(terms.later ? { checkpoints: checkpointsIn(openStore(repo), host, terms.later) } : {}),
  }
  try {
    if (event.is === 'state') return await state(event.commit, repo, asked, terms.caller)
    const changes = await changesOf(event, repo, terms.caller)
    return await withState(await check(changes, asked), changes, asked)
  } finally {
    runner?.close()
  }
}

/** As `pawl audit --at` tells it, with the token that lets it ask what GitHub holds the branch to. */
async function state(commit: string, repo: Repository, asked: Asked, caller: Caller): Promise<Report> {
  const tree = treeOfCommit(repo, await haveCommit(repo, commit, 'the commit of the run', caller))
  const report = await withLastDrill(await audit(tree, { ...asked, workTree: false }), tree, repo, true)
  const env = caller.token === undefined ? asked.env : { ...asked.env, GITHUB_TOKEN: caller.token }
  return withRules(report, tree, repo, { ...asked, env }, false)
}

/** Beside what the change does, how all of it stands after: coverage, and what each of its migrations is graded. It changes no verdict. */
async function withState(report: Report, { changes }: Changes, asked: Asked): Promise<Report> {
  const [change] = changes
  if (!change) return report
  try {
    // What a change takes out of the policies still counts as asked.
    const after = report.policies?.takesAway.length ? await byItsBase(change) : change.after
    const state = await stateOf(after, asked, {})
    if (!state) return report
    const { protocols, policies } = state
    // Of the migrations those that the change brings; an audit tells them all.
    const databases = policies.databases.size ? ((await rehearse(after, { since: change.before }, asked)).databases ?? []) : []
    const brought = databases.filter(({ migrations }) => migrations.length > 0)
    return { ...report, protocols, ...(brought.length ? { databases: brought } : {}) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { ...report, limits: [...report.limits, `coverage after the change could not be told: ${error.message}`] }
  }
}

/** What stands after a change, with the policies of its base. */
async function byItsBase({ before, after }: Change<Tree>): Promise<Tree> {
  const edits = new Map<string, Edit>()
  for (const { path, before: stood } of await changedPaths({ before, after })) {
    if (!path.startsWith('policies/')) continue
    edits.set(path, stood && { content: (await before.bytes(path)) ?? '', mode: stood.mode })
  }
  return overlay(after, edits)
}
