import type { ColumnChange, Effect } from '../../catalog/effect.ts'
import { dropSql, installSql, settleSql, staysSql } from './instruments.ts'
import { type Ask, tableSql } from './session.ts'
import type { Statement, Tree } from './split.ts'
import { isHidden, mayWait, plainQuestions, type Territory, territoryOf } from './territory.ts'
import { callsNothing, carriesOut, drops, keepsTables, mayHide, writes } from './writes.ts'

/** The instruments on the watched tables while one script runs. */
export interface Watching {
  /** Sees to it that the instruments stand where the statement may write; without one, where the commit may. */
  before(statement?: Statement): Promise<void>
  /** What a statement did, from what the instruments told and from which tables still stand. */
  after(statement: Statement): Promise<readonly Effect[]>
  /** What was told since, laid at a statement. */
  told(statement: Statement): Effect[]
  /** Takes the instruments away. */
  end(): Promise<void>
}

/** One message of the instruments. */
interface Told {
  pawl: 'column' | 'update' | 'insert' | 'delete' | 'truncate'
  table: string
  column?: string
  rows?: number
  number: number
  counts?: Readonly<Record<string, readonly [number, number, number]>>
}

/** How pawl asks, and does what stays, under its own role and settings in whatever transaction stands open. */
export interface Hands {
  ask: Ask
  act: Ask
}

/** `heard` gives the messages of the server since the last look. */
export function watchTables(
  tables: readonly string[],
  { ask, act }: Hands,
  heard: () => readonly string[],
  questions = plainQuestions,
): Watching {
  const names = new Map(tables.map((table) => [tableSql(table), table]))
  let territory: Territory | undefined
  let older: Territory | undefined
  let hidden: boolean | undefined
  let waits: boolean | undefined
  /** Rows may have been written. */
  let wrote = false
  /** Tables that carry the instruments. */
  let armed = new Set<string>()
  let installed = false
  let ever = false
  /** Tables that the statement may drop, with their rows. */
  let mayGo: Map<string, number> | undefined
  /** What ran along with it. */
  let bodies: readonly string[] = []
  const look = async () => {
    territory ??= await territoryOf(ask, questions, names, older)
    return territory
  }
  const arm = async ({ standing }: Territory, ids: readonly string[]) => {
    const fresh = ids.filter((id) => !armed.has(id))
    if (fresh.length === 0) return
    await act([...(installed ? [] : [dropSql, installSql]), settleSql(fresh.map((id) => [id, standing.get(id)!.table]))])
    installed = true
    ever = true
    for (const id of fresh) armed.add(id)
  }
  /** What else may run along with a statement; without one, with a commit, which carries out what waits since rows were written. */
  const runsAlong = async (statement: Statement | undefined) => {
    if (!statement || carriesOut(statement)) {
      if (!wrote) return []
      waits ??= await mayWait(ask, questions)
      return waits ? (await look()).along(statement?.sql ?? '', 'commits').bodies : []
    }
    if (callsNothing(statement)) {
      hidden ??= await isHidden(ask, questions)
      if (!hidden) return []
    }
    const { bodies, writes: written } = (await look()).along(statement.sql, writes(statement) ? 'writes' : 'reads')
    wrote ||= written
    return bodies
  }
  const told = (statement: Statement) => tell(statement, messages(heard()))
  return {
    told,
    before: async (statement) => {
      mayGo = undefined
      // A commit carries out what waits for it, and something must have been done for that.
      if (!statement && !territory && !older) return
      bodies = await runsAlong(statement)
      const dropping = statement !== undefined && (drops(statement) || bodies.some((body) => /\b(drop|execute)\b/.test(body)))
      const renaming = /^(RenameStmt|AlterObjectSchemaStmt)$/.test(statement?.tree?.[0] ?? '')
      if (!(statement && writes(statement)) && bodies.length === 0 && !dropping && !renaming) return
      const ground = await look()
      if (ground.standing.size === 0) return
      const texts = [...(statement && writes(statement) ? [statement.sql] : []), ...bodies]
      if (texts.length) await arm(ground, ground.spoken(texts))
      if (!dropping) return
      mayGo = new Map()
      for (const id of ground.spoken([statement.sql, ...bodies])) {
        const [answer] = await ask([`SELECT count(*) FROM ${ground.standing.get(id)!.now}`])
        mayGo.set(id, Number(answer!.rows[0]![0]))
      }
    },
    after: async (statement) => {
      const all = messages(heard())
      const stay = new Set(all.length ? (await ask([staysSql]))[0]!.rows.map(([number]) => Number(number)) : [])
      // What an EXCEPTION of a block took back was never done.
      const effects = tell(
        statement,
        all.filter(({ number }) => stay.has(number)),
      )
      if (mayGo && territory) {
        const ground = territory
        const [answer] = await ask([`SELECT oid FROM pg_class WHERE oid IN (${[...ground.standing.keys()].join(', ')})`])
        const left = new Set(answer!.rows.map(([id]) => id))
        for (const [id, { table }] of ground.standing) {
          if (!left.has(id)) effects.push({ does: 'drop', table, rows: mayGo.get(id) ?? 0, at: statement.at })
        }
      }
      const back = statement.tree?.[0] === 'TransactionStmt' && /ROLLBACK/.test(String(statement.tree[1].kind))
      if (back) installed = false
      const remade = back || !keepsTables(statement) || bodies.some((body) => /\b(create|alter|drop|execute)\b/.test(body))
      if (!remade) return effects
      older = territory ?? older
      territory = undefined
      waits = undefined
      if (bodies.length || mayHide(statement)) hidden = undefined
      armed = new Set()
      return effects
    },
    end: async () => {
      if (ever) await act([dropSql])
    },
  }
}

function messages(infos: readonly string[]): Told[] {
  return infos.filter((info) => info.startsWith('pawl {')).map((info) => JSON.parse(info.slice(5)) as Told)
}

function tell(statement: Statement, all: readonly Told[]): Effect[] {
  const effects: Effect[] = []
  const columns = new Map<string, Set<string>>()
  for (const told of all) {
    const { table } = told
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
        whereNull: whereNull(statement.tree?.[1]),
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
