import type { Connection as Client, FieldPacket } from 'mysql2'
import { Refusal, type RefusalPlace } from '../../model/refusal.ts'
import { type Address, placeOf, withoutSecrets } from '../server/address.ts'

/** What the server answered to one statement. */
export interface Answer {
  columns: readonly string[]
  rows: readonly (readonly (string | null)[])[]
  /** Rows that were hit. */
  affected: number
}

interface ServerError {
  message: string
  sqlstate: string
  number: number
}

/** One connection to a server. Every question rejects with a Refusal once the connection is gone. */
export interface Connection {
  /** The number by which the server knows it. */
  readonly process: number
  send(sql: string): Promise<{ answer: Answer } | { error: ServerError }>
  /** SQL of pawl's own: an error in it says nothing about the migration, and is a Refusal. */
  ask(sql: string): Promise<Answer>
  running(what: string, at?: RefusalPlace): void
  failed(): boolean
  end(): Promise<void>
}

interface Raised extends Error {
  errno?: number
  sqlState?: string
  fatal?: boolean
}

const startMs = 20_000
/** Errors that say nothing about the statement: killed, shut down, no room, nobody let in. */
const ending = new Set([1021, 1040, 1053, 1077, 1152, 1159, 1160, 1161, 1184, 1203, 1317, 1927, 3169])

/** Connects; what goes wrong on the way is a Refusal. */
export async function connect(
  address: Address,
  opening: { database?: string; limitMs: number; stop?(process: number): Promise<void> },
): Promise<Connection> {
  const { createConnection } = (await import('mysql2')).default
  const client = createConnection({
    ...(address.host.startsWith('/') ? { socketPath: address.host } : { host: address.host, port: address.port }),
    user: address.user,
    password: address.password,
    ...(opening.database === undefined ? {} : { database: opening.database }),
    ...(/^(1|true|required|verify)/i.test(address.options.ssl ?? address.options['ssl-mode'] ?? '')
      ? { ssl: { rejectUnauthorized: false } }
      : {}),
    charset: 'utf8mb4',
    connectTimeout: startMs,
    rowsAsArray: true,
    dateStrings: true,
    multipleStatements: false,
    flags: ['-LOCAL_FILES', '+FOUND_ROWS'],
    typeCast: (field) => field.buffer(),
  })
  let dead: Refusal | undefined
  let current: { what: string; at: RefusalPlace } = { what: '', at: {} }
  let lost = () => {}
  const die = (message: string) => {
    dead ??= new Refusal(`${message}${current.what && `, ${current.what}`}`, current.at)
    return dead
  }
  const cut = () => {
    die('the connection to the server was cut')
    lost()
  }
  await new Promise<void>((resolve, reject) => {
    client.on('error', (error: Raised) => {
      cut()
      reject(refused(error, address))
    })
    client.connect((error) => (error ? reject(refused(error as Raised, address)) : resolve()))
  })
  client.on('end', cut)
  const one = (sql: string): Promise<{ answer: Answer } | { error: ServerError }> =>
    new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer)
        lost = () => {}
      }
      lost = () => {
        settle()
        reject(die('the connection to the server was cut'))
      }
      const timer = setTimeout(() => {
        die(`a statement runs longer than ${opening.limitMs / 1000} s`)
        void opening.stop?.(client.threadId!).catch(() => {})
        lost()
      }, opening.limitMs)
      client.query(sql, (raised: Raised | null, result: unknown, fields: FieldPacket[] | undefined) => {
        settle()
        if (!raised) return resolve({ answer: answerOf(result, fields) })
        if (raised.fatal || raised.errno === undefined || raised.sqlState === undefined)
          return reject(die('the connection to the server was cut'))
        if (ending.has(raised.errno)) return reject(die(`the server ended the work: ${withoutSecrets(raised.message, address)}`))
        resolve({ error: { message: withoutSecrets(raised.message, address), sqlstate: raised.sqlState, number: raised.errno } })
      })
    })
  let queue: Promise<unknown> = Promise.resolve()
  const send: Connection['send'] = (sql) => {
    const turn = queue.then(() => {
      if (dead) throw dead
      return one(sql)
    })
    queue = turn.catch(() => {})
    return turn
  }
  return {
    process: client.threadId!,
    send,
    ask: async (sql) => {
      const told = await send(sql)
      if ('error' in told) throw new Refusal(`the server refuses what pawl needs: ${told.error.message}`)
      return told.answer
    },
    running: (what, at = {}) => {
      current = { what, at }
    },
    failed: () => dead !== undefined,
    end: async () => {
      dead ??= new Refusal('the database is closed')
      await ended(client)
    },
  }
}

async function ended(client: Client): Promise<void> {
  const patience = new Promise<void>((resolve) => setTimeout(resolve, 2000).unref())
  await Promise.race([new Promise<void>((resolve) => client.end(() => resolve())), patience])
  client.destroy()
}

/** Rows, or the count of an `OK`; a CALL gives several results, of which the last is the count. */
function answerOf(result: unknown, fields: readonly unknown[] | undefined): Answer {
  if (!Array.isArray(result))
    return { columns: [], rows: [], affected: (result as { affectedRows?: number } | undefined)?.affectedRows ?? 0 }
  const several = fields?.some((each) => Array.isArray(each) || each === undefined)
  if (several) return { columns: [], rows: [], affected: (result.at(-1) as { affectedRows?: number } | undefined)?.affectedRows ?? 0 }
  const told = (fields ?? []) as FieldPacket[]
  const binary = told.map(isBinary)
  const rows = (result as (Buffer | null)[][]).map((row) =>
    row.map((bytes, at) => (bytes === null ? null : binary[at] ? `\\x${bytes.toString('hex')}` : bytes.toString('utf8'))),
  )
  return { columns: told.map(({ name }) => name), rows, affected: 0 }
}

const bit = 16
const geometry = 255
/** The number of what has no characters. */
const noCharacters = 63

/** Whether the values are bytes: bits, geometry, and what would be text but has no characters. */
function isBinary({ columnType = 0, characterSet }: FieldPacket & { characterSet?: number }): boolean {
  return columnType === bit || columnType === geometry || (columnType >= 249 && columnType <= 254 && characterSet === noCharacters)
}

function refused(error: Raised, address: Address): Refusal {
  const where = placeOf(address)
  if (error.errno === 1045 || error.errno === 1698) return new Refusal(`the server at ${where} takes neither this user nor this password`)
  if (error.errno === 1049) return new Refusal(`the server at ${where} has no database \`${address.database}\``)
  return new Refusal(`the server at ${where} cannot be reached: ${withoutSecrets(error.message, address) || 'it does not answer'}`)
}
