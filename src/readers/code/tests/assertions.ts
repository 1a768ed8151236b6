import { walkAlive } from '../alive.ts'
import { constantTruth } from '../constant.ts'
import { type Source, type Syntax, walk } from '../source.ts'
import { swallowed } from './swallowed.ts'

const asserting = /(?:^|[.:_!]|\b)(?:assert|expect|verify|check|should|ensure|must|require|raises|throws|rejects|snapshot)/i
const failing = /(?:^|\.)(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow|fail)$/
/** Assertions whose names do not say so: matryer/is, GoConvey and go-testdeep, AVA and tap. */
const named =
  /^(?:is\.(?!New|Helper)[A-Z]\w*|(?:convey\.)?So|td\.Cmp\w*|t\.(?:is|not|ok|notOk|true|false|truthy|falsy|equals?|notEqual|same|strictSame|(?:not)?[dD]eepEquals?|like|match))$/
/** What frameworks offer: told apart from helpers of one's own, for given literals alone these say nothing. */
const built = /^(?:(?:self|t|chai|require|should)\.)?(?:assert|expect|require|should)(?:[._A-Z]\w*)*(?:\.\w+)*$/
/** Half an assertion, or a promise of one. */
const promising = /^(?:[\w$]+\.)*(?:expect|should)(?:\.(?:assertions|hasAssertions|extend))?$/
const throwing = new Set(['throw_statement', 'raise_statement'])
const says = new Set([
  'identifier',
  'this',
  'self',
  'field_identifier',
  'property_identifier',
  'call_expression',
  'call',
  'macro_invocation',
  'member_expression',
])

/** How many assertions of a body can run; a call of a function of the same file counts where that function asserts. */
export function assertionsIn(
  body: Syntax,
  source: Source,
  helpers: ReadonlyMap<string, Syntax> = new Map(),
  known: Map<number, boolean> = new Map(),
): number {
  let count = 0
  for (const node of walkAlive(body, source.language)) {
    const helper = helpers.size > 0 ? helpers.get(callee(node) ?? '') : undefined
    // What a function of the file asserts is seen in it; its name tells where it cannot be looked into.
    if ((helper ? helps(helper, source, helpers, known) : asserts(node)) && !swallowed(node, body)) count++
  }
  return count
}

function helps(helper: Syntax, source: Source, helpers: ReadonlyMap<string, Syntax>, known: Map<number, boolean>): boolean {
  const id = helper.id()
  if (!known.has(id)) {
    // One that calls itself is no reason for itself.
    known.set(id, false)
    known.set(id, assertionsIn(helper, source, helpers, known) > 0)
  }
  return known.get(id)!
}

function asserts(node: Syntax): boolean {
  const kind = String(node.kind())
  if (throwing.has(kind) || (kind === 'return_expression' && /^return\s+Err\b/.test(node.text()))) return true
  if (kind === 'assert_statement') {
    const condition = node.namedChildren()[0]
    return saysSomething(node) && condition !== undefined && condition.kind() !== 'tuple' && constantTruth(condition) !== true
  }
  if (kind === 'macro_invocation') {
    const name = node.namedChildren()[0]?.text() ?? ''
    return name.endsWith('panic') || (asserting.test(name) && !alwaysHolds(node) && node.namedChildren().slice(1).some(saysSomething))
  }
  const name = callee(node)
  if (name === undefined) return false
  if (failing.test(name)) return true
  if (!named.test(name)) {
    if (!asserting.test(name) || promising.test(name)) return false
    if (!built.test(name)) return true
  }
  const fn = node.field('function')
  const lists = [node.field('arguments'), ...(fn ? [...walk(fn)].filter((each) => /^argument/.test(String(each.kind()))) : [])]
  return lists.some((args) => args !== null && saysSomething(args))
}

/** `assert!(… || true)`: of a macro there are tokens alone, and `||` binds least of all. */
function alwaysHolds(macro: Syntax): boolean {
  if (!/assert$/.test(macro.namedChildren()[0]?.text() ?? '')) return false
  const tokens = (macro.namedChildren()[1]?.children().slice(1, -1) ?? []).map((each) => each.text())
  const end = tokens.indexOf(',')
  const condition = end === -1 ? tokens : tokens.slice(0, end)
  return condition.some(
    (token, at) =>
      token === 'true' &&
      [undefined, '||'].includes(condition[at - 1]) &&
      [undefined, '||'].includes(condition[at + 1]) &&
      condition.length > 1,
  )
}

/** Whether code speaks of more than literals: `assert!(true)` says nothing. */
function saysSomething(node: Syntax): boolean {
  return [...walk(node)].some((each) => each.isNamed() && says.has(String(each.kind())) && each.text() !== 'undefined')
}

/** What a call calls, without arguments: `expect(x).toBe` is `expect.toBe`. */
export function callee(node: Syntax): string | undefined {
  const kind = node.kind()
  if (kind !== 'call_expression' && kind !== 'call') return undefined
  const name = node.field('function')?.text()
  return name?.replace(/\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/gs, '').replace(/\s+/g, '')
}

/** The functions of a file by name, with their bodies. */
export function helpersOf(source: Source): Map<string, Syntax> {
  const helpers = new Map<string, Syntax>()
  for (const node of walk(source.root)) {
    const kind = String(node.kind())
    if (!/^function|_function$|_item$|_definition$|_declarator$|method_declaration|arrow/.test(kind)) continue
    const value = kind === 'variable_declarator' ? node.field('value') : node
    const name = node.field('name')?.text()
    const body = value && /function|arrow|item|definition|declaration/.test(String(value.kind())) ? value.field('body') : null
    if (name && body) helpers.set(name, body)
  }
  return helpers
}
