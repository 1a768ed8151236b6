import type { Catalog } from '../../catalog/catalog.ts'
import type { Engine, Limits } from '../../engines/engine.ts'
import { type Live, openLive } from '../../engines/live.ts'
import { Refusal } from '../../model/refusal.ts'
import type { History } from '../../rehearsal/history.ts'
import type { Evidence } from '../authority.ts'
import { type Beside, unlike } from '../likeness.ts'
import type { Way } from '../states.ts'

/** A database that people live by, beside the way back that was rehearsed for it. */
export interface Connected {
  readonly name: string
  readonly way: Way
  readonly live: Live
  /** What owners and privileges must be again where the way leads there. */
  readonly evidence: readonly Evidence[]
  /** Where it is, for a tool of the project's own. */
  readonly address: string
  /** How it is not as it stood in the rehearsal once `position` migrations were taken back. */
  unlike(position: number): Promise<string[]>
  catalog(): Promise<Catalog>
  /** Opens it again after the connection was lost, once whatever the lost one left running has ended. */
  reopen(): Promise<void>
  /** The history and the engine that it was rehearsed with. */
  readonly rehearsed: { engine: Engine; history: History; limits: Limits }
  close(): Promise<void>
}

/** Where a database is. */
export interface Wanted {
  name: string
  engine: 'postgres' | 'sqlite' | 'mysql'
  address: string
  settings: Readonly<Record<string, string>>
  way: Way
  evidence: readonly Evidence[]
  rehearsed: Connected['rehearsed']
  /** What an earlier part of the run left running may still be on its way. */
  resumes: boolean
}

/** How long what a lost connection left running is waited for, and a server that does not answer. */
const waitMs = 10_000
/** How long a run that begins waits for the end of another. */
const beginMs = 1000
const againMs = 500
/** One statement may take as long as its step; this is for what no step bounds. */
const statementMs = 24 * 3_600_000

/** How an operator sees whose session it is. */
const whoHolds = {
  postgres:
    "`SELECT pid, client_addr, backend_start, state FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE locktype = 'advisory' AND datname = current_database()` tells whose session it is",
  mysql: "`SELECT IS_USED_LOCK(CONCAT('pawl rollback ', MD5(DATABASE())))` tells whose session it is",
  sqlite: undefined,
} as const

/** Opens a database and keeps every other run away from it. */
export async function connectTo(wanted: Wanted): Promise<Connected> {
  const opening = { address: wanted.address, settings: wanted.settings, statementMs }
  const enter = async (ms: number) => {
    const live = await openLive(wanted.engine, opening)
    if (await live.lock(ms)) return live
    await live.close()
    const who = whoHolds[wanted.engine]
    throw new Refusal(
      `another rollback holds the database \`${wanted.name}\`; wait for its end, or end it and go on with its log${who ? `. ${who}` : ''}`,
    )
  }
  let live = await enter(wanted.resumes ? waitMs : beginMs)
  const { way } = wanted
  return {
    name: wanted.name,
    way,
    evidence: wanted.evidence,
    address: wanted.address,
    rehearsed: wanted.rehearsed,
    get live() {
      return live
    },
    catalog: () => live.catalog(),
    unlike: async (position) => unlike(way.states[position]!.catalog, await live.catalog(), besideOf(way, live)),
    reopen: async () => {
      await live.close()
      for (const end = Date.now() + waitMs; ; ) {
        try {
          live = await enter(waitMs)
          return
        } catch (error) {
          if (Date.now() >= end) throw error
          await new Promise((resolve) => setTimeout(resolve, againMs))
        }
      }
    },
    close: () => live.close(),
  }
}

/** What a comparison of the two leans on. */
export function besideOf(way: Way, live: Live): Beside {
  const major = (label: string) => /\d+/.exec(label)?.[0]
  return { ground: way.ground, rehearsedUser: way.user, liveUser: live.user, otherVersion: major(way.label) !== major(live.label) }
}
