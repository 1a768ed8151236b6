import type { Blockquote, Code, Heading, Html, List, ListItem, Node, Parent, Table, Text } from 'mdast'
import type { Span } from '../../model/place.ts'
import type { Block, CodeBlock, CommentBlock, Field, Markdown, Section } from '../markdown.ts'
import { commentFields, lineFields } from './fields.ts'
import { type Phrase, phrase } from './phrase.ts'
import type { Piece } from './pieces.ts'
import { rowsOf } from './rows.ts'
import { says, screen } from './visible.ts'

interface Place {
  items: readonly number[]
  quotes: number
}

/** Lays the parsed pieces of a document into one ordered list of blocks. */
export function assembly(lines: readonly string[], front: readonly Field[]) {
  const blocks: Block[] = []
  const sections: (Section & { to: number; says: boolean })[] = []
  const fields: Field[] = [...front]
  const open: number[] = []
  const seen = screen()
  let items = 0
  let lists = 0
  let shift = 0
  let anything = false

  const spanOf = ({ start, end }: NonNullable<Node['position']>): Span => ({
    line: start.line + shift,
    column: start.column,
    endLine: end.line + shift,
    endColumn: end.column,
  })
  const within = (node: Node, { items, quotes }: Place) => ({
    span: spanOf(node.position!),
    ...(open.length ? { section: open.at(-1)! } : {}),
    items,
    quotes,
  })
  const said = (is: boolean) => {
    if (!is) return
    anything = true
    for (const section of open) sections[section]!.says = true
  }
  const context = { lines, seen, shift: () => shift }

  const comments = (phrased: Phrase, node: Node, at: Place) => {
    for (const comment of phrased.comments) {
      blocks.push({
        kind: 'comment',
        ...within(node, at),
        span: comment.span,
        text: comment.text,
        lines: comment.lines,
      } satisfies CommentBlock)
      fields.push(...commentFields(comment.lines))
    }
  }
  const text = (phrased: Phrase, node: Node, at: Place) => {
    comments(phrased, node, at)
    if (phrased.lines.length === 0) return
    const is = phrased.lines.some((line) => line.says)
    const struck = phrased.lines.every(({ bits }) => bits.every((bit) => bit.struck || bit.text.trim() === ''))
    blocks.push({
      kind: 'text',
      ...within(node, at),
      text: phrased.lines.map((line) => line.text).join('\n'),
      lines: phrased.lines.map(({ text, span }) => ({ text, span })),
      code: phrased.code,
      says: is,
      ...(struck ? { struck: true as const } : {}),
    })
    fields.push(...lineFields(phrased.lines))
    said(is)
  }
  const heading = (node: Heading, at: Place) => {
    const phrased = phrase(node, context)
    comments(phrased, node, at)
    if (!seen.seen()) return
    while (open.length && sections[open.at(-1)!]!.level >= node.depth) sections[open.pop()!]!.to = blocks.length
    const title = phrased.lines.map((line) => line.text).join(' ')
    const parent = open.at(-1)
    const span = spanOf(node.position!)
    sections.push({
      heading: title,
      level: node.depth,
      span,
      ...(parent === undefined ? {} : { parent }),
      from: blocks.length,
      to: -1,
      says: false,
    })
    open.push(sections.length - 1)
    blocks.push({ kind: 'heading', ...within(node, at), level: node.depth, text: title, opens: sections.length - 1 })
  }
  const code = (node: Code, at: Place) => {
    if (!seen.seen()) return
    const span = spanOf(node.position!)
    const fenced = /^[`~]/.test((lines[span.line - 1] ?? '').slice(span.column - 1))
    const first = span.line + (fenced ? 1 : 0)
    const held = node.value === '' ? [] : node.value.split('\n')
    blocks.push({
      kind: 'code',
      ...within(node, at),
      fenced,
      lang: node.lang ?? '',
      info: [node.lang, node.meta].filter(Boolean).join(' '),
      text: node.value,
      lines: held.map((line, i) => {
        const source = lines[first + i - 1] ?? ''
        const column = Math.max(0, source.length - line.length) + 1
        return { text: line, span: { line: first + i, column, endLine: first + i, endColumn: source.length + 1 } }
      }),
    } satisfies CodeBlock)
  }
  const item = (node: ListItem, list: List, lists: number, index: number, at: Place) => {
    const number = ++items
    const first = node.children.find((child) => child.type === 'paragraph')
    const block = blocks.length
    const opening = {
      kind: 'item' as const,
      ...within(node, at),
      item: number,
      list: lists,
      ordered: list.ordered === true,
      ...(list.ordered ? { number: (list.start ?? 1) + index } : {}),
      ...(typeof node.checked === 'boolean' ? { checked: node.checked } : {}),
      ...(isStruck(first) ? { struck: true as const } : {}),
      text: '',
    }
    if (seen.seen()) blocks.push(opening)
    each(node, { ...at, items: [...at.items, number] })
    const told = blocks.slice(block + 1).find((inner) => inner.kind === 'text' && inner.items.at(-1) === number)
    if (first && told?.kind === 'text' && blocks[block] === opening) opening.text = told.text
  }
  const table = (node: Table, at: Place, goesOn: boolean) => {
    const { header, rows } = rowsOf(node, (cell) => phrase(cell, context), spanOf, lines)
    const before = blocks.at(-1)
    const is = [...(goesOn ? [] : header), ...rows.flatMap((row) => row.cells)].some((cell) => says(cell.text))
    if (!seen.seen()) return
    said(is)
    if (goesOn && before?.kind === 'table') {
      blocks[blocks.length - 1] = {
        ...before,
        rows: [...before.rows, ...rows],
        says: before.says || is,
        span: { ...before.span, endLine: spanOf(node.position!).endLine, endColumn: spanOf(node.position!).endColumn },
      }
    } else blocks.push({ kind: 'table', ...within(node, at), header, rows, says: is })
  }
  const each = (parent: Parent | Blockquote, at: Place, goesOn = false): void => {
    for (const [index, node] of parent.children.entries()) {
      if (node.type === 'heading') heading(node, at)
      else if (node.type === 'paragraph' || node.type === 'html') text(phrase(node as Html | Parent, context), node, at)
      else if (node.type === 'code') code(node, at)
      else if (node.type === 'table') table(node, at, goesOn && index === 0)
      else if (node.type === 'blockquote') each(node, { ...at, quotes: at.quotes + 1 })
      else if (node.type === 'list') {
        const number = ++lists
        for (const [i, inner] of node.children.entries()) item(inner, node, number, i, at)
      }
    }
  }
  return {
    add(piece: Piece): void {
      shift = piece.shift
      each(piece.root, { items: [], quotes: 0 }, piece.goesOn)
    },
    end(): Pick<Markdown, 'blocks' | 'sections' | 'fields' | 'says'> {
      while (open.length) sections[open.pop()!]!.to = blocks.length
      return { blocks, sections, fields, says: anything }
    },
  }
}

/** Whether all that a paragraph shows is struck out. */
function isStruck(paragraph: Parent | undefined): boolean {
  const shown = (paragraph?.children ?? []).filter((each) => each.type !== 'text' || (each as Text).value.trim() !== '')
  return shown.length > 0 && shown.every((each) => (each as Node).type === 'delete')
}
