import { runOf } from '../server/names.ts'
import type { Answer, Connection } from './connection.ts'
import { literal, quoted } from './quote.ts'

/**
 * Accounts and roles belong to the whole server and outlive a database. Several databases of one run may each make some of the same
 * name, so those of the one that waits are written down as statements and taken away until it is its turn.
 */
export interface Accounts {
  /** Those that stood on the server before the run. */
  foreign: ReadonlySet<string>
  takeTurn(): Promise<void>
  /** Takes the database's own away for good; its database is gone by then. */
  end(): Promise<void>
}

export async function accountsOn(own: Connection, name: string): Promise<Accounts> {
  const run = quoted(runOf())
  const rows = async (sql: string): Promise<Answer['rows']> => (await own.ask(sql)).rows
  const made = await rows(`SELECT 1 FROM information_schema.schemata WHERE schema_name = ${literal(runOf())}`)
  if (made.length === 0) {
    const standing = await usersOf(own)
    await own.ask(`CREATE DATABASE ${run} CHARACTER SET utf8mb4`)
    await own.ask(`CREATE TABLE ${run}.strangers (account TEXT)`)
    await own.ask(`CREATE TABLE ${run}.asleep (n INT AUTO_INCREMENT PRIMARY KEY, owner VARCHAR(64), statement LONGTEXT)`)
    await own.ask(`CREATE TABLE ${run}.turn (owner VARCHAR(64))`)
    await own.ask(`INSERT INTO ${run}.turn VALUES (${literal(name)})`)
    for (const account of standing) await own.ask(`INSERT INTO ${run}.strangers VALUES (${literal(account)})`)
  }
  const foreign = new Set((await rows(`SELECT account FROM ${run}.strangers`)).map(([account]) => account!))
  const hasTurn = async () => (await rows(`SELECT owner FROM ${run}.turn`))[0]?.[0] ?? ''
  return {
    foreign,
    takeTurn: async () => {
      const before = await hasTurn()
      if (before === name) return
      for (const statement of await statementsOf(own, foreign)) {
        await own.ask(`INSERT INTO ${run}.asleep (owner, statement) VALUES (${literal(before)}, ${literal(statement)})`)
      }
      await dropAccounts(own, foreign)
      await own.ask(`UPDATE ${run}.turn SET owner = ${literal(name)}`)
      const mine = await rows(`SELECT statement FROM ${run}.asleep WHERE owner = ${literal(name)} ORDER BY n`)
      for (const [statement] of mine) await own.ask(statement!)
      await own.ask(`DELETE FROM ${run}.asleep WHERE owner = ${literal(name)}`)
    },
    end: async () => {
      if ((await hasTurn()) === name) {
        await dropAccounts(own, foreign)
        await own.ask(`UPDATE ${run}.turn SET owner = ''`)
      }
      for (const text of await grantsTo(own, everybody, name)) await own.send(revokeOf(text))
      await own.ask(`DELETE FROM ${run}.asleep WHERE owner = ${literal(name)}`)
      const others = await rows(`SELECT 1 FROM information_schema.schemata WHERE schema_name LIKE ${literal(`${runOf()}_%`)}`)
      if (others.length === 0) await own.ask(`DROP DATABASE IF EXISTS ${run}`)
    },
  }
}

/** MariaDB's name for everybody, which is no account: nothing makes it or drops it. */
export const everybody = "'PUBLIC'"

/** Accounts and roles, as a statement names them; none where the user may not see them. */
export async function usersOf(own: Connection): Promise<Set<string>> {
  const told = await own.send("SELECT user, host FROM mysql.user WHERE NOT (user = 'PUBLIC' AND host = '')")
  return new Set('error' in told ? [] : told.answer.rows.map(([user, host]) => accountOf(user!, host!)))
}

export const accountOf = (user: string, host: string) => (host === '' ? literal(user) : `${literal(user)}@${literal(host)}`)

/** What makes the accounts again that did not stand before, and gives them what they have. */
export async function statementsOf(own: Connection, foreign: ReadonlySet<string>): Promise<string[]> {
  const fresh = [...(await usersOf(own))].filter((account) => !foreign.has(account)).sort()
  const made: string[] = []
  const granted: string[] = []
  for (const account of fresh) {
    const shown = await own.send(`SHOW CREATE USER ${account}`)
    made.push('error' in shown ? `CREATE ROLE ${account}` : shown.answer.rows[0]![0]!)
    const grants = await own.send(`SHOW GRANTS FOR ${account}`)
    if (!('error' in grants)) granted.push(...grants.answer.rows.map(([text]) => text!).filter((text) => !/^GRANT USAGE /.test(text)))
  }
  return [...made, ...granted]
}

/** Drops the accounts and roles that did not stand on the server before. */
export async function dropAccounts(own: Connection, foreign: ReadonlySet<string>): Promise<void> {
  for (const account of await usersOf(own)) {
    if (foreign.has(account)) continue
    const told = await own.send(`DROP USER ${account}`)
    if ('error' in told) await own.send(`DROP ROLE ${account}`)
  }
}

/** What an account may do in one database, as the statements that gave it. */
export async function grantsTo(own: Connection, account: string, database: string): Promise<string[]> {
  const shown = await own.send(`SHOW GRANTS FOR ${account}`)
  return 'error' in shown ? [] : shown.answer.rows.map(([text]) => text!).filter((text) => text.includes(database))
}

/** `GRANT … ON … TO …` taken back. */
export const revokeOf = (grant: string) =>
  grant
    .replace(/^GRANT /, 'REVOKE ')
    .replace(/ TO /, ' FROM ')
    .replace(/ WITH GRANT OPTION$/, '')
