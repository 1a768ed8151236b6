import { Refusal } from '../model/refusal.ts'
import type { Files } from '../model/tree.ts'
import type { Markdown } from '../readers/markdown.ts'
import { markdown, plain } from '../readers/markdown.ts'
import { aside, general, irreversible, speaks, vows } from './words.ts'

/** A document that speaks of ways back. */
export interface Page {
  path: string
  document: Markdown
}

const mostPages = 400
const mostBytes = 2 ** 20

/** The documents of a tree that speak of ways back: in their name, their title, a heading or a field, by an order, or all through their text. */
export async function pagesOf(files: Files): Promise<Page[]> {
  const entries = await files.entries()
  const paths = [...entries]
    .filter(([path, { mode }]) => mode === 'file' && /\.(?:md|markdown|mdx|txt)$/i.test(path) && !general.test(path) && !aside.test(path))
    .map(([path]) => path)
    .sort()
    .slice(0, mostPages)
  await files.prefetch?.(paths)
  const pages: Page[] = []
  for (const path of paths) {
    const bytes = await files.bytes(path)
    if (!bytes || bytes.length > mostBytes) continue
    const text = new TextDecoder().decode(bytes)
    if (!speaks.test(text) && !speaks.test(path) && !says(text, vows)) continue
    const document = await read(files, path)
    if (document?.says && isAbout(path, document)) pages.push({ path, document })
  }
  return pages
}

async function read(files: Files, path: string): Promise<Markdown | undefined> {
  try {
    const read = await files.read(path, markdown)
    return read?.kind === 'markdown' ? read : undefined
  } catch (error) {
    // One that cannot be read as a document is no promise that could be kept.
    if (error instanceof Refusal) return undefined
    throw error
  }
}

function isAbout(path: string, { sections, fields, text }: Markdown): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/[_-]/g, ' ')
  if (speaks.test(name)) return true
  if (sections.some(({ heading }) => speaks.test(heading))) return true
  if (fields.some((field) => speaks.test(field.name) || (field.name.split(' ').length <= 4 && says(field.value, irreversible)))) return true
  return says(text, vows) || [...text.matchAll(new RegExp(speaks, 'gi'))].length >= 5
}

const says = (text: string, words: RegExp): boolean => text.search(words) >= 0

/** The title of a page: its first heading, else its first line, else its file's name. */
export function titleOf({ path, document }: Page): string {
  const [block] = document.blocks.filter(({ kind }) => kind === 'text' || kind === 'heading')
  const line = block?.kind === 'text' ? (block.lines[0]?.text ?? '') : ''
  const top = document.sections.find(({ level }) => level === 1)
  const title = top?.heading ?? (line.length <= 100 && line !== '' ? line : (document.sections[0]?.heading ?? line))
  return (
    plain(title) ||
    path
      .slice(path.lastIndexOf('/') + 1)
      .replace(/\.\w+$/, '')
      .replace(/[_-]+/g, ' ')
  )
}
