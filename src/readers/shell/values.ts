import type { ArithmeticExpression, ParameterExpansionPart, Word, WordPart } from 'unbash'
import type { State } from './state.ts'

/**
 * What is known of a value while a script is followed. `failed` is a status that is not 0; `place` is a folder of the work tree
 * (its root, or the folder of the script) and what follows it; `data` may be anything, `many` of it any number of words.
 */
export type Value =
  | { is: 'text'; text: string }
  | { is: 'failed' }
  | { is: 'place'; base: 'root' | 'script'; rest: string }
  | { is: 'data'; ends?: string; many?: true }

export const data: Value = { is: 'data' }
export const zero: Value = { is: 'text', text: '0' }
export const failed: Value = { is: 'failed' }
export const root: Value = { is: 'place', base: 'root', rest: '' }

export function literal(text: string): Value {
  return { is: 'text', text }
}

/** Is the value the status of success? Statuses are never `data`. */
export function succeeds(status: Value): boolean {
  return status.is === 'text' && Number(status.text) === 0
}

/** Stands in shell text for what another language fills in before the shell reads it. */
export const filledIn = '\uE000'

/** Text as it is written; what is filled in is not known. */
function written(text: string): Value {
  const at = text.lastIndexOf(filledIn)
  return at < 0 ? literal(text) : at + 1 < text.length ? { is: 'data', ends: text.slice(at + 1) } : data
}

function join(a: Value, b: Value): Value {
  if (a.is === 'text' && a.text === '') return b
  if (b.is === 'text') {
    if (b.text === '') return a
    if (a.is === 'text') return literal(a.text + b.text)
    if (a.is === 'place') return { ...a, rest: a.rest + b.text }
    if (a.is === 'data') return { is: 'data', ends: (a.ends ?? '') + b.text }
  }
  return b.is === 'data' && b.ends ? { is: 'data', ends: b.ends } : data
}

/** The words that a word comes to; a value that only runs tell comes to `data`. */
export function expand(word: Word, state: State): Value[] {
  const parts = word.parts
  if (!parts) return [written(word.value)]
  if (parts.length === 1) {
    const part = parts[0]!
    const bare = part.type === 'DoubleQuoted' && part.parts.length === 1 ? part.parts[0]! : part
    if (bare.type === 'SimpleExpansion' && (bare.text === '$@' || (bare.text === '$*' && bare === part)))
      return [...(state.args ?? [{ is: 'data', many: true } as const])]
    if (part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion') {
      const value = partValue(part, state)
      if (value.is === 'text') return value.text.split(/\s+/).filter(Boolean).map(literal)
      return [value.is === 'data' ? { ...value, many: true } : value]
    }
    if (part.type === 'CommandExpansion') {
      const value = partValue(part, state)
      return [value.is === 'data' ? { ...value, many: true } : value]
    }
  }
  return [parts.map((part) => partValue(part, state)).reduce(join, literal(''))]
}

/** The value of a word that is not split: an assignment's, a condition's. */
export function wordValue(word: Word, state: State): Value {
  return word.parts ? word.parts.map((part) => partValue(part, state)).reduce(join, literal('')) : written(word.value)
}

function partValue(part: WordPart, state: State): Value {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
    // A glob stays as it is written: no command that is looked for is named by one.
    case 'Glob':
      return written(part.value)
    case 'DoubleQuoted':
      return part.parts.map((each) => partValue(each, state)).reduce(join, literal(''))
    case 'SimpleExpansion':
      return variable(part.text.slice(1), state)
    case 'ParameterExpansion':
      return parameter(part, state)
    case 'CommandExpansion':
      return substitution(part.text, state)
    case 'ArithmeticExpansion':
      return part.expression ? arithmetic(part.expression, state) : data
    default:
      return data
  }
}

/** What a variable holds; one that the script did not set comes from the environment. */
function variable(name: string, state: State): Value {
  if (name === '?') return state.status
  if (name === 'PWD') return state.cwd
  if (name === 'GITHUB_WORKSPACE') return root
  if (/^[1-9]$/.test(name) && state.args) return state.args[Number(name) - 1] ?? literal('')
  return state.vars.get(name) ?? data
}

function parameter(part: ParameterExpansionPart, state: State): Value {
  if (part.parameter === 'PIPESTATUS' && !part.prefix && !part.operation) return state.piped?.[Number(part.index?.value ?? 0)] ?? data
  if (part.prefix || part.index) return data
  if ((part.parameter === '0' || part.parameter === 'BASH_SOURCE') && /^\$\{[^}]*%\/\*\}$/.test(part.text))
    return { is: 'place', base: 'script', rest: '' }
  const value = variable(part.parameter, state)
  const operation = part.operation
  if (!operation) return value
  if (operation.type !== 'Default') return data
  if (value.is === 'data') return data
  const empty = value.is === 'text' && value.text === ''
  if (operation.operator === ':-' || operation.operator === ':=') return empty ? wordValue(operation.operand, state) : value
  return operation.operator === '-' || operation.operator === ':?' || operation.operator === '?' ? value : data
}

const topLevel = /^(\$\(|`)\s*git rev-parse --show-toplevel(\s+2>\s*\/dev\/null)?\s*(\)|`)$/
const here = /^(\$\(|`)\s*pwd(\s+-P)?\s*(\)|`)$/
const scriptFolder =
  /^(\$\(|`)\s*(cd\s+(--\s+)?)?"?(\$\(|`)?\s*dirname (-- )?\\?"?(\$0|\$\{?BASH_SOURCE(\[0\])?\}?)\\?"?\s*(\)|`)?"?(\s*(&&|;)\s*pwd(\s+-P)?)?\s*(\)|`)$/

function substitution(text: string, state: State): Value {
  if (topLevel.test(text)) return root
  if (here.test(text)) return state.cwd
  if (scriptFolder.test(text)) return { is: 'place', base: 'script', rest: '' }
  return data
}

/** The number that an arithmetic expression comes to, or that it is not 0. */
export function arithmetic(node: ArithmeticExpression, state: State): Value {
  switch (node.type) {
    case 'ArithmeticWord': {
      const text = node.value.trim()
      if (/^\d+$/.test(text)) return number.test(text) ? literal(text) : data
      const name = /^\$?\{?([A-Za-z_]\w*|\?)\}?$/.exec(text)?.[1]
      const value = name ? variable(name, state) : data
      return value.is === 'failed' || (value.is === 'text' && number.test(value.text)) ? value : data
    }
    case 'ArithmeticGroup':
      return arithmetic(node.expression, state)
    case 'ArithmeticUnary':
      return node.operator === '!' ? truth(not(isTrue(arithmetic(node.operand, state)))) : data
    case 'ArithmeticBinary':
      return binary(node.operator, arithmetic(node.left, state), arithmetic(node.right, state))
    default:
      return data
  }
}

function binary(operator: string, left: Value, right: Value): Value {
  if (['==', '!=', '>', '<', '>=', '<='].includes(operator)) return truth(compare(operator, left, right))
  const [a, b] = [isTrue(left), isTrue(right)]
  if (operator === '&&') return truth(a === false || b === false ? false : a && b)
  if (operator === '||') return truth(a || b ? true : a === false && b === false ? false : undefined)
  if (operator !== '+' && operator !== '|') return data
  if (left.is === 'text' && right.is === 'text') return literal(String(Number(left.text) + Number(right.text)))
  return a !== undefined && b !== undefined ? failed : data
}

/** A number that is the same in arithmetic and in `test`: one that begins with 0 is octal in the first alone. */
const number = /^-?(?:0|[1-9]\d*)$/

/** Compares two numbers; a failed status is one that is not 0. */
export function compare(operator: string, left: Value, right: Value): boolean | undefined {
  if (right.is === 'failed' && left.is === 'text') {
    const turned: Readonly<Record<string, string>> = { '>': '<', '<': '>', '>=': '<=', '<=': '>=' }
    return compare(turned[operator] ?? operator, right, left)
  }
  if (left.is === 'failed' && right.is === 'text') {
    const limit = Number(right.text)
    if (operator === '==') return limit === 0 ? false : undefined
    if (operator === '!=') return limit === 0 ? true : undefined
    if (operator === '>') return limit <= 0 ? true : undefined
    if (operator === '>=') return limit <= 1 ? true : undefined
    if (operator === '<') return limit <= 1 ? false : undefined
    return limit <= 0 ? false : undefined
  }
  if (left.is !== 'text' || right.is !== 'text' || !number.test(left.text.trim()) || !number.test(right.text.trim())) return undefined
  const [a, b] = [Number(left.text), Number(right.text)]
  if (operator === '==') return a === b
  if (operator === '!=') return a !== b
  if (operator === '>') return a > b
  if (operator === '<') return a < b
  return operator === '>=' ? a >= b : a <= b
}

/** Is a number not 0? */
export function isTrue(value: Value): boolean | undefined {
  if (value.is === 'failed') return true
  return value.is === 'text' && /^\d+$/.test(value.text) ? Number(value.text) !== 0 : undefined
}

function truth(decided: boolean | undefined): Value {
  return decided === undefined ? data : literal(decided ? '1' : '0')
}

export function not(decided: boolean | undefined): boolean | undefined {
  return decided === undefined ? undefined : !decided
}
