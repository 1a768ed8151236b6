import type { CatalogObject } from '../../catalog/catalog.ts'
import { spanOf } from '../../model/place.ts'
import type { At } from '../../model/script.ts'
import { readTable } from './create.ts'
import { constraintName, type SchemaRow } from './objects.ts'
import type { Group } from './schema.ts'
import { firstWords } from './split.ts'

/** The register of births: which statement made each object; nothing for what stood before the register began. */
export class Births {
  private known = new Map<string, At | undefined>()
  private tables = new Map<number, string>()

  /** Takes over what stands after a statement: what is new was made by it, unless a table was only renamed. */
  after(rows: readonly SchemaRow[], groups: readonly Group[], at?: At): void {
    const renamed = this.renames(rows)
    const next = new Map<string, At | undefined>()
    for (const { objects } of groups) {
      for (const object of objects)
        next.set(object.key, this.known.has(object.key) ? this.known.get(object.key) : (this.renamedBirth(object, renamed) ?? at))
    }
    this.known = next
  }

  get(key: string): At | undefined {
    return this.known.get(key)
  }

  /** A copy to come back to. */
  copy(): Births {
    const copy = new Births()
    copy.known = new Map(this.known)
    copy.tables = new Map(this.tables)
    return copy
  }

  toText(): string {
    const made = [...this.known].filter((entry): entry is [string, At] => entry[1] !== undefined)
    const places = new Map([...new Set(made.map(([, at]) => at))].map((at, index) => [at, index]))
    return JSON.stringify({
      places: [...places.keys()],
      keys: [...this.known].map(([key, at]) => [key, at && places.get(at)]),
      tables: [...this.tables],
    })
  }

  static fromText(text: string): Births {
    const { places, keys, tables } = JSON.parse(text) as { places: At[]; keys: [string, number | null][]; tables: [number, string][] }
    const births = new Births()
    births.known = new Map(keys.map(([key, index]) => [key, index === null ? undefined : places[index]!]))
    births.tables = new Map(tables)
    return births
  }

  /** New names of tables by the old ones: the same page under another name. */
  private renames(rows: readonly SchemaRow[]): Map<string, string> {
    const renamed = new Map<string, string>()
    const names = new Set(rows.map(({ name }) => name))
    const tables = new Map<number, string>()
    for (const row of rows) {
      if (row.type !== 'table' || row.rootpage === 0) continue
      tables.set(row.rootpage, row.name)
      const was = this.tables.get(row.rootpage)
      if (was !== undefined && was !== row.name && !names.has(was)) renamed.set(row.name, was)
    }
    this.tables = tables
    return renamed
  }

  private renamedBirth(object: CatalogObject, renamed: ReadonlyMap<string, string>): At | undefined {
    const table = object.kind === 'table' ? object.name : object.of?.slice('table:'.length)
    const was = table === undefined ? undefined : renamed.get(table)
    if (was === undefined || !object.name.startsWith(table!)) return undefined
    return this.known.get(`${object.kind}:${was}${object.name.slice(table!.length)}`)
  }
}

/** The place of a column or constraint inside the CREATE TABLE that made it, where it was made by one. */
export function narrowed(key: string, at: At): At {
  const [create, ...words] = firstWords(at.text, 3)
  if (!/^(column|constraint):/.test(key) || create !== 'create' || !words.includes('table')) return at
  const text = readTable(at.text)
  const part = key.startsWith('column:')
    ? text.columns.find(({ name }) => key.endsWith(`.${name}`))
    : text.constraints.find((constraint) => key.endsWith(`.${constraintName(constraint)}`))
  if (!part) return at
  const inner = spanOf(at.text, part.start, part.end)
  const line = (number: number) => at.span.line + number - 1
  const column = (number: number, onLine: number) => (onLine === 1 ? at.span.column + number - 1 : number)
  return {
    ...at,
    text: at.text.slice(part.start, part.end),
    span: {
      line: line(inner.line),
      column: column(inner.column, inner.line),
      endLine: line(inner.endLine),
      endColumn: column(inner.endColumn, inner.endLine),
    },
  }
}
