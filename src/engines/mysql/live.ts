import { Refusal } from '../../model/refusal.ts'
import type { Live, LiveOpening } from '../live.ts'
import { type Address, placeOf } from '../server/address.ts'
import { mysqlAddress } from './address.ts'
import { readCatalog } from './catalog.ts'
import { type Connection, connect } from './connection.ts'
import type { Reader } from './host.ts'
import { askOne } from './questions.ts'
import { literal, quoted } from './quote.ts'
import { runScript } from './run.ts'

const limitMs = 120_000
/** Between two looks at whether a connection that was ended is gone. */
const lookMs = 50
const mostLooks = 400

/** Opens a MySQL or MariaDB database that people live by, as whoever the address says. */
export async function openLiveMysql({ address: url, settings, statementMs }: LiveOpening): Promise<Live> {
  const address = mysqlAddress(url)
  const { database } = address
  if (database === '')
    throw new Refusal(`the address names no database of the server at ${placeOf(address)}; one is \`mysql://user@host:3306/database\``)
  const enter = () => connect(address, { database, limitMs: statementMs, stop: (process) => kill(address, process) })
  const own = await enter()
  try {
    const [row] = (await own.ask('SELECT version(), current_user()')).rows
    const [version = '', user = ''] = row!.map(String)
    const maria = /mariadb/i.test(version)
    const label = `${maria ? 'mariadb' : 'mysql'} ${/^[\d.]+/.exec(version)?.[0] ?? version}`
    // Accounts are the server's, so none is looked at as the migrations' own.
    const reader: Reader = { name: database, maria, databases: new Set(), users: everybody, ask: own.ask, own }
    return liveOn({ own, enter, reader, address, settings, label, user })
  } catch (error) {
    await own.end()
    throw error
  }
}

const everybody: ReadonlySet<string> = Object.assign(new Set<string>(), { has: () => true })

interface Opened {
  /** Looks and asks, and holds the lock. */
  own: Connection
  enter(): Promise<Connection>
  reader: Reader
  address: Address
  settings: Readonly<Record<string, string>>
  label: string
  user: string
}

function liveOn({ own, enter, reader, address, settings, label, user }: Opened): Live {
  /** Carries out one script, and is gone behind it with all that the script has set. */
  let worker: Connection | undefined
  let stopped = false
  return {
    label,
    engine: 'mysql',
    user,
    lost: () => stopped || own.failed() || worker?.failed() === true,
    lock: async (waitMs) => {
      const seconds = Math.ceil(waitMs / 1000)
      // What a run that was cut off left under way holds the second one.
      return (await locked(own, runLock, seconds)) && (await locked(own, workLock, seconds)) && (await unlocked(own))
    },
    catalog: () => readCatalog(reader),
    run: async (script, telling) => {
      worker = await enter()
      try {
        if (!(await locked(worker, workLock, 0))) throw new Refusal('another run of a rollback works on this database')
        for (const [name, value] of Object.entries(settings)) {
          const plain = /^(-?\d+|on|off|true|false|default)$/i.test(value)
          await worker.ask(`SET SESSION ${quoted(name)} = ${plain ? value : literal(value)}`)
        }
        const ran = await runScript(worker, reader, script, { asItStands: true, begins: telling.begins })
        await worker.end()
        worker = undefined
        return ran
      } catch (error) {
        if (worker?.failed() === false) {
          await worker.end()
          worker = undefined
        }
        throw error
      }
    },
    query: (sql) => askOne(own, reader.name, sql),
    // The server keeps no account of its transactions.
    outcome: async () => 'unknown',
    stop: async () => {
      stopped = true
      await kill(address, (worker ?? own).process)
    },
    close: async () => {
      await worker?.end()
      await own.end()
    },
  }
}

/** Names of locks are the whole server's. */
const runLock = "CONCAT('pawl rollback ', MD5(DATABASE()))"
const workLock = "CONCAT('pawl rollback work ', MD5(DATABASE()))"

async function locked(connection: Connection, name: string, seconds: number): Promise<boolean> {
  return (await connection.ask(`SELECT GET_LOCK(${name}, ${seconds})`)).rows[0]![0] === '1'
}

async function unlocked(connection: Connection): Promise<true> {
  await connection.ask(`SELECT RELEASE_LOCK(${workLock})`)
  return true
}

/** Ends a connection from another one, and waits until the server has taken back what it left open. */
async function kill(address: Address, process: number): Promise<void> {
  const other = await connect(address, { limitMs })
  try {
    await other.send(`KILL ${process}`)
    for (let looks = 0; looks < mostLooks; looks++) {
      const { rows } = await other.ask(`SELECT 1 FROM information_schema.processlist WHERE id = ${process}`)
      if (rows.length === 0) return
      await new Promise((resolve) => setTimeout(resolve, lookMs))
    }
  } finally {
    await other.end()
  }
}
