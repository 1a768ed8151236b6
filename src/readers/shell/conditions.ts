import type { TestExpression } from 'unbash'
import type { State } from './state.ts'
import { compare, not, type Value, wordValue } from './values.ts'

const numeric: Readonly<Record<string, string>> = { '-eq': '==', '-ne': '!=', '-gt': '>', '-lt': '<', '-ge': '>=', '-le': '<=' }

/** What `test` or `[` comes to (POSIX `test`); `undefined` where the environment or a file decides. */
export function evaluateTest(words: readonly Value[]): boolean | undefined {
  if (words.some((word) => word.is === 'data' && word.many)) return undefined
  if (words.length === 0) return false
  if (words.length === 1) return filled(words[0]!)
  // Of more than four words `!` is of the first term alone, and parentheses are not read.
  if (words.length <= 4 && isText(words[0], '!')) return not(evaluateTest(words.slice(1)))
  if (words.length === 2) return unary(words[0]!, words[1]!)
  if (words.length === 3 && words[1]!.is === 'text') {
    const decided = binary(words[1]!.text, words[0]!, words[2]!)
    if (decided !== 'none') return decided
  }
  if (words.some((word) => isText(word, '('))) return undefined
  for (const [operator, join] of [
    ['-o', or],
    ['-a', and],
  ] as const) {
    const at = words.findIndex((word) => isText(word, operator))
    if (at > 0) return join(evaluateTest(words.slice(0, at)), evaluateTest(words.slice(at + 1)))
  }
  return isText(words[0], '!') ? not(evaluateTest(words.slice(1))) : undefined
}

/** What `[[ … ]]` comes to. */
export function evaluateBracket(node: TestExpression, state: State): boolean | undefined {
  switch (node.type) {
    case 'TestUnary':
      return unary({ is: 'text', text: node.operator }, wordValue(node.operand, state))
    case 'TestBinary': {
      const glob = node.right.parts?.some((part) => part.type === 'Glob' || part.type === 'ExtendedGlob')
      if (glob || node.operator === '=~') return undefined
      const decided = binary(node.operator, wordValue(node.left, state), wordValue(node.right, state))
      return decided === 'none' ? undefined : decided
    }
    case 'TestLogical':
      return node.operands.map((each) => evaluateBracket(each, state)).reduce(node.operator === '&&' ? and : or)
    case 'TestNot':
      return node.negations.length % 2 ? not(evaluateBracket(node.operand, state)) : evaluateBracket(node.operand, state)
    case 'TestGroup':
      return evaluateBracket(node.expression, state)
  }
}

function unary(operator: Value, operand: Value): boolean | undefined {
  if (isText(operator, '-n')) return filled(operand)
  if (isText(operator, '-z')) return not(filled(operand))
  return undefined
}

function binary(operator: string, left: Value, right: Value): boolean | undefined | 'none' {
  const number = numeric[operator]
  if (number) return compare(number, left, right)
  if (operator === '=' || operator === '==') return same(left, right)
  if (operator === '!=') return not(same(left, right))
  return 'none'
}

function same(left: Value, right: Value): boolean | undefined {
  if (left.is === 'text' && right.is === 'text') return left.text === right.text
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (one.is === 'failed' && other.is === 'text') return other.text === '0' || !/^[1-9]\d*$/.test(other.text) ? false : undefined
    if (one.is === 'data' && one.ends && other.is === 'text' && !other.text.endsWith(one.ends)) return false
  }
  return undefined
}

function filled(value: Value): boolean | undefined {
  if (value.is === 'text') return value.text !== ''
  return value.is === 'data' ? (value.ends ? true : undefined) : true
}

function and(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  return a === false || b === false ? false : a && b
}

function or(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  return a || b ? true : a === false && b === false ? false : undefined
}

function isText(value: Value | undefined, text: string): boolean {
  return value?.is === 'text' && value.text === text
}
