import { ofRelations } from './catalog-sql.ts'

/** One row of the server's catalogs, in the order in which `catalog-sql` asks for its values. */
export type Raw = readonly any[]
export type RawCatalog = Readonly<Record<string, readonly Raw[] | null>>

type OfRelation = (typeof ofRelations)[number]

/** The server's rows, found by the number of what they belong to. */
export interface Lists {
  /** Of each relation: its own row, its columns, constraints and so on. */
  relations: ReadonlyMap<string, Readonly<Record<OfRelation, readonly Raw[]>>>
  functions: ReadonlyMap<string, Raw>
  types: ReadonlyMap<string, Raw>
  /** By catalog, number and sub-number. */
  comments: ReadonlyMap<string, string>
  /** Everything else, always read as a whole. */
  rest: RawCatalog
}

/** Which place of a row holds the number of its relation. */
const owner: Readonly<Record<OfRelation, number>> = {
  relations: 0,
  columns: 0,
  constraints: 1,
  indexes: 1,
  triggers: 1,
  rules: 1,
  policies: 1,
  sequences: 0,
}

export function listsOf(raw: RawCatalog): Lists {
  return {
    relations: relationsOf(raw),
    functions: new Map((raw.functions ?? []).map((row) => [row[0], row])),
    types: new Map((raw.types ?? []).map((row) => [row[0], row])),
    ...restOf(raw),
  }
}

/** What belongs neither to a relation nor to a function or type. */
export function restOf(raw: RawCatalog): Pick<Lists, 'comments' | 'rest'> {
  const comments = new Map((raw.comments ?? []).map(([catalog, id, sub, text]) => [`${catalog} ${id} ${sub}`, text as string]))
  return { comments, rest: raw }
}

/** The same lists with some relations, functions and types read again; those that were asked for and are gone are taken out. */
export function updated(lists: Lists, asked: { relations: readonly string[]; others: readonly string[] }, raw: RawCatalog): Lists {
  const relations = replaced(lists.relations, asked.relations, relationsOf(raw))
  const functions = replaced(lists.functions, asked.others, new Map((raw.functions ?? []).map((row) => [row[0], row])))
  const types = replaced(lists.types, asked.others, new Map((raw.types ?? []).map((row) => [row[0], row])))
  return { ...lists, relations, functions, types }
}

function replaced<T>(map: ReadonlyMap<string, T>, asked: readonly string[], found: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  if (!asked.some((id) => map.has(id) || found.has(id))) return map
  const copy = new Map(map)
  for (const id of asked) if (!found.has(id)) copy.delete(id)
  for (const [id, value] of found) copy.set(id, value)
  return copy
}

function relationsOf(raw: RawCatalog): Map<string, Record<OfRelation, Raw[]>> {
  const relations = new Map<string, Record<OfRelation, Raw[]>>()
  const empty = (): Record<OfRelation, Raw[]> => ({
    relations: [],
    columns: [],
    constraints: [],
    indexes: [],
    triggers: [],
    rules: [],
    policies: [],
    sequences: [],
  })
  for (const list of ofRelations) {
    for (const row of raw[list] ?? []) {
      const id = row[owner[list]] as string
      const parts = relations.get(id) ?? empty()
      relations.set(id, parts)
      parts[list].push(row)
    }
  }
  return relations
}

/** `public.t` of a relation's number. */
export function relationName(lists: Lists, id: string): string | undefined {
  const row = lists.relations.get(id)?.relations[0]
  return row && `${row[1]}.${row[2]}`
}

/** The name of a column by its relation's number and its own. */
export function columnName(lists: Lists, id: string, number: number): string {
  const column = lists.relations.get(id)?.columns.find((row) => row[1] === number)
  return column ? (column[2] as string) : String(number)
}

/** `public.pay(integer)` of a function's number. */
export function functionName(lists: Lists, id: string): string | undefined {
  const row = lists.functions.get(id)
  return row && `${row[1]}.${row[2]}(${row[3]})`
}
