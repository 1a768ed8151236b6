import type { Files } from '../../model/tree.ts'
import { codeLanguageOf } from '../../readers/code/languages.ts'
import type { Draft, Source } from '../draft.ts'
import type { Page } from '../pages.ts'
import { aside } from '../words.ts'

/** A token format that was found: its pattern, what it is called, and where. */
interface Format {
  name: string
  pattern: string
  sources: Source[]
  in: { file: string; contains: string }[]
}

const mostFiles = 4000
const mostBytes = 512 * 1024
const stated =
  /(r#*"|["'`/])(\^[A-Za-z][A-Za-z0-9]*(?:\\?[_-][A-Za-z0-9]*)*\\?[_-]?[^"'`\s]{0,80}?\{\d+(?:,\d*)?\}[^"'`\s]{0,20}\$)(["'`/])/g
const told = /\^[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]*)*[_-]?[^\s`'"]{0,80}?\{\d+(?:,\d*)?\}[^\s`'"]{0,20}\$/g
const shown =
  /(?<![\w^[\]{}/-])([A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*[_-])(?:[[<{(]\s*(\d+)([^[\]<>{}()\n]{0,40})[\]>})]|(X{8,}|x{8,}|\*{8,}|…{2,})(?!\w))/g
const spoken = /`([A-Za-z][\w-]*[_-])`,?\s+(?:prefix\s+)?(?:is\s+)?(?:followed by|and then|then|plus|and|with)\s+(\d+)\s+([^.,\n]{0,40})/gi

/** Token formats that code states as a pattern, and those that pages tell of. */
export async function tokensOf(files: Files, pages: readonly Page[]): Promise<Draft[]> {
  const formats = await inCode(files)
  for (const page of pages) inPage(page, formats)
  return formats.filter(({ sources, in: places }) => sources.length || places.length).map(draftOf)
}

function draftOf({ name, pattern, sources, in: places }: Format): Draft {
  return {
    kind: 'token',
    subject: name,
    keys: { pattern, ...(places.length ? { in: places } : {}), 'absent-from': ['**/*.md'] },
    layer: 'token-format',
    sources,
  }
}

async function inCode(files: Files): Promise<Format[]> {
  const paths = [...(await files.entries())]
    .filter(
      ([path, { mode }]) =>
        mode === 'file' && codeLanguageOf(path) && !aside.test(path) && !/(?:^|[/._-])(?:tests?|specs?|__tests__)(?:[/._-]|$)/i.test(path),
    )
    .map(([path]) => path)
    .sort()
    .slice(0, mostFiles)
  await files.prefetch?.(paths)
  const formats: Format[] = []
  for (const path of paths) {
    const bytes = await files.bytes(path)
    if (!bytes || bytes.length > mostBytes) continue
    const lines = new TextDecoder().decode(bytes).split('\n')
    for (const [index, line] of lines.entries()) {
      if (!line.includes('^') || /^\s*(?:\/\/|#|\*)/.test(line)) continue
      for (const found of line.matchAll(stated)) {
        const raw = found[2]!
        const pattern = /^r/.test(found[1]!) || found[1] === '/' || !raw.includes('\\\\') ? raw : raw.replaceAll('\\\\', '\\')
        const start = found.index + found[1]!.length
        const contains = `${line.slice(0, start).trimStart()}$PATTERN${line.slice(start + raw.length, start + raw.length + found[3]!.length)}`
        const place = { file: path, contains }
        const same = formats.find((each) => each.pattern === pattern)
        if (same) same.in.push(place)
        else
          formats.push({
            name: unique(nameOf(line.slice(0, found.index), pattern), formats),
            pattern,
            sources: [{ path, line: index + 1 }],
            in: [place],
          })
      }
    }
  }
  return formats
}

/** Adds what a page tells: a pattern, a form like `tok_[40 hex]`, or a prefix with how much follows it. */
function inPage({ path, document }: Page, formats: Format[]): void {
  for (const [index, line] of document.text.split('\n').entries()) {
    const label = /(\w+)\s+(?:tokens?|keys?)\b/i.exec(line)?.[1]?.toLowerCase()
    const add = (pattern: string) => {
      const source = { path, line: index + 1 }
      const same = formats.find((each) => each.pattern === pattern || prefixOf(each.pattern) === prefixOf(pattern))
      if (same) same.sources.push(source)
      else
        formats.push({
          name: unique(label && label !== 'existing' ? label : nameOf('', pattern), formats),
          pattern,
          sources: [source],
          in: [],
        })
    }
    for (const [pattern] of line.matchAll(told)) add(pattern)
    for (const [, prefix, count, rest = '', filled] of line.matchAll(shown)) {
      if (filled) add(`^${prefix}[A-Za-z0-9]{${filled.length}}$`)
      else if (Number(count) >= 8 && Number(count) <= 256 && speaksOfLetters(rest)) add(`^${prefix}${lettersOf(rest)}{${count}}$`)
    }
    for (const [, prefix, count, rest = ''] of line.matchAll(spoken))
      if (Number(count) >= 8 && speaksOfLetters(rest)) add(`^${prefix}${lettersOf(rest)}{${count}}$`)
  }
}

const speaksOfLetters = (text: string): boolean =>
  /rand|alnum|alpha|hex|digit|base\s?(?:58|62|64)|char|letter|symbol|lower|upper/i.test(text)

function lettersOf(text: string): string {
  if (/hex/i.test(text)) return /upper/i.test(text) ? '[0-9A-F]' : '[0-9a-f]'
  if (/digit|numeric(?<!alphanumeric)/i.test(text) && !/alpha|letter/i.test(text)) return '[0-9]'
  if (/base\s?64\s?url|url[\s-]?safe/i.test(text)) return '[A-Za-z0-9_-]'
  if (/lower/i.test(text)) return '[a-z0-9]'
  if (/upper/i.test(text)) return '[A-Z0-9]'
  return '[A-Za-z0-9]'
}

/** The letters that every token begins with. */
const prefixOf = (pattern: string): string =>
  /^\^((?:[A-Za-z0-9_-]|\\[_-])*?)(?=[[({.\\$]|[A-Za-z0-9]\{)/.exec(pattern)?.[1]?.replaceAll('\\', '') ?? pattern

/** What the constant in front of it is called, else its prefix. */
function nameOf(ahead: string, pattern: string): string {
  const constant =
    /([A-Za-z_]\w*)\s*(?::[^=]*)?(?:=|\()\s*(?:[\w.:!]+\()*$/.exec(ahead.replace(/(?:new\s+)?[\w.:!]*\(\s*$/, '').trimEnd())?.[1] ?? ''
  const kebab = (text: string) =>
    text
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/(?:^|-)(?:tokens?|patterns?|regex|regexp|re|formats?|const|let|static|is|valid)(?=-|$)/g, '')
      .replace(/^-+|-+$/g, '')
  return kebab(constant) || kebab(prefixOf(pattern)) || 'token'
}

function unique(name: string, formats: readonly Format[]): string {
  for (let count = 1; ; count++) {
    const tried = count === 1 ? name : `${name}-${count}`
    if (!formats.some((each) => each.name === tried)) return tried
  }
}
