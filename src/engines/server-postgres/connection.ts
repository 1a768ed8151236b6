import type { Client as PgClient } from 'pg'
import { Refusal, type RefusalPlace } from '../../model/refusal.ts'
import type { Answer, Reply, Wire, WireError } from '../postgres/wire.ts'
import { type Address, placeOf, withoutSecrets } from '../server/address.ts'

/** One connection to a server. Every question rejects with a Refusal once the connection is gone. */
export interface Connection extends Wire {
  send(sql: string, copy?: string): Promise<Reply>
  /** The number by which the server knows it. */
  readonly process: number
  /** Says what runs just now, for the message where it does not end. */
  running(what: string, at?: RefusalPlace): void
  failed(): boolean
  end(): Promise<void>
}

/** How a connection begins and what it may take. */
export interface Opening {
  database: string
  settings: Readonly<Record<string, string>>
  /** Milliseconds that one message may take. */
  limitMs: number
  /** Ends what runs too long, from outside. */
  stop?(process: number): Promise<void>
  /** Who asks may be no superuser. */
  asAnybody?: true
}

/** A query that gathers the server's own messages; `pg` hands them over one by one. */
interface Submitted {
  submit(connection: Wired): void
  handleRowDescription(message: { fields: readonly { name: string }[] }): void
  handleDataRow(message: { fields: (string | null)[] }): void
  handleCommandComplete(message: { text: string }): void
  handleEmptyQuery(): void
  handleError(error: Error): void
  handleReadyForQuery(): void
  handleCopyInResponse(connection: Wired): void
  handleCopyData(): void
  handlePortalSuspended(): void
}

interface Wired {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(message: string): void
  on(event: 'readyForQuery', listener: (message: { status: Reply['status'] }) => void): void
}

interface Told extends Error {
  code?: string
  severity?: string
  position?: string
  detail?: string
}

const startMs = 20_000

/** Connects; what goes wrong on the way is a Refusal that says which step it was. */
export async function connect(address: Address, opening: Opening): Promise<Connection> {
  const { Client } = (await import('pg')).default
  const client = new Client({
    host: address.host,
    port: address.port,
    user: address.user,
    password: () => address.password,
    database: opening.database,
    ssl: tlsOf(address),
    connectionTimeoutMillis: startMs,
    application_name: 'pawl',
    options: startOptions(opening.asAnybody ? opening.settings : { lc_messages: 'C', ...opening.settings }),
    keepAlive: true,
  })
  let dead: Refusal | undefined
  let current: { what: string; at: RefusalPlace } = { what: '', at: {} }
  const die = (message: string) => {
    dead ??= new Refusal(`${message}${current.what && `, ${current.what}`}`, current.at)
    return dead
  }
  client.on('error', () => die('the connection to the server was cut'))
  client.on('end', () => die('the connection to the server was cut'))
  try {
    await client.connect()
  } catch (error) {
    throw refused(error as Told, address, opening)
  }
  const wired = (client as unknown as { connection: Wired }).connection
  let infos: string[] = []
  client.on('notice', (notice) => {
    if (notice.severity === 'INFO') infos.push(notice.message ?? '')
  })
  let ready: ((status: Reply['status']) => void) | undefined
  wired.on('readyForQuery', ({ status }) => ready?.(status))
  const process = (client as unknown as { processID: number }).processID
  const one = (sql: string, copy: string | undefined): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const answers: Answer[] = []
      let columns: string[] = []
      let rows: (string | null)[][] = []
      let error: WireError | undefined
      infos = []
      const settle = () => {
        clearTimeout(timer)
        ready = undefined
        lost = () => {}
      }
      lost = () => {
        settle()
        reject(die('the connection to the server was cut'))
      }
      const timer = setTimeout(() => {
        die(`a statement runs longer than ${opening.limitMs / 1000} s`)
        void opening.stop?.(process).catch(() => {})
        lost()
      }, opening.limitMs)
      ready = (status) => {
        settle()
        if (error && ends(error)) reject(die(`the server ended the work: ${withoutSecrets(error.message, address)}`))
        else resolve({ answers, ...(error ? { error } : {}), infos, status, wantsCopy: false })
      }
      const finish = (tag: string) => {
        answers.push({ tag, columns, rows })
        columns = []
        rows = []
      }
      const submitted: Submitted = {
        submit: (connection) => connection.query(sql),
        handleRowDescription: ({ fields }) => {
          columns = fields.map(({ name }) => name)
          rows = []
        },
        handleDataRow: ({ fields }) => rows.push(fields),
        handleCommandComplete: ({ text }) => finish(text),
        handleEmptyQuery: () => finish(''),
        handleError: (raised: Told) => {
          error ??= told(raised)
          // One that the server did not send is the connection's own, and nothing will follow it; nor after one that ends the session.
          if (raised.code === undefined || ends(error)) lost()
        },
        handleReadyForQuery: () => {},
        handleCopyInResponse: (connection) => {
          if (copy === undefined) connection.sendCopyFail('no rows stand behind this COPY')
          else {
            connection.sendCopyFromChunk(Buffer.from(copy))
            connection.endCopyFrom()
          }
        },
        handleCopyData: () => {},
        handlePortalSuspended: () => {},
      }
      ;(client as unknown as { query(query: Submitted): void }).query(submitted)
    })
  let lost = () => {}
  client.on('end', () => lost())
  client.on('error', () => lost())
  let queue: Promise<unknown> = Promise.resolve()
  return {
    process,
    running: (what, at = {}) => {
      current = { what, at }
    },
    failed: () => dead !== undefined,
    send: (sql, copy) => {
      const turn = queue.then(() => {
        if (dead) throw dead
        return one(sql, copy)
      })
      queue = turn.catch(() => {})
      return turn
    },
    end: async () => {
      dead ??= new Refusal('the database is closed')
      await ended(client)
    },
  }
}

async function ended(client: PgClient): Promise<void> {
  // A server that does not answer any more says no farewell either.
  const patience = new Promise<void>((resolve) => setTimeout(resolve, 2000).unref())
  await Promise.race([client.end().catch(() => {}), patience])
}

/** Errors after which the server is gone, or says nothing about the statement: a connection ended, no room left. */
function ends({ sqlstate, severity }: WireError): boolean {
  return severity === 'FATAL' || severity === 'PANIC' || /^(57P0[1-5]|08...|53100|53300|XX00[12])$/.test(sqlstate)
}

function told(error: Told): WireError {
  return {
    message: error.message,
    sqlstate: error.code ?? '',
    severity: error.severity ?? '',
    ...(error.position ? { position: Number(error.position) } : {}),
    ...(error.detail ? { detail: error.detail } : {}),
  }
}

function refused(error: Told, address: Address, { settings, asAnybody }: Opening): Refusal {
  const where = placeOf(address)
  const message = withoutSecrets(error.message, address)
  if (/^28/.test(error.code ?? '')) return new Refusal(`the server at ${where} takes neither this user nor this password`)
  if (error.code === '42501' && asAnybody) return new Refusal(`the user of the server at ${where} may not do this: ${message}`)
  if (error.code === '42501')
    return new Refusal(`the user of the server at ${where} is no superuser; on a server that is disposable it can be one`)
  if (error.code === '3D000') return new Refusal(`the server at ${where} has no database \`${address.database}\``)
  if (error.code === '42704' || error.code === '22023' || error.code === '55P02')
    return new Refusal(`the server does not take the \`settings\` of the policy (${Object.keys(settings).join(', ')}): ${message}`)
  return new Refusal(`the server at ${where} cannot be reached: ${message || error.code || 'it does not answer'}`)
}

function tlsOf({ options }: Address): false | { rejectUnauthorized: boolean } {
  const mode = options.sslmode ?? 'disable'
  if (['disable', 'allow', 'prefer'].includes(mode)) return false
  return { rejectUnauthorized: mode.startsWith('verify') }
}

/** Settings as the server takes them from a client that connects; a backslash keeps a blank. */
function startOptions(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replace(/([\\ ])/g, '\\$1')}`)
    .join(' ')
}
