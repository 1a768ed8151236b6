import { Refusal } from '../../model/refusal.ts'
import { type Address, placeOf } from '../server/address.ts'
import { freshName } from '../server/names.ts'
import { accountsOn } from './accounts.ts'
import { type Answer, type Connection, connect } from './connection.ts'
import { literal, quoted } from './quote.ts'

/** A server with the one database on it that belongs to this rehearsal. */
export interface Host {
  readonly label: string
  readonly maria: boolean
  /** The name of the database. */
  readonly name: string
  /** Databases and users that stood on the server before. */
  readonly databases: ReadonlySet<string>
  readonly users: ReadonlySet<string>
  ask(sql: string): Promise<Answer>
  /** Puts the accounts of this database in their places, and those of another of the run away. */
  takeTurn(): Promise<void>
  /** Pawl's own connection, which looks at the database while no migration runs. */
  readonly own: Connection
  stop(process: number): Promise<void>
  end(): Promise<void>
}

/** A database as it is looked at, whether it is pawl's own or people live by it. */
export type Reader = Pick<Host, 'name' | 'maria' | 'databases' | 'users' | 'ask' | 'own'>

const limitMs = 120_000
const oldest = { mysql: [8, 0], mariadb: [10, 5] } as const
const servers = ['mysql', 'information_schema', 'performance_schema', 'sys']

/** Looks at a server, refuses one that is not safe or too old, and makes a database on it. */
export async function openHost(address: Address): Promise<Host> {
  const own = await connect(address, { ...(address.database ? { database: address.database } : {}), limitMs })
  try {
    const [version = ''] = (await own.ask('SELECT version()')).rows[0]!.map(String)
    const maria = /mariadb/i.test(version)
    const number = /^(\d+)\.(\d+)[.\d]*/.exec(version)
    const where = placeOf(address)
    const [least, under] = oldest[maria ? 'mariadb' : 'mysql']
    if (!number || Number(number[1]) < least || (Number(number[1]) === least && Number(number[2]) < under)) {
      throw new Refusal(`the server at ${where} is ${maria ? 'MariaDB' : 'MySQL'} ${version}; pawl rehearses on ${least}.${under} or newer`)
    }
    await mustBeEmpty(own, address)
    const [replicas] = (await own.ask("SELECT count(*) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'")).rows[0]!
    if (replicas !== '0') throw new Refusal(`the server at ${where} is one that others follow, so it is none to throw away`)
    const name = freshName()
    await own.ask(`SET SESSION time_zone = '+00:00', SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'`)
    await own.ask(`SELECT GET_LOCK(${literal(name)}, 0)`)
    await sweep(own)
    const databases = new Set((await own.ask('SHOW DATABASES')).rows.map(([database]) => database!.toLowerCase()))
    const made = await own.send(`CREATE DATABASE ${quoted(name)} CHARACTER SET utf8mb4`)
    if ('error' in made)
      throw new Refusal(`the user of the server at ${where} may not make databases; on a server that is disposable it can`)
    await own.ask(`USE ${quoted(name)}`)
    const accounts = await accountsOn(own, name)
    await accounts.takeTurn()
    return {
      label: `${maria ? 'mariadb' : 'mysql'} ${number[0]} (server)`,
      maria,
      name,
      databases,
      users: accounts.foreign,
      takeTurn: accounts.takeTurn,
      own,
      ask: own.ask,
      stop: async (process) => {
        await own.ask(`KILL ${process}`)
      },
      end: async () => {
        try {
          await own.ask(`DROP DATABASE IF EXISTS ${quoted(name)}`)
          await accounts.end()
        } finally {
          await own.end()
        }
      },
    }
  } catch (error) {
    await own.end()
    throw error
  }
}

async function mustBeEmpty(own: Connection, address: Address): Promise<void> {
  const { database } = address
  if (!database || servers.includes(database.toLowerCase()) || database.startsWith('pawl')) return
  const [count] = (await own.ask(`SELECT count(*) FROM information_schema.tables WHERE table_schema = ${literal(database)}`)).rows[0]!
  if (count === '0') return
  throw new Refusal(
    `the database \`${database}\` of the server at ${placeOf(address)} is not empty, so people may live by this server; name an empty one, or none, of a server that can be thrown away`,
  )
}

/** Drops the databases of runs that ended without doing so. */
async function sweep(own: Connection): Promise<void> {
  for (const [database] of (await own.ask("SHOW DATABASES LIKE 'pawl\\_%'")).rows) {
    if (!/^pawl_[0-9a-z]+_[0-9a-z]+_[0-9a-f]{8}$/.test(database!)) continue
    const [free] = (await own.ask(`SELECT IS_FREE_LOCK(${literal(database!)})`)).rows[0]!
    if (free === '1') await own.ask(`DROP DATABASE IF EXISTS ${quoted(database!)}`)
  }
  for (const [run] of (await own.ask("SHOW DATABASES LIKE 'pawl\\_%'")).rows) {
    if (!/^pawl_[0-9a-z]+_[0-9a-z]+$/.test(run!)) continue
    const left = await own.ask(`SELECT 1 FROM information_schema.schemata WHERE schema_name LIKE ${literal(`${run}_%`)}`)
    if (left.rows.length === 0) await own.ask(`DROP DATABASE IF EXISTS ${quoted(run!)}`)
  }
}
