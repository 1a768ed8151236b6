import { Refusal } from '../../model/refusal.ts'
import { runOf } from '../server/names.ts'
import { type Host, literal, quoted } from './host.ts'

/** The roles of a rehearsal as they stood, row for row. */
export interface KeptRoles {
  names: ReadonlyMap<string, string>
  authid: string
  members: string
  settings: string
}

/**
 * The roles that belong to one rehearsal. A role belongs to the whole server and outlives its database, so each carries a mark that says
 * whose it is; those of another database of this run are called otherwise while this one has its turn, and all are dropped at the end.
 */
export interface Roles {
  /** Makes the declared ones: no login, no membership, PUBLIC's rights alone. One that is there and not pawl's own is taken as it is. */
  declare(names: readonly string[]): Promise<void>
  /** Sees to it that this database's roles have their names, and no other's. */
  takeTurn(): Promise<void>
  /** Runs what may make or change roles, alone among all runs on the server, once no other has a role of which `text` speaks; takes in what came of it. */
  alone<T>(text: string, work: () => Promise<T>): Promise<T>
  /** Whether a name is that of a role which stood on the server before, or of another database's while it waits for its turn. */
  isForeign(name: string): boolean
  keep(): Promise<KeptRoles>
  /** Brings back what was kept, or none; the database that hangs on them has to be gone. */
  restore(kept?: KeptRoles): Promise<void>
  /** Drops all of them; the database that hangs on them has to be gone. */
  drop(): Promise<void>
}

const waitMs = 300_000
/** Of all runs on a server, the one that makes or changes roles. */
const lock = "pg_catalog.hashtext('pawl roles')"
const speaksOf = (text: string, name: string) => text.toLowerCase().includes(name.toLowerCase())
const listSql = `SELECT r.oid, r.rolname, d.description FROM pg_catalog.pg_roles r
 LEFT JOIN pg_catalog.pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
 WHERE r.oid >= 16384 ORDER BY r.oid`

/** Whether a role belongs to another database of the run, which waits for its turn. */
export const waits = (name: string) => /^pawl_role_\d+$/.test(name)

const none: KeptRoles = { names: new Map(), authid: '[]', members: '[]', settings: '[]' }

interface Role {
  id: string
  name: string
  /** The database whose role it is. */
  of?: string
}

export async function rolesOn(host: Host): Promise<Roles> {
  const markOf = (name: string) => `COMMENT ON ROLE ${quoted(name)} IS ${literal(`pawl: ${host.name}`)}`
  const list = async (): Promise<Role[]> =>
    (await host.ask(listSql)).answers[0]!.rows.map(([id, name, comment]) => {
      const of = /^pawl: (pawl_\w+)$/.exec(comment ?? '')?.[1]
      return { id: id!, name: name!, ...(of ? { of } : {}) }
    })
  const foreign = new Map((await list()).filter(({ of }) => of === undefined).map(({ id, name }) => [id, name]))
  /** By number, what each is to be called. */
  let mine = new Map<string, string>()
  const rename = (from: string, to: string) => host.ask(`ALTER ROLE ${quoted(from)} RENAME TO ${quoted(to)}`)
  const ids = (names: Iterable<string>) => `ARRAY[${[...names].join(', ')}]::oid[]`
  const isOthers = ({ of, name, id }: Role) => of !== undefined && of !== host.name && name !== `pawl_role_${id}`
  const isOfThisRun = ({ of }: Role) => of!.startsWith(`${runOf()}_`)
  /** The roles, once no other run has one of these. */
  const free = async (
    wanted: (name: string) => boolean,
    before?: () => Promise<unknown>,
    after?: () => Promise<unknown>,
  ): Promise<Role[]> => {
    for (const start = Date.now(); ; ) {
      await before?.()
      const all = await list()
      const busy = all.find((role) => isOthers(role) && !isOfThisRun(role) && wanted(role.name))
      if (!busy) return all
      await after?.()
      if (Date.now() - start > waitMs) throw new Refusal(`another pawl has the role \`${busy.name}\` on this server`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  const takeTurn = async (): Promise<void> => {
    const wanted = new Set(mine.values())
    const all = await free((name) => wanted.has(name))
    for (const role of all) if (isOthers(role) && isOfThisRun(role)) await rename(role.name, `pawl_role_${role.id}`)
    for (const { id, name } of all) if (mine.has(id) && mine.get(id) !== name) await rename(name, mine.get(id)!)
  }
  const settle = async () => {
    const standing = new Map<string, string>()
    for (const { id, name, of } of await list()) {
      if (foreign.has(id) || (of !== undefined && of !== host.name)) continue
      if (of === undefined) await host.ask(markOf(name))
      standing.set(id, name)
    }
    mine = standing
  }
  return {
    declare: async (names) => {
      for (const name of names) {
        mine.set('0', name)
        await takeTurn()
        mine.delete('0')
        if ([...foreign.values()].includes(name) || name.startsWith('pg_')) continue
        const [row] = (await host.ask(`SELECT oid FROM pg_catalog.pg_roles WHERE rolname = ${literal(name)}`)).answers[0]!.rows
        if (row) continue
        const made = await host.ask(
          `CREATE ROLE ${quoted(name)} NOLOGIN; ${markOf(name)}; SELECT oid FROM pg_catalog.pg_roles WHERE rolname = ${literal(name)}`,
        )
        mine.set(made.answers[2]!.rows[0]![0]!, name)
      }
    },
    takeTurn,
    alone: async (text, work) => {
      const unlock = () => host.ask(`SELECT pg_catalog.pg_advisory_unlock(${lock})`)
      // What is made carries no mark yet, so nobody else may look on.
      await free(
        (name) => speaksOf(text, name),
        () => host.ask(`SELECT pg_catalog.pg_advisory_lock(${lock})`),
        unlock,
      )
      try {
        return await work()
      } finally {
        await settle()
        await unlock()
      }
    },
    isForeign: (name) => waits(name) || [...foreign.values()].includes(name),
    keep: async () => {
      const own = ids(mine.keys())
      const json = (table: string, where: string) => `(SELECT coalesce(json_agg(t), '[]') FROM pg_catalog.${table} t WHERE ${where})::text`
      const [row] = (
        await host.ask(
          `SELECT ${json('pg_authid', `t.oid = ANY(${own})`)}, ${json('pg_auth_members', `t.roleid = ANY(${own}) OR t.member = ANY(${own})`)}, ${json('pg_db_role_setting', `t.setrole = ANY(${own}) AND t.setdatabase = 0`)}`,
        )
      ).answers[0]!.rows
      return { names: new Map(mine), authid: row![0]!, members: row![1]!, settings: row![2]! }
    },
    restore: async (kept = none) => {
      const all = ids(new Set([...mine.keys(), ...kept.names.keys()]))
      const put = (table: string, json: string) =>
        `INSERT INTO pg_catalog.${table} SELECT * FROM json_populate_recordset(NULL::pg_catalog.${table}, ${literal(json)})`
      // Written as rows, so that a role that is gone comes back under its own number, which all that was granted to it speaks of.
      await host.ask(
        [
          'BEGIN',
          `DELETE FROM pg_catalog.pg_db_role_setting WHERE setrole = ANY(${all})`,
          `DELETE FROM pg_catalog.pg_auth_members WHERE roleid = ANY(${all}) OR member = ANY(${all})`,
          `DELETE FROM pg_catalog.pg_shdescription WHERE classoid = 'pg_authid'::regclass AND objoid = ANY(${all})`,
          `DELETE FROM pg_catalog.pg_authid WHERE oid = ANY(${all})`,
          put('pg_authid', kept.authid),
          put('pg_auth_members', kept.members),
          put('pg_db_role_setting', kept.settings),
          ...[...kept.names.values()].map(markOf),
          'COMMIT',
        ].join(';\n'),
      )
      mine = new Map(kept.names)
    },
    drop: async () => {
      const standing = new Map((await list()).map(({ id, name }) => [id, name]))
      for (const id of mine.keys()) {
        const name = standing.get(id)
        // One that something outside of the database hangs on stays until that is gone.
        if (name !== undefined) await host.ask(`DROP ROLE IF EXISTS ${quoted(name)}`).catch(() => {})
      }
      mine = new Map()
    },
  }
}
