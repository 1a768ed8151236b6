import { plain } from '../../readers/markdown.ts'
import type { ProtocolDraft, Source } from '../draft.ts'
import { type Page, titleOf } from '../pages.ts'
import { irreversible, lossy, refused, reversible, vows } from '../words.ts'

const order = ['irreversible', 'lossy', 'reversible'] as const

/** What a page says of the way back: a field or the title before the text, and in the text the word that is said most. */
export function statusOf(page: Page): { status: ProtocolDraft['status']; source?: Source } {
  const { document, path } = page
  for (const field of document.fields) {
    const found = field.name.length <= 40 ? statedIn(field.name, field.value) : undefined
    if (found) return { status: found, source: { path, line: field.span.line, says: 'status' } }
  }
  const title = wordOf(titleOf(page))
  if (title) return { status: title, source: { path, line: document.sections[0]?.span.line ?? 1, says: 'status' } }
  const head = document.text.slice(0, 1500)
  const counts = grades.map((words) => weight(head, words) * 3 + weight(document.text, words))
  const most = Math.max(...counts)
  if (most < 3) return { status: 'reversible' }
  const at = counts.indexOf(most)
  const offset = Math.min(...grades[at]!.map((words) => document.text.search(words)).filter((found) => found >= 0))
  return { status: order[at]!, source: { path, line: document.text.slice(0, offset).split('\n').length, says: 'status' } }
}

/** The words of each grade, in its order. */
const grades = [[irreversible, vows], [lossy], [reversible]] as const

function statedIn(name: string, value: string): ProtocolDraft['status'] | undefined {
  if (/roll\s?back|revers|way back/i.test(name) && refused.test(value)) return 'irreversible'
  return /roll\s?back|status|risk|revers/i.test(name) ? wordOf(value) : undefined
}

function wordOf(text: string): ProtocolDraft['status'] | undefined {
  return order[grades.findIndex((words) => weight(text, words) > 0)]
}

const weight = (text: string, words: readonly RegExp[]): number => words.reduce((sum, each) => sum + count(text, each), 0)

const count = (text: string, words: RegExp): number => [...text.matchAll(words)].length

/** What says why a way back is none, or not whole. */
const grave = [irreversible, vows, lossy] as const

/** Lines `Name: value` alone. */
const isField = (text: string): boolean => text.split('\n').every((line) => /^[^:]{1,40}:\s/.test(line) && line.length < 100)

/** The first sentence that says why, with its line: one of the opening paragraphs, or of the section that sums up. */
export function whyOf({ path, document }: Page): { why: string; source: Source } | undefined {
  const texts = document.blocks.filter((block) => block.kind === 'text' && block.says)
  const telling = texts.find((block) => block.kind === 'text' && !isField(block.text) && weight(block.text, grave) > 0)
  const opening = document.sections.find(({ level }) => level > 1)?.span.line ?? Number.POSITIVE_INFINITY
  const first = telling ?? texts.find((block) => block.kind === 'text' && block.span.line < opening && !isField(block.text))
  if (first?.kind !== 'text') return undefined
  const said = plain(first.text)
  const sentences = said.split(/(?<=[.!?:])\s+(?=[A-Z`])/).map((each) => each.replace(/^[A-Z\s]{4,}:\s*/, ''))
  const fits = (each: string) => each.length >= 20 && each.length <= 200 && /^[A-Z]/.test(each) && !/^[^:]{1,30}:/.test(each)
  const why = sentences.find((each) => fits(each) && weight(each, grave) > 0) ?? sentences.find(fits)
  return why === undefined ? undefined : { why: `${why.replace(/[:,.!]+$/, '')}.`, source: { path, line: first.span.line, says: 'why' } }
}
