import { constantTruth } from '../constant.ts'
import { unescapeText } from '../literal.ts'
import { type Source, type Syntax, walk } from '../source.ts'

/** One part of what is called: `each([1, 2])` of `test.each([1, 2])('…')`. */
interface Part {
  name: string
  args?: Syntax
}

/** A call of a test runner's function, with the chain of names that leads to it. */
export interface RunnerCall {
  node: Syntax
  kind: 'test' | 'suite'
  parts: readonly Part[]
  args: readonly Syntax[]
  title?: string
  /** The function that holds the body. */
  body?: Syntax
}

const tests = new Set(['test', 'it', 'specify', 'xit', 'xtest', 'xspecify', 'fit', 'bench'])
const suites = new Set(['describe', 'suite', 'context', 'xdescribe', 'xcontext', 'fdescribe'])
const functions = new Set(['arrow_function', 'function_expression', 'function_declaration', 'generator_function', 'function'])

/** What switches off by its name alone. */
export const offNames = /^(?:xit|xtest|xspecify|xdescribe|xcontext|skip|todo|fixme|fails?|failing)$/

/** The names of a file: what each stands for. */
export interface Names {
  /** Runner functions under another name, as the chain that they stand for. */
  aliases: ReadonlyMap<string, readonly Part[]>
  /** Functions that the file defines itself. */
  functions: ReadonlyMap<string, Syntax>
  strings: ReadonlyMap<string, string>
  imported: ReadonlySet<string>
}

/** Reads the imports and constants of a file as far as runners' functions go. */
export function namesOf(source: Source): Names {
  const aliases = new Map<string, readonly Part[]>()
  const own = new Map<string, Syntax>()
  const strings = new Map<string, string>()
  const imported = new Set<string>()
  for (const node of walk(source.root)) {
    const kind = node.kind()
    if (kind === 'import_specifier') {
      const [name, alias] = [node.field('name')?.text() ?? '', node.field('alias')?.text()]
      imported.add(alias ?? name)
      if (alias && (tests.has(name) || suites.has(name))) aliases.set(alias, [{ name }])
    } else if (kind === 'import_clause') {
      const name = node
        .namedChildren()
        .find((each) => each.kind() === 'identifier')
        ?.text()
      if (name) {
        imported.add(name)
        if (!tests.has(name) && !suites.has(name)) aliases.set(name, [{ name: 'test' }])
      }
    } else if (kind === 'function_declaration') own.set(node.field('name')?.text() ?? '', node)
    else if (kind === 'variable_declarator') {
      const [name, value] = [node.field('name'), node.field('value')]
      if (!name || !value) continue
      if (functions.has(String(value.kind()))) own.set(name.text(), value)
      const text = stringOf(value, strings)
      if (text !== undefined) strings.set(name.text(), text)
      const parts = partsOf(value, aliases)
      if (parts && isRunner(parts))
        aliases.set(
          name.text(),
          parts.filter((part) => part.name !== 'extend'),
        )
      if (/\brequire\s*\(/.test(value.text())) for (const word of name.text().match(/[\w$]+/g) ?? []) imported.add(word)
    }
  }
  return { aliases, functions: own, strings, imported }
}

/** The chain of names of a callee, or `undefined` where it is something else. */
function partsOf(callee: Syntax, aliases: Names['aliases']): Part[] | undefined {
  const kind = callee.kind()
  if (kind === 'identifier' || kind === 'this') return [...(aliases.get(callee.text()) ?? [{ name: callee.text() }])]
  if (kind === 'parenthesized_expression') return callee.namedChildren()[0] ? partsOf(callee.namedChildren()[0]!, aliases) : undefined
  if (kind === 'member_expression') {
    const [object, property] = [callee.field('object'), callee.field('property')]
    const before = object ? partsOf(object, aliases) : undefined
    return before && property ? [...before, { name: property.text() }] : undefined
  }
  if (kind === 'subscript_expression') {
    const [object, index] = [callee.field('object'), callee.field('index')]
    const before = object ? partsOf(object, aliases) : undefined
    const name = index ? stringOf(index, new Map()) : undefined
    return before && name !== undefined ? [...before, { name }] : undefined
  }
  if (kind === 'ternary_expression' || kind === 'binary_expression') return chosen(callee, aliases)
  if (kind !== 'call_expression') return undefined
  const [inner, args] = [callee.field('function'), callee.field('arguments')]
  const before = inner ? partsOf(inner, aliases) : undefined
  return before && args ? [...before.slice(0, -1), { name: before.at(-1)!.name, args }] : undefined
}

/** Of `slow ? test : test.skip`, what may run: a condition that can come out either way switches nothing off. */
function chosen(node: Syntax, aliases: Names['aliases']): Part[] | undefined {
  const condition = node.field('condition')
  const truth = condition ? constantTruth(condition) : undefined
  const ways = condition
    ? [truth === false ? null : node.field('consequence'), truth === true ? null : node.field('alternative')]
    : [node.field('left'), node.field('right')]
  const runners = ways.flatMap((way) => {
    const parts = way ? partsOf(way, aliases) : undefined
    return parts && isRunner(parts) ? [parts] : []
  })
  return runners.find((parts) => !parts.some(({ name }) => offNames.test(name))) ?? runners[0]
}

const isRunner = (parts: readonly Part[]) => kindOf(parts) !== undefined

function kindOf(parts: readonly Part[]): 'test' | 'suite' | undefined {
  for (const { name } of parts.toReversed()) {
    if (tests.has(name)) return 'test'
    if (suites.has(name)) return 'suite'
  }
  return undefined
}

/** Every call of a runner's function in a file; a function of the file's own counts where it calls a runner. */
export function runnerCalls(source: Source, names: Names): RunnerCall[] {
  const calls: RunnerCall[] = []
  for (const node of walk(source.root)) {
    if (node.kind() !== 'call_expression') continue
    const callee = node.field('function')
    const parts = callee ? partsOf(callee, names.aliases) : undefined
    const list = node.field('arguments')
    if (!parts || !list || list.kind() !== 'arguments' || isCallee(node)) continue
    const args = list.namedChildren().filter((each) => each.kind() !== 'comment')
    const title = args[0] ? stringOf(args[0], names.strings) : undefined
    const body = functionOf(args, names)
    const kind = kindOf(parts) ?? (title !== undefined && body ? 'test' : undefined)
    if (!kind || shadowed(parts[0]!.name, names)) continue
    calls.push({ node, kind, parts, args, ...(title === undefined ? {} : { title }), ...(body ? { body } : {}) })
  }
  return calls
}

/** `test.each(rows)` is only the first half of a call. */
function isCallee(node: Syntax): boolean {
  const parent = node.parent()
  return (parent?.kind() === 'call_expression' && parent.field('function')?.id() === node.id()) || parent?.kind() === 'member_expression'
}

/** A function of the file's own name that calls no runner itself runs nothing. */
function shadowed(root: string, names: Names): boolean {
  const own = names.functions.get(root)
  return own !== undefined && !/\b(?:test|it|specify)\b(?:\.\w+)*\s*\(/.test(own.field('body')?.text() ?? '')
}

function functionOf(args: readonly Syntax[], names: Names): Syntax | undefined {
  const direct = args.findLast((each) => functions.has(String(each.kind())))
  if (direct) return direct
  const named = args.slice(1).findLast((each) => each.kind() === 'identifier' && names.functions.has(each.text()))
  return named && names.functions.get(named.text())
}

/** The text of a string, a template without values, a sum of these or a constant of the file. */
function stringOf(node: Syntax, strings: ReadonlyMap<string, string>): string | undefined {
  const kind = node.kind()
  if (kind === 'string' || kind === 'template_string') {
    const raw = node.text().slice(1, -1)
    const decoded = unescapeText(raw, 'nrtbfv0')
    return 'value' in decoded ? decoded.value : raw
  }
  if (kind === 'identifier') return strings.get(node.text())
  if (kind === 'parenthesized_expression') return node.namedChildren()[0] && stringOf(node.namedChildren()[0]!, strings)
  if (kind !== 'binary_expression' || node.child(1)?.text() !== '+') return undefined
  const [left, right] = [node.field('left'), node.field('right')].map((each) => (each ? stringOf(each, strings) : undefined))
  return left === undefined || right === undefined ? undefined : left + right
}
