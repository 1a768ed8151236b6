import type { ColumnChange, Effect } from '../../catalog/effect.ts'
import type { At } from '../../model/script.ts'
import type { Seen } from './cage.ts'
import { compareRows, quoteName, type RowsChange, type Snapshot, snapshot } from './compare.ts'
import { columnsIn } from './schema.ts'
import type { Session } from './session.ts'
import { whereNull } from './where.ts'

/** A watched table under the name that it has now; renamed columns by the name that they have now. */
interface Watched {
  table: string
  columns: Map<string, string>
}

/** Tells what statements do to the rows of the watched tables, also where these are renamed on the way. */
export class Watching {
  private readonly session: Session
  private readonly watched = new Map<string, Watched>()

  constructor(session: Session, tables: readonly string[]) {
    this.session = session
    for (const table of tables) this.watched.set(nameIn(table), { table, columns: new Map() })
  }

  /** Looks at the tables that a statement is about to touch; the function given back looks again and tells what became of them. */
  begin(seen: Seen, at: At): (() => Effect[]) | undefined {
    const touched = [...this.watched].filter(([name]) => seen.touches(name))
    if (touched.length === 0) return undefined
    const looks = touched.flatMap(([name, watched]) => this.look(name, watched, seen, at))
    const altered = touched.filter(([name]) => seen.alters.has(name)).map(([name, watched]) => this.follow(name, watched))
    return () => {
      const effects = looks.flatMap((look) => look())
      for (const follow of altered) follow()
      return effects
    }
  }

  private look(name: string, watched: Watched, seen: Seen, at: At): (() => Effect[])[] {
    const { db } = this.session
    if (seen.alters.has(name)) return []
    const { table } = watched
    if (seen.drops.has(name)) {
      const rows = this.count(name)
      return rows === undefined ? [] : [() => [{ does: 'drop', table, rows, at }]]
    }
    if (seen.inserts.has(name) && !seen.updates.has(name) && !seen.deletes.has(name) && !this.replaces(at)) {
      const before = this.count(name) ?? 0
      return [() => [{ does: 'insert', table, rows: (this.count(name) ?? 0) - before, at }]]
    }
    const before = snapshot(db, name)
    if (!before) return []
    return [
      () => {
        const after = snapshot(db, name)
        return after ? this.told(name, watched, seen, at, before, after) : []
      },
    ]
  }

  private told(name: string, watched: Watched, seen: Seen, at: At, before: Snapshot, after: Snapshot): Effect[] {
    const { table } = watched
    const called = (column: string) =>
      watched.columns.get(column.toLowerCase()) ?? before.columns.find((each) => each.toLowerCase() === column.toLowerCase()) ?? column
    const assigned = seen.updates.get(name)
    const change = compareRows(before, after, assigned !== undefined && !seen.inserts.has(name) && !seen.deletes.has(name))
    const changes = change.changes.map((each): ColumnChange => ({ ...each, column: called(each.column) }))
    const effects: Effect[] = []
    if (assigned || change.altered > 0) {
      const columns = assigned && [...assigned].map(called)
      const nulls = assigned && !seen.within.has(name) ? whereNull(at.text).map(called) : []
      const rows = assigned && !seen.within.has(name) ? this.hit(seen, change) : change.altered
      effects.push({ does: 'update', table, columns: columns ?? changes.map(({ column }) => column), whereNull: nulls, rows, changes, at })
    }
    if (seen.deletes.has(name) || change.gone > 0) effects.push({ does: 'delete', table, rows: change.gone, at })
    if (seen.inserts.has(name)) effects.push({ does: 'insert', table, rows: change.come, at })
    return effects
  }

  /** How many rows the statement itself hit; with an upsert only those that differ are known. */
  private hit(seen: Seen, change: RowsChange): number {
    if (seen.inserts.size) return change.altered
    const row = this.session.db.prepare('SELECT changes() AS n').get() as { n: number }
    return Math.max(row.n, change.altered)
  }

  private count(name: string): number | undefined {
    if (!columnsIn(this.session.db)(name)?.length) return undefined
    return (this.session.db.prepare(`SELECT count(*) AS n FROM main.${quoteName(name)}`).get() as { n: number }).n
  }

  /** Whether an INSERT may take rows away: by its own OR REPLACE, a trigger's, or a constraint's ON CONFLICT. */
  private replaces(at: At): boolean {
    return /\breplace\b/i.test(at.text) || this.session.schema.rows(this.session.db).some(({ sql }) => /\breplace\b/i.test(sql))
  }

  /** Follows a table or column that an ALTER TABLE renames: by its root page, by its place. */
  private follow(name: string, watched: Watched): () => void {
    const { db, schema } = this.session
    const page = schema.rows(db).find((row) => row.type === 'table' && row.name.toLowerCase() === name)?.rootpage
    const before = columnsIn(db)(name) ?? []
    return () => {
      const now =
        schema
          .rows(db)
          .find((row) => row.type === 'table' && row.rootpage === page && page !== 0)
          ?.name.toLowerCase() ?? name
      if (now !== name) this.watched.set(now, { table: watched.table, columns: new Map(watched.columns) })
      const after = columnsIn(db)(now) ?? []
      if (after.length !== before.length) return
      before.forEach((column, index) => {
        const renamed = after[index]!
        if (renamed.toLowerCase() === column.toLowerCase()) return
        const original = watched.columns.get(column.toLowerCase()) ?? column
        this.watched.get(now)!.columns.set(renamed.toLowerCase(), original)
      })
    }
  }
}

/** A watched name as SQLite's authorizer tells it: in lower case, without quotes or `main.`. */
function nameIn(table: string): string {
  return table
    .replace(/^main\./i, '')
    .replace(/^"(.*)"$/, '$1')
    .toLowerCase()
}
