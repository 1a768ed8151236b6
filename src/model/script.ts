import { type Span, spanOf } from './place.ts'
import type { Outcome } from './runner.ts'

/** Where a statement stands in the file that holds it; `statement` counts from 1. */
export interface At {
  migration: string
  path: string
  statement: number
  span: Span
  /** The statement's own text. */
  text: string
}

/** SQL with the file that it stands in; `line` and `column` say where in the file the text begins (from 1). */
export interface Script {
  migration: string
  path: string
  text: string
  line?: number
  column?: number
  direction: 'up' | 'down' | 'other'
  /**
   * `transaction`: the whole script in one transaction. `statement`: each statement commits by itself.
   * `query`: sent as one multi-statement query, so implicitly one transaction that the script's own BEGIN and COMMIT cut.
   */
  wrap: 'transaction' | 'statement' | 'query'
  /** It is code, which a command of the policy runs; it is given the database as a file, or as an address. */
  by?: { line: string; tree: string; run(on: { file?: Uint8Array; url?: string; signal?: AbortSignal }): Promise<Outcome> }
}

/** The span of a stretch of a script's text in the file that holds it. */
export function placeIn(script: Script, start: number, end: number): Span {
  const span = spanOf(script.text, start, end)
  const line = (script.line ?? 1) - 1
  const column = (script.column ?? 1) - 1
  return {
    line: span.line + line,
    column: span.column + (span.line === 1 ? column : 0),
    endLine: span.endLine + line,
    endColumn: span.endColumn + (span.endLine === 1 ? column : 0),
  }
}
