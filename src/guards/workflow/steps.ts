import { get, type Mapping, type Node } from '../../model/node.ts'
import { itemsOf, mappingOf, nodeAt, textAt } from '../../readers/hooks/config.ts'
import type { Followed } from '../../readers/shell/follow.ts'
import { data, literal, root, type Value } from '../../readers/shell/values.ts'
import { type Context, evaluateText, valuesOf } from '../../readers/workflow/context.ts'
import { known, type Outcome, textOfData } from '../../readers/workflow/expression.ts'
import { filled, injected, runSource, shellOf } from '../../readers/workflow/script.ts'
import { followIn, placeOf } from '../hook/judge.ts'
import { checkedOut, checkedOutBeside, meddled, recommitted } from './earlier.ts'
import { conditionHolds, ignores, inputOf, stops } from './jobs.ts'
import { type Candidate, type Problem, problemAt, readTree, type Scene } from './scene.ts'
import { judgeUse } from './uses.ts'

/** All places of the command in the steps of a job, or of a composite action. */
export async function candidatesInSteps(scene: Scene, job: Mapping, context: Context): Promise<Candidate[]> {
  const found: Candidate[] = []
  const earlier: Problem[] = []
  const commits: Problem[] = []
  const beside = new Set(scene.asked.submodules)
  const there: Scene = { ...scene, asked: { ...scene.asked, submodules: beside } }
  for (const item of itemsOf(get(job, 'steps'))) {
    const step = mappingOf(item)
    if (!step) continue
    const own: Context = { ...context, env: new Map([...context.env, ...valuesOf(get(step, 'env'), context)]) }
    const doubts = stepProblems(scene, step, own)
    const inner = get(step, 'run') ? await candidateInRun(there, job, step, own) : await candidatesInUse(there, step, own)
    const moved = get(step, 'run') ? await meddled(scene, step, own) : checkedOut(scene, step, own)
    const other = get(step, 'run') ? undefined : checkedOutBeside(scene, step, own)
    if (other !== undefined) beside.add(other)
    const same = moved && get(step, 'run') ? [moved] : []
    // The action is told by the event which commits it judges.
    const before = get(step, 'run') || textAt(step, 'uses')?.startsWith('./') ? [...earlier, ...commits] : earlier
    found.push(...inner.map((each) => ({ ...each, problems: [...before, ...same, ...doubts, ...each.problems] })))
    if (moved) earlier.push(moved)
    const recommits = moved ? undefined : await recommitted(scene, step, own)
    if (recommits) commits.push(recommits)
  }
  return found
}

/** What may keep a step from running, or its failure from counting. */
function stepProblems(scene: Scene, step: Mapping, context: Context): Problem[] {
  const problems = ignores(scene, step, context, 'the step')
  const condition = get(step, 'if')
  if (condition?.kind === 'scalar') {
    const truth = conditionHolds(condition.text, context, known(true))
    if (truth !== true)
      problems.push(
        problemAt(
          scene,
          'workflow/not-always-run',
          `the \`if\` of the step ${truth === false ? 'is never true' : 'can be false'}`,
          condition,
        ),
      )
  }
  if (stops(step, context))
    problems.push(problemAt(scene, 'workflow/not-always-run', '`timeout-minutes` gives the step no time', get(step, 'timeout-minutes')))
  return problems
}

/** A value of `run` that a step states, else the job's `defaults`, else the workflow's. */
function runDefault(scene: Scene, job: Mapping, step: Mapping, key: string, context: Context): Outcome | undefined {
  const places = [step, mappingOf(nodeAt(job, 'defaults', 'run')), mappingOf(nodeAt(scene.tree, 'defaults', 'run'))]
  for (const place of places) {
    const node = place && get(place, key)
    if (node?.kind === 'scalar') return evaluateText(node.text, context)
  }
  return undefined
}

async function candidateInRun(scene: Scene, job: Mapping, step: Mapping, context: Context): Promise<Candidate[]> {
  const node = get(step, 'run')!
  if (node.kind !== 'scalar') return []
  const text = filled(node.text, context)
  const named = runDefault(scene, job, step, 'shell', context)
  if (named && !named.known) return lead(scene, node, text, 'its shell only runs tell')
  const shell = shellOf(
    named === undefined ? undefined : textOfData(named.value),
    { windows: context.runner === 'Windows', container: get(job, 'container') !== undefined },
    text,
  )
  if ('unknown' in shell) return lead(scene, node, text, shell.unknown)
  const folder = runDefault(scene, job, step, 'working-directory', context)
  const vars = new Map(
    [...context.env].map(([name, value]): [string, Value] => [name, value.known ? literal(textOfData(value.value)) : data]),
  )
  const run = {
    text,
    source: runSource(scene.path, scene.text, node, text),
    flavour: 'flavour' in shell ? shell.flavour : ('bash' as const),
    flags: 'flags' in shell ? shell.flags : 'e',
    folder: '',
    cwd: folderOf(folder),
    vars,
  }
  const followed = await followIn(scene.files, run, scene.asked)
  if (followed.is === 'absent') return []
  if ('swallows' in shell) {
    return [
      {
        job: '',
        limits: [],
        problems: [problemAt(scene, 'workflow/failure-ignored', `its shell is \`${shell.swallows}\``, get(step, 'shell') ?? node)],
      },
    ]
  }
  const problems = told(scene, followed, node)
  if (!problems.length && injected(node.text))
    problems.push(problemAt(scene, 'workflow/not-followed', 'text of the pull request’s author is put into its shell', node))
  const chosen =
    scene.asked.words[0] === 'pawl' && !problems.length ? [`the pull request itself chooses the pawl that \`${scene.path}\` runs`] : []
  return [{ job: '', limits: chosen, problems }]
}

/** A step that can't be followed counts where its text names the command. */
function lead(scene: Scene, node: Node, text: string, says: string): Candidate[] {
  return text.includes(scene.asked.words[0]!)
    ? [{ job: '', limits: [], problems: [problemAt(scene, 'workflow/not-followed', says, node)] }]
    : []
}

function folderOf(folder: Outcome | undefined): Value {
  if (!folder) return root
  if (!folder.known) return data
  const text = textOfData(folder.value).replace(/^(\.?\/)+|^\.$|\/+$/g, '')
  if (textOfData(folder.value).startsWith('/') || text.split('/').includes('..')) return literal(textOfData(folder.value))
  return text === '' ? root : { is: 'place', base: 'root', rest: `/${text}` }
}

function told(scene: Scene, followed: Followed, node: Node): Problem[] {
  const place = (label: string) => ('where' in followed && followed.where?.span ? [placeOf(followed.where, label)] : [])
  const at = (code: Problem['code'], seen: string, label: string): Problem[] => {
    const places = place(label)
    const left = 'left' in followed && followed.left ? [placeOf(followed.left, 'it ends well here')] : []
    return [places.length ? { code, seen, places: [...places, ...left] } : problemAt(scene, code, seen, node, label)]
  }
  switch (followed.is) {
    case 'runs':
    case 'absent':
      return []
    case 'skipped':
      return at('workflow/not-always-run', 'its script goes past it', 'is not reached on every way')
    case 'swallowed':
      return at('workflow/failure-ignored', 'its script loses the failure', 'its failure is lost')
    case 'near':
      return at('workflow/other-command', followed.says, 'here')
    case 'unknown':
      return at('workflow/not-followed', followed.says, 'here')
  }
}

/** The places of the command in what a step uses: pawl's own action, or an action of the repository. */
async function candidatesInUse(scene: Scene, step: Mapping, context: Context): Promise<Candidate[]> {
  const uses = textAt(step, 'uses')
  if (uses === undefined) return []
  const judged = await judgeUse(scene, step, uses, context)
  if (judged) return [judged]
  if (!uses.startsWith('./')) return []
  const folder = uses.slice(2).replace(/\/$/, '')
  for (const name of ['action.yml', 'action.yaml']) {
    const path = folder === '' ? name : `${folder}/${name}`
    const action = await readTree(scene.files, path)
    if (!action) continue
    const runs = action === 'unreadable' ? undefined : mappingOf(get(action.tree, 'runs'))
    if (action === 'unreadable' || textAt(runs, 'using') !== 'composite' || scene.depth > 2) return []
    const given = valuesOf(get(step, 'with'), context)
    const declared = mappingOf(get(action.tree, 'inputs'))
    const inputs = new Map(
      (declared?.entries ?? []).map(({ key, value }) => [key.text.toLowerCase(), inputOf(mappingOf(value), given.get(key.text), context)]),
    )
    return candidatesInSteps({ ...scene, path, ...action, inputs, depth: scene.depth + 1 }, runs!, { ...context, inputs })
  }
  return []
}
