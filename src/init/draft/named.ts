import { type Catalog, type CatalogObject, partsOf } from '../../catalog/catalog.ts'
import { ownName, shortName } from '../../catalog/names.ts'
import { referencesOf } from '../../guards/schema/keys.ts'
import type { Draft, Source, Value } from '../draft.ts'
import type { Page } from '../pages.ts'

/** A database as it stands, with the name that policies have for it. */
export interface Standing {
  database: string
  catalog: Catalog
  /** More than one database is there, so that protections name theirs. */
  several: boolean
}

const kinds = ['view', 'index', 'trigger', 'function', 'enum'] as const
const mostLines = 4

/** What of a database a page names: references, columns and tables, and other objects by names that no prose has. */
export function namedIn(page: Page, standing: Standing): Draft[] {
  const { catalog } = standing
  const said = sayings(page)
  const objects = [...catalog.objects.values()]
  const tables = objects.filter(({ kind }) => kind === 'table')
  const drafts: Draft[] = []
  const add = (kind: string, subject: string, keys: Record<string, Value>, lines: readonly number[]) => {
    const sources: Source[] = lines.slice(0, mostLines).map((line) => ({ path: page.path, line }))
    drafts.push({ kind, subject, keys: { ...keys, ...ofDatabase(standing) }, layer: 'database', sources })
  }
  const columns = new Set<string>()
  for (const table of tables) {
    const name = shortName(table.name)
    const own = said.lines(ownName(table))
    for (const reference of referencesOf(catalog, table)) {
      if (reference.columns.length !== 1) continue
      const [column, target] = [reference.columns[0]!, reference.targets[0]]
      const full = said.lines(`${name}.${column}`)
      const lines = full.length ? full : own.length && said.lines(column).length ? said.lines(column) : []
      if (lines.length === 0 || target === undefined) continue
      columns.add(`${name}.${column}`)
      const action: Record<string, Value> = reference.onDelete === 'no action' ? {} : { 'on-delete': reference.onDelete }
      add('column', `${name}.${column}`, { references: `${shortName(reference.table)}.${target}`, ...action }, [...full, ...lines])
    }
  }
  const named = new Set<string | undefined>()
  for (const table of tables) {
    const lines = said.lines(ownName(table), 'alone')
    if (lines.length) named.add(table.key)
    if (lines.length)
      drafts.push({ ...tableOf(standing, table), sources: lines.slice(0, mostLines).map((line) => ({ path: page.path, line })) })
    if (lines.length && table.aspects.rowSecurity === true) {
      const policies = said.find(/\brls\b|row[\s-]level security|\bpolic(?:y|ies)\b|tenant/i)
      if (policies.length) add('row-security', shortName(table.name), {}, policies)
    }
  }
  for (const column of objects.filter(({ kind }) => kind === 'column')) {
    const name = shortName(column.name)
    const lines = said.lines(name)
    if (lines.length === 0 || columns.has(name) || named.has(column.of)) continue
    add('column', name, column.aspects.notNull === true ? { 'not-null': true } : {}, lines)
  }
  for (const object of objects) {
    const kind = kinds.find((each) => each === object.kind)
    if (kind === undefined || !isTelling(ownName(object))) continue
    const lines = said.lines(ownName(object))
    if (lines.length) add(kind, subjectOf(object, objects), {}, lines)
  }
  const off = catalog.engine === 'sqlite' ? said.find(/foreign[_ ]keys?\b/i) : []
  if (off.length && drafts.some(({ kind, keys }) => kind === 'column' && 'references' in keys))
    add('pragma', 'foreign_keys', { is: 'on' }, off)
  return drafts
}

/** A table as a protection; where all of it does not hold, its columns one by one. */
function tableOf(standing: Standing, table: CatalogObject): Draft {
  const keys = ofDatabase(standing)
  const instead = partsOf(standing.catalog, table.key, 'column').map((column) => ({
    kind: 'column',
    subject: shortName(column.name),
    keys,
    layer: 'database',
    sources: [],
    standsIn: true as const,
  }))
  return { kind: 'table', subject: shortName(table.name), keys, layer: 'database', sources: [], instead }
}

/** Every table of a database that no other draft pins. */
export function tablesOf(standing: Standing, but: ReadonlySet<string>): Draft[] {
  return [...standing.catalog.objects.values()]
    .filter(({ kind, name }) => kind === 'table' && !but.has(shortName(name)) && !ofTools.test(shortName(name)))
    .map((table) => tableOf(standing, table))
    .sort((a, b) => (a.subject < b.subject ? -1 : 1))
}

/** Tables in which tools keep what they ran. */
const ofTools =
  /^(?:sqitch\.\w+|schema_migrations|__\w+_migrations|_\w+_migrations|alembic_version|goose_db_version|flyway_schema_history|databasechangelog(?:lock)?|pgmigrations|ar_internal_metadata)$/

const ofDatabase = ({ several, database }: Standing): Record<string, Value> => (several ? { database } : {})

/** A name that cannot be a word of prose. */
const isTelling = (name: string): boolean => /[_\d]/.test(name) || /[a-z][A-Z]/.test(name)

/** How policies call it: with its table or schema where the name alone is another's too. */
function subjectOf(object: CatalogObject, all: readonly CatalogObject[]): string {
  const same = all.filter((each) => each.kind === object.kind && ownName(each) === ownName(object))
  if (same.length === 1) return ownName(object)
  return shortName(object.name)
}

/** The lines on which a page says a name: anywhere where it cannot be a word of prose, else in code alone. */
function sayings({ document }: Page) {
  const all = document.text.split('\n')
  const code = new Set<number>()
  const spans = new Map<number, string>()
  for (const block of document.blocks) {
    if (block.kind === 'code') for (const { span } of block.lines) code.add(span.line)
    if (block.kind === 'text') for (const each of block.code) spans.set(each.span.line, `${spans.get(each.span.line) ?? ''} ${each.text} `)
  }
  return {
    /** `alone`: not merely ahead of one of its columns. */
    lines: (name: string, how: 'alone' | 'any' = 'any'): number[] => {
      const word = new RegExp(`(?<![\\w.])(?:public\\.|"|\`)?${escaped(name)}(?!\\w${how === 'alone' ? '|\\.\\w' : ''})`)
      return all.flatMap((line, index) => {
        if (!line.includes(name)) return []
        const text = isTelling(name) || code.has(index + 1) || /^\s*\|/.test(line) ? line : (spans.get(index + 1) ?? ticked(line))
        return word.test(text) ? [index + 1] : []
      })
    },
    find: (pattern: RegExp): number[] => all.flatMap((line, index) => (pattern.test(line) ? [index + 1] : [])),
  }
}

const ticked = (line: string): string => [...line.matchAll(/`([^`]+)`/g)].map(([, text]) => text).join(' ')
const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
