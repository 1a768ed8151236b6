import { plain } from '../../readers/markdown.ts'
import type { ProtocolDraft, Source } from '../draft.ts'
import { type Page, titleOf } from '../pages.ts'
import { irreversible, lossy, reversible } from '../words.ts'

const order = ['irreversible', 'lossy', 'reversible'] as const

/** What a page says of the way back: a field or the title before the text, and in the text the word that is said most. */
export function statusOf(page: Page): { status: ProtocolDraft['status']; source?: Source } {
  const { document, path } = page
  for (const field of document.fields) {
    const found = field.name.length <= 40 ? wordOf(`${/roll\s?back|status|risk|revers/i.test(field.name) ? field.value : ''}`) : undefined
    if (found) return { status: found, source: { path, line: field.span.line, says: 'status' } }
  }
  const title = wordOf(titleOf(page))
  if (title) return { status: title, source: { path, line: document.sections[0]?.span.line ?? 1, says: 'status' } }
  const head = document.text.slice(0, 1500)
  const counts = [irreversible, lossy, reversible].map((words) => 3 * count(head, words) + count(document.text, words))
  const most = Math.max(...counts)
  if (most < 3) return { status: 'reversible' }
  const at = counts.indexOf(most)
  const first = [irreversible, lossy, reversible][at]!
  const offset = document.text.search(new RegExp(first, 'i'))
  return { status: order[at]!, source: { path, line: document.text.slice(0, offset).split('\n').length, says: 'status' } }
}

function wordOf(text: string): ProtocolDraft['status'] | undefined {
  const found = [irreversible, lossy, reversible].findIndex((words) => count(text, words) > 0)
  return order[found]
}

const count = (text: string, words: RegExp): number => [...text.matchAll(words)].length

/** Lines `Name: value` alone. */
const isField = (text: string): boolean => text.split('\n').every((line) => /^[^:]{1,40}:\s/.test(line) && line.length < 100)

/** The first sentence that says why, with its line: one of the opening paragraphs, or of the section that sums up. */
export function whyOf({ path, document }: Page): { why: string; source: Source } | undefined {
  const texts = document.blocks.filter((block) => block.kind === 'text' && block.says)
  const telling = texts.find(
    (block) => block.kind === 'text' && !isField(block.text) && count(block.text, irreversible) + count(block.text, lossy) > 0,
  )
  const opening = document.sections.find(({ level }) => level > 1)?.span.line ?? Number.POSITIVE_INFINITY
  const first = telling ?? texts.find((block) => block.kind === 'text' && block.span.line < opening && !isField(block.text))
  if (first?.kind !== 'text') return undefined
  const said = plain(first.text)
  const sentences = said.split(/(?<=[.!?:])\s+(?=[A-Z`])/).map((each) => each.replace(/^[A-Z\s]{4,}:\s*/, ''))
  const fits = (each: string) => each.length >= 20 && each.length <= 200 && /^[A-Z]/.test(each) && !/^[^:]{1,30}:/.test(each)
  const why = sentences.find((each) => fits(each) && count(each, irreversible) + count(each, lossy) > 0) ?? sentences.find(fits)
  return why === undefined ? undefined : { why: `${why.replace(/[:,.!]+$/, '')}.`, source: { path, line: first.span.line, says: 'why' } }
}
