import type { Connection } from './connection.ts'
import { is, nameOf, tokens } from './tokens.ts'
import { references, until, type Write } from './writes.ts'

/** What a view shows: the tables that it stands on, and the column of one of them behind each of its own. */
interface Shown {
  tables: readonly string[]
  columns: ReadonlyMap<string, { table: string; column: string }>
}

/** Writes with those that a view passes on to the tables behind it; views are asked for where a name is none of the tables looked at. */
export async function throughViews(session: Connection, writes: readonly Write[], looked: ReadonlySet<string>): Promise<Write[]> {
  if (writes.every(({ tables }) => tables.every((table) => looked.has(table)))) return [...writes]
  const { rows } = await session.ask('SELECT table_name, view_definition FROM information_schema.views WHERE table_schema = DATABASE()')
  const views = new Map(rows.map(([name, text]) => [name!.toLowerCase(), shownBy(text ?? '')]))
  const all = [...writes]
  // A view may stand on another; none on itself, so this ends.
  for (const write of all) {
    for (const name of write.tables) {
      const view = views.get(name)
      if (view) all.push(passedOn(write, name, view))
    }
  }
  return all
}

function passedOn({ does, columns }: Write, name: string, view: Shown): Write {
  if (does !== 'update') return { does, tables: does === 'drop' ? [] : view.tables, columns: new Map() }
  const behind = new Map<string, string[]>()
  for (const own of [...(columns.get(name) ?? []), ...(columns.get('') ?? [])]) {
    const shown = view.columns.get(own)
    if (shown) behind.set(shown.table, [...(behind.get(shown.table) ?? []), shown.column])
  }
  return { does, tables: [...behind.keys()], columns: behind }
}

/** Reads a definition as the server writes it: each column with its table and its name, `` `d`.`t`.`c` AS `n` ``. */
function shownBy(text: string): Shown {
  const list = [...tokens(text)]
  const head = until(list, ['from'])
  const known = references(until(list.slice(head.length + 1), ['where', 'group', 'having', 'order', 'limit']))
  const columns = new Map<string, { table: string; column: string }>()
  for (const [at, token] of head.entries()) {
    const [table, dot, column, name] = [head[at - 3], head[at - 2], head[at - 1], head[at + 1]]
    if (!is(token, 'as') || dot?.text !== '.' || !table || !column || !name) continue
    columns.set(nameOf(name), { table: known.get(nameOf(table)) ?? nameOf(table), column: nameOf(column) })
  }
  return { tables: [...new Set(known.values())], columns }
}
