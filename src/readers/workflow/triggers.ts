import { get, type Mapping, type Node } from '../../model/node.ts'
import { itemsOf, mappingOf } from '../hooks/config.ts'

/** What a workflow's `on` says of pull requests. */
export interface Trigger {
  event: 'pull_request' | 'pull_request_target'
  /** Kinds of activity that start it, of those that bring a change. */
  actions: readonly string[]
  /** What keeps it from some pull requests. */
  filtered?: { says: string; node: Node }
}

/** The activities that bring a pull request's content. */
const bringing = ['opened', 'synchronize', 'reopened']

/** The triggers of a workflow that pull requests set off. */
export function triggersOf(workflow: Mapping, defaultBranch: string | undefined): Trigger[] {
  const on = get(workflow, 'on')
  const triggers: Trigger[] = []
  for (const event of ['pull_request', 'pull_request_target'] as const) {
    if (!on) continue
    if (on.kind !== 'mapping') {
      if (itemsOf(on).some((item) => item.kind === 'scalar' && item.text === event)) triggers.push({ event, actions: bringing })
      continue
    }
    const filter = get(on, event)
    if (!filter) continue
    const options = mappingOf(filter)
    const types = options && get(options, 'types')
    const named = types ? itemsOf(types).flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])) : bringing
    const actions = bringing.filter((action) => named.includes(action))
    const filtered = (options && filterOf(options, defaultBranch)) ?? missing(actions, types)
    triggers.push({ event, actions, ...(filtered ? { filtered } : {}) })
  }
  return triggers
}

/** Does the workflow start for anything else, such as `workflow_call`? */
export function startsFor(workflow: Mapping, event: string): boolean {
  const on = get(workflow, 'on')
  if (on?.kind === 'mapping') return get(on, event) !== undefined
  return itemsOf(on).some((item) => item.kind === 'scalar' && item.text === event)
}

function missing(actions: readonly string[], types: Node | undefined): Trigger['filtered'] {
  const lacks = ['opened', 'synchronize'].filter((action) => !actions.includes(action))
  return lacks.length && types ? { says: `\`types\` leaves out \`${lacks.join('` and `')}\``, node: types } : undefined
}

function filterOf(options: Mapping, defaultBranch: string | undefined): Trigger['filtered'] {
  for (const key of ['paths', 'paths-ignore']) {
    const node = get(options, key)
    if (!node) continue
    const patterns = textsOf(node)
    const everything = patterns.some((pattern) => pattern === '**' || pattern === '**/*') && !patterns.some((each) => each.startsWith('!'))
    if (key === 'paths' ? !everything : patterns.length > 0)
      return { says: `\`${key}\` leaves out pull requests that touch other files alone`, node }
  }
  const names = defaultBranch ? [defaultBranch] : ['main', 'master']
  const named = defaultBranch ? `\`${defaultBranch}\`` : '`main` and `master`'
  const only = get(options, 'branches')
  if (only && (!names.some((name) => covers(textsOf(only), name)) || names.some((name) => takenOut(textsOf(only), name))))
    return { says: `\`branches\` leaves out pull requests into ${named}`, node: only }
  const ignored = get(options, 'branches-ignore')
  if (ignored && names.some((name) => textsOf(ignored).some((pattern) => fits(pattern, name) !== false)))
    return { says: `\`branches-ignore\` leaves out pull requests into ${named}`, node: ignored }
  return undefined
}

function textsOf(node: Node): string[] {
  return itemsOf(node).flatMap((item) => (item.kind === 'scalar' && item.text !== '' ? [item.text] : []))
}

/** Do patterns of branches cover a name for certain? A later pattern overrules an earlier one. */
function covers(patterns: readonly string[], name: string): boolean {
  let covered = false
  for (const pattern of patterns) {
    const negative = pattern.startsWith('!')
    const fitting = fits(negative ? pattern.slice(1) : pattern, name)
    if (fitting ?? negative) covered = !negative
  }
  return covered
}

/** Is a name covered and then taken out again? */
function takenOut(patterns: readonly string[], name: string): boolean {
  const positive = patterns.filter((pattern) => !pattern.startsWith('!'))
  return covers(positive, name) && !covers(patterns, name)
}

/** GitHub's filter patterns: `*` stops at `/`, `**` does not, `?` and `+` repeat what stands before them; `undefined` where it takes too long to say. */
function fits(pattern: string, name: string): boolean | undefined {
  if (pattern === name) return true
  if (pattern.length > 200) return undefined
  const source = pattern.replace(/\*\*+|[*.^$()|{}\\]|\[[^\]]*\]/g, (sign) =>
    sign.startsWith('**') ? '.*' : sign === '*' ? '[^/]*' : sign.startsWith('[') ? sign : `\\${sign}`,
  )
  if (source.split('*').length > 6) return undefined
  try {
    return new RegExp(`^${source}$`).test(name)
  } catch {
    return undefined
  }
}
