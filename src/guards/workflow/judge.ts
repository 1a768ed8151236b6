import type { Change } from '../../model/change.ts'
import type { Mapping } from '../../model/node.ts'
import type { Files } from '../../model/tree.ts'
import { triggersOf } from '../../readers/workflow/triggers.ts'
import type { AskedCommand } from '../hook/asked.ts'
import { nameSightings } from '../sightings.ts'
import { candidatesInJobs, jobsOf } from './jobs.ts'
import { grownRights } from './permissions.ts'
import { type Unpinned, unpinned } from './pins.ts'
import { type Candidate, type Problem, problemAt, readTree, type Scene } from './scene.ts'
import { withHead } from './target.ts'
import { pawlAction } from './uses.ts'

/** What one workflow comes to. */
export interface Judged {
  path: string
  problems: readonly (Problem & { job?: string })[]
  limits: readonly string[]
  /** Is the command looked for in it at all? */
  found: boolean
}

const order = [
  'workflow/permissions-grew',
  'workflow/action-unpinned',
  'workflow/head-as-data',
  'workflow/failure-ignored',
  'workflow/not-always-run',
  'workflow/other-command',
  'workflow/not-followed',
  'workflow/command-missing',
]

/** Judges one file of `.github/workflows`. */
export async function judgeWorkflow(
  files: Change<Files>,
  path: string,
  asked: AskedCommand,
  owners: ReadonlySet<string>,
  defaultBranch: string | undefined,
  pinned: boolean,
): Promise<Judged> {
  const bare = (code: Problem['code'], seen: string): Judged => ({
    path,
    found: false,
    limits: [],
    problems: [{ code, seen, places: [{ side: 'after', path }] }],
  })
  const mode = (await files.after.entries()).get(path)?.mode
  if (!/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) return bare('workflow/not-run', 'it is not in `.github/workflows`')
  if (mode !== 'file' && mode !== 'executable') return bare('workflow/not-run', 'it is a link')
  const read = await readTree(files.after, path)
  if (!read || read === 'unreadable' || jobsOf(read.tree).length === 0)
    return bare('workflow/not-followed', 'it can’t be read as a workflow')
  const { tree } = read
  if (/^\s*(- +)?<<\s*:/m.test(read.text)) return bare('workflow/not-followed', 'it merges keys with `<<`')
  const triggers = triggersOf(tree, defaultBranch)
  const trigger =
    triggers.find(({ event, filtered }) => event === 'pull_request' && !filtered) ??
    triggers.find(({ event }) => event === 'pull_request') ??
    triggers[0]
  const standing: Scene = {
    files: files.after,
    ...read,
    path,
    asked,
    trigger: trigger ?? { event: 'pull_request', actions: ['opened'] },
    action: 'opened',
    defaultBranch,
    owners,
    inputs: new Map(),
    depth: 0,
  }
  const problems: Problem[] = []
  if (!trigger)
    problems.push(
      problemAt(
        standing,
        'workflow/not-on-pull-requests',
        'its `on` does not name `pull_request`',
        tree.entries.find(({ key }) => key.text === 'on')?.value,
      ),
    )
  else if (trigger.filtered)
    problems.push(problemAt(standing, 'workflow/not-on-pull-requests', trigger.filtered.says, trigger.filtered.node))
  problems.push(
    ...(await aboutTarget(
      standing,
      triggers.some(({ event }) => event === 'pull_request_target'),
    )),
  )
  const best = await bestCandidate(standing)
  problems.push(
    ...(best?.problems ?? [{ code: 'workflow/command-missing' as const, seen: '', places: [{ side: 'after' as const, path }] }]),
  )
  if (pinned) problems.push(...(await unpinnedNow(files, path, tree)))
  const grown = best ? await grownOf(files, path, tree, best.job) : undefined
  const rights = grown
    ? [{ ...problemAt(standing, 'workflow/permissions-grew', grown.says, grown.node), job: best!.job.split('/')[0]! }]
    : []
  return { path, found: best !== undefined, problems: [...problems, ...rights], limits: best?.limits ?? [] }
}

/** What is used unpinned; what was unpinned before stays the same one under another version. */
async function unpinnedNow(files: Change<Files>, path: string, after: Mapping): Promise<Problem[]> {
  const older = await readTree(files.before, path)
  const seen = (all: readonly Unpinned[]) => all.map(({ path, node }) => ({ path, text: node.text.replace(/@.*$/, ''), node }))
  const stood = older && older !== 'unreadable' ? await unpinned(files.before, path, older.tree) : []
  return nameSightings(seen(stood), seen(await unpinned(files.after, path, after))).map(({ sighting: { path: user, node }, what }) => ({
    code: 'workflow/action-unpinned',
    seen: node.text,
    named: what,
    places: [{ side: 'after', path: user, span: node.span, label: 'may change' }],
  }))
}

/** The place of the command that is kept from holding by the least, over all activities of a pull request. */
async function bestCandidate(scene: Scene): Promise<Candidate | undefined> {
  const actions = scene.trigger.actions.length ? scene.trigger.actions : ['opened']
  const byAction = await Promise.all(actions.map((action) => candidatesInJobs({ ...scene, action })))
  const [first] = byAction
  // The same place has to hold for each activity: its worst counts.
  const worst = first!.map((_, at) => byAction.map((each) => each[at]!).reduce((a, b) => (weight(b) > weight(a) ? b : a)))
  const sorted = worst.sort((a, b) => weight(a) - weight(b))
  return sorted[0]
}

function weight({ problems }: Candidate): number {
  return problems.length === 0 ? 0 : Math.max(...problems.map(({ code }) => order.indexOf(code))) * 100 + problems.length
}

async function aboutTarget(scene: Scene, targeted: boolean): Promise<Problem[]> {
  if (!targeted) return []
  const made = await withHead(scene.tree)
  const on = scene.tree.entries.find(({ key }) => key.text === 'on')?.value
  if (made.is === 'runs') return [problemAt(scene, 'workflow/runs-head', made.says, made.node)]
  if (scene.trigger.event === 'pull_request') return []
  return [problemAt(scene, made.is === 'reads' ? 'workflow/head-as-data' : 'workflow/target-alone', '', on)]
}

async function grownOf(files: Change<Files>, path: string, after: Mapping, job: string): ReturnType<typeof grownRights> {
  const older = await readTree(files.before, path)
  return older && older !== 'unreadable' ? grownRights(files, { before: older.tree, after }, job) : undefined
}

/** Owners whose pawl the workflows of a tree use. */
export async function ownersIn(files: Files): Promise<Set<string>> {
  const owners = new Set<string>()
  for (const path of await files.match(['.github/**/*.{yml,yaml}'])) {
    const text = (await files.text(path)) ?? ''
    for (const [, uses] of text.matchAll(/^\s*(?:-\s+)?["']?uses["']?\s*:\s*["']?([^\s"'#]+)/gm)) {
      const owner = pawlAction.exec(uses!)?.[1]
      if (owner) owners.add(owner.toLowerCase())
    }
  }
  return owners
}
