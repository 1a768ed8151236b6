import type { Node, Table, TableCell } from 'mdast'
import type { Span } from '../../model/place.ts'
import type { Cell, Row } from '../markdown.ts'
import type { Phrase } from './phrase.ts'

/**
 * The header and rows of a table. A row with fewer cells than the header takes in the next line where that begins without `|` and
 * both together are no wider: so a row that a line break cuts is read as the one row that it is.
 */
export function rowsOf(
  table: Table,
  phrased: (cell: TableCell) => Phrase,
  spanOf: (position: NonNullable<Node['position']>) => Span,
  lines: readonly string[],
): { header: Cell[]; rows: Row[] } {
  const all = table.children.map((row) => ({
    span: spanOf(row.position!),
    cells: row.children.map((cell) => ({ text: textOf(phrased(cell)), span: spanOf(cell.position!) })),
  }))
  const [first, ...rest] = all
  const width = first?.cells.length ?? 0
  const rows: Row[] = []
  for (const row of rest) {
    const last = rows.at(-1)
    const line = (lines[row.span.line - 1] ?? '').slice(row.span.column - 1).trimStart()
    if (last && last.cells.length < width && last.cells.length + row.cells.length <= width && !line.startsWith('|')) {
      rows[rows.length - 1] = {
        cells: [...last.cells, ...row.cells],
        span: { ...last.span, endLine: row.span.endLine, endColumn: row.span.endColumn },
      }
    } else rows.push(row)
  }
  return { header: first?.cells ?? [], rows }
}

/** What a cell says; struck-out text states nothing. */
function textOf({ lines }: Phrase): string {
  const kept = lines.map(({ bits }) => bits.filter(({ struck }) => !struck))
  return kept
    .map((bits) =>
      bits
        .map(({ text }) => text)
        .join('')
        .trim(),
    )
    .join(' ')
    .trim()
}
