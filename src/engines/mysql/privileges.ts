import type { AspectValue } from '../../catalog/catalog.ts'
import { type Host, literal, usersOf } from './host.ts'

/** Who may do what in the database, by account: `{ "'app'@'%'": ['SELECT'] }`. */
export interface Granted {
  table(name: string): AspectValue | undefined
  /** By `table.column`. */
  column(name: string): AspectValue | undefined
  routine(name: string): AspectValue | undefined
  database(): AspectValue | undefined
  /** The accounts and roles that were made here. */
  accounts(): Map<string, Readonly<Record<string, AspectValue>>>
}

type Rights = Map<string, Map<string, Set<string>>>

/** Reads what is granted in the database, and the accounts that did not stand on the server before. */
export async function privilegesOn(host: Host): Promise<Granted> {
  const own = literal(host.name)
  const rights: Rights = new Map()
  const put = (on: string, account: string, right: string, grantable: boolean) => {
    const by = rights.get(on) ?? new Map<string, Set<string>>()
    rights.set(on, by)
    by.set(account, (by.get(account) ?? new Set()).add(`${right}${grantable ? '*' : ''}`))
  }
  const read = async (table: string, schema: string, on: string) => {
    const sql = `SELECT grantee, privilege_type, is_grantable, ${on} FROM information_schema.${table} WHERE ${schema} = ${own}`
    for (const [account, right, grantable, name] of (await host.ask(sql)).rows) put(name!, account!, right!, grantable === 'YES')
  }
  await read('SCHEMA_PRIVILEGES', 'table_schema', "'database'")
  await read('TABLE_PRIVILEGES', 'table_schema', "concat('table ', table_name)")
  await read('COLUMN_PRIVILEGES', 'table_schema', "concat('column ', table_name, '.', column_name)")
  const routines = await host.own.send(`SELECT user, host, routine_name, proc_priv FROM mysql.procs_priv WHERE db = ${own}`)
  if (!('error' in routines)) {
    for (const [user, from, name, list] of routines.answer.rows) {
      for (const right of (list ?? '').split(',').filter(Boolean))
        put(`routine ${name}`, `${literal(user!)}@${literal(from!)}`, right.toUpperCase(), false)
    }
  }
  const told = (on: string): AspectValue | undefined => {
    const found = rights.get(on)
    return (
      found && Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([account, held]) => [account, [...held].sort()]))
    )
  }
  const made = [...(await usersOf(host.own))].filter((account) => !host.users.has(account)).sort()
  const accounts = new Map<string, Readonly<Record<string, AspectValue>>>()
  for (const account of made) {
    const shown = await host.own.send(`SHOW GRANTS FOR ${account}`)
    const grants = 'error' in shown ? [] : shown.answer.rows.map(([text]) => text!.replace(/ IDENTIFIED (BY|VIA) .*$/, ''))
    accounts.set(account, {
      memberships: grants.filter((text) => !/ ON /.test(text)),
      attributes: grants.filter((text) => / ON \*\.\*/.test(text)),
    })
  }
  return {
    table: (name) => told(`table ${name}`),
    column: (name) => told(`column ${name}`),
    routine: (name) => told(`routine ${name}`),
    database: () => told('database'),
    accounts: () => accounts,
  }
}
