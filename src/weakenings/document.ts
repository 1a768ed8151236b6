import type { Edit } from '../model/files.ts'
import { type Block, fieldKey, type Markdown, markdown, type Section, sectionsUnder } from '../readers/markdown.ts'
import { edit, type Target, type Weakening } from './weakening.ts'

interface DocumentOptions {
  headings?: readonly string[]
  fields?: Readonly<Record<string, unknown>>
  fresh?: { field: string }
  sealed?: 'true' | 'append'
  steps?: { ids: readonly string[] }
  checklist?: { items: readonly string[] }
  tables?: readonly { under?: string }[]
  fences?: readonly { under?: string; lang?: string; placeholders?: readonly string[] }[]
}

/** Ways to hollow a document out or to change what it states, each in the document's own text. */
export async function* document({ protection, files }: Target<DocumentOptions>): AsyncIterable<Weakening> {
  const path = protection.subject
  const text = await files.text(path)
  if (text === undefined) return
  const made: Made = (what, content, ...caughtBy) => edit(what, path, content, ...caughtBy)
  yield made('the file removed', undefined, 'document/missing')
  yield made('a symbolic link in its place', { content: 'README.md', mode: 'symlink' }, 'document/not-a-file')
  yield made('the file emptied', '\n', 'document/says-nothing')
  yield made('a pointer of Git LFS in its place', pointer, 'document/lfs-pointer')
  yield made('bytes in its place', new Uint8Array([0x25, 0x50, 0x44, 0x46, 0, 1, 2]), 'document/not-text')
  yield made(
    'UTF-16 in its place',
    new Uint8Array([0xff, 0xfe, ...[...text].flatMap((letter) => [letter.charCodeAt(0) & 255, 0])]),
    'document/not-text',
  )
  const read = await files.read(path, markdown)
  if (read?.kind !== 'markdown') return
  const lines = text.split(/\r?\n/)
  const { options } = protection
  for (const heading of options.headings ?? []) yield* ofHeading(read, lines, heading, made)
  for (const field of Object.keys(options.fields ?? {})) yield* ofField(read, lines, field, made)
  if (options.fresh) {
    const changed = withField(read, lines, options.fresh.field, '2001-01-01')
    if (changed) yield made(`\`${options.fresh.field}\` set far back`, changed, 'document/stale', 'document/field-contradicts')
  }
  const first = lines.findIndex((line) => /\p{L}/u.test(line))
  const reworded = lines.with(first, `${lines[first]} perhaps`).join('\n')
  if (options.sealed === 'true') yield made('a line of it reworded', reworded, 'document/changed')
  if (options.sealed === 'append') yield made('its first line reworded', reworded, 'document/rewritten')
  yield* ofBlocks(read, lines, options, made)
}

type Made = (what: string, content: Edit, ...caughtBy: string[]) => Weakening

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 4096\n`

function* ofHeading(document: Markdown, lines: readonly string[], heading: string, made: Made): Iterable<Weakening> {
  const sections = sectionsUnder(document, heading).filter((section) => section.says)
  if (sections.length !== 1) return
  const [section] = sections as [Section]
  const from = section.span.endLine
  const next = document.blocks[section.to]
  const to = next ? next.span.line - 1 : lines.length
  const body = lines.slice(from, to)
  const within = (...put: readonly string[]) => [...lines.slice(0, from), ...put, ...lines.slice(to)].join('\n')
  const gone = ['document/heading-empty', 'document/says-nothing'] as const
  yield made(`the body of \`${heading}\` emptied`, within(''), ...gone)
  yield made(
    `the body of \`${heading}\` in a comment`,
    within('<!--', ...body.map((line) => line.replaceAll('--', '- -')), '-->', ''),
    ...gone,
  )
  yield made(`the body of \`${heading}\` in a fence`, within('', '`````````', ...body, '`````````', ''), ...gone)
  yield made(`the body of \`${heading}\` of no width`, within('', '\u200b', ''), ...gone)
  yield made(
    `the heading \`${heading}\` removed`,
    [...lines.slice(0, section.span.line - 1), ...lines.slice(from)].join('\n'),
    'document/heading-missing',
  )
  const line = section.span.line - 1
  const alike = lines[line]!.replace(/[aeocpxAEOCPHBT]/, (letter) => look[letter]!)
  if (alike !== lines[line])
    yield made(`a letter of \`${heading}\` that only looks the same`, lines.with(line, alike).join('\n'), 'document/heading-missing')
  const unseen = lines[line]!.replace(/(\p{L})(\p{L})/u, '$1\u200b$2')
  if (unseen !== lines[line])
    yield made(`a letter of no width in \`${heading}\``, lines.with(line, unseen).join('\n'), 'document/heading-missing')
}

const look: Readonly<Record<string, string>> = {
  a: 'а',
  e: 'е',
  o: 'о',
  c: 'с',
  p: 'р',
  x: 'х',
  A: 'А',
  E: 'Е',
  O: 'О',
  C: 'С',
  P: 'Р',
  H: 'Н',
  B: 'В',
  T: 'Т',
}

function* ofField(document: Markdown, lines: readonly string[], field: string, made: Made): Iterable<Weakening> {
  const changed = withField(document, lines, field, 'quite another value')
  if (!changed) return
  yield made(`another value of \`${field}\``, changed, 'document/field-differs', 'document/field-contradicts')
  yield made(`\`${field}\` stated twice`, [...lines, '', `**${field}:** quite another value`, ''].join('\n'), 'document/field-contradicts')
  const at = document.fields.find((each) => fieldKey(each.name) === fieldKey(field))!.span.line - 1
  if (document.fields.filter((each) => fieldKey(each.name) === fieldKey(field)).length > 1) return
  yield made(`the line of \`${field}\` removed`, lines.toSpliced(at, 1).join('\n'), 'document/field-missing')
}

function withField(document: Markdown, lines: readonly string[], field: string, value: string): string | undefined {
  const stated = document.fields.find((each) => fieldKey(each.name) === fieldKey(field))
  if (!stated) return undefined
  const at = stated.span.line - 1
  const colon = lines[at]!.indexOf(':', lines[at]!.indexOf(stated.name))
  if (colon === -1) return undefined
  const mark = /^:(?:\*\*|__)?/.exec(lines[at]!.slice(colon))![0]
  const tail = stated.from === 'comment' ? ' -->' : ''
  return lines.with(at, `${lines[at]!.slice(0, colon)}${mark} ${value}${tail}`).join('\n')
}

function* ofBlocks(document: Markdown, lines: readonly string[], options: DocumentOptions, made: Made): Iterable<Weakening> {
  const without = (block: Pick<Block, 'span'>) => lines.toSpliced(block.span.line - 1, block.span.endLine - block.span.line + 1).join('\n')
  for (const id of options.steps?.ids ?? []) {
    const row = document.blocks
      .flatMap((block) => (block.kind === 'table' ? block.rows : []))
      .filter((each) => each.cells[0]?.text.startsWith(id))
    if (row.length === 1) yield made(`the row of step ${id} removed`, without(row[0]!), 'document/step-missing', 'document/steps-missing')
  }
  for (const item of options.checklist?.items ?? []) {
    const boxes = lines.flatMap((line, i) => (/\[[ xX]\]/.test(line) && line.includes(item) ? [i] : []))
    if (boxes.length === 1)
      yield made(`the item \`${item}\` removed`, lines.toSpliced(boxes[0]!, 1).join('\n'), 'document/checklist-item-missing')
  }
  const under = (heading: string | undefined) =>
    heading === undefined
      ? document.blocks
      : sectionsUnder(document, heading).flatMap((section) => document.blocks.slice(section.from + 1, section.to))
  for (const table of options.tables ?? []) {
    const found = under(table.under).filter((block) => block.kind === 'table')
    if (found.length === 1) yield made('a table removed', without(found[0]!), 'document/table-missing', 'document/says-nothing')
  }
  for (const fence of options.fences ?? []) {
    const found = under(fence.under).filter((block) => block.kind === 'code' && block.fenced && (!fence.lang || fence.lang === block.lang))
    if (found.length === 1) yield made('a fence removed', without(found[0]!), 'document/fence-missing')
    for (const name of fence.placeholders ?? []) {
      const filled = lines.join('\n').replaceAll(name, 'filled in')
      if (filled !== lines.join('\n')) yield made(`the placeholder \`${name}\` filled in`, filled, 'document/placeholder-missing')
    }
  }
}
