import type { Syntax } from './source.ts'

const binders =
  /(?:declarator|parameters?|_pattern|let_declaration|let_condition|^for_\w+|enhanced_for_statement|catch_clause|_spec|_item)$/
const values = ['value', 'right', 'body', 'condition', 'type', 'return_type']

/** The value of a name that its file binds once, as a constant that nothing can change; `undefined` for all other names. */
export function constantNamed(use: Syntax): Syntax | undefined {
  const [name, root] = [use.text(), use.ancestors().at(-1)]
  // Both looks are native ones: hostile code asks for thousands of names, and a walk of the file for each would take minutes.
  if (!root || !/\b(?:const|final)\b/.test(root.text())) return undefined
  let value: Syntax | undefined
  for (const node of root.findAll({ rule: { regex: `^${name.replace(/[^\p{L}\p{N}_]/gu, '\\$&')}$` } })) {
    if (!/^(?:shorthand_property_)?identifier/.test(String(node.kind())) || !isBound(node)) continue
    if (value) return undefined
    value = constantOf(node.parent()!)
    if (!value) return undefined
  }
  return value
}

/** Whether a name is given a meaning here, and not used. */
function isBound(node: Syntax): boolean {
  const parent = node.parent()
  if (!parent) return false
  const is = (each: Syntax) => each.id() === node.id()
  const kind = String(parent.kind())
  if (kind === 'arrow_function') return parent.fieldChildren('parameter').some(is)
  if (kind === 'expression_list') return /^(?:short_var_declaration|range_clause)$/.test(String(parent.parent()?.kind()))
  return binders.test(kind) && !values.some((field) => parent.fieldChildren(field).some(is))
}

/** What a declaration of one constant sets it to. */
function constantOf(declaration: Syntax): Syntax | undefined {
  const kind = String(declaration.kind())
  const given = declaration.field('value')
  if (kind === 'const_item') return given ?? undefined
  if (kind === 'const_spec') return given?.namedChildren().length === 1 ? given.namedChildren()[0] : undefined
  if (kind !== 'variable_declarator') return undefined
  const around = declaration.parent()!
  const head = around.text().slice(0, declaration.range().start.index - around.range().start.index)
  return /^const\b|\bfinal\b/.test(head) ? (given ?? undefined) : undefined
}
