import { neverCompiled } from './attributes.ts'
import { constantTruth } from './constant.ts'
import { goConstraintHolds } from './constraint.ts'
import { exits } from './exits.ts'
import type { CodeLanguage } from './languages.ts'
import type { Source, Syntax } from './source.ts'

/** Why code can never run, with what keeps it from running. */
export interface Dead {
  because: string
  by: Syntax
}

const branches = new Set(['if_statement', 'if_expression', 'elif_clause', 'ternary_expression', 'conditional_expression'])
const loops = new Set(['while_statement', 'while_expression', 'for_statement'])
const overRows = new Set(['for_in_statement', 'for_statement', 'for_expression'])
const eachOf = /^(?:forEach|map|flatMap|filter|every|some|find\w*)$/
const logical = new Set(['binary_expression', 'boolean_operator'])
const hoisted: Partial<Record<CodeLanguage, RegExp>> = {
  ts: /^(?:generator_)?function_declaration$/,
  tsx: /^(?:generator_)?function_declaration$/,
  js: /^(?:generator_)?function_declaration$/,
  rust: /_item$|_declaration$/,
}

/**
 * Why a node can never run: behind a literal false, under a `cfg` that cannot hold, or after an unconditional return or throw.
 * A function that nobody calls counts as alive.
 */
export function deadBecause(node: Syntax, source: Source): Dead | undefined {
  if (source.language === 'go' && !goConstraintHolds(source.text)) {
    return { because: 'its build constraint never holds', by: source.root.children()[0] ?? source.root }
  }
  // Asking each node for its parent takes a walk from the root every time, so the whole chain is asked for once.
  const chain: (Syntax | undefined)[] = [node, ...node.ancestors(), undefined]
  for (const [index, at] of chain.entries()) {
    const parent = chain[index + 1]
    const dead = at && (ownReason(at, parent, source.language) ?? afterExit(at, parent, source.language))
    if (dead) return dead
  }
  return undefined
}

function ownReason(node: Syntax, parent: Syntax | undefined, language: CodeLanguage): Dead | undefined {
  return behindFalse(node, parent) ?? (language === 'rust' ? uncompiled(node, parent) : undefined)
}

function behindFalse(node: Syntax, parent: Syntax | undefined): Dead | undefined {
  if (!parent) return undefined
  const kind = String(parent.kind())
  const is = (other: Syntax | null | undefined) => other !== null && other !== undefined && other.id() === node.id()
  const dead = (by: Syntax, says: string): Dead => ({ because: `it is behind \`${says}\``, by })
  if (branches.has(kind)) {
    const { condition, yes, no } = branchOf(parent)
    const truth = condition ? constantTruth(condition) : undefined
    if (truth === false && is(yes)) return dead(condition!, shown(condition!))
    if (truth === true && no.some(is)) return dead(condition!, `else of ${shown(condition!)}`)
  }
  if (loops.has(kind)) {
    const condition = parent.field('condition') ?? goCondition(parent)
    if (condition && constantTruth(condition) === false && is(parent.field('body'))) return dead(condition, shown(condition))
  }
  const rows = rowsFor(node, parent)
  if (rows && hasNone(rows)) return dead(rows, `for … ${shown(rows)}`)
  if (logical.has(kind)) {
    const [left, operator, right] = parent.children()
    const truth = left && is(right) ? constantTruth(left) : undefined
    if (truth === false && ['&&', 'and'].includes(operator!.text())) return dead(left!, `${shown(left!)} ${operator!.text()}`)
    if (truth === true && ['||', 'or'].includes(operator!.text())) return dead(left!, `${shown(left!)} ${operator!.text()}`)
  }
  return undefined
}

/** What a loop, or a call such as `rows.forEach(…)`, goes through, for what it does with each. */
function rowsFor(node: Syntax, parent: Syntax): Syntax | null | undefined {
  const kind = String(parent.kind())
  if (overRows.has(kind) && parent.field('body')?.id() === node.id()) {
    const [first] = parent.namedChildren()
    return first?.kind() === 'range_clause' ? first.field('right') : (parent.field('right') ?? parent.field('value'))
  }
  const called = kind === 'call_expression' && node.kind() === 'arguments' ? parent.field('function') : undefined
  return eachOf.test(called?.field('property')?.text() ?? '') ? called?.field('object') : undefined
}

function hasNone(rows: Syntax): boolean {
  if (rows.kind() === 'composite_literal')
    return rows.field('type')?.kind() !== 'array_type' && rows.field('body')?.namedChildren().length === 0
  if (rows.kind() === 'range_expression') return /^(\d+)\s*\.\.\s*\1$/.test(rows.text())
  return /^(?:array|list|tuple|array_expression)$/.test(String(rows.kind())) && rows.namedChildren().length === 0
}

/** The condition of a Go `for`, which has no field of its own. */
function goCondition(loop: Syntax): Syntax | undefined {
  const [first] = loop.namedChildren()
  const clause = first?.kind() === 'for_clause'
  return clause
    ? (first.field('condition') ?? undefined)
    : /^(?:true|false|.*_expression|identifier)$/.test(String(first?.kind()))
      ? first
      : undefined
}

function branchOf(parent: Syntax): { condition: Syntax | null | undefined; yes: Syntax | null | undefined; no: readonly Syntax[] } {
  if (parent.kind() === 'conditional_expression') {
    const [yes, condition, no] = parent.namedChildren()
    return { condition, yes, no: no ? [no] : [] }
  }
  return { condition: parent.field('condition'), yes: parent.field('consequence'), no: parent.fieldChildren('alternative') }
}

function uncompiled(node: Syntax, parent: Syntax | undefined): Dead | undefined {
  const attribute = neverCompiled(node, parent)
  return attribute ? { because: `\`${attribute.node.text()}\` never holds`, by: attribute.node } : undefined
}

/** Blocks whose statements run one after the other. */
const sequences = new Set([
  'statement_block',
  'block',
  'statement_list',
  'program',
  'module',
  'source_file',
  'switch_case',
  'switch_default',
  'constructor_body',
])

function afterExit(node: Syntax, parent: Syntax | undefined, language: CodeLanguage): Dead | undefined {
  if (!parent || !sequences.has(String(parent.kind())) || hoisted[language]?.test(String(node.kind()))) return undefined
  const statements = parent.children()
  for (const before of statements
    .slice(
      0,
      statements.findIndex((each) => each.id() === node.id()),
    )
    .reverse()) {
    if (before.kind() === 'labeled_statement' && language === 'go') return undefined
    if (before.isNamed() && exits(before)) return { because: `it stands after \`${shown(before)}\``, by: before }
  }
  return undefined
}

/** A short form of code for a message. */
function shown(node: Syntax): string {
  const text = node.text().replace(/\s+/g, ' ').replaceAll('`', "'")
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** Every node at or below a body that can run, as far as the body itself decides. */
export function* walkAlive(node: Syntax, language: CodeLanguage): Generator<Syntax> {
  yield node
  const sequence = sequences.has(String(node.kind()))
  let over = false
  for (const child of node.children()) {
    if (!(over && !hoisted[language]?.test(String(child.kind()))) && !ownReason(child, node, language)) yield* walkAlive(child, language)
    if (sequence && child.isNamed() && exits(child)) over = true
  }
}
