import { constantTruth } from './constant.ts'
import { beginsScope, exits } from './exits.ts'
import type { Syntax } from './source.ts'

const comments = new Set(['comment', 'line_comment', 'block_comment', 'hash_bang_line', 'attribute_item', 'inner_attribute_item'])
const blocks = new Set(['statement_block', 'block', 'statement_list', 'labeled_statement', 'unsafe_block'])
const nothing = new Set([
  'empty_statement',
  'pass_statement',
  'ellipsis',
  'unit_expression',
  'null',
  'undefined',
  'none',
  'nil',
  'true',
  'false',
])
const literals = /^(?:string|number|integer|float|template_string|concatenated_string|.*_literal)/

/** The statements of a body that run one after the other whatever happens, blocks and `if true` opened. */
export function unconditional(body: Syntax): Syntax[] {
  return body.namedChildren().flatMap((child) => {
    const kind = String(child.kind())
    if (comments.has(kind)) return []
    if (blocks.has(kind)) return unconditional(child)
    if (kind === 'expression_statement' && child.namedChildren().length === 1) {
      const [only] = child.namedChildren()
      return ['if_expression', 'unsafe_block', 'block'].includes(String(only!.kind())) ? opened(only!) : [child]
    }
    return opened(child)
  })
}

function opened(statement: Syntax): Syntax[] {
  const kind = String(statement.kind())
  if (kind === 'if_statement' || kind === 'if_expression') {
    const condition = statement.field('condition')
    const truth = condition ? constantTruth(condition) : undefined
    const way = truth === true ? statement.field('consequence') : truth === false ? statement.field('alternative') : undefined
    if (truth === undefined) return [statement]
    if (!way) return []
    return blocks.has(String(way.kind())) || way.kind() === 'else_clause' ? unconditional(way) : [way]
  }
  if (kind === 'try_statement') {
    const inner = statement.field('body')
    return inner ? [...unconditional(inner), statement] : [statement]
  }
  return kind === 'unsafe_block' || kind === 'block' ? unconditional(statement) : [statement]
}

/** Whether a statement does something: a comment, a bare literal, `pass`, `()` or an empty `return` does not. */
export function doesSomething(statement: Syntax): boolean {
  const kind = String(statement.kind())
  if (comments.has(kind) || nothing.has(kind) || literals.test(kind)) return false
  if (kind === 'expression_statement') return statement.namedChildren().some(doesSomething)
  if (kind === 'return_statement' || kind === 'return_expression') return statement.namedChildren().some(doesSomething)
  if (kind === 'call_expression' && /^(?:Ok|Some)\(\(\)\)$/.test(statement.text())) return false
  if (blocks.has(kind)) return statement.namedChildren().some(doesSomething)
  if (kind === 'tuple_expression' || kind === 'identifier') return kind === 'tuple_expression'
  return true
}

/** The statement of a body that leaves it whatever happens, without failing, where others follow that would do something. */
export function earlyReturn(body: Syntax): Syntax | undefined {
  const statements = unconditional(body)
  const at = statements.findIndex((statement) => exits(statement))
  const leaves = statements[at]
  if (!leaves || fails(leaves)) return undefined
  return statements.slice(at + 1).some((after) => doesSomething(after) && !beginsScope(after)) ? leaves : undefined
}

/** Whether leaving by this statement is loud: it throws or panics. */
function fails(statement: Syntax): boolean {
  return /\b(?:throw|raise|panic|assert|Fatal\w*|Panic\w*|Err)\b|\b(?:todo|unimplemented|unreachable)!/.test(statement.text())
}
