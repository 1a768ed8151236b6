import type { Notice } from '../../model/plan.ts'
import type { CodeBlock, Markdown } from '../../readers/markdown.ts'

const letters = new Set(['', 'text', 'txt', 'plain', 'md', 'markdown', 'mail', 'email', 'eml'])

/** The message to those who are hit, and how to recover, as a document states them; undefined where it states neither. */
export function noticeIn(document: Markdown, path: string, text: string): Notice | undefined {
  const letter = document.blocks.find((block): block is CodeBlock => block.kind === 'code' && isLetter(block))
  const recovery = recoveryIn(document, text)
  if (!letter && recovery === undefined) return undefined
  return {
    document: path,
    ...(letter ? { message: letter.text.trimEnd(), open: placeholders(letter.text) } : {}),
    ...(recovery === undefined ? {} : { recovery }),
  }
}

/** A fence of plain text that begins as a message does: its first lines name a subject. */
function isLetter({ fenced, lang, text }: CodeBlock): boolean {
  if (!fenced || !letters.has(lang.toLowerCase())) return false
  return text
    .trimStart()
    .split('\n')
    .slice(0, 4)
    .some((each) => /^\W{0,4}subject\W{0,4}:\W*\w/i.test(each))
}

/** What is to be filled in by hand: `<name>`, `{name}`, `{{ name }}`, `[name]`, `%name%`; what a run fills in itself is not. */
function placeholders(text: string): string[] {
  const found = [
    ...text.matchAll(/<[^<>@:/\n]{1,60}>|\{\{[^{}\n]{1,60}\}\}|\{[^{}\n]{1,60}\}|\[[^[\]\n]{1,60}\](?!\()|%[\w-]{2,60}%/g),
  ].map(([each]) => each)
  return [...new Set(found)].filter((each) => !/^\{(?:from|to|id)\}$/.test(each))
}

/** The section that says how to recover, as it stands in the file. */
function recoveryIn(document: Markdown, text: string): string | undefined {
  const section = document.sections.find(({ heading }) => /\b(?:recover|restor)/i.test(heading))
  const blocks = section ? document.blocks.slice(section.from, section.to) : []
  const [first, last] = [blocks[0], blocks.at(-1)]
  if (!first || !last || blocks.length < 2) return undefined
  return text
    .split(/\r?\n/)
    .slice(first.span.line - 1, last.span.endLine)
    .join('\n')
    .trimEnd()
}
