import type { Catalog } from '../catalog/catalog.ts'
import type { EngineError } from '../catalog/effect.ts'
import type { Row } from '../catalog/rows.ts'
import type { At, Script } from '../model/script.ts'
import type { Ran } from './engine.ts'

/** What is told while a script runs on a database that people live by. */
export interface Telling {
  /** A statement is about to be sent. */
  begins(at: At): void
  /** A commit is about to be sent; `transaction` is the number by which its outcome can be asked for afterwards. */
  commits(transaction: string): void
}

/** A database that is somebody's, and none to throw away: it is read, and changed only by what `run` is given. */
export interface Live {
  /** For people: `postgres 15.8`, `sqlite 3.50`. */
  readonly label: string
  readonly engine: 'postgres' | 'sqlite' | 'mysql'
  /** Who asks, as the database knows them. */
  readonly user?: string
  /** The connection is gone; whatever is asked rejects. */
  lost(): boolean
  /** Keeps every other run away for as long as this connection stands; false where another has it all that time. */
  lock(waitMs: number): Promise<boolean>
  catalog(): Promise<Catalog>
  /** Runs a script as its tool does, until its first error. */
  run(script: Script, telling: Telling): Promise<Ran>
  /** Rows of one query; an error is told, not thrown. */
  query(sql: string): Promise<{ rows: readonly Row[] } | { error: EngineError }>
  /** What became of a transaction; `unknown` where the database cannot tell. */
  outcome(transaction: string): Promise<'committed' | 'aborted' | 'unknown'>
  /** Ends from outside what runs just now; what has not been committed is taken back by the database. */
  stop(): Promise<void>
  close(): Promise<void>
}

/** How a database is opened. */
export interface LiveOpening {
  /** A URL of Postgres or MySQL, or the path of an SQLite file. */
  address: string
  settings: Readonly<Record<string, string>>
  /** Milliseconds that one statement may take. */
  statementMs: number
}

/** Opens a database that people live by. */
export async function openLive(engine: 'postgres' | 'sqlite' | 'mysql', opening: LiveOpening): Promise<Live> {
  if (engine === 'postgres') return (await import('./server-postgres/live.ts')).openLivePostgres(opening)
  if (engine === 'mysql') return (await import('./mysql/live.ts')).openLiveMysql(opening)
  return (await import('./sqlite/live.ts')).openLiveSqlite(opening)
}
