import type { Syntax } from '../source.ts'

const comments = new Set(['comment', 'line_comment', 'block_comment'])
const everything = /\b(?:AssertionError|Exception|BaseException)\b/

/** Whether what fails here is caught by a handler within `body` that does nothing: `try { expect(x) } catch {}`. */
export function swallowed(node: Syntax, body: Syntax): boolean {
  let inner = node
  for (const at of node.ancestors()) {
    if (at.id() === body.id()) return false
    if (at.kind() === 'try_statement' && at.field('body')?.id() === inner.id() && at.namedChildren().some(doesNothing)) return true
    if (at.kind() === 'with_statement' && /\bsuppress\s*\(/.test(head(at)) && everything.test(head(at))) return true
    inner = at
  }
  return false
}

/** A `catch`, or an `except` that takes a failed assertion, without a statement of its own. */
function doesNothing(clause: Syntax): boolean {
  if (clause.kind() === 'catch_clause') return isEmpty(clause.field('body'))
  if (clause.kind() !== 'except_clause') return false
  const block = clause.namedChildren().find((each) => each.kind() === 'block')
  const caught = clause.text().split(':')[0]!
  return isEmpty(block) && (/^except\s*$/.test(caught) || everything.test(caught))
}

function isEmpty(block: Syntax | null | undefined): boolean {
  const statements = (block?.namedChildren() ?? []).filter((each) => !comments.has(String(each.kind())))
  return statements.every((each) => /^(?:pass|\.\.\.)$/.test(each.text()))
}

function head(node: Syntax): string {
  return node.text().split('\n')[0]!
}
