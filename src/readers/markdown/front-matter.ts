import type { Span } from '../../model/place.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Field, FrontMatter } from '../markdown.ts'
import { documentOf } from '../yaml/parse.ts'

/** Front matter with its fields; `lines` is how many lines of the document it takes. */
export interface Front {
  frontMatter: FrontMatter
  fields: readonly Field[]
  lines: number
}

/** YAML between two lines `---`, the first of them the document's first. */
export async function readFrontMatter(lines: readonly string[]): Promise<Front | undefined> {
  if (!/^---[ \t]*$/.test(lines[0] ?? '')) return undefined
  const end = lines.findIndex((line, i) => i > 0 && /^---[ \t]*$/.test(line))
  if (end === -1) return undefined
  const span: Span = { line: 1, column: 1, endLine: end + 1, endColumn: lines[end]!.length + 1 }
  const front = { frontMatter: { span }, lines: end + 1 }
  try {
    return { ...front, fields: await fieldsOf(lines.slice(1, end)) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const line = Math.min((error.at.line ?? 1) + 1, end + 1)
    return { ...front, frontMatter: { span, problem: { message: error.message, line, column: error.at.column ?? 1 } }, fields: [] }
  }
}

async function fieldsOf(lines: readonly string[]): Promise<Field[]> {
  const text = lines.join('\n')
  const document = await documentOf(text, 'front matter', 'loose')
  const { isMap, isScalar, isSeq, LineCounter } = await import('yaml')
  const contents = document?.contents
  if (contents === null || contents === undefined) return []
  if (!isMap(contents)) throw new Refusal('the front matter is no mapping of names to values', { line: 1 })
  const counter = new LineCounter()
  for (let at = 0, i = 0; i < lines.length; at += lines[i]!.length + 1, i++) counter.addNewLine(at)
  const fields: Field[] = []
  for (const { key, value } of contents.items) {
    if (!isScalar(key)) continue
    const start = counter.linePos(key.range?.[0] ?? 0)
    const range = (value as { range?: readonly number[] } | null)?.range ?? key.range!
    const last = counter.linePos(Math.max(range[0]!, range[1]!))
    const span = { line: start.line + 1, column: start.col, endLine: last.line + 1, endColumn: last.col }
    const list = isSeq(value) ? value.items.filter((item) => isScalar(item)).map((item) => String(item.value ?? '').trim()) : undefined
    const said = list ? list.join(', ') : isScalar(value) ? String(value.value ?? '').trim() : ''
    fields.push({ name: String(key.value), value: said, ...(list ? { list } : {}), from: 'front matter', span })
  }
  return fields
}
