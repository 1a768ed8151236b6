import { get, type Mapping } from '../../model/node.ts'
import { itemsOf, mappingOf, nodeAt, textAt } from '../../readers/hooks/config.ts'
import { type Context, calm, evaluateIf, evaluateText, outcomeOf, valuesOf } from '../../readers/workflow/context.ts'
import { asksState, known, type Outcome, truthOf, unknown } from '../../readers/workflow/expression.ts'
import { type Combination, combinationsOf } from '../../readers/workflow/matrix.ts'
import { startsFor } from '../../readers/workflow/triggers.ts'
import { type Candidate, type Problem, problemAt, readTree, type Scene } from './scene.ts'
import { candidatesInSteps } from './steps.ts'

/** All places of the command in the jobs of a workflow, those of reusable workflows too. */
export async function candidatesInJobs(scene: Scene): Promise<Candidate[]> {
  const found: Candidate[] = []
  for (const [id, job] of jobsOf(scene.tree)) {
    const context = contextOf(scene, id, {})
    const doubts = jobProblems(scene, id, job, context)
    const { runs } = combinationsOf(job, (text) => evaluateText(text, context))
    // An empty matrix is told as such; what the job would run is looked for all the same.
    for (const run of runs.length ? runs : [{}]) {
      const own = contextOf(scene, id, run)
      const runner = runnerOf(job, own)
      const inner = get(job, 'uses') ? await candidatesInCalled(scene, job, own) : await candidatesInSteps(scene, job, { ...own, runner })
      const ignored = ignores(scene, job, own, 'the job')
      found.push(
        ...inner.map((each) => ({
          ...each,
          job: each.job ? `${id}/${each.job}` : id,
          problems: [...doubts, ...ignored, ...each.problems],
        })),
      )
    }
  }
  return found
}

/** The jobs of a workflow by their names. */
export function jobsOf(tree: Mapping): [string, Mapping][] {
  const jobs = mappingOf(get(tree, 'jobs'))
  return (jobs?.entries ?? []).flatMap(({ key, value }) => (value.kind === 'mapping' ? [[key.text, value] as [string, Mapping]] : []))
}

/** What is known in a job, for one run of its matrix. */
function contextOf(scene: Scene, id: string, matrix: Combination, seen: ReadonlySet<string> = new Set()): Context {
  const job = jobsOf(scene.tree).find(([name]) => name === id)?.[1]
  const bare: Context = {
    event: scene.trigger.event,
    action: scene.action,
    defaultBranch: scene.defaultBranch,
    matrix,
    inputs: scene.inputs,
    env: new Map(),
    needs: new Map(),
    runner: undefined,
  }
  const env = new Map([...valuesOf(get(scene.tree, 'env'), bare), ...(job ? valuesOf(get(job, 'env'), bare) : [])])
  const needs = new Map<string, boolean>()
  for (const item of itemsOf(job && get(job, 'needs'))) {
    if (item.kind !== 'scalar') continue
    const needed = jobsOf(scene.tree).find(([name]) => name === item.text)?.[1]
    const again = seen.has(item.text)
    needs.set(
      item.text,
      needed !== undefined &&
        !again &&
        jobProblems(scene, item.text, needed, contextOf(scene, item.text, {}, new Set([...seen, id]))).length === 0,
    )
  }
  return { ...bare, env, needs }
}

/** What may keep a job from running. */
function jobProblems(scene: Scene, id: string, job: Mapping, context: Context): Problem[] {
  const problems: Problem[] = []
  const skipped = (says: string, key: string) => problems.push(problemAt(scene, 'workflow/not-always-run', says, get(job, key) ?? job))
  const condition = get(job, 'if')
  const states = calm(context)
  if (condition?.kind === 'scalar') {
    const truth = conditionHolds(condition.text, context, states.success)
    if (truth !== true) skipped(`the \`if\` of the job \`${id}\` ${truth === false ? 'is never true' : 'can be false'}`, 'if')
  } else if (truthOf(states.success) !== true) {
    const needed = [...context.needs].find(([, sure]) => !sure)![0]
    skipped(`the job \`${id}\` needs \`${needed}\`, which can be skipped`, 'needs')
  }
  const { runs, open } = combinationsOf(job, (text) => evaluateText(text, context))
  if (open || runs.length === 0) skipped(`the matrix of the job \`${id}\` can be empty`, 'strategy')
  if (stops(job, context)) skipped(`\`timeout-minutes\` gives the job \`${id}\` no time`, 'timeout-minutes')
  if (get(job, 'environment')) skipped(`the environment of the job \`${id}\` may wait for an approval`, 'environment')
  return problems
}

/** Is a condition true on every pull request? Without a function of its own it asks for `success()` too. */
export function conditionHolds(text: string, context: Context, success: Outcome): boolean | undefined {
  const truth = truthOf(evaluateIf(text, context, { success, failure: known(false), cancelled: known(false) }))
  return asksState(text) || truth !== true ? truth : truthOf(success)
}

/** Does `timeout-minutes` leave no time? */
export function stops(mapping: Mapping, context: Context): boolean {
  const limit = outcomeOf(mapping, 'timeout-minutes', context)
  return limit !== undefined && (!limit.known || !(Number(limit.value) > 0))
}

/** Does `continue-on-error` let a failure pass? */
export function ignores(scene: Scene, mapping: Mapping, context: Context, who: string): Problem[] {
  const node = get(mapping, 'continue-on-error')
  if (!node) return []
  const outcome = node.kind === 'scalar' ? evaluateText(node.text, context) : unknown
  const off = outcome.known ? /^(false|)$/i.test(String(outcome.value ?? '')) : outcome.truth === false
  return off ? [] : [problemAt(scene, 'workflow/failure-ignored', `\`continue-on-error\` of ${who}`, node)]
}

/** The runner's system, where the job names it. */
function runnerOf(job: Mapping, context: Context): string | undefined {
  const labels = itemsOf(get(job, 'runs-on')).flatMap((item) => (item.kind === 'scalar' ? [evaluateText(item.text, context)] : []))
  const names = labels.map((label) => (label.known ? String(label.value).toLowerCase() : ''))
  if (names.some((name) => name.includes('windows'))) return 'Windows'
  if (names.some((name) => name.includes('macos'))) return 'macOS'
  return names.some((name) => name.includes('ubuntu') || name.includes('linux')) ? 'Linux' : undefined
}

/** The places of the command in a reusable workflow of the repository. */
async function candidatesInCalled(scene: Scene, job: Mapping, context: Context): Promise<Candidate[]> {
  const uses = textAt(job, 'uses') ?? ''
  if (!uses.startsWith('./')) {
    return [
      {
        job: '',
        limits: [],
        problems: [problemAt(scene, 'workflow/not-followed', `\`${uses}\` is a workflow of another repository`, get(job, 'uses'))],
      },
    ]
  }
  const path = uses.slice(2)
  const called = await readTree(scene.files, path)
  if (!called || called === 'unreadable' || scene.depth > 2 || !startsFor(called.tree, 'workflow_call')) {
    return [
      {
        job: '',
        limits: [],
        problems: [problemAt(scene, 'workflow/not-followed', `\`${path}\` can't be followed as a reusable workflow`, get(job, 'uses'))],
      },
    ]
  }
  const declared = mappingOf(nodeAt(called.tree, 'on', 'workflow_call', 'inputs'))
  const given = valuesOf(get(job, 'with'), context)
  const inputs = new Map(
    (declared?.entries ?? []).map(({ key, value }) => [key.text.toLowerCase(), inputOf(mappingOf(value), given.get(key.text), context)]),
  )
  return candidatesInJobs({ ...scene, path, ...called, inputs, depth: scene.depth + 1 })
}

/** The value of an input: what is given, else its default. */
export function inputOf(declared: Mapping | undefined, given: Outcome | undefined, context: Context): Outcome {
  if (given)
    return given.known && (given.value === 'true' || given.value === 'false') && textAt(declared, 'type') === 'boolean'
      ? known(given.value === 'true')
      : given
  const standard = declared && get(declared, 'default')
  if (standard?.kind !== 'scalar') return known('')
  const outcome = evaluateText(standard.text, context)
  return outcome.known && textAt(declared, 'type') === 'boolean' ? known(outcome.value === 'true') : outcome
}
