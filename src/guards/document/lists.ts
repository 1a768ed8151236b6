import type { Span } from '../../model/place.ts'
import { type Block, blocksOf, type Markdown, plain, sectionsUnder } from '../../readers/markdown.ts'

/** One element of a list, as text with the names in it. */
export interface Listed {
  text: string
  names: readonly string[]
  span: Span
}

const arrow = /\s*(?:->|→|⟶|=>|⇒)\s*/

/** The list under a heading, or below a line of its own that reads so: a chain `a -> b -> c`, else items. */
export function listUnder(document: Markdown, heading: string): Listed[] | undefined {
  const sections = sectionsUnder(document, heading)
  const blocks = sections.length > 0 ? sections.flatMap((section) => blocksOf(document, section)) : below(document, heading)
  return blocks && longest([...chains(blocks), ...items(blocks)])
}

/** The list or table of a document that holds most of the names. */
export function listHolding(document: Markdown, names: ReadonlySet<string>): Listed[] | undefined {
  const rows = document.blocks.flatMap((block) =>
    block.kind === 'table' ? [block.rows.map((row) => listed(row.cells.map((cell) => cell.text).join(' | '), row.span))] : [],
  )
  const holds = (list: readonly Listed[]) => list.filter((each) => each.names.some((name) => names.has(name))).length
  const lists = [...chains(document.blocks), ...items(document.blocks), ...rows]
  return lists.length ? lists.reduce((best, list) => (holds(list) > holds(best) ? list : best)) : undefined
}

function below(document: Markdown, line: string): readonly Block[] | undefined {
  const at = document.text.split(/\r\n|\n|\r/).findIndex((each) => plain(each) === plain(line))
  return at === -1 ? undefined : document.blocks.filter((block) => block.span.line > at + 1)
}

function longest(lists: readonly Listed[][]): Listed[] | undefined {
  return lists.length ? lists.reduce((best, list) => (list.length > best.length ? list : best)) : undefined
}

/** `a -> b -> c` within text: what leads up to it and what follows a full stop, comma or semicolon is aside. */
function chains(blocks: readonly Block[]): Listed[][] {
  return blocks.flatMap((block) => {
    if (block.kind !== 'text' && block.kind !== 'heading') return []
    const parts = block.text.replace(/\s+/g, ' ').split(arrow)
    if (parts.length < 2) return []
    const first = /(\S+)$/.exec(parts[0]!)?.[1] ?? ''
    const last = /^[^\s;,]+/.exec(parts.at(-1)!)?.[0].replace(/[.:]$/, '') ?? ''
    return [[first, ...parts.slice(1, -1), last].map((text) => listed(text.replace(/\s*\([^)]*\)/g, ''), block.span))]
  })
}

/** The items of each list, an empty one aside. */
function items(blocks: readonly Block[]): Listed[][] {
  const lists = new Map<number, Listed[]>()
  for (const block of blocks) {
    if (block.kind === 'item' && !block.struck && plain(block.text))
      lists.set(block.list, [...(lists.get(block.list) ?? []), listed(block.text, block.span)])
  }
  return [...lists.values()]
}

function listed(text: string, span: Span): Listed {
  const whole = plain(text)
  return { text: whole, names: (whole.match(/[\p{L}_][\p{L}\p{N}_$.]*/gu) ?? []).map((name) => bare(name)), span }
}

/** A name as it is compared: its last part, case aside. */
export function bare(name: string): string {
  return name.replace(/\.+$/, '').toLowerCase().split('.').at(-1)!
}
