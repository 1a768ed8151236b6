import type { Category } from '../../model/report.ts'
import { blocksOf, plain } from '../../readers/markdown.ts'
import { readDuration } from '../../readers/quantities.ts'
import type { Source } from '../draft.ts'
import type { Page } from '../pages.ts'

const words: Readonly<Record<Category, RegExp>> = {
  additive: /\badditive\b|\badding\b/i,
  modification: /\bmodif(?:ications?|ying)\b/i,
  breaking: /\bbreaking\b|\bdestructive\b/i,
  structural: /\bstructural\b/i,
}
const takes = /\b(?:time|duration|estimate|window|within|ceiling|limit)\b/i

/** What a page says that a category of change may take: a heading that names it, with a duration beneath. */
export function categoriesOf(pages: readonly Page[]): { within: Partial<Record<Category, string>>; sources: Source[] } {
  const within: Partial<Record<Category, string>> = {}
  const sources: Source[] = []
  for (const { path, document } of pages) {
    for (const section of document.sections) {
      const heading = plain(section.heading)
      const category = (Object.keys(words) as Category[]).find((each) => words[each].test(heading))
      if (!category || within[category] !== undefined) continue
      for (const block of blocksOf(document, section)) {
        if (block.kind !== 'text' && block.kind !== 'item') continue
        const text = plain(block.text)
        const [, name = '', value = ''] = /^([^:]{2,60}):\s*(.+)$/.exec(text) ?? []
        const read = takes.test(name) ? readDuration(value) : { problem: '' }
        if (!('value' in read) || read.value < 60_000) continue
        within[category] = `${Math.round(read.value / 60_000)}m`
        sources.push({ path, line: block.span.line, says: `${category}, within` })
        break
      }
    }
  }
  return { within, sources }
}
