import type { Change } from '../../model/change.ts'
import type { Files } from '../../model/tree.ts'
import { type Markdown, plain, type Row, type TableBlock } from '../../readers/markdown.ts'
import { cellProblems, columnOf, fewest } from './columns.ts'
import type { StepsAsked } from './options.ts'
import { reverseList } from './reverse.ts'
import { at, type Problem, type Sight, stood, tell } from './sight.ts'

/** The table of steps is complete, and runs against the order of creation. */
export async function steps(sight: Sight, asked: StepsAsked, files: Change<Files>): Promise<void> {
  const reverse = asked['reverse-of']
  const column = typeof reverse === 'string' ? reverse : undefined
  if (asked.ids || asked.columns || asked.cells || column) {
    const candidates = candidatesIn(sight.after, asked)
    if (candidates.length === 0) {
      const what = asked.ids
        ? `rows for ${rangeOf(asked.ids)}`
        : `the columns ${(asked.columns ?? []).map((each) => `\`${each}\``).join(', ')}`
      const was = sight.before && candidatesIn(sight.before, asked)[0]
      tell(sight, { code: 'document/steps-missing', args: { asked: what }, what: '', places: stood(sight, was?.span) })
    } else {
      const problems = fewest(await Promise.all(candidates.map((table) => problemsOf(sight, table, asked, column))))
      for (const problem of problems) tell(sight, { ...problem, unless: [{ code: 'document/steps-missing', what: '' }] })
    }
  }
  if (reverse && typeof reverse !== 'string') await reverseList(sight, reverse, files.after)
}

/** The tables that may be meant: those with a row of an id, else those with the columns. */
function candidatesIn(document: Markdown, asked: StepsAsked): TableBlock[] {
  const tables = document.blocks.filter((block) => block.kind === 'table')
  if (asked.ids) return tables.filter((table) => table.rows.some((row) => idsOf(row, asked.ids!).some((id) => asked.ids!.includes(id))))
  const columns = [...(asked.columns ?? []), ...Object.keys(asked.cells ?? {})]
  return tables.filter((table) => columns.some((column) => 'index' in columnOf(table, column)))
}

async function problemsOf(sight: Sight, table: TableBlock, asked: StepsAsked, reverse: string | undefined): Promise<Problem[]> {
  const problems: Problem[] = []
  const rows = new Map<string, Row[]>()
  if (asked.ids) {
    const wanted = new Set(asked.ids)
    for (const row of table.rows) for (const id of idsOf(row, asked.ids)) rows.set(id, [...(rows.get(id) ?? []), row])
    for (const step of asked.ids) {
      if (rows.has(step)) continue
      const was = sight.before && rowOf(sight.before, step, asked)
      problems.push({
        code: 'document/step-missing',
        args: { step },
        what: step,
        places: was ? stood(sight, was.span) : [at(sight, 'after', table.span)],
      })
    }
    for (const [step, found] of rows) {
      const places = found.map((row) => at(sight, 'after', row.span))
      if (!wanted.has(step)) problems.push({ code: 'document/step-unknown', args: { step, range: rangeOf(asked.ids) }, what: step, places })
      else if (found.length > 1) problems.push({ code: 'document/step-repeated', args: { step }, what: step, places })
    }
  }
  const own = new Set([...rows.values()].flat())
  const judged = asked.ids ? { ...table, rows: table.rows.filter((row) => own.has(row)) } : table
  const name = (row: Row) => (asked.ids && idsOf(row, asked.ids).join('/')) || plain(row.cells[0]?.text ?? '')
  problems.push(...(await cellProblems(sight, judged, asked, true, name)))
  if (reverse !== undefined) problems.push(...orderProblems(sight, judged, reverse, name))
  return problems
}

/** Where both columns hold numbers, a row created earlier is taken back later. Words (`first`, `after S04`) are not compared. */
function orderProblems(sight: Sight, table: TableBlock, reverse: string, name: (row: Row) => string): Problem[] {
  const created = columnOf(table, reverse)
  const taken = columnOf(table, 'order', 'index' in created ? [created.index] : [])
  const missing = [
    ['near' in created, reverse, created],
    ['near' in taken, 'order', taken],
  ] as const
  const problems: Problem[] = missing.flatMap(([is, column, found]) =>
    is
      ? [
          {
            code: 'document/column-missing',
            args: { column, near: (found as { near: string }).near },
            what: column,
            places: [at(sight, 'after', table.span)],
          },
        ]
      : [],
  )
  if ('near' in created || 'near' in taken) return problems
  const rows = table.rows
    .map((row) => ({ row, created: numbers(row.cells[created.index]?.text), taken: numbers(row.cells[taken.index]?.text) }))
    .filter((each) => each.created && each.taken)
    .map((each) => ({ row: each.row, created: each.created!, taken: each.taken! }))
    .sort((a, b) => a.created.from - b.created.from)
  for (const [i, later] of rows.entries()) {
    const wrong = rows.slice(0, i).findLast((earlier) => earlier.created.to < later.created.from && earlier.taken.from <= later.taken.to)
    if (!wrong) continue
    const [first, second] = [name(wrong.row), name(later.row)]
    const places = [at(sight, 'after', wrong.row.span), at(sight, 'after', later.row.span)]
    problems.push({ code: 'document/step-order', args: { first, second }, what: `${first} ${second}`, places })
  }
  return problems
}

function numbers(text = ''): { from: number; to: number } | undefined {
  const [, first, last] = /^#?(\d{1,9}(?:\.\d{1,9})?)(?:\s*[/–-]\s*#?(\d{1,9}(?:\.\d{1,9})?))?\.?$/.exec(text.trim()) ?? []
  if (first === undefined) return undefined
  const both = [Number(first), Number(last ?? first)]
  return { from: Math.min(...both), to: Math.max(...both) }
}

/** The ids that lead the first cell: `S01`, or `S09/S10` for both. */
function idsOf(row: Row, asked: readonly string[]): string[] {
  const prefix = /^[A-Za-z_-]*/.exec(asked[0]!)![0]
  const lead = new RegExp(`^${prefix}\\d{1,9}(?:\\s*/\\s*(?:${prefix})?\\d{1,9})*(?![\\w.]*\\w)`).exec(plain(row.cells[0]?.text ?? ''))?.[0]
  return lead?.split('/').map((id) => `${prefix}${id.trim().slice(id.trim().startsWith(prefix) ? prefix.length : 0)}`) ?? []
}

function rowOf(document: Markdown, step: string, asked: StepsAsked): Row | undefined {
  return candidatesIn(document, asked)
    .flatMap((table) => table.rows)
    .find((row) => idsOf(row, asked.ids!).includes(step))
}

const rangeOf = (ids: readonly string[]) => (ids.length === 1 ? ids[0]! : `${ids[0]}..${ids.at(-1)}`)
