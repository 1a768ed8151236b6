import { type AspectValue, type CatalogObject, keyOf, type ObjectKind } from '../../catalog/catalog.ts'
import { type ColumnText, type ConstraintText, readTable, type TableText } from './create.ts'
import { canonicalExpression, canonicalSql, closing } from './text.ts'
import { is, type Token, tokens } from './tokens.ts'

/** A row of sqlite_schema. */
export interface SchemaRow {
  type: 'table' | 'index' | 'trigger' | 'view'
  name: string
  table: string
  sql: string
  rootpage: number
}

type Aspects = Record<string, AspectValue | undefined>

const object = (kind: ObjectKind, name: string, aspects: Aspects, of?: string): CatalogObject => ({
  key: keyOf(kind, name),
  kind,
  name,
  ...(of === undefined ? {} : { of }),
  aspects: Object.fromEntries(Object.entries(aspects).filter(([, value]) => value !== undefined)) as Record<string, AspectValue>,
})

/** The primary key that a reference without columns means. */
export type KeyOf = (table: string) => readonly string[]

/** A table with its columns and constraints, read from the text that SQLite keeps of it. */
export function tableObjects(row: SchemaRow, text: TableText, keyOfTable: KeyOf): CatalogObject[] {
  const of = keyOf('table', row.name)
  const key = text.constraints.find(({ type }) => type === 'primary key')?.columns ?? []
  const columns = text.columns.map((column) => object('column', `${row.name}.${column.name}`, columnAspects(column, text, key), of))
  const taken = new Map<string, number>()
  const constraints = text.constraints.map((constraint) => {
    const name = constraintName(constraint)
    const count = (taken.get(name) ?? 0) + 1
    taken.set(name, count)
    return object('constraint', `${row.name}.${name}${count > 1 ? `#${count}` : ''}`, constraintAspects(constraint, keyOfTable), of)
  })
  return [object('table', row.name, { kind: 'table', options: text.options }), ...columns, ...constraints]
}

/** A virtual table; its columns are what SQLite tells of them. */
export function virtualObjects(row: SchemaRow, columns: readonly string[]): CatalogObject[] {
  const list = [...tokens(row.sql)]
  const using = list.findIndex((token) => is(token, 'using'))
  const of = keyOf('table', row.name)
  const table = object('table', row.name, { kind: 'virtual', options: [canonicalSql(list.slice(using + 1))] })
  return [table, ...columns.map((column) => object('column', `${row.name}.${column}`, { type: '' }, of))]
}

function columnAspects(column: ColumnText, table: TableText, key: readonly string[]): Aspects {
  const inKey = key.some((name) => same(name, column.name))
  const rowid = inKey && key.length === 1 && column.type === 'integer' && !column.descending
  const strict = table.options.length > 0
  return {
    type: column.type,
    notNull: column.notNull || (inKey && (rowid || strict)),
    default: column.default === 'null' ? undefined : column.default,
    generated: column.generated,
    collation: column.collation === 'binary' ? undefined : column.collation,
    identity: column.autoincrement ? 'autoincrement' : undefined,
    onConflict: column.onConflict,
    key: inKey ? key.findIndex((name) => same(name, column.name)) + 1 : undefined,
  }
}

const letters = { 'primary key': 'pk', unique: 'unique', 'foreign key': 'fk', check: 'check' } as const

/** The name given, or one made of what the constraint says: `pk`, `unique(a,b)`, `fk(agent_id)`, `check(amount > 0)`. */
export function constraintName(constraint: ConstraintText): string {
  if (constraint.name !== undefined) return constraint.name
  if (constraint.type === 'primary key') return letters['primary key']
  return `${letters[constraint.type]}(${constraint.expression ?? constraint.columns.join(',')})`
}

function constraintAspects(constraint: ConstraintText, keyOfTable: KeyOf): Aspects {
  const { parent, type } = constraint
  const foreign = type === 'foreign key'
  const to = parent && (parent.columns.length ? parent.columns : keyOfTable(parent.table))
  return {
    type,
    columns: constraint.columns.length ? constraint.columns : undefined,
    references: parent && `${parent.table}(${to!.join(', ')})`,
    onDelete: foreign ? (constraint.onDelete ?? 'no action') : undefined,
    onUpdate: foreign ? (constraint.onUpdate ?? 'no action') : undefined,
    deferrable: foreign ? constraint.deferrable : undefined,
    deferred: foreign ? constraint.deferred : undefined,
    expression: constraint.expression,
    onConflict: constraint.onConflict,
  }
}

/** An index with its terms and condition, by meaning. */
export function indexObject(row: SchemaRow): CatalogObject {
  const list = [...tokens(row.sql)]
  const open = list.findIndex((token) => token.text === '(')
  const close = closing(list, open)
  const unique = is(list[1], 'unique')
  const terms = divide(list.slice(open + 1, close)).map(term)
  const where = is(list[close + 1], 'where') ? expressionOf(list.slice(close + 2)) : undefined
  const definition = `${unique ? 'unique ' : ''}(${terms.join(', ')})${where === undefined ? '' : ` where ${where}`}`
  return object('index', row.name, { unique, columns: terms, where, definition }, keyOf('table', row.table))
}

function term(list: readonly Token[]): string {
  const descending = is(list.at(-1), 'desc')
  const rest = descending || is(list.at(-1), 'asc') ? list.slice(0, -1) : list
  return expressionOf(rest) + (descending ? ' desc' : '')
}

function expressionOf(list: readonly Token[]): string {
  return canonicalExpression(list.map((token) => token.text).join(' '))
}

function divide(list: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of list) {
    if (token.text === '(') depth++
    if (token.text === ')') depth--
    if (token.text === ',' && depth === 0) parts.push([])
    else parts.at(-1)!.push(token)
  }
  return parts
}

/** A trigger: when, on what and what it does, by meaning. */
export function triggerObject(row: SchemaRow, onView: boolean): CatalogObject {
  const list = [...tokens(row.sql)]
  const begin = list.findIndex((token) => is(token, 'begin'))
  const timing = list.findIndex((token) => ['before', 'after', 'instead', 'delete', 'insert', 'update'].some((word) => is(token, word)))
  const head = canonicalSql(list.slice(timing, begin)).replace(/ for each row(?= |$)/, '')
  const definition = `${/^(before|after|instead)/.test(head) ? '' : 'before '}${head} ${canonicalSql(list.slice(begin))}`
  return object('trigger', `${row.table}.${row.name}`, { definition, enabled: true }, keyOf(onView ? 'view' : 'table', row.table))
}

/** A view: the query that it stands for and the columns that this gives now. */
export function viewObject(row: SchemaRow, columns: readonly string[] | undefined): CatalogObject {
  const list = [...tokens(row.sql)]
  const as = list.findIndex((token) => is(token, 'as'))
  return object('view', row.name, { definition: canonicalSql(list.slice(as + 1)), columns })
}

/** The primary key that a table's text states. */
export function primaryKey(sql: string): readonly string[] {
  return readTable(sql).constraints.find(({ type }) => type === 'primary key')?.columns ?? []
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
