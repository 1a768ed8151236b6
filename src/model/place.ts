/** The side of a change that a place is on. */
export type Side = 'before' | 'after'

/** A stretch of text; lines and columns count from 1, columns in UTF-16 units, the end column is exclusive. */
export interface Span {
  line: number
  column: number
  endLine: number
  endColumn: number
}

/** Where something is. Without a span the whole file is meant. */
export interface Place {
  side: Side
  path: string
  span?: Span
  label?: string
  /** The text there is a secret: its line is told and not quoted. */
  hidden?: true
}

/** A place with the text that stands there, so that reporters need no tree. */
export interface Quoted extends Place {
  lines?: readonly { number: number; text: string }[]
}

/** The span from `start` to `end`, both offsets into `text` in UTF-16 units. */
export function spanOf(text: string, start: number, end: number): Span {
  const at = (offset: number) => {
    const line = countLines(text, offset)
    return { line: line.count + 1, column: offset - line.start + 1 }
  }
  const first = at(start)
  const last = at(Math.max(start, end))
  return { line: first.line, column: first.column, endLine: last.line, endColumn: last.column }
}

function countLines(text: string, offset: number): { count: number; start: number } {
  let count = 0
  let start = 0
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', next + 1)) {
    count++
    start = next + 1
  }
  return { count, start }
}
