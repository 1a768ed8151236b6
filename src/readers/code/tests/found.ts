import { unconditional } from '../body.ts'
import type { Syntax } from '../source.ts'
import { callee } from './assertions.ts'

/** Why a test does not run, or runs without meaning anything. */
export interface Off {
  kind: 'switched-off' | 'never-runs' | 'emptied' | 'returns-early' | 'only-elsewhere'
  /** What does it, as code: `#[ignore]`. */
  how: string
  by: Syntax
}

/** A test of a file. */
export interface Found {
  /** All names by which a policy may call it. */
  names: readonly string[]
  node: Syntax
  /** What is wrong with it, where anything is. */
  off?: Off
  /** How many of its assertions can run. */
  assertions: number
  /** What makes a failure of its body a success: `#[should_panic]`. */
  turned?: Syntax
}

/** A short form of the code that does something, for a message. */
export function asCode(node: Syntax): string {
  const line = node.text().split('\n')[0]!.trim().replaceAll('`', "'")
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

const mostHelpers = 4

/** Whether a statement does something itself, or calls a function of the file that does it whatever happens. */
export function leadsTo(statement: Syntax, helpers: ReadonlyMap<string, Syntax>, does: (statement: Syntax) => boolean, depth = 0): boolean {
  if (does(statement)) return true
  if (depth > mostHelpers) return false
  const call = calledBy(statement)
  const fn = call?.field('function')
  const own = fn && (/^(?:func_literal|parenthesized_expression)$/.test(String(fn.kind())) ? called(fn) : helpers.get(callee(call!) ?? ''))
  return own ? unconditional(own).some((each) => leadsTo(each, helpers, does, depth + 1)) : false
}

/** The call that a statement is, awaited or not. */
function calledBy(statement: Syntax): Syntax | undefined {
  const kind = String(statement.kind())
  if (kind === 'call_expression' || kind === 'call') return statement
  const inner = kind === 'expression_statement' || /^await/.test(kind) ? statement.namedChildren() : []
  return inner.length === 1 ? calledBy(inner[0]!) : undefined
}

/** The body of a function that is called where it is written. */
function called(fn: Syntax): Syntax | null {
  const inner = fn.kind() === 'parenthesized_expression' ? fn.namedChildren()[0] : fn
  return inner && /func/.test(String(inner.kind())) ? inner.field('body') : null
}
