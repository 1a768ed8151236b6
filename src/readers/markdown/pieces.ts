import type { Root } from 'mdast'
import { Refusal } from '../../model/refusal.ts'
import { cutAfter } from './cut.ts'
import { definitionsOf, wantedBy } from './definitions.ts'

/** One parsed piece of a document. */
export interface Piece {
  root: Root
  /** What is added to a line of the piece to make a line of the file. */
  shift: number
  /** The piece goes on with the table that ended the one before, under a repeated header. */
  goesOn: boolean
}

/** The size at which the parser is fastest, its time growing with the square of what it is given. */
const aim = 6 * 1024
const mostMs = 60_000

/**
 * Parses a document piece by piece. A piece ends where a blank line is followed by a line without indentation, or where a list
 * item begins without one: whatever list or quote was open ends there. Whether a fence or a comment is still open is told by the parsed piece, which then grows.
 */
export function* pieces(lines: readonly string[], first: number, path: string, parse: (text: string) => Root): Generator<Piece> {
  const definitions = definitionsOf(lines)
  const began = performance.now()
  let header: readonly string[] = []
  for (let from = first; from < lines.length; ) {
    if (performance.now() - began > mostMs) {
      throw new Refusal(`reading \`${path}\` takes more than ${mostMs / 1000} s; it stopped at line ${from + 1}. Divide it.`, { path })
    }
    for (let size = aim; ; size *= 2) {
      const cut = cutAfter(lines, from, size, header.length > 0, path)
      const wanted = wantedBy(lines.slice(from, cut.to), definitions)
      const before = wanted.length ? [...wanted, '', '<!---->', ''] : []
      const own = [...before, ...header, ...lines.slice(from, cut.to)]
      const root = parse(own.join('\n'))
      root.children = root.children.filter((node) => node.position!.start.line > before.length)
      const table = cut.inTable === true && root.children.at(-1)?.type === 'table'
      if (cut.to < lines.length && !table && (cut.inTable || open(root, own))) continue
      yield { root, shift: from - header.length - before.length, goesOn: header.length > 0 }
      from = cut.to
      header = table ? headerOf(root, own) : []
      break
    }
  }
}

/** Whether the last block of a piece would take in what follows: a fence or raw HTML without its end. */
function open(root: Root, own: readonly string[]): boolean {
  const node = root.children.at(-1)
  if (!node || (node.type !== 'code' && node.type !== 'html')) return false
  const { start, end } = node.position!
  if (own.slice(end.line).some((line) => line.trim() !== '')) return false
  const last = own[end.line - 1] ?? ''
  if (node.type === 'html') {
    if (own.at(-1)!.trim() !== '') return true
    const ends = htmlEnds.find(([begins]) => begins.test(node.value))?.[1]
    return ends !== undefined && !ends.test(last)
  }
  const mark = /^\s*(`{3,}|~{3,})/.exec(own[start.line - 1] ?? '')?.[1]
  if (mark === undefined) return false
  const close = /^\s*(`{3,}|~{3,})\s*$/.exec(last)?.[1]
  return end.line === start.line || close === undefined || close[0] !== mark[0] || close.length < mark.length
}

/** How raw HTML that may hold blank lines begins and ends (CommonMark 4.6, kinds 1 to 5). */
const htmlEnds: readonly (readonly [RegExp, RegExp])[] = [
  [/^\s*<(script|pre|style|textarea)/i, /<\/(script|pre|style|textarea)>/i],
  [/^\s*<!--/, /-->/],
  [/^\s*<\?/, /\?>/],
  [/^\s*<!\[CDATA\[/, /\]\]>/],
  [/^\s*<![a-z]/i, />/],
]

function headerOf(root: Root, own: readonly string[]): readonly string[] {
  const line = root.children.at(-1)!.position!.start.line
  return own.slice(line - 1, line + 1)
}
