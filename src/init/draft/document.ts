import { type Block, blocksOf, type Field, fieldKey, type Markdown, plain, type Section } from '../../readers/markdown.ts'
import type { Draft, Source, Value } from '../draft.ts'
import type { Page } from '../pages.ts'
import { furniture, news, promise, tried } from '../words.ts'
import { stepsOf } from './steps.ts'

const mostHeadings = 14
const mostTables = 3

/** A page as a protection: what of its structure and its fields is worth keeping, each with its lines. */
export function documentOf({ path, document }: Page, today: string): Draft {
  const sources: Source[] = []
  const keys: Record<string, Value> = {}
  const keep = (key: string, value: Value | undefined, lines: readonly number[], says = key) => {
    if (value === undefined) return
    keys[key] = value
    sources.push(...lines.map((line) => ({ path, line, says })))
  }
  const headings = headingsOf(document)
  if (headings.length) {
    keep(
      'headings',
      headings.map(({ heading }) => plain(heading)),
      headings.map(({ span }) => span.line),
    )
  }
  const fields = fieldsOf(document)
  if (fields.length) {
    keep(
      'fields',
      Object.fromEntries(fields.map((field) => [field.name, expectedOf(field.value)])),
      fields.map(({ span }) => span.line),
    )
  }
  const fresh = document.fields.find((field) => tried.test(field.name) && isRecent(field.value, today))
  if (fresh) keep('fresh', { field: fresh.name, within: '180d' }, [fresh.span.line])
  const steps = stepsOf(document)
  if (steps) keep('steps', steps.value, [steps.line])
  const list = checklistOf(document)
  if (list) keep('checklist', list.value, [list.line])
  const tables = tablesOf(document, steps?.line)
  if (tables.length) {
    keep(
      'tables',
      tables.map(({ value }) => value),
      tables.map(({ line }) => line),
    )
  }
  const fences = fencesOf(document)
  if (fences.length) {
    keep(
      'fences',
      fences.map(({ value }) => value),
      fences.map(({ line }) => line),
    )
  }
  const notes = (steps?.gaps ?? []).map((id) => `\`${path}\`: the step ${id} has no row, and is not asked for`)
  return { kind: 'document', subject: path, keys, layer: 'documents', sources, notes }
}

/** The headings of the level on which the page is divided, each with a body. */
function headingsOf({ sections }: Markdown): Section[] {
  const useful = sections.filter(({ heading, says }) => says && isName(plain(heading)))
  const level = [2, 1, 3, 4].find((each) => useful.filter((section) => section.level === each).length >= (each === 1 ? 2 : 1))
  const seen = new Set<string>()
  return useful
    .filter((section) => section.level === level && !seen.has(plain(section.heading)) && seen.add(plain(section.heading)))
    .slice(0, mostHeadings)
}

/** A heading, and not a sentence that a line beneath made one. */
const isName = (heading: string): boolean => heading !== '' && heading.length <= 100 && !/[.;]$/.test(heading) && !furniture.test(heading)

/** Fields that promise something, stated once. */
function fieldsOf({ fields }: Markdown): Field[] {
  const named = new Map<string, Field[]>()
  for (const field of fields) named.set(fieldKey(field.name), [...(named.get(fieldKey(field.name)) ?? []), field])
  return [...named.values()]
    .filter((all) => new Set(all.map(({ value }) => value)).size === 1)
    .map(([field]) => field!)
    .filter(
      ({ name, value }) => promise.test(name) && !news.test(name) && name.split(/[\s_-]+/).length <= 4 && !/\d{4}-\d{2}|\d{4}$/.test(value),
    )
    .slice(0, 8)
}

/** A short value letter by letter; of a longer one its first word. */
function expectedOf(value: string): string {
  if (value.length <= 60 && !value.startsWith('/')) return value
  const word = /^[\p{L}\p{N}_-]+/u.exec(value)?.[0]
  return word ? `/^${word}/` : value
}

function isRecent(value: string, today: string): boolean {
  const day = /\d{4}-\d{2}-\d{2}/.exec(value)?.[0]
  if (!day) return false
  const days = (Date.parse(today) - Date.parse(day)) / 864e5
  return days >= 0 && days <= 120
}

/** The heading that a block stands under, where the page has it once. */
function headingOf(document: Markdown, block: Block): string | undefined {
  if (block.section === undefined) return undefined
  const heading = plain(document.sections[block.section]!.heading)
  return document.sections.filter((section) => plain(section.heading) === heading).length === 1 ? heading : undefined
}

/** The items of the first checklist, by their names. */
function checklistOf(document: Markdown): { value: Value; line: number } | undefined {
  for (const section of document.sections) {
    const blocks = blocksOf(document, section).filter((block) => document.sections[block.section ?? -1] === section)
    const names = blocks.flatMap((block) => {
      if (block.kind === 'item') return block.checked !== undefined && block.items.length === 0 ? [nameOf(block.text.split('\n')[0]!)] : []
      if (block.kind !== 'code' || !block.fenced || !/^(?:|te?xt|plain(?:text)?)$/i.test(block.lang)) return []
      return block.lines.flatMap(({ text }) => /^(?:[-*+]\s+)?\[[ xX]\]\s+(\S.*)$/.exec(text)?.[1] ?? []).map(nameOf)
    })
    const items = [...new Set(names.filter((name) => name !== ''))]
    const first = blocks[0]
    const under = first && headingOf(document, first)
    if (items.length >= 2 && under !== undefined) return { value: { under, items }, line: section.span.line }
  }
  return undefined
}

const nameOf = (text: string): string => plain(text.replace(/\([^()]*\)/g, ' ').replace(/:.*$/s, ''))

/** Tables under a heading of their own, with the rows that they have. */
function tablesOf(document: Markdown, but: number | undefined): { value: Value; line: number }[] {
  return document.blocks
    .flatMap((block) => {
      if (block.kind !== 'table' || block.span.line === but) return []
      const under = headingOf(document, block)
      const columns = block.header.map(({ text }) => plain(text)).filter((text) => text !== '')
      if (under === undefined || columns.length < 2 || block.rows.length < 2 || new Set(columns).size !== columns.length) return []
      return [{ value: { under, columns, rows: block.rows.length }, line: block.span.line }]
    })
    .slice(0, mostTables)
}

/** Templates: plain fences with lines `Name: text` and something to be filled in. */
function fencesOf(document: Markdown): { value: Value; line: number }[] {
  return document.blocks
    .flatMap((block) => {
      if (block.kind !== 'code' || !block.fenced || !/^(?:|te?xt)$/i.test(block.lang)) return []
      const under = headingOf(document, block)
      const placeholders = [...new Set([...block.text.matchAll(/<([a-z][a-z0-9]*(?:[-_ ][a-z0-9]+)*)>/gi)].map(([, name]) => name!))]
      const fields = [...block.text.matchAll(/^([A-Z][\w-]*(?: [\w-]+)?):\s+\S/gm)].map(([, name]) => name!)
      if (under === undefined || placeholders.length === 0 || !fields.includes('Subject')) return []
      return [{ value: { under, fields: ['Subject'], placeholders }, line: block.span.line }]
    })
    .slice(0, 2)
}
