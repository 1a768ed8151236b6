import type { Markdown, NotText } from '../markdown.ts'
import { assembly } from './assemble.ts'
import { readFrontMatter } from './front-matter.ts'
import { refuseDeep } from './limits.ts'
import { parser } from './parse.ts'
import { pieces } from './pieces.ts'
import { decode } from './text.ts'

/** A document from its bytes, or why it is not text. Past the limits it is a Refusal. */
export async function readDocument(bytes: Uint8Array, path: string): Promise<Markdown | NotText> {
  const decoded = decode(bytes, path)
  return decoded.kind === 'text' ? readMarkdown(decoded.text, path) : decoded
}

/** A document from its text. */
export async function readMarkdown(text: string, path: string): Promise<Markdown> {
  const lines = text.split(/\r\n|\n|\r/)
  refuseDeep(lines, path)
  const front = await readFrontMatter(lines)
  const assembled = assembly(lines, front?.fields ?? [])
  const parse = parser()
  for (const piece of pieces(shortened(lines), front?.lines ?? 0, path, parse)) assembled.add(piece)
  return { kind: 'markdown', text, ...(front ? { frontMatter: front.frontMatter } : {}), ...assembled.end() }
}

/** An image written into a document as data is no text that anyone reads: it is not parsed whole. */
function shortened(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line.length > 4096 ? line.replace(/(data:[\w/+.-]{1,80};base64,)[A-Za-z0-9+/=]{2048,}/g, '$1') : line))
}
