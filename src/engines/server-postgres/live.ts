import type { Catalog } from '../../catalog/catalog.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Live, LiveOpening, Telling } from '../live.ts'
import { listsOf, type RawCatalog } from '../postgres/catalog-lists.ts'
import { readAll } from '../postgres/catalog-read.ts'
import { catalogSql } from '../postgres/catalog-sql.ts'
import { runScript } from '../postgres/run.ts'
import { neutral, queryRows } from '../postgres/session.ts'
import { transactionKind } from '../postgres/transactions.ts'
import { type Address, withoutSecrets } from '../server/address.ts'
import { postgresAddress } from './address.ts'
import { type Connection, connect } from './connection.ts'
import { literal } from './host.ts'

const oldest = 14
/** Between two looks at whether another run has ended. */
const lookMs = 100
const lockSql = "SELECT pg_catalog.pg_try_advisory_lock(pg_catalog.hashtext('pawl'), pg_catalog.hashtext('rollback'))"
/** A connection as a tool's is that has just begun; the lock stays. */
const freshSql = 'SET SESSION AUTHORIZATION DEFAULT; RESET ALL; CLOSE ALL; UNLISTEN *; DISCARD TEMP'
const neutralSql = `SELECT ${Object.entries(neutral)
  .map(([name, value]) => `pg_catalog.set_config('${name}', ${literal(value)}, true)`)
  .join(', ')}`

/** Opens a Postgres database that people live by, as whoever the address says. */
export async function openLivePostgres({ address: url, settings, statementMs }: LiveOpening): Promise<Live> {
  const address = postgresAddress(url)
  const session = await connect(address, {
    database: address.database,
    settings,
    limitMs: statementMs,
    stop: (process) => terminate(address, process),
    asAnybody: true,
  })
  try {
    const [row] = (await asked(session, "SELECT current_setting('server_version_num'), current_setting('server_version'), current_user"))
      .rows as [string, string, string][]
    const major = Math.floor(Number(row![0]) / 10_000)
    if (major < oldest) throw new Refusal(`the server is PostgreSQL ${row![1]}; a rollback is carried out on ${oldest} or newer`)
    return liveOn(session, address, { major, label: `postgres ${row![1].split(' ')[0]}`, user: row![2] })
  } catch (error) {
    await session.end()
    throw error
  }
}

function liveOn(session: Connection, address: Address, about: { major: number; label: string; user: string }): Live {
  return {
    label: about.label,
    engine: 'postgres',
    user: about.user,
    lost: session.failed,
    lock: async (waitMs) => {
      for (const end = Date.now() + waitMs; ; ) {
        if ((await asked(session, lockSql)).rows[0]![0] === 't') return true
        if (Date.now() >= end) return false
        await new Promise((resolve) => setTimeout(resolve, lookMs))
      }
    },
    catalog: () => catalogOf(session, about.major),
    run: async (script, telling) => {
      await asked(session, freshSql)
      try {
        const outcome = await runScript(session, script, around(session, telling))
        if ('again' in outcome) throw new Refusal(`\`${script.path}\` cannot be run here: ${outcome.again}`, { path: script.path })
        return outcome.ran
      } finally {
        session.running('')
      }
    },
    query: async (sql) => {
      const answer = await queryRows(session.send, sql, false)
      return 'error' in answer ? { error: { ...answer.error, message: withoutSecrets(answer.error.message, address) } } : answer
    },
    outcome: async (transaction) => {
      const reply = await session.send(`SELECT pg_catalog.pg_xact_status(${literal(transaction)}::xid8)`)
      const status = reply.answers[0]?.rows[0]?.[0]
      return status === 'committed' || status === 'aborted' ? status : 'unknown'
    },
    stop: () => terminate(address, session.process),
    close: () => session.end(),
  }
}

/** A script is run as it stands: what it may do was seen when it was rehearsed. */
function around(session: Connection, telling: Telling): Parameters<typeof runScript>[2] {
  const commits = async () => {
    const reply = await session.send('SELECT pg_catalog.pg_current_xact_id()')
    const transaction = reply.answers[0]?.rows[0]?.[0]
    if (transaction) telling.commits(transaction)
  }
  return {
    extensions: [],
    roles: [],
    made: new Set(),
    inside: false,
    asItStands: true,
    begins: (at) => {
      session.running(`statement ${at.statement} of \`${at.path}\``, { path: at.path, line: at.span.line, column: at.span.column })
      telling.begins(at)
    },
    before: async (statement) => {
      if (!statement || transactionKind(statement)?.startsWith('TRANS_STMT_COMMIT')) await commits()
    },
    ended: async () => [],
    told: () => [],
    reached: () => [],
  }
}

async function catalogOf(session: Connection, major: number): Promise<Catalog> {
  const reply = await session.send(`BEGIN READ ONLY; ${neutralSql}; ${catalogSql(major)}; ROLLBACK`)
  if (reply.error) {
    await session.send('ROLLBACK')
    throw new Refusal(`the catalog of the database cannot be read: ${reply.error.message}`)
  }
  const { columns, rows } = reply.answers[2]!
  const raw: RawCatalog = Object.fromEntries(columns.map((name, index) => [name, JSON.parse(rows[0]![index] ?? 'null')]))
  return readAll(listsOf(raw)).catalog
}

async function asked(session: Connection, sql: string) {
  const { answers, error } = await session.send(sql)
  if (error) throw new Refusal(`the server refuses what pawl needs: ${error.message}`)
  return answers[0]!
}

/** Ends a session from another one, and waits until the server has taken back what it left open. */
async function terminate(address: Address, process: number): Promise<void> {
  const other = await connect(address, { database: address.database, settings: {}, limitMs: 20_000, asAnybody: true })
  try {
    await asked(other, `SELECT pg_catalog.pg_terminate_backend(${process}, 10000)`)
  } finally {
    await other.end()
  }
}
