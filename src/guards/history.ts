import { type CatalogObject, partsOf } from '../catalog/catalog.ts'
import type { Effect } from '../catalog/effect.ts'
import { dotWithin, nameParts, ownName, sameTable } from '../catalog/names.ts'
import { widens } from '../catalog/types.ts'
import type { Codes } from '../model/finding.ts'
import type { Order } from '../model/option.ts'
import type { Protection } from '../model/policy.ts'
import { list, text } from '../model/values.ts'
import { guard } from './guard.ts'
import { tableCodes } from './schema/codes.ts'
import { nearOf } from './schema/near.ts'
import { judgeLogging, judgeParts } from './schema/partitions.ts'
import { followRows } from './schema/rows.ts'
import { lossPlaces, type Sight, sightOf, statementPlace } from './schema/sight.ts'
import { tableNamed } from './schema/subject.ts'
import { judgeSwallowing } from './schema/swallowing.ts'

const codes = {
  'history/dropped': {
    says: (args) =>
      args.renamed ? `history \`${args.table}\` is gone: it is renamed to \`${args.renamed}\`` : `history \`${args.table}\` is dropped`,
    help: () => 'leave the table: what it holds may only grow',
  },
  'history/missing': {
    says: (args) => `there is no table \`${args.table}\` in database \`${args.database}\`${args.near}`,
    help: (args) => `add a migration that makes \`${args.table}\`, or mend the name in the policy`,
  },
  'history/rows-deleted': {
    says: (args) =>
      args.count
        ? `${args.count} ${args.count === 1 ? 'row' : 'rows'} of history \`${args.table}\` are deleted`
        : `${args.by} is run on history \`${args.table}\``,
    help: () => 'leave the rows: supersede them by new ones',
  },
  'history/updated': {
    says: (args) =>
      `\`${args.column}\` of history \`${args.table}\` is updated${args.count ? ` in ${args.count} ${args.count === 1 ? 'row' : 'rows'}` : ''}`,
    help: () => 'leave the rows: supersede them by new ones',
  },
  'history/set-again': {
    says: (args) => `\`${args.column}\` of history \`${args.table}\` is set once, and this statement may change or clear it`,
    help: (args) => `set it where it is still empty: WHERE ${args.column} IS NULL`,
  },
  'history/column-lost': {
    says: (args) => `\`${args.column}\` of history \`${args.table}\` is lost: ${args.how}`,
    help: () => 'leave the column and its type',
  },
  'schema/partition-detached': tableCodes['schema/partition-detached'],
  'schema/table-changed': tableCodes['schema/table-changed'],
  'schema/writes-swallowed': tableCodes['schema/writes-swallowed'],
} as const satisfies Codes

type Names = readonly string[] | undefined

/** Without the key every column is append-only, so naming some protects fewer. */
const columnsOrder: Order<readonly string[]> = {
  weaker: (older: Names, newer: Names) => {
    if (newer === undefined) return undefined
    if (older === undefined) return { says: '`columns` is named, and all others may be updated' }
    const gone = older.filter((column) => !newer.includes(column))
    return gone.length ? { says: `\`columns\`: \`${gone.join('`, `')}\` may be updated` } : undefined
  },
}

/** Whether setting a column once is more or less than what else holds for it depends on `columns`, so any difference counts. */
const setOnceOrder: Order<readonly string[]> = {
  weaker: (older: Names, newer: Names) => {
    const list = (names: Names) => [...(names ?? [])].sort().join(', ') || 'absent'
    return list(older) === list(newer) ? undefined : { says: `\`set-once\` was ${list(older)} and is ${list(newer)}` }
  },
}

const options = {
  columns: { type: list(text), order: columnsOrder, says: 'Columns that are never updated; without it none is.' },
  'set-once': { type: list(text), order: setOnceOrder, says: 'Columns that may get a first value, and never another.' },
} as const

interface Scope {
  /** Undefined: all. */
  columns: readonly string[] | undefined
  once: readonly string[]
}

const has = (names: readonly string[], name: string) => names.some((each) => each.toLowerCase() === name.toLowerCase())
const guards = ({ columns, once }: Scope, name: string) => !has(once, name) && (columns === undefined || has(columns, name))

function judgeEffect(sight: Sight, effect: Effect & { table: string }, scope: Scope): void {
  const table = sight.protection.subject
  const place = (label: string) => [statementPlace(effect.at, label)]
  if (effect.does === 'drop') {
    sight.tell('history/dropped', { args: { table }, what: `drop ${effect.at.path}`, places: place('drops it') })
  } else if (effect.does === 'delete' || effect.does === 'truncate') {
    const by = effect.does === 'delete' ? 'DELETE' : 'TRUNCATE'
    sight.tell('history/rows-deleted', {
      args: { table, by, count: effect.rows },
      what: `${by} ${effect.at.path}`,
      places: place('deletes them'),
    })
  } else if (effect.does === 'update') judgeUpdate(sight, effect, scope, place)
}

function judgeUpdate(
  sight: Sight,
  effect: Extract<Effect, { does: 'update' }>,
  scope: Scope,
  place: (label: string) => readonly ReturnType<typeof statementPlace>[],
): void {
  const table = sight.protection.subject
  const touched = effect.columns ?? [
    ...new Set([...scope.once, ...(scope.columns ?? ['a column']), ...effect.changes.map(({ column }) => column)]),
  ]
  for (const column of touched) {
    const change = effect.changes.find((each) => each.column.toLowerCase() === column.toLowerCase())
    const what = `${column} ${effect.at.path}`
    if (guards(scope, column))
      sight.tell('history/updated', { args: { table, column, count: effect.rows }, what, places: place('updates it') })
    else if (has(scope.once, column)) {
      const lost = (change?.cleared ?? 0) + (change?.changed ?? 0)
      const first = lost === 0 && ((change?.filled ?? 0) > 0 || has(effect.whereNull, column))
      if (!first) sight.tell('history/set-again', { args: { table, column }, what, places: place('sets it') })
    }
  }
}

/** Values lost by a change of the table's shape, or by something that no statement on it told. */
async function judgeShape(sight: Sight, before: CatalogObject, after: CatalogObject, scope: Scope, told: boolean): Promise<void> {
  const { passage } = sight
  const table = sight.protection.subject
  const columns = partsOf(passage.before, before.key, 'column')
  const newer = new Map(partsOf(passage.after, after.key, 'column').map((column) => [ownName(column), column]))
  const fate =
    told || passage.way === 'standing'
      ? undefined
      : followRows(
          sight,
          before,
          after,
          columns.filter((column) => newer.has(ownName(column))),
        )
  if (fate?.deleted)
    sight.tell('history/rows-deleted', { args: { table, by: 'a cascade', count: fate.deleted }, what: `rows ${passage.migration}` })
  for (const column of columns) {
    const name = ownName(column)
    if (!guards(scope, name) && !has(scope.once, name)) continue
    const now = newer.get(name)
    const [was, is] = [String(column.aspects.type ?? ''), String(now?.aspects.type ?? '')]
    const how = !now ? 'it is dropped' : widens(was, is) ? undefined : `its type was \`${was}\` and is \`${is}\``
    const places = async () => lossPlaces(passage, column.key, now ? 'changes it' : 'drops it', now ? 'type' : undefined)
    if (how) sight.tell('history/column-lost', { args: { table, column: name, how }, what: `${name} ${how}`, places: await places() })
    const own = fate?.columns.get(name)
    if (how || !own || own.cleared + own.changed === 0) continue
    sight.tell('history/updated', {
      args: { table, column: name, count: own.cleared + own.changed },
      what: `${name} rows ${passage.migration}`,
      places: await places(),
    })
  }
}

/** Protects an append-only table: rows come, and none goes or changes. */
export const history = guard({
  kind: 'history',
  evidence: 'schema',
  subject: { says: '`[schema.]table`', wrong: (subject) => dotWithin(nameParts(subject)) },
  says: 'The table is append-only: no DELETE, TRUNCATE, UPDATE or DROP.',
  options,
  codes,
  asks: (protection) => [{ database: protection.database ?? '', tables: [protection.subject] }],
  async uphold(protection, passage, say) {
    const plain = protection as unknown as Protection
    const sight = sightOf(
      plain,
      passage,
      (code, saying) => say(code as keyof typeof codes, saying),
      (limit) => say.limit(limit),
    )
    const table = protection.subject
    const before = tableNamed(passage.before, nameParts(table))
    const after = tableNamed(passage.after, nameParts(table))
    if (passage.way === 'standing' && !before && !after)
      say('history/missing', {
        args: { table, database: protection.database ?? '', near: nearOf(passage.after, 'table', table) },
        what: 'missing',
      })
    if (!before) return
    const scope: Scope = { columns: protection.options.columns, once: protection.options['set-once'] ?? [] }
    const own = passage.effects.filter(
      (effect): effect is Effect & { table: string } => 'table' in effect && sameTable(passage.before.engine, effect.table, before.name),
    )
    // A table that is gone is told by the catalogs; one that stands again was dropped on the way all the same.
    for (const effect of own) if (effect.does !== 'drop' || after) judgeEffect(sight, effect, scope)
    const remade = after?.identity !== undefined && passage.sameDatabase && after.identity !== before.identity
    if (!after || (remade && !own.some((effect) => effect.does === 'drop'))) {
      const renamed = before.identity === undefined ? undefined : sight.pairs().get(before.key)?.after
      const args = { table, ...(renamed && renamed.key !== before.key ? { renamed: ownName(renamed) } : {}) }
      say('history/dropped', { args, what: 'dropped', places: await lossPlaces(passage, before.key, renamed ? 'renames it' : 'drops it') })
    }
    if (!after) return
    await judgeShape(
      sight,
      before,
      after,
      scope,
      own.some((effect) => effect.does !== 'insert'),
    )
    await judgeParts(sight, before)
    await judgeLogging(sight, before)
    // A history may shut its rows off from what it forbids in any case.
    const open = scope.once.length > 0 || scope.columns !== undefined
    await judgeSwallowing(sight, after, open ? ['insert', 'update'] : ['insert'])
  },
})
