import type { Span } from '../model/place.ts'
import type { Reader } from '../model/tree.ts'

/** A line of visible text with its place; inline markup is aside. */
export interface Line {
  text: string
  span: Span
}

/** Inline code, as it stands between its backticks. */
export interface InlineCode {
  text: string
  span: Span
  struck?: true
}

/** Where a block stands: its section, and the list items and quotes around it. */
interface Within {
  span: Span
  /** The innermost section, as an index into `sections`; absent ahead of the first heading. */
  section?: number
  /** The list items around it by their number in the document, outermost first. */
  items: readonly number[]
  /** How many quotes are around it. */
  quotes: number
}

interface HeadingBlock extends Within {
  kind: 'heading'
  level: number
  text: string
  /** The section that it opens. */
  opens: number
}

/** Visible text: a paragraph, or what raw HTML shows. `says`: some of it is neither code nor image nor white. */
interface TextBlock extends Within {
  kind: 'text'
  text: string
  lines: readonly Line[]
  code: readonly InlineCode[]
  says: boolean
  /** All of it is struck out. */
  struck?: true
}

/** The beginning of a list item; the blocks in it follow and carry its number in `items`. */
interface ItemBlock extends Within {
  kind: 'item'
  item: number
  /** The number of its list in the document. */
  list: number
  ordered: boolean
  /** The number that an ordered item shows. */
  number?: number
  checked?: boolean
  /** All of its first paragraph is struck out. */
  struck?: true
  /** The visible text of its first paragraph. */
  text: string
}

/** Code: fenced, or indented by four columns. */
export interface CodeBlock extends Within {
  kind: 'code'
  fenced: boolean
  /** The first word after the fence. */
  lang: string
  /** All that stands after the fence: `sql rehearse 1`. */
  info: string
  text: string
  /** Each line of the text with its place in the file. */
  lines: readonly Line[]
}

export interface Cell {
  text: string
  span: Span
}

export interface Row {
  cells: readonly Cell[]
  span: Span
}

/** A table; a row that a line break cuts in two is one row. */
export interface TableBlock extends Within {
  kind: 'table'
  header: readonly Cell[]
  rows: readonly Row[]
  says: boolean
}

export interface CommentBlock extends Within {
  kind: 'comment'
  text: string
  lines: readonly Line[]
}

export type Block = HeadingBlock | TextBlock | ItemBlock | CodeBlock | TableBlock | CommentBlock

/** A heading with all that follows it, down to the next heading of its level or above. */
export interface Section {
  heading: string
  level: number
  span: Span
  parent?: number
  /** The index of its heading's block, and of the first block after it. */
  from: number
  to: number
  /** Visible text stands in it or in its subsections. */
  says: boolean
}

/** `Name: value`, as a document states it. */
export interface Field {
  name: string
  value: string
  /** The items, where front matter states a list. */
  list?: readonly string[]
  from: 'front matter' | 'text' | 'comment'
  span: Span
}

export interface FrontMatter {
  span: Span
  /** Why it could not be read. */
  problem?: { message: string; line: number; column: number }
}

/** A Markdown document: an ordered list of blocks, with what sections and fields they make. */
export interface Markdown {
  kind: 'markdown'
  text: string
  frontMatter?: FrontMatter
  blocks: readonly Block[]
  sections: readonly Section[]
  fields: readonly Field[]
  /** Visible text stands in it, headings aside. */
  says: boolean
}

/** A file that is not text, and where that shows. */
export interface NotText {
  kind: 'not text'
  problem: 'nul' | 'utf-16' | 'utf-8' | 'lfs'
  line: number
  column: number
}

/** Reads a document: CommonMark with GitHub's tables and task items, and YAML front matter. */
export const markdown: Reader<Markdown | NotText> = {
  name: 'markdown',
  read: async (bytes, path) => (await import('./markdown/read.ts')).readDocument(bytes, path),
}

/** A field's name as it is compared: without case, spaces, `-` or `_`. */
export function fieldKey(name: string): string {
  return name.replace(/[\s_-]+/g, '').toLowerCase()
}

/** Text as headings and names are compared: composed, white space as one blank. */
export function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim()
}

/** The blocks of a section and its subsections, its own heading aside. */
export function blocksOf(document: Markdown, section: Section): readonly Block[] {
  return document.blocks.slice(section.from + 1, section.to)
}

/** The sections under a heading of exactly this text, inline markup and white space aside. */
export function sectionsUnder(document: Markdown, heading: string): readonly Section[] {
  const wanted = plain(heading)
  return document.sections.filter((section) => plain(section.heading) === wanted)
}

/** A document's text alone, for files that are not to be parsed. */
export const documentText: Reader<{ kind: 'text'; text: string } | NotText> = {
  name: 'document text',
  read: async (bytes, path) => (await import('./markdown/text.ts')).decode(bytes, path),
}
