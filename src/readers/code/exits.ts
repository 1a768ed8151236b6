import { Refusal } from '../../model/refusal.ts'
import { constantTruth } from './constant.ts'
import { type Syntax, walk } from './source.ts'

const mostDepth = 500
const leaves = new Set([
  'return_statement',
  'return_expression',
  'throw_statement',
  'raise_statement',
  'break_statement',
  'break_expression',
  'continue_statement',
  'continue_expression',
])
const blocks = new Set([
  'statement_block',
  'block',
  'statement_list',
  'else_clause',
  'unsafe_block',
  'with_statement',
  'synchronized_statement',
  'finally_clause',
])
const calls =
  /^(?:process\.(?:exit|abort)|sys\.exit|os\._exit|os\.Exit|runtime\.Goexit|(?:std::)?process::(?:exit|abort)|System\.exit|log\.(?:Fatal|Panic)(?:f|ln)?|panic|exit|quit)$/
const macros = /^(?:(?:std|core)::)?(?:panic|unreachable|todo|unimplemented)$/
const functions = /function|closure|lambda|arrow|func_literal|method|class|_item$/

/** Whether nothing after this statement in its block can run: it returns or throws whatever happens. */
export function exits(statement: Syntax, depth = 0): boolean {
  if (depth > mostDepth) throw new Refusal('code could not be decided: statements are nested too deep')
  const inner = (each: Syntax) => exits(each, depth + 1)
  const kind = String(statement.kind())
  if (leaves.has(kind)) return true
  if (kind === 'expression_statement') return statement.namedChildren().some(inner)
  if (blocks.has(kind)) return statement.namedChildren().some(inner)
  if (kind === 'call_expression' || kind === 'call' || kind === 'method_invocation') return exitsByCall(statement)
  if (kind === 'macro_invocation') return macros.test(statement.namedChildren()[0]?.text() ?? '')
  if (kind === 'try_expression') return /^(?:Result::)?Err\s*\(/.test(statement.text())
  if (kind === 'assert_statement')
    return statement.namedChildren()[0] !== undefined && constantTruth(statement.namedChildren()[0]!) === false
  if (kind === 'if_statement' || kind === 'if_expression') return bothWays(statement, inner)
  if (kind === 'try_statement') return tries(statement, inner)
  if (kind === 'loop_expression') return forever(statement)
  if (kind === 'while_statement' || kind === 'while_expression' || kind === 'for_statement') return forever(statement)
  return false
}

function exitsByCall(call: Syntax): boolean {
  const name = call.field('function')?.text() ?? call.text().split('(')[0]!
  return calls.test(name.replace(/\s+/g, ''))
}

type Exits = (statement: Syntax) => boolean

function bothWays(statement: Syntax, inner: Exits): boolean {
  const condition = statement.field('condition')
  const [yes, no] = [statement.field('consequence'), statement.fieldChildren('alternative')]
  const truth = condition ? constantTruth(condition) : undefined
  if (truth === true) return yes !== null && inner(yes)
  if (truth === false) return no.length === 1 && inner(no[0]!)
  const elses = no.filter((each) => each.kind() !== 'elif_clause')
  const ways = no.filter((each) => each.kind() === 'elif_clause').map((each) => each.field('consequence'))
  return yes !== null && elses.length === 1 && [yes, ...ways, ...elses].every((each) => each !== null && inner(each))
}

function tries(statement: Syntax, inner: Exits): boolean {
  const parts = statement.namedChildren()
  const last = parts.find((each) => String(each.kind()).startsWith('finally'))
  if (last && inner(last)) return true
  const caught = parts.filter((each) => /^(?:catch|except)/.test(String(each.kind())))
  const body = statement.field('body')
  return body !== null && inner(body) && caught.every((each) => each.namedChildren().some(inner))
}

/** An endless loop that no `break` or `return` of its own leaves. */
function forever(loop: Syntax): boolean {
  const kind = String(loop.kind())
  const condition = loop.field('condition')
  const endless =
    kind === 'loop_expression' ||
    (condition !== null && constantTruth(condition) === true) ||
    (kind === 'for_statement' && /^for\s*(?:\(\s*;\s*;|\{)/.test(loop.text()))
  const body = loop.field('body')
  return endless && body !== null && !leavesLoop(body)
}

function leavesLoop(body: Syntax): boolean {
  return [...walk(body)].some((each) => /^(?:break|goto)/.test(String(each.kind())) && each.isNamed())
}

/** Whether a node begins a function or class of its own. */
export function beginsScope(node: Syntax): boolean {
  return node.isNamed() && functions.test(String(node.kind()))
}
