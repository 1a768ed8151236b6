import type { Nodes, Parent } from 'mdast'
import type { Span } from '../../model/place.ts'
import type { InlineCode, Line } from '../markdown.ts'
import type { Screen } from './visible.ts'
import { says } from './visible.ts'

/** A piece of a line: code and struck text are told apart, for they state no field. */
interface Bit {
  text: string
  code?: true
  struck?: true
}

/** One line of visible text, as its bits and whole. */
export interface PhrasedLine extends Line {
  bits: readonly Bit[]
  says: boolean
}

/** What a paragraph, heading, cell or piece of raw HTML shows, and its comments. */
export interface Phrase {
  lines: readonly PhrasedLine[]
  code: readonly InlineCode[]
  comments: readonly { text: string; lines: readonly Line[]; span: Span }[]
}

interface Context {
  /** The lines of the file. */
  lines: readonly string[]
  seen: Screen
  /** What is added to a line of the parsed piece. */
  shift(): number
}

/** Reads the visible text of a node, line by line. */
export function phrase(node: Nodes | Parent, context: Context): Phrase {
  const held: { bits: Bit[]; line: number }[] = [{ bits: [], line: node.position!.start.line }]
  const code: InlineCode[] = []
  const comments: { text: string; lines: Line[]; span: Span }[] = []
  const { shift } = context
  context.seen.begin()
  const put = (given: Bit, line: number) => {
    if (!context.seen.seen()) return
    const coded = context.seen.coded() ? { ...given, code: true as const } : given
    const bit = context.seen.struck() ? { ...coded, struck: true as const } : coded
    for (const [i, text] of bit.text.split(/\r\n|\n|\r/).entries()) {
      if (i > 0) held.push({ bits: [], line: line + i })
      if (text) held.at(-1)!.bits.push({ ...bit, text })
    }
  }
  const raw = (html: string, line: number) => {
    for (const part of context.seen.html(html)) {
      const at = line + countLines(html.slice(0, part.at))
      if (part.shows === 'comment') {
        const lines = part.text.split(/\r\n|\n|\r/).map((text, i) => ({ text, span: whole(at + i + shift(), context.lines) }))
        comments.push({
          text: part.text,
          lines,
          span: { ...lines[0]!.span, endLine: lines.at(-1)!.span.endLine, endColumn: lines.at(-1)!.span.endColumn },
        })
      } else
        for (const [i, text] of part.text.split('\n').entries()) {
          if (i > 0) held.push({ bits: [], line: at + i })
          if (text) held.at(-1)!.bits.push({ text, ...(part.shows === 'text' ? {} : { [part.shows]: true as const }) })
        }
    }
  }
  const visit = (inner: Nodes, struck: boolean): void => {
    const line = inner.position?.start.line ?? held.at(-1)!.line
    if (inner.type === 'text') put({ text: inner.value, ...(struck ? { struck } : {}) }, line)
    else if (inner.type === 'inlineCode') {
      const out = struck || context.seen.struck() ? { struck: true as const } : {}
      if (context.seen.seen()) code.push({ text: inner.value, span: spanIn(inner, shift()), ...out })
      put({ text: inner.value.replace(/\n/g, ' '), code: true, ...(struck ? { struck } : {}) }, line)
    } else if (inner.type === 'html') raw(inner.value, line)
    else if (inner.type === 'break') held.push({ bits: [], line: line + 1 })
    else if ('children' in inner) for (const child of inner.children) visit(child as Nodes, struck || inner.type === 'delete')
  }
  visit(node as Nodes, false)
  return { lines: held.filter(({ bits }) => bits.length).map((line) => lineOf(line, context.lines, shift())), code, comments }
}

function lineOf({ bits, line }: { bits: readonly Bit[]; line: number }, lines: readonly string[], shift: number): PhrasedLine {
  const text = bits.map((bit) => bit.text).join('')
  const spoken = bits.filter((bit) => !bit.code).map((bit) => bit.text)
  return { text: text.trim(), bits, says: says(spoken.join('')), span: whole(line + shift, lines) }
}

/** A line of the file, without the white space and the marks of quotes around it. */
function whole(line: number, lines: readonly string[]): Span {
  const source = lines[line - 1] ?? ''
  const start = /^[\s>]*/.exec(source)![0].length
  const end = source.trimEnd().length
  return { line, column: Math.min(start, end) + 1, endLine: line, endColumn: end + 1 }
}

function spanIn(node: Nodes, shift: number): Span {
  const { start, end } = node.position!
  return { line: start.line + shift, column: start.column, endLine: end.line + shift, endColumn: end.column }
}

function countLines(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0
}
