import { type Markdown, plain, type TableBlock } from '../../readers/markdown.ts'
import type { Value } from '../draft.ts'

const asked = /\b(?:action|roll\s?back|revert|undo|depend|order|verif|check|confirm|owner|operator|how)\w*/i
const answersNot = /^[\s\-‐‑‒–—―?.…_·]*$|^(?:tbd|todo|to do|tba)[\s.:!?]*$/i

/** A table of steps: its first cells begin with ids of one kind. Only ids that have a row are asked for. */
export function stepsOf(document: Markdown): { value: Value; line: number; gaps: string[] } | undefined {
  for (const block of document.blocks) {
    if (block.kind !== 'table' || block.rows.length < 3) continue
    // A line behind the table that a blank line does not divide from it is read as one more row, of one cell.
    const rows = block.rows.filter(({ cells }) => cells.length > 1)
    const ids = idsOf(rows)
    if (!ids || ids.length < 3) continue
    const columns = block.header
      .map(({ text }, index) => ({ name: plain(text), index }))
      .filter(({ name, index }) => index > 0 && name !== '' && asked.test(name))
      .filter(({ index }) => rows.every((row) => !answersNot.test(row.cells[index]?.text ?? '')))
      .map(({ name }) => name)
    return { value: { ids: rangesOf(ids), ...(columns.length ? { columns } : {}) }, line: block.span.line, gaps: gapsOf(ids) }
  }
  return undefined
}

/** The ids that lead every row: `S01`, or `S09/S10` for both. */
function idsOf(rows: TableBlock['rows']): string[] | undefined {
  const [, prefix] = /^([A-Za-z]+[-_]?)\d+/.exec(plain(rows[0]?.cells[0]?.text ?? '')) ?? []
  if (prefix === undefined) return undefined
  const found: string[] = []
  for (const row of rows) {
    const lead = new RegExp(`^${prefix}\\d{1,9}(?:\\s*/\\s*(?:${prefix})?\\d{1,9})*(?![\\w.]*\\w)`).exec(
      plain(row.cells[0]?.text ?? ''),
    )?.[0]
    if (lead === undefined) return undefined
    found.push(...lead.split('/').map((id) => `${prefix}${id.trim().replace(prefix, '')}`))
  }
  return new Set(found).size === found.length ? found : undefined
}

/** Ids that lie between others and have no row. */
function gapsOf(ids: readonly string[]): string[] {
  const prefix = /^\D*/.exec(ids[0]!)![0]
  const numbers = ids.map((id) => Number(id.slice(prefix.length))).sort((a, b) => a - b)
  const width = ids[0]!.length - prefix.length
  const gaps: string[] = []
  for (let each = numbers[0]!; each < Math.min(numbers.at(-1)!, numbers[0]! + 1000); each++)
    if (!numbers.includes(each)) gaps.push(`${prefix}${String(each).padStart(width, '0')}`)
  return gaps
}

/** `S01..S10` for ids that follow each other, one or more of such. */
function rangesOf(ids: readonly string[]): Value {
  const parts = ids.map((id) => /^(.*?)(\d+)$/.exec(id)!).sort((a, b) => Number(a[2]) - Number(b[2]))
  const runs: { from: string; to: string; last: number; width: number }[] = []
  for (const [id, , digits] of parts) {
    const number = Number(digits)
    const open = runs.at(-1)
    if (open && number === open.last + 1 && digits!.length === open.width) Object.assign(open, { to: id, last: number })
    else runs.push({ from: id, to: id, last: number, width: digits!.length })
  }
  const written = runs.map(({ from, to }) => (from === to ? from : `${from}..${to}`))
  return written.length === 1 ? written[0]! : written
}
