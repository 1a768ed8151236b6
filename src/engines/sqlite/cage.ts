import { constants } from 'node:sqlite'
import { kept, pragmaBar } from './pragmas.ts'

/** What one statement is about to do, as SQLite's authorizer tells while the statement is prepared (sqlite.org/c3ref/set_authorizer.html). */
export class Seen {
  readonly updates = new Map<string, Set<string>>()
  readonly deletes = new Set<string>()
  readonly inserts = new Set<string>()
  readonly drops = new Set<string>()
  readonly alters = new Set<string>()
  /** Tables that a trigger or a cascade writes to, so that the statement's own count does not speak of them. */
  readonly within = new Set<string>()
  schema = false
  /** A state that a fresh connection would not have. */
  session = false
  transaction: string | undefined
  savepoint: { does: string; name: string } | undefined
  /** Why the cage does not let it run. */
  barred: string | undefined

  touches(table: string): boolean {
    return this.updates.has(table) || this.deletes.has(table) || this.inserts.has(table) || this.drops.has(table) || this.alters.has(table)
  }
}

/** The bars: what a statement may not do because it would leave the disposable database (attached memory stays inside). */
export class Cage {
  seen = new Seen()
  /** Our own questions are not told. */
  silent = true
  /** No pragma may be set: a question is being asked. */
  asking = false

  readonly authorize = (
    action: number,
    first: string | null,
    second: string | null,
    database: string | null,
    within: string | null,
  ): number => {
    if (this.silent) return constants.SQLITE_OK
    const { seen } = this
    const bar = this.barOf(action, first, second)
    if (bar) {
      seen.barred ??= bar
      return constants.SQLITE_DENY
    }
    if (action === constants.SQLITE_PRAGMA && second !== null) {
      seen.session = true
      if (kept.has((first ?? '').toLowerCase())) return constants.SQLITE_IGNORE
    }
    if (action === constants.SQLITE_TRANSACTION) seen.transaction = first ?? ''
    if (action === constants.SQLITE_SAVEPOINT) seen.savepoint = { does: first ?? '', name: second ?? '' }
    if (action === constants.SQLITE_ALTER_TABLE && first === 'main') seen.alters.add(fold(second))
    if (database !== 'main') {
      if (database === 'temp' || action === constants.SQLITE_ATTACH) seen.session = true
      return constants.SQLITE_OK
    }
    this.note(action, fold(first), fold(second), within)
    return constants.SQLITE_OK
  }

  private note(action: number, table: string, column: string, within: string | null): void {
    const { seen } = this
    if (table === 'sqlite_master') {
      if (action !== constants.SQLITE_READ) seen.schema = true
      return
    }
    if (action === constants.SQLITE_UPDATE) {
      const columns = seen.updates.get(table) ?? new Set()
      seen.updates.set(table, columns.add(column))
    } else if (action === constants.SQLITE_DELETE) seen.deletes.add(table)
    else if (action === constants.SQLITE_INSERT) seen.inserts.add(table)
    else if (action === constants.SQLITE_DROP_TABLE || action === constants.SQLITE_DROP_VTABLE) seen.drops.add(table)
    else return
    if (within !== null) seen.within.add(table)
  }

  private barOf(action: number, first: string | null, second: string | null): string | undefined {
    if (action === constants.SQLITE_ATTACH) {
      const inside = first === '' || first === ':memory:' || /^file::memory:(\?cache=(private|shared))?$/.test(first ?? '')
      return inside
        ? undefined
        : first === null
          ? 'it attaches or writes a database file whose name is computed'
          : `it attaches or writes the file \`${first}\``
    }
    if (action === constants.SQLITE_FUNCTION && second?.toLowerCase() === 'load_extension') return 'it loads an extension'
    if (action !== constants.SQLITE_PRAGMA) return undefined
    const name = (first ?? '').toLowerCase()
    if (this.asking && second !== null && !/^(table|index|foreign_key|integrity|quick)_/.test(name))
      return `it sets \`PRAGMA ${name}\` in a question`
    const reason = pragmaBar(name, second)
    return reason && `\`PRAGMA ${name}\` is not run here: ${reason}`
  }
}

function fold(name: string | null): string {
  return (name ?? '').toLowerCase()
}
