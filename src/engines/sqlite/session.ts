import { DatabaseSync } from 'node:sqlite'
import type { At } from '../../model/script.ts'
import { Births } from './births.ts'
import { Cage, type Seen } from './cage.ts'
import { Stop } from './messages.ts'
import { applySetting, readPragma } from './pragmas.ts'
import { SchemaReader } from './schema.ts'

const pageBytes = 4096
const headBytes = 4

/** A database as it stood, with its register of births. */
export interface Kept {
  bytes: Uint8Array
  births: Births
}

/** A kept database as bytes that may be stored. */
export function packed({ bytes, births }: Kept): Uint8Array {
  const text = Buffer.from(births.toText())
  const head = Buffer.alloc(headBytes)
  head.writeUInt32LE(text.length)
  return Buffer.concat([head, text, bytes])
}

export function unpacked(bytes: Uint8Array): Kept {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = whole.readUInt32LE()
  return {
    births: Births.fromText(whole.subarray(headBytes, headBytes + length).toString()),
    bytes: Uint8Array.from(whole.subarray(headBytes + length)),
  }
}

/** One database, a disposable one in memory or that of a file, with what a fresh connection to it sets. */
export class Session {
  readonly cage = new Cage()
  readonly schema = new SchemaReader()
  births = new Births()
  /** Births are registered; else nobody asks for them. */
  private tracking = false
  db: DatabaseSync
  /** Something was set, attached or made for this connection alone. */
  touched = false
  private readonly settings: Readonly<Record<string, string>>
  private readonly memoryBytes: number
  private readonly file: string | undefined
  private held: DatabaseSync | undefined

  constructor(settings: Readonly<Record<string, string>>, memoryBytes: number, from?: Uint8Array, file?: string) {
    this.settings = settings
    this.memoryBytes = memoryBytes
    this.file = file
    this.db = this.connect()
    if (from) this.rewind(unpacked(from))
  }

  /** The database as it stands, to come back to. */
  keep(): Kept {
    this.settle()
    return { bytes: this.db.serialize(), births: this.births.copy() }
  }

  rewind(kept: Kept): void {
    this.births = kept.births.copy()
    this.replace(kept.bytes)
  }

  /** Begins to write down which statement makes what. */
  track(): void {
    this.tracking = true
    const rows = this.schema.rows(this.db)
    this.births.after(rows, this.schema.read(this.db))
  }

  /** A fresh connection to the same database. */
  reconnect(): void {
    this.settle()
    if (this.file !== undefined) this.replace()
    else if (this.touched) this.replace(this.db.serialize())
  }

  /** Holds a file for itself, and writes the mark into it: the lock is SQLite's own, so that it goes with the process. */
  lock({ path, mark }: { path: string; mark: number }): boolean {
    this.held?.close()
    this.held = undefined
    const lock = new DatabaseSync(path)
    try {
      lock.exec(`PRAGMA journal_mode = memory; PRAGMA locking_mode = exclusive; BEGIN EXCLUSIVE; PRAGMA user_version = ${mark}; COMMIT`)
    } catch (error) {
      lock.close()
      if (/locked|busy/.test(String(error))) return false
      throw error
    }
    this.held = lock
    return true
  }

  /** What a connection that ends leaves open is rolled back. */
  settle(births?: Births): void {
    if (!this.db.isTransaction) return
    this.cage.silent = true
    this.db.exec('ROLLBACK')
    this.schema.changed()
    if (births) this.births = births
  }

  /** The schema is another now; where its table may be written to, the connection reads it again, as the next one would. */
  schemaWritten(seen: Seen): void {
    this.schema.changed()
    // It is on where this connection has set it, and nowhere else.
    if (!this.touched && !seen.session) return
    if (readPragma(this.db, 'writable_schema') !== 'on') return
    this.db.exec('PRAGMA writable_schema = RESET')
    this.schema.rows(this.db)
    this.db.exec('PRAGMA writable_schema = ON')
  }

  /** Takes over what stands now, after a statement that changed the schema. */
  register(at: At): void {
    this.schema.changed()
    if (!this.tracking) return
    const rows = this.schema.rows(this.db)
    this.births.after(rows, this.schema.read(this.db), at)
  }

  private replace(bytes?: Uint8Array): void {
    this.db.close()
    this.schema.changed()
    this.db = this.connect(bytes)
  }

  private connect(bytes?: Uint8Array): DatabaseSync {
    const db = new DatabaseSync(this.file ?? ':memory:', {
      allowExtension: false,
      enableForeignKeyConstraints: true,
      enableDoubleQuotedStringLiterals: true,
    })
    // A disposable database is copied and brought back; that of a file is not.
    if (typeof db.setAuthorizer !== 'function' || (this.file === undefined && typeof db.serialize !== 'function'))
      throw new Stop(`SQLite databases are rehearsed by Node 24.16 or newer; this is ${process.version}`)
    // Ahead of all else: a connection that has prepared a statement on a virtual table crashes after it (Node 24).
    if (bytes) db.deserialize(bytes)
    this.cage.silent = true
    db.setAuthorizer(this.cage.authorize)
    this.db = db
    this.prepare()
    return db
  }

  private prepare(): void {
    this.touched = false
    const pages = Math.max(16, Math.floor(this.memoryBytes / pageBytes))
    // A file of somebody's is waited for, and may be as large as it is.
    this.db.exec(this.file === undefined ? `PRAGMA temp_store = memory; PRAGMA max_page_count = ${pages}` : 'PRAGMA busy_timeout = 5000')
    for (const [name, value] of Object.entries(this.settings)) {
      const wrong = applySetting(this.db, name, value)
      if (wrong) throw new Stop(wrong)
    }
  }
}
