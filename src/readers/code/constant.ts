import { Refusal } from '../../model/refusal.ts'
import { constantNamed } from './named.ts'
import type { Syntax } from './source.ts'

const mostDepth = 200
const wrappers = new Set(['parenthesized_expression', 'condition_clause', 'as_expression', 'satisfies_expression', 'non_null_expression'])
const numbers = new Set(['number', 'integer', 'float', 'integer_literal', 'float_literal', 'int_literal', 'decimal_integer_literal'])
/** Empty ones of Python's collections are false. */
const python = new Set(['list', 'tuple', 'dictionary'])
/** Names that libraries set to false for every run. */
const always = new Set(['TYPE_CHECKING', 'typing.TYPE_CHECKING', 'Boolean.FALSE'])
const empties = new Set(['null', 'none', 'undefined', 'nil', 'null_literal'])

/** What a condition of literals and of constants of its file comes to; `undefined` where anything else has a say. */
export function constantTruth(node: Syntax, depth = 0): boolean | undefined {
  if (depth > mostDepth) throw new Refusal('code could not be decided: a condition is nested too deep')
  const kind = String(node.kind())
  const text = node.text()
  if (wrappers.has(kind)) {
    const inner = node.namedChildren()[0]
    return inner ? constantTruth(inner, depth + 1) : undefined
  }
  if (['true', 'false', 'boolean_literal', 'True', 'False'].includes(kind)) return text.toLowerCase() === 'true'
  if (empties.has(kind)) return false
  if (numbers.has(kind)) return numberOf(text) === undefined ? undefined : numberOf(text) !== 0
  if (kind === 'string' || kind === 'template_string') return /^[a-z]*(['"`]|"""|''')\1$/i.test(text) ? false : undefined
  if (python.has(kind)) return node.namedChildren().length === 0 ? false : undefined
  if (always.has(text)) return false
  if (kind === 'named_expression') return constantTruth(node.namedChildren().at(-1)!, depth + 1)
  if (kind === 'identifier') {
    // Constants may be set to constants; a circle of them ends here.
    const value = depth < 20 ? constantNamed(node) : undefined
    return value && constantTruth(value, depth + 5)
  }
  if (kind === 'unary_expression' || kind === 'not_operator') return negated(node, depth)
  if (kind === 'binary_expression' || kind === 'boolean_operator' || kind === 'comparison_operator') return combined(node, depth)
  if (kind === 'macro_invocation') return /^cfg!/.test(text) ? cfgTruth(text.replace(/^cfg!\s*[([{]|[)\]}]$/g, '')) : undefined
  return undefined
}

function negated(node: Syntax, depth: number): boolean | undefined {
  const [operator, operand] = [node.child(0)?.text(), node.namedChildren().at(-1)]
  if (operator === 'void') return false
  if ((operator !== '!' && operator !== 'not') || !operand) return undefined
  const truth = constantTruth(operand, depth + 1)
  return truth === undefined ? undefined : !truth
}

function combined(node: Syntax, depth: number): boolean | undefined {
  const [left, operator, right] = node.children()
  if (!left || !operator || !right || node.children().length !== 3) return undefined
  const [a, b] = [constantTruth(left, depth + 1), constantTruth(right, depth + 1)]
  const sign = operator.text()
  if (sign === '&&' || sign === 'and') return a === false || b === false ? false : a && b ? true : undefined
  if (sign === '||' || sign === 'or') return a || b ? true : a === false && b === false ? false : undefined
  return compared(left, sign, right)
}

function compared(left: Syntax, sign: string, right: Syntax): boolean | undefined {
  const [a, b] = [literal(left), literal(right)]
  if (a === undefined || b === undefined || typeof a !== typeof b) return undefined
  if (['==', '===', 'is'].includes(sign)) return a === b
  if (['!=', '!=='].includes(sign)) return a !== b
  if (typeof a !== 'number' || typeof b !== 'number') return undefined
  return sign === '<' ? a < b : sign === '>' ? a > b : sign === '<=' ? a <= b : sign === '>=' ? a >= b : undefined
}

function literal(node: Syntax): number | boolean | string | undefined {
  const kind = String(node.kind())
  if (numbers.has(kind)) return numberOf(node.text())
  if (/^(?:string|(?:interpreted_)?string_literal)$/.test(kind)) return /^(['"])([^'"\\{}]*)\1$/.exec(node.text())?.[2]
  return ['true', 'false', 'boolean_literal'].includes(kind) ? node.text().toLowerCase() === 'true' : undefined
}

function numberOf(text: string): number | undefined {
  // In a hexadecimal number `f` and `d` are digits.
  const suffix = /^0x/i.test(text) ? /(?:[iu](?:8|16|32|64|128|size)|[nlL])$/ : /(?<=\d)(?:[iu](?:8|16|32|64|128|size)|f32|f64|n|[lLfFdD])$/
  const value = Number(text.replaceAll('_', '').replace(suffix, ''))
  return Number.isNaN(value) ? undefined : value
}

/** What a Rust `cfg` predicate comes to wherever it is compiled, or where `test` is given; `undefined` where it depends. */
export function cfgTruth(predicate: string, test?: boolean): boolean | undefined {
  const tokens = predicate.match(/"(?:[^"\\]|\\.)*"|[A-Za-z_][\w:]*|[(),=]/g) ?? []
  if (tokens.length > 1000) return undefined
  let at = 0
  const atoms = new Set<string>()
  const parse = (): ((on: ReadonlySet<string>) => boolean) => {
    const name = tokens[at++] ?? ''
    if (tokens[at] === '(') {
      at++
      const parts: ((on: ReadonlySet<string>) => boolean)[] = []
      while (at < tokens.length && tokens[at] !== ')') {
        parts.push(parse())
        if (tokens[at] === ',') at++
      }
      at++
      if (name === 'any') return (on) => parts.some((part) => part(on))
      if (name === 'not') return (on) => !parts[0]?.(on)
      return (on) => parts.every((part) => part(on))
    }
    if (name === 'true' || name === 'false') return () => name === 'true'
    if (name === 'test' && test !== undefined) return () => test
    const valued = tokens[at] === '='
    const atom = valued ? `${name}=${tokens[at + 1]}` : name
    if (valued) at += 2
    atoms.add(atom)
    return (on) => on.has(atom)
  }
  const holds = parse()
  const names = [...atoms]
  if (names.length > 10) return undefined
  const outcomes = new Set<boolean>()
  for (let mask = 0; mask < 2 ** names.length; mask++) outcomes.add(holds(new Set(names.filter((_, index) => mask & (1 << index)))))
  return outcomes.size === 1 ? [...outcomes][0] : undefined
}
