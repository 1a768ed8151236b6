import { Refusal } from '../../model/refusal.ts'
import { indentOf } from './limits.ts'

/** Where a piece of a document may end: ahead of line `to`, counted from 0; `inTable`: between two rows of a table. */
export interface Cut {
  to: number
  inTable?: true
}

const mostBlock = 64 * 1024
const longTable = 24 * 1024

/**
 * The first place after `size` characters where a piece may end; `goesOn`: the first lines are rows of a table.
 * A stretch without such a place is refused, but for tables and fences.
 */
export function cutAfter(lines: readonly string[], from: number, size: number, goesOn: boolean, path: string): Cut {
  let length = 0
  let block = { size: 0, from }
  let fence: { mark: string; indent: number } | undefined
  let delimiter = goesOn
  for (let i = from; i < lines.length; i++) {
    const line = lines[i]!
    const blank = line.trim() === ''
    const indent = indentOf(line)
    if (i > from && !blank && indent === 0 && (lines[i - 1]!.trim() === '' || /^[-*+] \S/.test(line))) {
      if (length >= size) return { to: i }
      block = { size: 0, from: i }
    }
    length += line.length + 1
    const mark = indent < 4 ? /^(`{3,}|~{3,})(.*)$/.exec(line.trim()) : null
    if (fence) {
      const closes = mark && mark[1]![0] === fence.mark[0] && mark[1]!.length >= fence.mark.length && mark[2]!.trim() === ''
      if (closes || (!blank && indent < fence.indent)) fence = undefined
      continue
    }
    if (mark) fence = { mark: mark[1]!, indent }
    if (blank) delimiter = false
    else if (!delimiter && i > block.from && /^ {0,3}[\s|:-]*-[\s|:-]*$/.test(line) && line.includes('|')) delimiter = true
    else if (delimiter && block.size > Math.max(size, longTable) && size < mostBlock && lines[i + 1]?.trim())
      return { to: i + 1, inTable: true }
    block.size += line.length + 1
    if (block.size > mostBlock && !(delimiter && size < mostBlock)) {
      throw new Refusal(
        `\`${path}\` has a stretch of more than ${mostBlock / 1024} KiB without a blank line, from line ${block.from + 1}, which is not read. Divide it.`,
        { path, line: block.from + 1 },
      )
    }
  }
  return { to: lines.length }
}
