import { canonical } from '../model/orders.ts'
import { type AspectValue, type Catalog, type CatalogObject, ofKind, onceBetween, partsOf } from './catalog.ts'
import { type Difference, type Pair, pairs } from './diff.ts'
import { lastPart, ownName } from './names.ts'

/** What tables and columns are called afterwards that stayed under another name: tables by name, columns by that of their table. */
export interface Renames {
  tables: ReadonlyMap<string, string>
  columns: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Finds what was renamed: by identity, else by what stands in the same place with the same type, or with the same columns. */
export function renamesBetween(before: Catalog, after: Catalog, identities: boolean): Renames {
  return identities && before.engine === 'postgres' ? renamedByIdentity(before, after) : renamedByPlace(before, after)
}

const renamedByIdentity = onceBetween((before, after): Renames => {
  const { renames, column } = noRenames()
  for (const { before: older, after: newer } of pairs(before, after, true).values()) {
    // Under a name that another one bears now it is not the same to those who use it.
    if (older === newer || older.name === newer.name || after.objects.has(older.key)) continue
    if (older.kind === 'table') renames.tables.set(older.name, newer.name)
    else if (older.kind === 'column' && ownName(older) !== ownName(newer)) column(older, newer)
  }
  return renames
})

const renamedByPlace = onceBetween((before, after): Renames => {
  const { renames, column } = noRenames()
  const shape = (catalog: Catalog, table: CatalogObject) =>
    canonical(partsOf(catalog, table.key, 'column').map((each) => [ownName(each), String(each.aspects.type)]))
  const fresh = ofKind(after, 'table').filter(({ key }) => !before.objects.has(key))
  for (const table of ofKind(before, 'table')) {
    if (after.objects.has(table.key)) {
      for (const older of partsOf(before, table.key, 'column')) {
        if (after.objects.has(older.key)) continue
        const { position, type } = older.aspects
        const newer = partsOf(after, table.key, 'column').find(
          ({ key, aspects }) => !before.objects.has(key) && aspects.position === position && aspects.type === type,
        )
        if (newer) column(older, newer)
      }
    } else {
      const same = fresh.filter((each) => shape(after, each) === shape(before, table))
      if (same.length === 1) renames.tables.set(table.name, same[0]!.name)
    }
  }
  return renames
})

function noRenames() {
  const tables = new Map<string, string>()
  const columns = new Map<string, Map<string, string>>()
  const column = (older: CatalogObject, newer: CatalogObject) => {
    const table = tableOf(older)
    columns.set(table, (columns.get(table) ?? new Map<string, string>()).set(ownName(older), ownName(newer)))
  }
  return { renames: { tables, columns }, column }
}

/** What tables and their columns have become that stand under another name, where the engine knows them by no identity. */
export function movedBetween(before: Catalog, after: Catalog): ReadonlyMap<string, Pair> {
  const { tables, columns } = renamesBetween(before, after, false)
  const moved = new Map<string, Pair>()
  const put = (older: CatalogObject | undefined, key: string) => {
    const newer = after.objects.get(key)
    if (older && newer) moved.set(older.key, { before: older, after: newer })
  }
  for (const [from, to] of tables) {
    put(before.objects.get(`table:${from}`), `table:${to}`)
    for (const column of partsOf(before, `table:${from}`, 'column')) put(column, `column:${to}.${ownName(column)}`)
  }
  for (const [table, names] of columns)
    for (const [from, to] of names) put(before.objects.get(`column:${table}.${from}`), `column:${table}.${to}`)
  return moved
}

/** The differences that are more than the new names of what keys, checks, indexes and policies speak of. */
export function beyondRenames(differences: readonly Difference[], renames: Renames): readonly Difference[] {
  if (renames.tables.size + renames.columns.size === 0) return differences
  const made = new Set(differences.flatMap((each) => (each.what === 'added' ? [wholly(each.after)] : [])))
  const gone = new Set(differences.flatMap((each) => (each.what === 'missing' ? [wholly(each.before, renames)] : [])))
  return differences.filter((each) => {
    if (each.what === 'missing') return !carries(each.before) || !made.has(wholly(each.before, renames))
    if (each.what === 'added') return !carries(each.after) || !gone.has(wholly(each.after))
    if (each.what !== 'changed' || !carries(each.before)) return true
    return canonical(carried(each.aspect, each.from ?? null, each.before, renames)) !== canonical(each.to ?? null)
  })
}

const carries = ({ kind }: CatalogObject) => kind === 'constraint' || kind === 'index' || kind === 'policy'
const tableOf = ({ of }: CatalogObject) => (of ?? '').replace(/^table:/, '')

/** All that an object says of its table, under the names that hold now. */
function wholly(object: CatalogObject, renames: Renames = { tables: new Map(), columns: new Map() }): string {
  const table = tableOf(object)
  const aspects = Object.entries(object.aspects).map(([name, value]) => [name, carried(name, value, object, renames)])
  return canonical([object.kind, renames.tables.get(table) ?? table, ...aspects] as AspectValue)
}

function carried(aspect: string, value: AspectValue, object: CatalogObject, renames: Renames): AspectValue {
  const { tables, columns } = renames
  if (aspect === 'references' && typeof value === 'string') {
    const [, table = value, list = ''] = /^(.*?)(\(.*\))?$/s.exec(value) ?? []
    return `${tables.get(table) ?? table}${list.replace(word, (each) => columns.get(table)?.get(each) ?? each)}`
  }
  const spoken = speakerOf(tableOf(object), renames)
  const each = (part: AspectValue): AspectValue =>
    typeof part === 'string' ? spoken(part) : Array.isArray(part) ? part.map((item) => each(item as AspectValue)) : part
  return each(value)
}

const word = /'(?:[^']|'')*'|(?:[\w$]+\.)?[\w$]+/g

/** Says a text with the names that hold now: plain ones are of the table itself, others of the table that they name; quoted values stay. */
function speakerOf(table: string, { tables, columns }: Renames): (text: string) => string {
  const short = new Map([...tables].map(([older, newer]) => [lastPart(older), lastPart(newer)]))
  const own = new Map([...columns].map(([of, names]) => [lastPart(of), names]))
  const said = (each: string): string => {
    const dot = each.startsWith("'") ? -1 : each.indexOf('.')
    if (dot === -1) return columns.get(table)?.get(each) ?? short.get(each) ?? each
    const [of, name] = [each.slice(0, dot), each.slice(dot + 1)]
    if (of === 'new' || of === 'old') return `${of}.${columns.get(table)?.get(name) ?? name}`
    return `${short.get(of) ?? of}.${own.get(of)?.get(name) ?? short.get(name) ?? name}`
  }
  return (text) => text.replace(word, said)
}

/** An object as it reads under the names that hold now. */
export function carriedOver(object: CatalogObject, renames: Renames): CatalogObject {
  if (renames.tables.size + renames.columns.size === 0) return object
  if (object.kind === 'view' || object.kind === 'materialized view') return carriedView(object, renames)
  const aspects = Object.entries(object.aspects).map(([name, value]) => [name, carried(name, value, object, renames)])
  return { ...object, aspects: Object.fromEntries(aspects) }
}

/** A view goes on to call its columns as before: a renamed one is `newer AS older` in its text. */
function carriedView(view: CatalogObject, renames: Renames): CatalogObject {
  const all = new Map([...renames.columns.values()].flatMap((names) => [...names]))
  const { definition } = view.aspects
  if (typeof definition !== 'string') return view
  const [head = '', tail = ''] = [/^[\s\S]*?(?=\sFROM\s|$)/.exec(definition)?.[0], /\sFROM\s[\s\S]*$/.exec(definition)?.[0]]
  const spoken = speakerOf('', { tables: renames.tables, columns: new Map([...renames.columns, ['', all]]) })
  const shown = head.replace(word, (each) => (spoken(each) === each ? each : `${spoken(each)} AS ${lastPart(each)}`))
  return { ...view, aspects: { ...view.aspects, definition: `${shown}${spoken(tail)}` } }
}
