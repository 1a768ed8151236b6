import type { AspectValue } from '../../catalog/catalog.ts'
import { everyone } from '../../catalog/privileges.ts'
import { accountOf, usersOf } from './accounts.ts'
import type { Reader } from './host.ts'
import { literal } from './quote.ts'

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
export async function privilegesOn(host: Reader): Promise<Granted> {
  const own = literal(host.name)
  const rights: Rights = new Map()
  const put = (on: string, account: string, right: string, grantable: boolean) => {
    const by = rights.get(on) ?? new Map<string, Set<string>>()
    rights.set(on, by)
    by.set(account, (by.get(account) ?? new Set()).add(`${right}${grantable ? '*' : ''}`))
  }
  const read = async (table: string, schema: string, on: string) => {
    const sql = `SELECT grantee, privilege_type, is_grantable, ${on} FROM information_schema.${table} WHERE ${schema} = ${own}`
    for (const [account, right, grantable, name] of (await host.ask(sql)).rows)
      put(name!, account!.replace(/@''$/, '').replace(/^'PUBLIC'$/, everyone), right!, grantable === 'YES')
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
  const told = (on: string, ...more: string[]): AspectValue | undefined => {
    const found: Map<string, Set<string>> | undefined = rights.get(on) ?? (more.some((each) => rights.has(each)) ? new Map() : undefined)
    for (const each of more) {
      for (const [account, held] of rights.get(each) ?? []) found!.set(account, new Set([...(found!.get(account) ?? []), ...held]))
    }
    return (
      found && Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([account, held]) => [account, [...held].sort()]))
    )
  }
  const made = [...(await usersOf(host.own))].filter((account) => !host.users.has(account)).sort()
  const accounts = new Map<string, Readonly<Record<string, AspectValue>>>()
  for (const account of made) {
    const shown = await host.own.send(`SHOW GRANTS FOR ${account}`)
    const lines = 'error' in shown ? [] : shown.answer.rows.map(([text]) => text!)
    const memberships = lines.flatMap((text) => (/ ON /.test(text) ? [] : membershipsIn(text)))
    const everywhere = lines.flatMap((text) => /^GRANT (.*) ON \*\.\* TO /.exec(text)?.[1] ?? [])
    // Who may do something in every database of the server is bound by none of its tables.
    const attributes = everywhere.some((rights) => rights !== 'USAGE') ? ['SUPERUSER'] : []
    accounts.set(account, { attributes, memberships })
  }
  return {
    // What may be done in the whole database may be done to each of its tables.
    table: (name) => told(`table ${name}`, 'database'),
    column: (name) => told(`column ${name}`),
    routine: (name) => told(`routine ${name}`),
    database: () => told('database'),
    accounts: () => accounts,
  }
}

/** ``GRANT `reader`@`%` TO `app`@`%` ``: the roles, as accounts are named. */
function membershipsIn(text: string): string[] {
  const [, list = ''] = /^GRANT (.*) TO /.exec(text) ?? []
  return [...list.matchAll(/[`']([^`']+)[`'](?:@[`']([^`']*)[`'])?/g)].map(([, user, from = '']) => accountOf(user!, from))
}
