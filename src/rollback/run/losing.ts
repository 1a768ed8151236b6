import type { Plan } from '../../model/plan.ts'
import type { Connected } from './connected.ts'

/** What is lost, and what goes with the newer version, each with the rows that it is about just now. */
export async function lossTold({ loses, discards }: Pick<Plan, 'loses' | 'discards'>, databases: Iterable<Connected>): Promise<string[]> {
  const all = [...databases]
  const told: string[] = []
  for (const [names, lost] of [
    [loses, true],
    [discards, false],
  ] as const)
    for (const name of names) for (const database of all) told.push(...(await counted(database, name, lost)))
  return told
}

async function counted({ way, live }: Connected, name: string, lost: boolean): Promise<string[]> {
  const { objects } = way.states[0]!.catalog
  const quoted = (text: string) => quotedName(text, live.engine)
  const rows = async (table: string, column?: string) => {
    const where = column === undefined ? '' : ` WHERE ${quoted(column)} IS NOT NULL`
    const answer = await live.query(`SELECT count(*) AS n FROM ${quoted(table)}${where}`)
    const count = 'rows' in answer ? answer.rows[0]?.n : undefined
    return `${count ?? 'an unknown number of'} ${count === '1' ? 'row' : 'rows'}`
  }
  if (objects.has(`table:${name}`)) return [`table ${name}: ${await rows(name)}`]
  const table = name.slice(0, name.lastIndexOf('.'))
  if (!objects.has(`table:${table}`)) return []
  if (objects.has(`column:${name}`)) return [`column ${name}: ${await rows(table, name.slice(table.length + 1))}`]
  // Its values went when the newer version came; the rows are there without them.
  return lost ? [`column ${name}: comes back without its values in ${await rows(table)}`] : []
}

function quotedName(text: string, engine: 'postgres' | 'sqlite' | 'mysql'): string {
  const mark = engine === 'mysql' ? '`' : '"'
  return text
    .split('.')
    .map((part) => mark + part.replaceAll(mark, mark + mark) + mark)
    .join('.')
}
