import { Refusal } from '../../model/refusal.ts'
import type { Reply } from '../postgres/wire.ts'
import { type Address, placeOf } from '../server/address.ts'
import { baseOf, freshName, namesOfRuns } from '../server/names.ts'
import { type Connection, connect } from './connection.ts'

/** A server with the one database on it that belongs to this rehearsal, seen from another database of the server. */
export interface Host {
  /** `15`, `18`. */
  readonly major: number
  readonly label: string
  /** The name of the database. */
  readonly name: string
  ask(sql: string): Promise<Reply>
  /** Makes the database, empty or as a copy stands; one that is there is dropped. */
  make(from?: string): Promise<void>
  /** Copies the database, to which nobody may be connected, and gives the copy's name. */
  copy(): Promise<string>
  forget(copy: string): Promise<void>
  /** Drops the database and its copies. */
  clear(): Promise<void>
  stop(process: number): Promise<void>
  end(): Promise<void>
}

const oldest = 14
const limitMs = 120_000

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
const first = ({ answers }: Reply) => answers[0]?.rows[0] ?? []

/** Looks at a server, refuses one that is not safe or too old, and takes away what runs that died have left. */
export async function openHost(address: Address): Promise<Host> {
  const connection = await connect(address, { database: address.database, settings: {}, limitMs })
  const ask = async (sql: string): Promise<Reply> => {
    const reply = await connection.send(sql)
    if (reply.error) throw new Refusal(`the server refuses what pawl needs: ${reply.error.message}`)
    return reply
  }
  try {
    const { major, version } = await inspect(ask, address)
    const name = freshName()
    const mark = `pawl, made from ${address.database}`
    await ask(lockSql(name))
    await sweep(ask, mark)
    return hostOf(connection, ask, { major, name, mark, label: `postgres ${version} (server)` })
  } catch (error) {
    await connection.end()
    throw error
  }
}

function hostOf(
  connection: Connection,
  ask: (sql: string) => Promise<Reply>,
  { major, name, mark, label }: { major: number; name: string; mark: string; label: string },
): Host {
  let copies = 0
  const there = new Set<string>()
  const create = async (database: string, how: string) => {
    await ask(`CREATE DATABASE ${quoted(database)} ${how}`)
    there.add(database)
    await ask(`COMMENT ON DATABASE ${quoted(database)} IS ${literal(mark)}`)
  }
  const drop = async (database: string) => {
    if (!there.delete(database)) return
    await ask(`DROP DATABASE IF EXISTS ${quoted(database)} WITH (FORCE)`)
  }
  const clear = async () => {
    for (const database of [...there]) await drop(database)
  }
  return {
    major,
    label,
    name,
    ask,
    make: async (from) => {
      await drop(name)
      if (from !== undefined) return create(name, `TEMPLATE ${quoted(from)}`)
      const encoded = `TEMPLATE template0 ENCODING 'UTF8'`
      // A cluster whose own locale knows no UTF-8 has one that fits any encoding.
      await create(name, encoded).catch(() => create(name, `${encoded} LC_COLLATE 'C' LC_CTYPE 'C'`))
    },
    copy: async () => {
      const copy = `${name}_c${++copies}`
      await create(copy, `TEMPLATE ${quoted(name)}`)
      return copy
    },
    forget: drop,
    stop: async (process) => {
      await ask(`SELECT pg_catalog.pg_terminate_backend(${process})`)
    },
    clear,
    end: async () => {
      try {
        await clear()
      } finally {
        await connection.end()
      }
    },
  }
}

/** Held as long as the process lives, so that a later run sees what has been left behind. */
const lockSql = (name: string) => `SELECT pg_catalog.pg_advisory_lock(pg_catalog.hashtext('pawl'), pg_catalog.hashtext(${literal(name)}))`
const tryLockSql = (name: string) =>
  `SELECT pg_catalog.pg_try_advisory_lock(pg_catalog.hashtext('pawl'), pg_catalog.hashtext(${literal(name)}))`
const unlockSql = (name: string) =>
  `SELECT pg_catalog.pg_advisory_unlock(pg_catalog.hashtext('pawl'), pg_catalog.hashtext(${literal(name)}))`

const inspectSql = `SELECT current_setting('server_version_num'), current_setting('server_version'), r.rolsuper, pg_catalog.pg_is_in_recovery(),
 (SELECT count(*) FROM pg_catalog.pg_stat_replication),
 (SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'm', 'v', 'S') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')),
 pg_catalog.shobj_description(b.oid, 'pg_database')
 FROM pg_catalog.pg_roles r, pg_catalog.pg_database b WHERE r.rolname = current_user AND b.datname = current_database()`

async function inspect(ask: Host['ask'], address: Address): Promise<{ major: number; version: string }> {
  const [number, text, superuser, recovering, replicas, relations, comment] = first(await ask(inspectSql))
  const major = Math.floor(Number(number) / 10_000)
  const version = (text ?? '').split(' ')[0]!
  const where = placeOf(address)
  if (major < oldest) throw new Refusal(`the server at ${where} is PostgreSQL ${version}; pawl rehearses on ${oldest} or newer`)
  if (superuser !== 't') {
    throw new Refusal(`the user of the server at ${where} is no superuser; on a server that is disposable it can be one`)
  }
  if (recovering === 't' || replicas !== '0') {
    throw new Refusal(`the server at ${where} is one of several that follow each other, so it is none to throw away`)
  }
  if (relations !== '0' && !address.database.startsWith('pawl') && !/\bpawl: disposable\b/.test(comment ?? '')) {
    const { database } = address
    throw new Refusal(
      `the database \`${database}\` of the server at ${where} is not empty, so people may live by this server; name an empty one, or say that it can be thrown away: \`COMMENT ON DATABASE ${quoted(database)} IS 'pawl: disposable'\``,
    )
  }
  return { major, version }
}

/** Drops the databases, and the roles, of runs that ended without doing so; a run that ended between making and marking one is known by the name. */
async function sweep(ask: Host['ask'], mark: string): Promise<void> {
  const left = await ask(
    `SELECT datname FROM pg_catalog.pg_database WHERE datname ~ '^${namesOfRuns}$' AND coalesce(pg_catalog.shobj_description(oid, 'pg_database'), ${literal(mark)}) = ${literal(mark)}`,
  )
  for (const [database] of left.answers[0]!.rows) {
    const base = baseOf(database!)
    if (first(await ask(tryLockSql(base)))[0] !== 't') continue
    await ask(`DROP DATABASE IF EXISTS ${quoted(database!)} WITH (FORCE)`)
    await ask(unlockSql(base))
  }
  const roles = await ask(
    `SELECT rolname, pg_catalog.substr(d.description, 7) FROM pg_catalog.pg_roles r JOIN pg_catalog.pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
 WHERE d.description LIKE 'pawl: pawl\\_%'`,
  )
  for (const [role, owner] of roles.answers[0]!.rows) {
    if (first(await ask(tryLockSql(owner!)))[0] !== 't') continue
    // One that something of another database hangs on stays.
    await ask(`DROP ROLE IF EXISTS ${quoted(role!)}`).catch(() => {})
    await ask(unlockSql(owner!))
  }
}
