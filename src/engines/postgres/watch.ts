import type { ColumnChange, Effect } from '../../catalog/effect.ts'
import { refuseAt } from './explain.ts'
import { dropSql, installSql, settleSql } from './instruments.ts'
import { tableSql } from './session.ts'
import type { Statement, Tree } from './split.ts'
import type { Reply, Wire } from './wire.ts'

/** The instruments on the watched tables while one script runs. */
export interface Watching {
  /** What a statement did, from what the instruments told and from which tables still stand. */
  after(statement: Statement, reply: Reply): Promise<readonly Effect[]>
  /** Takes the instruments away. */
  end(): Promise<void>
}

/** One message of the instruments. */
interface Told {
  pawl: 'column' | 'update' | 'insert' | 'delete' | 'truncate'
  table: string
  column?: string
  rows?: number
  counts?: Readonly<Record<string, readonly [number, number, number]>>
}

/** Statements that can neither make, drop, rename nor disarm a table. */
const keepsTables = new Set([
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'CopyStmt',
  'TruncateStmt',
  'CommentStmt',
  'VariableSetStmt',
  'GrantStmt',
  'TransactionStmt',
])

/** Statements whose work is not in their own text. */
const opaque = new Set(['DoStmt', 'CallStmt', 'ExecuteStmt', 'SelectStmt'])

export async function watchTables(wire: Wire, tables: readonly string[]): Promise<Watching> {
  const byName = new Map(tables.map((table) => [tableSql(table), table]))
  const names = [...byName.keys()]
  const own = async (sql: string) => {
    const reply = await wire.send(sql)
    if (reply.error) throw new Error(`the instruments do not stand: ${reply.error.message}`)
    return reply
  }
  const settle = async (): Promise<Map<string, string | null>> => {
    const text = (await own(settleSql(names))).answers.at(-1)!.rows[0]![0]!
    return new Map(JSON.parse(text) as [string, string | null][])
  }
  const count = async (name: string) => Number((await own(`SELECT count(*) FROM ${name}`)).answers[0]!.rows[0]![0])
  await own(installSql)
  let standing = await settle()
  const rows = new Map<string, number>()
  for (const [name, id] of standing) if (id) rows.set(name, await count(name))
  return {
    after: async (statement, reply) => {
      const [kind, fields] = statement.tree ?? []
      const effects = tell(statement, reply.infos, byName, fields)
      if (kind && opaque.has(kind) && /\bdisable\s+trigger\b/i.test(statement.sql)) {
        throw refuseAt(statement, 'the statement switches triggers off within itself, so what it does to protected rows cannot be seen')
      }
      if (kind && keepsTables.has(kind)) return effects
      const now = reply.status === 'E' ? standing : await settle()
      for (const [name, id] of standing) {
        if (id && now.get(name) !== id && (now.get(name) || !(await stillThere(id)))) {
          effects.push({ does: 'drop', table: byName.get(name)!, rows: rows.get(name) ?? 0, at: statement.at })
        }
      }
      standing = now
      return effects
    },
    end: async () => {
      await wire.send(dropSql)
    },
  }
  async function stillThere(id: string): Promise<boolean> {
    return (await own(`SELECT 1 FROM pg_catalog.pg_class WHERE oid = ${Number(id)}`)).answers[0]!.rows.length > 0
  }
}

function tell(statement: Statement, infos: readonly string[], byName: ReadonlyMap<string, string>, fields: Tree | undefined): Effect[] {
  const effects: Effect[] = []
  const columns = new Map<string, Set<string>>()
  for (const info of infos) {
    if (!info.startsWith('{"pawl"')) continue
    const told = JSON.parse(info) as Told
    const table = byName.get(told.table) ?? told.table
    if (told.pawl === 'column') {
      columns.set(table, (columns.get(table) ?? new Set()).add(told.column!))
      continue
    }
    const { rows = 0 } = told
    if (told.pawl !== 'update') effects.push({ does: told.pawl, table, rows, at: statement.at })
    else {
      const assigned = columns.get(table)
      columns.delete(table)
      effects.push({
        does: 'update',
        table,
        columns: assigned && [...assigned].sort(),
        whereNull: whereNull(fields),
        rows,
        changes: changesOf(told.counts ?? {}),
        at: statement.at,
      })
    }
  }
  return effects
}

function changesOf(counts: NonNullable<Told['counts']>): ColumnChange[] {
  return Object.entries(counts)
    .filter(([, [filled, cleared, changed]]) => filled + cleared + changed > 0)
    .map(([column, [filled, cleared, changed]]) => ({ column, filled, cleared, changed }))
}

/** Columns that an UPDATE asks to be NULL by `c IS NULL AND …`. */
function whereNull(fields: Tree | undefined): string[] {
  const names: string[] = []
  const read = (node: unknown) => {
    const [kind, inner] = Object.entries((node ?? {}) as Tree)[0] ?? []
    const each = (inner ?? {}) as Tree
    if (kind === 'BoolExpr' && each.boolop === 'AND_EXPR') for (const arg of each.args as Tree[]) read(arg)
    if (kind === 'NullTest' && each.nulltesttype === 'IS_NULL') {
      const parts = ((each.arg as Tree)?.ColumnRef as Tree | undefined)?.fields as { String?: { sval: string } }[] | undefined
      const name = parts?.at(-1)?.String?.sval
      if (name) names.push(name)
    }
  }
  read(fields?.whereClause)
  return names
}
