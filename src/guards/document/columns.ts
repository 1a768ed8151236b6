import { type Cell, plain, type Row, type TableBlock } from '../../readers/markdown.ts'
import { at, type Problem, type Sight, shortly } from './sight.ts'
import { type Expected, showExpected } from './values.ts'

/** A column by its exact name, else the one column that has the name in it as whole words. */
export function columnOf(table: TableBlock, name: string, but: readonly number[] = []): { index: number } | { near: string } {
  const heads = table.header.map((cell) => plain(cell.text))
  const wanted = plain(name)
  for (const same of [(head: string) => head === wanted, (head: string) => head.toLowerCase() === wanted.toLowerCase()]) {
    const index = heads.findIndex((head, i) => same(head) && !but.includes(i))
    if (index !== -1) return { index }
  }
  const words = wordsOf(wanted)
  const fitting = heads.flatMap((head, i) => (!but.includes(i) && words.trim() && wordsOf(head).includes(words) ? [i] : []))
  if (fitting.length === 1) return { index: fitting[0]! }
  return { near: fitting.length ? `; ${fitting.map((i) => `\`${heads[i]}\``).join(' and ')} both fit` : '' }
}

const wordsOf = (text: string) => ` ${(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')} `

/** Whether a cell answers: nothing, dashes, `?`, `TBD` and `TODO` are no answers; `none` and `n/a` are. */
export function answers(cell: Cell | undefined): boolean {
  const text = (cell?.text ?? '').replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, '').trim()
  return !/^[\s\-‐‑‒–—―?.…_·]*$/.test(text) && !/^(?:tbd|todo|to do|tba)[\s.:!?]*$/i.test(text)
}

export interface CellsAsked {
  columns?: readonly string[] | undefined
  cells?: Readonly<Record<string, Expected>> | undefined
}

/** What is wrong with the columns and cells that are asked of a table. `named`: their cells may not be empty. */
export async function cellProblems(
  sight: Sight,
  table: TableBlock,
  asked: CellsAsked,
  named: boolean,
  rowName: (row: Row) => string,
): Promise<Problem[]> {
  const problems: Problem[] = []
  const told = new Set<string>()
  for (const name of [...(asked.columns ?? []), ...Object.keys(asked.cells ?? {})]) {
    if (told.has(name)) continue
    told.add(name)
    const column = columnOf(table, name)
    if ('near' in column) {
      const places = [at(sight, 'after', table.header.length ? spanOfHeader(table) : table.span)]
      problems.push({ code: 'document/column-missing', args: { column: name, near: column.near }, what: name, places })
      continue
    }
    const expected = asked.cells?.[name]
    const matches = expected && 'pattern' in expected ? await sight.matcher(expected) : undefined
    for (const row of table.rows) {
      const cell = row.cells[column.index]
      const of = { column: name, row: shortly(rowName(row)) }
      const places = [at(sight, 'after', cell?.span ?? row.span)]
      const text = plain(cell?.text ?? '')
      const fits = !expected || ('text' in expected ? plain(expected.text) === text : matches!(text))
      if (named && !answers(cell)) problems.push({ code: 'document/cell-empty', args: of, what: `${name} ${of.row}`, places })
      else if (!fits) {
        const args = { ...of, value: shortly(text), expected: showExpected(expected!) }
        problems.push({ code: 'document/cell-differs', args, what: `${name} ${of.row}`, places })
      }
    }
  }
  return problems
}

function spanOfHeader({ header }: TableBlock) {
  const [first, last] = [header[0]!.span, header.at(-1)!.span]
  return { ...first, endLine: last.endLine, endColumn: last.endColumn }
}

/** The list of problems that is shortest: of several candidates the one that was meant. */
export function fewest(candidates: readonly (readonly Problem[])[]): readonly Problem[] {
  return candidates.reduce((best, each) => (each.length < best.length ? each : best))
}
