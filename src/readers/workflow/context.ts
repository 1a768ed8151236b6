import { get, type Mapping, type Node } from '../../model/node.ts'
import { mappingOf } from '../hooks/config.ts'
import { type Data, evaluate, known, type Outcome, type States, textOfData, unknown } from './expression.ts'
import type { Combination } from './matrix.ts'

/** What is known where an expression stands. */
export interface Context {
  event: 'pull_request' | 'pull_request_target'
  action: string
  defaultBranch: string | undefined
  matrix: Combination
  /** Inputs of a reusable workflow or a composite action. */
  inputs: ReadonlyMap<string, Outcome>
  env: ReadonlyMap<string, Outcome>
  /** Jobs that this one needs, and whether each always runs. */
  needs: ReadonlyMap<string, boolean>
  runner: string | undefined
}

/** Evaluates the text of a key: `${{ }}` around all of it, none, or several within text. */
export function evaluateText(text: string, context: Context, states: States = calm(context)): Outcome {
  const whole = /^\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(text)
  if (whole) return evaluate(whole[1]!, lookupIn(context), states)
  if (!text.includes('${{')) return known(text)
  const parts = text.split(/\$\{\{(.*?)\}\}/s)
  let written = ''
  for (const [at, part] of parts.entries()) {
    const outcome = at % 2 ? evaluate(part, lookupIn(context), states) : known(part)
    if (!outcome.known) return { known: false, ...(parts.some((each, index) => index % 2 === 0 && each !== '') ? { truth: true } : {}) }
    written += textOfData(outcome.value)
  }
  return known(written)
}

/** An `if`: its text is an expression, with or without `${{ }}`. */
export function evaluateIf(text: string, context: Context, states: States): Outcome {
  return text.includes('${{') ? evaluateText(text, context, states) : evaluate(text, lookupIn(context), states)
}

/** The state of a job while nothing has failed. What failed before has failed the run already. */
export function calm(context: Context): States {
  const sure = [...context.needs.values()].every(Boolean)
  return { success: sure ? known(true) : unknown, failure: known(false), cancelled: known(false) }
}

/** What a mapping of `env` or `with` says. */
export function valuesOf(node: Node | undefined, context: Context): Map<string, Outcome> {
  const mapping = mappingOf(node)
  return new Map(
    (mapping?.entries ?? []).map(({ key, value }) => [key.text, value.kind === 'scalar' ? evaluateText(value.text, context) : unknown]),
  )
}

/** The value of a key of a job or step. */
export function outcomeOf(mapping: Mapping, key: string, context: Context): Outcome | undefined {
  const node = get(mapping, key)
  return node?.kind === 'scalar' ? evaluateText(node.text, context) : undefined
}

function lookupIn(context: Context): (path: readonly string[]) => Outcome {
  return ([scope, ...path]) => {
    const name = path[0] ?? ''
    switch (scope) {
      case 'github':
        return github(path, context)
      case 'matrix': {
        let value: Data | undefined = context.matrix
        for (const part of path)
          value = value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, Data>)[part] : undefined
        return value === undefined ? (Object.keys(context.matrix).length ? known(null) : unknown) : known(value)
      }
      case 'inputs':
        return context.inputs.get(name) ?? unknown
      case 'env':
        return [...context.env].find(([key]) => key.toLowerCase() === name)?.[1] ?? unknown
      case 'needs':
        return path[1] === 'result' && [...context.needs].some(([key, sure]) => key.toLowerCase() === name && sure)
          ? known('success')
          : unknown
      case 'runner':
        return name === 'os' && context.runner ? known(context.runner) : unknown
      case 'job':
        return name === 'status' ? known('success') : unknown
      default:
        return unknown
    }
  }
}

/** What is the same for every pull request. */
function github(path: readonly string[], context: Context): Outcome {
  const base = context.defaultBranch === undefined ? unknown : known(context.defaultBranch)
  switch (path.join('.')) {
    case 'event_name':
      return known(context.event)
    case 'event.action':
      return known(context.action)
    case 'base_ref':
    case 'event.pull_request.base.ref':
    case 'event.repository.default_branch':
    case 'event.pull_request.base.repo.default_branch':
      return base
    case 'ref':
      return context.event === 'pull_request'
        ? known('refs/pull/1/merge')
        : context.defaultBranch
          ? known(`refs/heads/${context.defaultBranch}`)
          : unknown
    case 'ref_name':
      return context.event === 'pull_request' ? known('1/merge') : base
    // Commits stand for themselves: each is another, and none is empty.
    case 'event.pull_request.base.sha':
      return known('1'.repeat(40))
    case 'event.pull_request.head.sha':
      return known('2'.repeat(40))
    case 'sha':
      return known((context.event === 'pull_request' ? '3' : '1').repeat(40))
    case 'ref_type':
      return known('branch')
    case 'event.pull_request.state':
      return known('open')
    case 'event.pull_request.merged':
      return known(false)
    case 'event.pull_request':
    case 'event':
      return { known: false, truth: true }
    case 'event.inputs':
    case 'event.issue':
    case 'event.commits':
    case 'event.head_commit':
    case 'event.schedule':
      return known(null)
    default:
      return unknown
  }
}
