import { Refusal } from '../../model/refusal.ts'
import type { Files } from '../../model/tree.ts'
import { documentText, type Markdown, markdown, type NotText } from '../../readers/markdown.ts'
import type { Problem } from './sight.ts'

const notText: Readonly<Record<Exclude<NotText['problem'], 'lfs'>, string>> = {
  nul: 'it holds a NUL byte',
  'utf-16': 'it is UTF-16',
  'utf-8': 'it holds bytes that are no UTF-8',
}

/** One side of a document: what is wrong with it as a whole, and its structure where it is text and that is wanted. */
export type Side = { wrong?: Problem; document?: Markdown }

/** Reads one side of a document. */
export async function sideOf(files: Files, path: string, structured: boolean): Promise<Side> {
  const text = await textAt(files, path)
  if ('code' in text) return { wrong: text }
  const document = structured ? ((await files.read(path, markdown)) as Markdown) : undefined
  const says = document && isProse(path) ? document.says : holdsLines(text.text, path)
  const read = document ? { document } : {}
  return says ? read : { ...read, wrong: { code: 'document/says-nothing', args: {}, what: '', places: [{ side: 'after', path }] } }
}

/** The same of the side before: what could not be read there keeps nobody from mending it. */
export async function sideBefore(files: Files, path: string, structured: boolean): Promise<Side> {
  try {
    return await sideOf(files, path, structured)
  } catch (error) {
    if (error instanceof Refusal) return {}
    throw error
  }
}

/** The text of a document, or why there is none: it must be a regular file that holds text. */
async function textAt(files: Files, path: string): Promise<{ text: string } | Problem> {
  const entries = await files.entries()
  const entry = entries.get(path)
  const here = [{ side: 'after' as const, path }]
  if (!entry) {
    const folder = `${path}/`
    for (const other of entries.keys()) {
      if (other.startsWith(folder))
        return { code: 'document/not-a-file', args: { is: 'a folder' }, what: 'folder', places: [{ side: 'after', path: other }] }
    }
    return { code: 'document/missing', args: { near: nearOf(entries.keys(), path) }, what: '' }
  }
  if (entry.mode === 'symlink') return { code: 'document/not-a-file', args: { is: 'a symbolic link' }, what: 'symlink', places: here }
  if (entry.mode === 'gitlink') return { code: 'document/not-a-file', args: { is: 'a submodule' }, what: 'gitlink', places: here }
  const read = (await files.read(path, documentText))!
  if (read.kind === 'text') return { text: read.text }
  if (read.problem === 'lfs') return { code: 'document/lfs-pointer', args: {}, what: '', places: here }
  const { line, column } = read
  const where = read.problem === 'utf-16' ? '' : `, in line ${line}, column ${column}`
  return { code: 'document/not-text', args: { is: `${notText[read.problem]}${where}` }, what: read.problem, places: here }
}

/** The same name in other case, or in another folder. */
function nearOf(paths: Iterable<string>, path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  let moved: string | undefined
  for (const other of paths) {
    if (other.toLowerCase() === path.toLowerCase()) return `; \`${other}\` differs by case`
    if (other.endsWith(`/${name}`) || other === name) moved ??= other
  }
  return moved ? `; a file of its name is at \`${moved}\`` : ''
}

/** Whether a path holds prose: Markdown, or text without more. Other files are settings and code. */
export function isProse(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return !/\.[A-Za-z0-9]+$/.test(name) || /\.(?:md|markdown|mdown|mkdn?|mdx|txt|text)$/i.test(name)
}

/** Whether a file that is no prose says something: a line that is neither blank nor a comment. */
function holdsLines(text: string, path: string): boolean {
  const hash = /(?:\.(?:ya?ml|toml|sh|bash|py|rb|cfg|conf|ini|properties|env)|(?:^|\/)(?:Makefile|Dockerfile|CODEOWNERS))$/i.test(path)
  return text.split('\n').some((line) => /[^\s\p{Default_Ignorable_Code_Point}]/u.test(line) && !(hash && /^\s*#/.test(line)))
}
