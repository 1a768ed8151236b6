import type { Syntax } from '../source.ts'

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
}

/** A short form of the code that does something, for a message. */
export function asCode(node: Syntax): string {
  const line = node.text().split('\n')[0]!.trim().replaceAll('`', "'")
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
