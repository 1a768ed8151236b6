import type { Syntax } from '../source.ts'

const comments = new Set(['comment', 'line_comment', 'block_comment'])
const telling =
  /^(?:pass|\.\.\.|return(?:\s+(?:void 0|[\w$.]+))?;?|(?:print|console\.\w+|(?:\w+\.)?log(?:ger|ging)?\.\w+|traceback\.print_exc|warnings\.warn)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\);?)$/s
/** What a handler without braces may give back without a failure: a name, or a plain value. */
const given = /^(?:void 0|[\w$.]+|(['"`]).*\1|\(\{\s*\}\)|\[\s*\])$/s
const everything = /\b(?:AssertionError|Exception|BaseException)\b/

/** Whether what fails here is caught by a handler within `body` that does nothing: `try { expect(x) } catch {}`. */
export function swallowed(node: Syntax, body: Syntax): boolean {
  if (caughtLater(node)) return true
  let inner = node
  for (const at of node.ancestors()) {
    if (at.id() === body.id()) return false
    if (at.kind() === 'try_statement' && at.field('body')?.id() === inner.id() && at.namedChildren().some(doesNothing)) return true
    if (at.kind() === 'with_statement' && /\bsuppress\s*\(/.test(head(at)) && everything.test(head(at))) return true
    if (at.kind() === 'call_expression' && (caughtLater(at) || outOfSight(at))) return true
    inner = at
  }
  return false
}

/** `.catch(() => {})` behind what fails. */
function caughtLater(call: Syntax): boolean {
  const fn = call.kind() === 'call_expression' ? call.field('function') : null
  if (fn?.kind() !== 'member_expression' || fn.field('property')?.text() !== 'catch') return false
  const body = call.field('arguments')?.namedChildren()[0]?.field('body')
  return body?.kind() === 'statement_block' ? isQuiet(body) : telling.test(body?.text() ?? '') || given.test(body?.text() ?? '')
}

/** A thread, or a `catch_unwind`, around what fails, whose outcome nobody looks at. */
function outOfSight(call: Syntax): boolean {
  const name =
    call
      .field('function')
      ?.text()
      .replace(/::<.*>$/s, '') ?? ''
  return /(?:^|::)(?:catch_unwind|spawn)$/.test(name) && isDropped(call)
}

/** Whether nothing is made of a value of Rust: it ends a statement, or goes into `_`, taken for granted on its way or not. */
function isDropped(call: Syntax): boolean {
  let inner = call
  for (const at of call.ancestors()) {
    const kind = at.kind()
    if (kind === 'let_declaration') return at.field('pattern')?.text() === '_'
    if (kind === 'expression_statement') return at.text().endsWith(';')
    const taken =
      kind === 'field_expression' && /^(?:ok|err|join|is_ok|is_err|unwrap_or_default|await)$/.test(at.field('field')?.text() ?? '')
    if (!taken && !(kind === 'call_expression' && at.field('function')?.id() === inner.id()) && kind !== 'await_expression') return false
    inner = at
  }
  return false
}

/** A `catch`, or an `except` that takes a failed assertion, that lets nothing fail by itself. */
function doesNothing(clause: Syntax): boolean {
  if (clause.kind() === 'catch_clause') return isQuiet(clause.field('body'))
  if (clause.kind() !== 'except_clause') return false
  const block = clause.namedChildren().find((each) => each.kind() === 'block')
  const caught = clause.text().split(':')[0]!
  return isQuiet(block) && (/^except\s*$/.test(caught) || everything.test(caught))
}

/** Says at most that something failed. */
function isQuiet(block: Syntax | null | undefined): boolean {
  const statements = (block?.namedChildren() ?? []).filter((each) => !comments.has(String(each.kind())))
  return statements.every((each) => telling.test(each.text()))
}

function head(node: Syntax): string {
  return node.text().split('\n')[0]!
}
