import { type Call, parseExpression, type Tree } from './grammar.ts'

/** What an expression comes to: a value, or one that only runs tell, of which may still be known whether it counts as true. */
export type Outcome = { known: true; value: Data } | { known: false; truth?: boolean }

export type Data = null | boolean | number | string | readonly Data[] | { readonly [key: string]: Data }

/** What is known of a context's property: `['github', 'event_name']`. */
export type Lookup = (path: readonly string[]) => Outcome

/** What the functions on the state of a job come to. */
export interface States {
  success: Outcome
  failure: Outcome
  cancelled: Outcome
}

export const unknown: Outcome = { known: false }

export function known(value: Data): Outcome {
  return { known: true, value }
}

/** Does a value count as true? `undefined` where only runs tell. */
export function truthOf(outcome: Outcome): boolean | undefined {
  if (!outcome.known) return outcome.truth
  const { value } = outcome
  return !(value === null || value === false || value === 0 || value === '' || Number.isNaN(value))
}

/** Evaluates an expression as GitHub does; one that does not parse is unknown. */
export function evaluate(text: string, lookup: Lookup, states: States): Outcome {
  const tree = parseExpression(text)
  return tree ? evaluateTree(tree, lookup, states) : unknown
}

/** Whether a tree asks for the state of a job, so that `success()` is not meant in its place. */
export function asksState(text: string): boolean {
  return /\b(always|success|failure|cancelled)\s*\(/i.test(text.replace(/'(?:[^']|'')*'/g, ''))
}

function evaluateTree(tree: Tree, lookup: Lookup, states: States): Outcome {
  const of = (inner: Tree) => evaluateTree(inner, lookup, states)
  switch (tree.is) {
    case 'literal':
      return known(tree.value)
    case 'not': {
      const truth = truthOf(of(tree.inner))
      return truth === undefined ? unknown : known(!truth)
    }
    case 'and': {
      const [left, right] = [of(tree.left), of(tree.right)]
      if (truthOf(left) === undefined) return truthOf(right) === false ? { known: false, truth: false } : unknown
      return truthOf(left) ? right : left
    }
    case 'or': {
      const [left, right] = [of(tree.left), of(tree.right)]
      if (truthOf(left) === undefined) return truthOf(right) === true ? { known: false, truth: true } : unknown
      return truthOf(left) ? left : right
    }
    case 'compare':
      return compare(tree.operator, of(tree.left), of(tree.right))
    case 'path': {
      const path: string[] = []
      for (const part of tree.parts) {
        const value = typeof part === 'string' ? known(part) : of(part)
        if (!value.known || value.value === null || typeof value.value === 'object') return unknown
        path.push(String(value.value).toLowerCase())
      }
      return lookup(path)
    }
    case 'call':
      return call(tree, of, states)
    case 'other':
      return unknown
  }
}

function compare(operator: string, left: Outcome, right: Outcome): Outcome {
  if (!left.known || !right.known) return unknown
  const [a, b] = alike(left.value, right.value)
  if (a === undefined || b === undefined) return unknown
  if (operator === '==') return known(a === b)
  if (operator === '!=') return known(a !== b)
  if (operator === '<') return known(a < b)
  if (operator === '<=') return known(a <= b)
  return known(operator === '>' ? a > b : a >= b)
}

/** Two values as they are compared: texts without case, else numbers. */
function alike(a: Data, b: Data): [string | number | undefined, string | number | undefined] {
  if (typeof a === 'string' && typeof b === 'string') return [a.toLowerCase(), b.toLowerCase()]
  return [numberOf(a), numberOf(b)]
}

function numberOf(value: Data): number | undefined {
  if (value === null) return 0
  if (typeof value === 'object') return undefined
  return typeof value === 'string' ? (value.trim() === '' ? 0 : Number(value)) : Number(value)
}

function call(tree: Call, of: (inner: Tree) => Outcome, states: States): Outcome {
  const name = tree.name.toLowerCase()
  if (name === 'always') return known(true)
  if (name === 'success' || name === 'failure' || name === 'cancelled') return states[name]
  const outcomes = tree.args.map(of)
  if (!outcomes.every((each) => each.known)) return unknown
  const values = outcomes.map(({ value }) => value)
  const [first, second] = values
  if (name === 'fromjson' && typeof first === 'string') {
    try {
      return known(JSON.parse(first) as Data)
    } catch {
      return unknown
    }
  }
  if (name === 'tojson' && first !== undefined) return known(JSON.stringify(first, null, 2))
  if (name === 'contains' && first !== undefined && second !== undefined) {
    if (Array.isArray(first))
      return known(first.some((each: Data) => alike(each, second).every((value, _, [one]) => value !== undefined && value === one)))
    return known(textOfData(first).toLowerCase().includes(textOfData(second).toLowerCase()))
  }
  if (name === 'startswith') return known(textOfData(first).toLowerCase().startsWith(textOfData(second).toLowerCase()))
  if (name === 'endswith') return known(textOfData(first).toLowerCase().endsWith(textOfData(second).toLowerCase()))
  if (name === 'format') return known(filledFormat(textOfData(first), values.slice(1)))
  if (name === 'join' && Array.isArray(first)) return known(first.map(textOfData).join(second === undefined ? ',' : textOfData(second)))
  return unknown
}

/** What `format` makes of its text: doubled braces stand for themselves. */
function filledFormat(text: string, values: readonly (Data | undefined)[]): string {
  return text.replace(/(\{\{|\}\})|\{(\d+)\}/g, (_, brace: string | undefined, at) => brace?.[0] ?? textOfData(values[Number(at)]))
}

/** A value as text, as GitHub writes it into a string. */
export function textOfData(value: Data | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
