import { Refusal } from '../../model/refusal.ts'

const deepest = 60
/** White space up to a tab stop of four, as Markdown counts it. */
export function indentOf(line: string): number {
  let column = 0
  for (const char of line) {
    if (char === ' ') column++
    else if (char === '\t') column += 4 - (column % 4)
    else break
  }
  return column
}

/** Refuses quotes and lists nested deeper than people write: the parser would overflow or take minutes over them. */
export function refuseDeep(lines: readonly string[], path: string): void {
  const lists: number[] = []
  for (const [i, line] of lines.entries()) {
    const depth = depthOf(line, lists)
    if (depth > deepest) {
      throw new Refusal(`\`${path}\` nests quotes or lists more than ${deepest} deep at line ${i + 1}, which is not read. Flatten it.`, {
        path,
        line: i + 1,
      })
    }
  }
}

function depthOf(line: string, lists: number[]): number {
  let depth = 0
  let column = 0
  for (let i = 0; i < line.length; ) {
    const char = line[i]!
    if (char === ' ' || char === '\t') {
      column += char === '\t' ? 4 - (column % 4) : 1
      i++
    } else if (char === '>') {
      depth++
      column++
      i++
    } else {
      const marker = /^(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)/.exec(line.slice(i, i + 12))?.[0]
      if (marker === undefined) {
        if (column === 0) lists.length = 0
        break
      }
      while (lists.length && lists.at(-1)! >= column) lists.pop()
      lists.push(column)
      i += marker.length
      column += marker.length
    }
    if (depth + lists.length > deepest) return depth + lists.length
  }
  return depth + lists.length
}
