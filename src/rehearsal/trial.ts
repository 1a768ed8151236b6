import { type AspectValue, type Catalog, type CatalogObject, keyOf, type ObjectKind, partsOf } from '../catalog/catalog.ts'
import type { TableRows } from '../catalog/rows.ts'
import type { Database } from '../engines/engine.ts'
import { type Bounds, boundsOf } from './trial-checks.ts'
import { valueFor } from './trial-values.ts'

const usualCount = 3
const mostCount = 12
const firstNumber = 17
const wholeNumber = /^(big|small|medium|tiny)?(int\d?|integer|serial)\b/i

/**
 * Where a table does not take its rows: a check that knows only some combinations may take them in another mix of its choices; a key of
 * references lets no more stand than there are parents, be it of the one with most or with fewest; and of columns that a check wants to
 * be NULL in turn, each row fills one.
 */
const [mixed, asMostParents, inTurn] = [1, 2, 3] as const
const otherAttempts = [mixed, asMostParents, inTurn] as const

/** How awkward made rows are. */
export type Guise = 'awkward' | 'whole' | 'plain'

/**
 * In what guises rows are made again where a migration fails on awkward ones. Where it fails for a NULL, the values may stay unlike each
 * other: on plain rows nobody sees them change places.
 */
export function guisesFor(reason: string): readonly Guise[] {
  return /\bnull\b/i.test(reason) ? ['whole', 'plain'] : ['plain']
}

/**
 * Puts made rows into those of the tables that are empty, and into what they refer to, parents first.
 * Every cell gets a value of its own where its type has room, as awkward a one as may be, each value of an enum is there, and the last
 * row is NULL where it may be. Whole rows hold no NULL. Plain rows hold none either, and are the same in each table, so that what comes to
 * refer to another finds it. Resolves to the tables filled.
 */
export async function trialRows(
  database: Database,
  catalog: Catalog,
  tables: readonly string[],
  counts: Readonly<Record<string, number>>,
  guise: Guise = 'awkward',
): Promise<readonly string[]> {
  const wanted = parentsFirst(catalog, tables)
  const known = new Map((await database.rows(wanted)).map((each) => [each.table, each]))
  const bare = new Map(known)
  const empty = wanted.filter((table) => known.get(table)?.rows.length === 0)
  const filled: string[] = []
  let number = firstNumber
  const make = (table: string, attempt: number): Made => {
    const plan = planOf(catalog, table, known)
    const count = counts[table] ?? counts[table.replace(/^public\./, '')] ?? countFor(plan, attempt)
    const rows = makeRows(plan, count, number, attempt, guise)
    number += rows.rows.length * Math.max(1, rows.columns.length)
    // What refers to the table takes its values, and some of them the server has made.
    const asked = !plan.whole && wanted.some((other) => other !== table && refersTo(catalog, other, table))
    return { rows, asked, next: number }
  }
  const take = async ({ rows, asked }: Made) => {
    known.set(rows.table, asked ? (await database.rows([rows.table]))[0]! : rows)
    filled.push(rows.table)
  }
  // Only Postgres stops at the first table that does not take its rows, so that those behind it can be made anew.
  const most = database.engine === 'postgres' ? empty.length : 1
  for (let at = 0; at < empty.length; ) {
    const batch: Made[] = []
    for (const table of empty.slice(at, at + most)) {
      const made = make(table, 0)
      batch.push(made)
      known.set(table, made.rows)
      if (made.asked) break
    }
    const [failed] = await database.fill(batch.map(({ rows }) => rows))
    const end = failed ? batch.findIndex(({ rows }) => rows.table === failed.table) : batch.length
    for (const made of batch.slice(0, end)) await take(made)
    at += end
    if (!failed) continue
    for (const { rows } of batch.slice(end)) known.set(rows.table, bare.get(rows.table)!)
    number = batch[end]!.next
    for (const attempt of otherAttempts) {
      const made = make(failed.table, attempt)
      if ((await database.fill([made.rows])).length > 0) continue
      await take(made)
      break
    }
    at++
  }
  return filled
}

/** Rows for a table, whether they have to be read as the server took them, and the number behind theirs. */
interface Made {
  rows: TableRows
  asked: boolean
  next: number
}

interface ColumnPlan {
  name: string
  type: string
  nullable: boolean
  /** A whole number that is the key: counted from 1, as a database counts it. */
  counted: boolean
  bounds: Bounds
  /** Rows of the table that it refers to, and which of their columns. */
  parent?: { rows: TableRows; column: number }
  /** A check may want it to be NULL where others are not: its place among these, and how many they are. */
  turn?: { at: number; of: number }
}

interface Plan {
  table: string
  /** Every column gets a made value. */
  whole: boolean
  columns: readonly ColumnPlan[]
}

function planOf(catalog: Catalog, table: string, known: ReadonlyMap<string, TableRows>): Plan {
  const key = keyOf('table', table)
  const constraints = partsOf(catalog, key, 'constraint')
  const keyed = new Set(
    constraints.filter(({ aspects }) => aspects.type === 'primary key').flatMap(({ aspects }) => names(aspects.columns)),
  )
  // Of several references of a column the widest tells most: what else it holds has to fit too.
  const references = constraints.toSorted((a, b) => names(b.aspects.columns).length - names(a.aspects.columns).length)
  const all = partsOf(catalog, key, 'column')
  const optional = all
    .filter(({ aspects }) => !aspects.notNull)
    .map(({ name }) => name.slice(table.length + 1))
    .filter((name) => !keyed.has(name))
  const turns = turnsIn(constraints, optional)
  const columns = all
    .filter(({ aspects }) => !aspects.generated && !aspects.identity)
    .map((column): ColumnPlan => {
      const name = column.name.slice(table.length + 1)
      const stated = String(column.aspects.type ?? '')
      const { type, checks } = underneath(catalog, stated)
      const parent = parentOf(references, name, known)
      const turn = turns.get(name)
      return {
        name,
        type,
        nullable: optional.includes(name),
        counted: keyed.size === 1 && keyed.has(name) && wholeNumber.test(type),
        bounds: boundsFor(catalog, type, constraints, name, checks),
        ...(parent ? { parent } : {}),
        ...(turn ? { turn } : {}),
      }
    })
  return { table, whole: columns.length === all.length, columns }
}

/** The columns that a check of what is NULL names together. */
function turnsIn(constraints: readonly CatalogObject[], optional: readonly string[]): Map<string, { at: number; of: number }> {
  const turns = new Map<string, { at: number; of: number }>()
  for (const check of checksOf(constraints)) {
    if (!/\bis\s+(not\s+)?null\b|\bnum_(non)?nulls\b/i.test(check)) continue
    const words = new Set(check.match(/\w+/g))
    const together = optional.filter((name) => words.has(name) && !turns.has(name))
    if (together.length > 1) for (const [at, name] of together.entries()) turns.set(name, { at, of: together.length })
  }
  return turns
}

/** So many rows that each value of an enum has one, and NULL; in later attempts no more than there are parents. */
function countFor({ columns }: Plan, attempt: number): number {
  const parents = columns.flatMap(({ parent }) => (parent?.rows.rows.length ? [parent.rows.rows.length] : []))
  if (attempt > mixed && parents.length) return attempt === asMostParents ? Math.max(...parents) : Math.min(...parents)
  const needed = columns.map(({ bounds, nullable, parent }) => (parent ? 0 : bounds.choices.length + (nullable ? 1 : 0)))
  return Math.max(usualCount, ...needed.map((each) => Math.min(each, mostCount)))
}

function makeRows(plan: Plan, count: number, start: number, attempt: number, guise: Guise): TableRows {
  let number = start
  const plain = guise === 'plain'
  const sharp = attempt === 0 && !plain
  const rows = Array.from({ length: count }, (_, row) =>
    plan.columns.map((column, at) => {
      number = plain ? row + 1 : number + 1
      const last = row === count - 1 && count > 1 && guise === 'awkward'
      if (attempt === inTurn && column.turn && row % column.turn.of !== column.turn.at) return null
      if (column.parent) {
        const { rows: parents, column: at } = column.parent
        const value = parents.rows.length ? parents.rows[row % parents.rows.length]![at]! : null
        return value === null && !column.nullable
          ? valueFor({ type: column.type, bounds: column.bounds, number, sharp })
          : last && column.nullable
            ? null
            : value
      }
      if (column.counted) return String(row + 1)
      if (last && column.nullable && attempt === 0) return null
      // Another attempt mixes the choices of a row otherwise.
      if (column.bounds.choices.length) return valueFor({ ...column, number: row + attempt * (at + 1) })
      return plain && wholeNumber.test(column.type) && !column.bounds.number ? String(row + 1) : valueFor({ ...column, number, sharp })
    }),
  )
  return { table: plan.table, columns: plan.columns.map(({ name }) => name), rows }
}

/** The tables with all that they refer to, a parent ahead of its children where that can be. */
function parentsFirst(catalog: Catalog, tables: readonly string[]): string[] {
  const order: string[] = []
  const visit = (table: string, path: readonly string[]) => {
    if (order.includes(table) || path.includes(table) || !catalog.objects.has(keyOf('table', table))) return
    for (const constraint of partsOf(catalog, keyOf('table', table), 'constraint')) {
      const parent = reference(constraint)?.table
      if (parent) visit(parent, [...path, table])
    }
    order.push(table)
  }
  for (const table of tables) visit(table, [])
  return order
}

function refersTo(catalog: Catalog, table: string, parent: string): boolean {
  return partsOf(catalog, keyOf('table', table), 'constraint').some((constraint) => reference(constraint)?.table === parent)
}

function parentOf(constraints: readonly CatalogObject[], column: string, known: ReadonlyMap<string, TableRows>): ColumnPlan['parent'] {
  for (const constraint of constraints) {
    const at = names(constraint.aspects.columns).indexOf(column)
    const to = reference(constraint)
    const rows = to && known.get(to.table)
    if (at === -1 || !rows) continue
    const index = rows.columns.indexOf(to.columns[at] ?? to.columns[0] ?? '')
    if (index !== -1) return { rows, column: index }
  }
  return undefined
}

/** `agents(agent_id)` as a table and its columns. */
function reference(constraint: CatalogObject): { table: string; columns: string[] } | undefined {
  const parts = /^(.*)\((.*)\)$/.exec(String(constraint.aspects.references ?? ''))
  return parts ? { table: parts[1]!.trim(), columns: parts[2]!.split(',').map((each) => each.trim()) } : undefined
}

/** What the checks of a table say. */
function checksOf(constraints: readonly CatalogObject[]): string[] {
  return constraints
    .filter(({ aspects }) => aspects.type === 'check')
    .map(({ aspects }) => String(aspects.expression ?? aspects.definition ?? ''))
}

function boundsFor(catalog: Catalog, type: string, constraints: readonly CatalogObject[], column: string, more: readonly string[]): Bounds {
  const bounds = boundsOf(column, [...checksOf(constraints), ...more.map((check) => check.replace(/\bVALUE\b/g, column))])
  const values = /^bool/i.test(type) && bounds.choices.length === 0 ? ['true', 'false'] : enumValues(catalog, type)
  return values.length ? { ...bounds, choices: values } : bounds
}

/** What a domain is made of, and what it checks; the parts of a composite type; any other type is itself. */
function underneath(catalog: Catalog, type: string): { type: string; checks: string[] } {
  const domain = named(catalog, 'domain', type)
  const [, base, rest] = /^(.*?)((?: DEFAULT | NOT NULL|(?: \S+)? CHECK \().*)?$/s.exec(String(domain?.aspects.definition ?? '')) ?? []
  if (domain && base) return { type: base, checks: rest ? [rest] : [] }
  const parts = String(named(catalog, 'type', type)?.aspects.definition ?? '')
  return { type: parts.startsWith('(') ? parts : type, checks: [] }
}

const named = (catalog: Catalog, kind: ObjectKind, type: string) =>
  catalog.objects.get(keyOf(kind, type)) ?? catalog.objects.get(keyOf(kind, `public.${type}`))

function enumValues(catalog: Catalog, type: string): string[] {
  // MySQL lists them in the type itself.
  const listed = /^(?:enum|set)\((.*)\)$/i.exec(type)?.[1]
  if (listed !== undefined) return [...listed.matchAll(/'((?:[^']|'')*)'/g)].map(([, value]) => value!.replaceAll("''", "'"))
  const found = named(catalog, 'enum', type)
  return found ? names(found.aspects.values) : []
}

function names(value: AspectValue | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
