import { deadBecause } from '../alive.ts'
import { doesSomething, earlyReturn, unconditional } from '../body.ts'
import { constantTruth } from '../constant.ts'
import { type Source, type Syntax, walk } from '../source.ts'
import { assertionsIn, callee, helpersOf } from './assertions.ts'
import { asCode, type Found, leadsTo, type Off } from './found.ts'
import { decoratorsOf, fixtureThat } from './python-fixtures.ts'

const skipping = /^(?:(?:pytest|unittest|self)\.)?(?:skip|xfail|skipTest)$|^pytest\.exit$/
const skipRaise = /^raise\s+(?:\w+\.)*(?:SkipTest|Skipped)\b|^raise\s+pytest\.skip\.Exception/

/** The tests of a Python file: functions of the module and methods of classes, as pytest and unittest collect them. */
export function pythonTests(source: Source, name: string): Found[] {
  const plain = name.replace(/\[.*\]$/, '')
  const [last, ...outer] = plain
    .split(plain.includes('::') ? '::' : '.')
    .filter((part) => !/\.py$|\//.test(part))
    .reverse()
  const helpers = helpersOf(source)
  const found = new Map<string, Found>()
  for (const node of walk(source.root)) {
    if (node.kind() !== 'function_definition' || node.field('name')?.text() !== last) continue
    const ancestors = node.ancestors()
    if (ancestors.some((each) => each.kind() === 'function_definition' || each.kind() === 'lambda')) continue
    const classes = ancestors.filter((each) => each.kind() === 'class_definition')
    const path = classes.map((each) => each.field('name')?.text() ?? '')
    if (outer.some((wanted, index) => path[index] !== wanted)) continue
    const decorators = decoratorsOf(node)
    if (decorators.some((each) => /fixture\b/.test(each.text()))) continue
    const body = node.field('body')
    // A later definition of the same name in the same scope takes the earlier one's place.
    found.set(path.join('.'), {
      names: [name],
      node,
      off: offBy(source, node, classes, body, helpers),
      assertions: body ? assertionsIn(body, source, helpers) : 0,
    })
  }
  return [...found.values()]
}

function offBy(
  source: Source,
  node: Syntax,
  classes: readonly Syntax[],
  body: Syntax | null,
  helpers: ReadonlyMap<string, Syntax>,
): Off | undefined {
  for (const owner of [node, ...classes]) {
    const decorator = decoratorsOf(owner).find((each) => marksOff(each, source))
    if (decorator) return { kind: 'switched-off', how: `@${asCode(decorator)}`, by: decorator }
  }
  const name = node.field('name')!.text()
  const bodies = [...classes.flatMap((each) => each.field('body') ?? []), source.root]
  for (const scope of bodies) {
    const statement = scopeOff(scope, source)
    if (statement) return { kind: 'switched-off', how: asCode(statement), by: statement }
  }
  const replaced =
    bodies[0] &&
    statementsAfter(bodies[0], node).find((each) =>
      new RegExp(`^(?:del\\s+${name}\\b|${name}\\s*=[^=]|${name}\\.__test__\\s*=\\s*(?:False|0)\\b)`).test(each.text()),
    )
  if (replaced) return { kind: 'never-runs', how: asCode(replaced), by: replaced }
  const uncollected = classes.find(
    (each) =>
      !each.field('superclasses') && (!/^Test/.test(each.field('name')?.text() ?? '') || isMade(each)) && !isInherited(each, source),
  )
  if (uncollected) return { kind: 'never-runs', how: `class ${uncollected.field('name')?.text()}`, by: uncollected }
  const dead = deadBecause(node, source) ?? asProgram(node)
  if (dead) return { kind: 'never-runs', how: asCode(dead.by), by: dead.by }
  if (!body || !unconditional(body).some(doesSomething)) return { kind: 'emptied', how: '', by: node }
  const off = (statement: Syntax) => leadsTo(statement, helpers, skips)
  const skip = unconditional(body).find(off) ?? fixtureThat(off, [node, ...classes], bodies)
  if (skip) return { kind: 'switched-off', how: asCode(skip), by: skip }
  const early = earlyReturn(body)
  return early && { kind: 'returns-early', how: asCode(early), by: early }
}

/** Another class of the file takes its tests on. */
function isInherited(owner: Syntax, source: Source): boolean {
  const name = new RegExp(`\\b${owner.field('name')?.text()}\\b`)
  const heirs = source.root.findAll({ rule: { kind: 'class_definition', has: { field: 'superclasses', regex: name.source } } })
  return heirs.some((each) => /^Test/.test(each.field('name')?.text() ?? '') || /\bTestCase\b/.test(each.field('superclasses')!.text()))
}

/** pytest passes over a class that has a constructor. */
function isMade(owner: Syntax): boolean {
  const statements = owner.field('body')?.namedChildren() ?? []
  return statements.some((each) => each.kind() === 'function_definition' && /^__(?:init|new)__$/.test(each.field('name')?.text() ?? ''))
}

function statementsAfter(body: Syntax, node: Syntax): Syntax[] {
  const start = node.range().start.index
  return body.namedChildren().filter((each) => each.range().start.index > start)
}

/** What of a module or class switches all its tests off. */
function scopeOff(scope: Syntax, source: Source): Syntax | undefined {
  return unconditional(scope).find((statement) => {
    const assigned = statement.namedChildren()[0]
    if (assigned?.kind() === 'assignment') {
      const [left, right] = [assigned.field('left')?.text(), assigned.field('right')]
      if (left === '__test__') return right ? constantTruth(right) === false : false
      if (left !== 'pytestmark' || !right) return false
      return elementsOf(right).some((mark) => marksOff(mark, source))
    }
    const definition = statement.kind() === 'decorated_definition' ? statement.field('definition') : statement
    if (
      definition?.kind() === 'function_definition' &&
      /^(?:setUp|setUpClass|setup_method|setup_class|setup_module|setUpModule)$/.test(definition.field('name')?.text() ?? '')
    ) {
      const body = definition.field('body')
      return body ? unconditional(body).some(skips) : false
    }
    return skips(statement)
  })
}

function skips(statement: Syntax): boolean {
  if (skipRaise.test(statement.text())) return true
  const call = statement.kind() === 'expression_statement' ? statement.namedChildren()[0] : undefined
  return call !== undefined && skipping.test(callee(call) ?? '')
}

/** Whether a mark or decorator switches off whatever happens. */
function marksOff(mark: Syntax, source: Source, depth = 0): boolean {
  if (mark.kind() === 'identifier' && depth < 3) {
    const value = assigned(source, mark.text())
    if (value) return marksOff(value, source, depth + 1)
  }
  const rowOff = (row: Syntax): boolean => {
    const marks = keyword(row, 'marks')
    return (
      /^comment$/.test(String(row.kind())) || (marks !== undefined && elementsOf(marks).some((each) => marksOff(each, source, depth + 1)))
    )
  }
  const name = (callee(mark) ?? mark.text()).split('.').at(-1)!
  const [first, second] =
    mark.kind() === 'call' ? (mark.field('arguments')?.namedChildren() ?? []).filter((each) => each.kind() !== 'comment') : []
  const positional = first && first.kind() !== 'keyword_argument' ? first : undefined
  const condition = positional ?? keyword(mark, 'condition')
  if (name === 'skip' || name === 'expectedFailure') return true
  if (name === 'xfail') return !condition || truthOf(condition) === true
  if (name === 'skipif' || name === 'skipIf') return condition !== undefined && truthOf(condition) === true
  if (name === 'skipUnless') return condition !== undefined && truthOf(condition) === false
  if (name === 'parametrize')
    return second !== undefined && /^(?:list|tuple)$/.test(String(second.kind())) && second.namedChildren().every(rowOff)
  return false
}

const elementsOf = (node: Syntax) => (node.kind() === 'list' || node.kind() === 'tuple' ? node.namedChildren() : [node])

function keyword(call: Syntax, name: string): Syntax | undefined {
  const given = call.kind() === 'call' ? (call.field('arguments')?.namedChildren() ?? []) : []
  return given.find((each) => each.kind() === 'keyword_argument' && each.field('name')?.text() === name)?.field('value') ?? undefined
}

/** What stands behind `__name__ == '__main__'` is made where the file is run as a program, never where its tests are collected. */
function asProgram(node: Syntax): { by: Syntax } | undefined {
  const by = node
    .ancestors()
    .find((each) => each.kind() === 'if_statement' && /^if\s*\(?\s*__name__\s*==\s*['"]__main__['"]/.test(each.text()))
  return by && { by }
}

/** A condition as pytest reads it: a string is an expression of its own. */
function truthOf(condition: Syntax): boolean | undefined {
  const text = /^(['"])(.*)\1$/.exec(condition.text())?.[2]?.trim()
  if (text !== undefined) return /^(?:True|1)$/.test(text) ? true : /^(?:False|0)$/.test(text) ? false : undefined
  return constantTruth(condition)
}

function assigned(source: Source, name: string): Syntax | undefined {
  for (const statement of source.root.namedChildren()) {
    const assignment = statement.namedChildren()[0]
    if (assignment?.kind() === 'assignment' && assignment.field('left')?.text() === name) return assignment.field('right') ?? undefined
  }
  return undefined
}
