import { type Block, blocksOf, type Markdown, sectionsUnder, type TableBlock } from '../../readers/markdown.ts'
import { answers, cellProblems, columnOf, fewest } from './columns.ts'
import { present } from './headings.ts'
import type { TableAsked } from './options.ts'
import { at, type Problem, type Sight, stood, tell, underOf } from './sight.ts'

/** Each table that is asked stands under its heading. */
export async function tables(sight: Sight, asked: readonly TableAsked[]): Promise<void> {
  for (const each of asked) {
    const blocks = blocksUnder(sight, each.under)
    if (!blocks) continue
    const found = blocks.filter((block) => block.kind === 'table')
    const what = `${each.under ?? ''} ${(each.columns ?? []).join(', ')}`
    if (found.length === 0) {
      const was = sight.before && under(sight.before, each.under).find((block) => block.kind === 'table')
      tell(sight, {
        code: 'document/table-missing',
        args: { under: underOf(each.under) },
        what,
        places: stood(sight, was?.span),
        unless: unplaced(each.under),
      })
      continue
    }
    const older = sight.before ? under(sight.before, each.under).filter((block) => block.kind === 'table') : []
    const rows = Math.max(0, ...older.map((table) => rowsSaying(table, each)))
    const problems = fewest(await Promise.all(found.map((table) => problemsOf(sight, table, each, rows))))
    for (const problem of problems) tell(sight, { ...problem, unless: [...unplaced(each.under), { code: 'document/table-missing', what }] })
  }
}

/** The blocks under a heading, or of the whole document; `undefined` where the heading is missing, which is told. */
export function blocksUnder(sight: Sight, heading: string | undefined): readonly Block[] | undefined {
  if (heading !== undefined && !present(sight, heading)) return undefined
  return under(sight.after, heading)
}

/** What lacks its place is as bad without its heading. */
export function unplaced(heading: string | undefined): NonNullable<Problem['unless']> {
  return heading === undefined ? [] : [{ code: 'document/heading-missing', what: heading }]
}

/** The same of one side, nothing told. */
export function under(document: Markdown, heading: string | undefined): readonly Block[] {
  return heading === undefined ? document.blocks : sectionsUnder(document, heading).flatMap((section) => blocksOf(document, section))
}

/** The rows of a table that say something in the columns that are asked. */
function rowsSaying(table: TableBlock, { columns = [] }: TableAsked): number {
  const named = columns.map((column) => columnOf(table, column)).flatMap((column) => ('index' in column ? [column.index] : []))
  return table.rows.filter((row) => (named.length ? named.map((i) => row.cells[i]) : row.cells).some(answers)).length
}

/** `stood`: how many rows a table there had before; one that was short already is worse with fewer. */
async function problemsOf(sight: Sight, table: TableBlock, asked: TableAsked, stood: number): Promise<Problem[]> {
  const name = (row: TableBlock['rows'][number]) => row.cells[0]?.text || `line ${row.span.line}`
  const problems = await cellProblems(sight, table, asked, false, name)
  const saying = rowsSaying(table, asked)
  if (saying < (asked.rows ?? 0)) {
    const args = { rows: saying, asked: asked.rows!, under: underOf(asked.under) }
    const what = `${asked.under ?? ''}${saying < stood && stood < asked.rows! ? ` ${saying}` : ''}`
    problems.push({ code: 'document/table-short', args, what, places: [at(sight, 'after', table.span)] })
  }
  return problems
}
