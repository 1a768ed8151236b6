import { type Catalog, type CatalogObject, partsOf } from '../../catalog/catalog.ts'
import { normalSql } from '../../catalog/expressions.ts'
import { nameParts, ownName } from '../../catalog/names.ts'
import { keysOf, speaksOf } from './keys.ts'

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
const named = (table: string) =>
  nameParts(table)
    .map(({ text }) => quoted(text))
    .join('.')

/** Questions that write each row of a Postgres table once more, under new keys or as it is, and answer with those that got through. */
export function writesTo(catalog: Catalog, table: CatalogObject): { insert: string; update: string } {
  const keys = keysOf(catalog, table).flatMap(({ columns }) => columns)
  const columns = partsOf(catalog, table.key, 'column').filter(({ aspects }) => !aspects.generated)
  const list = columns.map((column) => quoted(ownName(column)))
  const values = columns.map((column, at) =>
    keys.some((part) => speaksOf(part, ownName(column))) ? another(list[at]!, String(column.aspects.type)) : list[at],
  )
  const name = named(table.name)
  const first = list[columns.findIndex(({ aspects }) => !aspects.identity)] ?? ''
  return {
    insert: `WITH w AS (INSERT INTO ${name} (${list.join(', ')}) OVERRIDING SYSTEM VALUE SELECT ${values.join(', ')} FROM ${name} RETURNING 1) SELECT * FROM w`,
    update: `WITH w AS (UPDATE ${name} SET ${first} = ${first} RETURNING 1) SELECT * FROM w`,
  }
}

/** A value of a key that no row has yet. */
function another(column: string, type: string): string {
  if (/^(small|big)?int|^integer|^numeric/i.test(type)) return `${column} + 10007`
  if (/^(text|character varying)/i.test(type)) return `${column} || '~'`
  return type === 'uuid' ? 'gen_random_uuid()' : column
}

/** The rows of a table that a trigger of SQLite would ignore, where its own text says which: by its WHEN, or the WHERE or CASE around RAISE. */
export function whereIgnored(table: string, definition: string): string | undefined {
  const found = /^(.*?) begin (.*) end$/.exec(normalSql(definition))
  if (!found) return undefined
  const when = / when (.*)$/.exec(found[1]!)?.[1]
  const body = found[2]!.replace(/ ?;$/, '').trim()
  const inside =
    /^select case when (.*) then raise \( ignore \) end$/.exec(body)?.[1] ?? /^select raise \( ignore \) where (.*)$/.exec(body)?.[1]
  if (inside === undefined && body !== 'select raise ( ignore )') return undefined
  const asked = [when, inside].filter((each) => each !== undefined)
  // What asks for other rows would find each row itself.
  if (asked.length === 0 || asked.some((text) => /\b(select|case|raise)\b/.test(text))) return undefined
  const name = named(table)
  return `SELECT 1 FROM ${name} AS new JOIN ${name} AS old ON old.rowid = new.rowid WHERE ${asked.map((text) => `(${text})`).join(' AND ')} LIMIT 1`
}
