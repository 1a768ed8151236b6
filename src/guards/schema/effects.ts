import type { CatalogObject } from '../../catalog/catalog.ts'
import type { Effect } from '../../catalog/effect.ts'
import { ownName, sameTable } from '../../catalog/names.ts'
import type { Sight } from './sight.ts'
import { statementPlace } from './sight.ts'

/** A protected column as findings name it. */
export interface Guarded {
  /** As the policy writes it: `api_tokens.agent_id`. */
  shown: string
  column: CatalogObject
}

type Update = Extract<Effect, { does: 'update' }>

/** Columns, and whether rows, of which a statement has already told a loss. */
export interface Told {
  columns: Set<string>
  rows: boolean
}

/** Judges what statements did to the rows of a protected table, by kind and target, with or without rows to hit. */
export function judgeEffects(sight: Sight, table: CatalogObject, shown: string, columns: readonly Guarded[], frozen: boolean): Told {
  const told: Told = { columns: new Set(), rows: false }
  if (sight.passage.way === 'standing') return told
  const own = sight.passage.effects.filter(
    (effect) => 'table' in effect && sameTable(sight.passage.before.engine, effect.table, nameOf(table)),
  )
  for (const effect of own) {
    if (effect.does === 'delete' || effect.does === 'truncate') {
      // An engine that empties a table as it drops it did not run a DELETE.
      if (own.some((other) => other.does === 'drop' && other.at === effect.at)) continue
      told.rows = true
      const places = [statementPlace(effect.at, effect.does === 'truncate' ? 'truncates it' : 'deletes them')]
      const what = `${effect.does} ${effect.at.path}`
      if (effect.rows > 0)
        sight.tell('schema/rows-deleted', { args: { count: effect.rows, table: shown, by: 'this statement' }, what, places })
      else
        sight.tell('schema/rows-deleted', {
          args: { count: 0, table: shown, by: effect.does === 'truncate' ? 'TRUNCATE' : 'DELETE' },
          what,
          places,
        })
    }
    if (effect.does === 'update') judgeUpdate(sight, effect, columns, frozen, told)
  }
  return told
}

const nameOf = (object: CatalogObject) => object.key.slice(object.key.indexOf(':') + 1)

function judgeUpdate(sight: Sight, effect: Update, columns: readonly Guarded[], frozen: boolean, told: Told): void {
  for (const { shown, column } of columns) {
    const name = ownName(column)
    const loss = lossOf(effect, name, frozen)
    if (!loss) continue
    told.columns.add(column.key)
    sight.tell(`schema/values-${loss.how}`, {
      args: { count: loss.count, column: shown },
      what: `${loss.how} ${name} ${effect.at.path}`,
      places: [
        statementPlace(
          effect.at,
          `${{ cleared: 'clears', changed: 'changes', filled: 'fills' }[loss.how]} ${loss.count === 1 ? 'it' : 'them'}`,
        ),
      ],
    })
  }
}

function lossOf(effect: Update, column: string, frozen: boolean): { how: 'cleared' | 'changed' | 'filled'; count: number } | undefined {
  const same = (name: string) => name.toLowerCase() === column.toLowerCase()
  const change = effect.changes.find((each) => same(each.column))
  if (change?.cleared) return { how: 'cleared', count: change.cleared }
  if (change?.changed) return { how: 'changed', count: change.changed }
  if (change?.filled) return frozen ? { how: 'filled', count: change.filled } : undefined
  if (effect.columns !== undefined && !effect.columns.some(same)) return undefined
  const first = effect.whereNull.some(same) || fillsAlone(effect.at.text, column)
  if (first) return frozen ? { how: 'filled', count: 0 } : undefined
  return { how: assignsNull(effect.at.text, column) ? 'cleared' : 'changed', count: 0 }
}

const plain = (sql: string) => sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
const named = (column: string) => `(?<![\\w.])["\`[]?${column.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["\`\\]]?`

/** Only words a finding that is made anyway: clearing and changing are told apart by it. */
function assignsNull(sql: string, column: string): boolean {
  return new RegExp(`${named(column)}\\s*=\\s*\\(?\\s*null\\b`, 'i').test(plain(sql))
}

/** `SET c = coalesce(c, …)` and no more: a value that stands stays. The whole of one plain UPDATE is read, nothing nested. */
function fillsAlone(sql: string, column: string): boolean {
  const text = plain(sql)
  if (
    !/^\s*update\s/i.test(text) ||
    text.match(/\bset\b/gi)?.length !== 1 ||
    /["'$;]/.test(
      text
        .replace(/'(?:[^']|'')*'/g, 'x')
        .replace(/;\s*$/, '')
        .replace(/"/g, ''),
    )
  )
    return false
  const bare = text.replace(/'(?:[^']|'')*'/g, 'x')
  const assigned = [...bare.matchAll(new RegExp(`${named(column)}\\s*=(?!=)`, 'gi'))].filter(
    (found) => found.index < (/\bwhere\b/i.exec(bare)?.index ?? Number.POSITIVE_INFINITY),
  )
  if (assigned.length !== 1) return false
  const rest = bare.slice(assigned[0]!.index + assigned[0]![0].length)
  const call = new RegExp(
    `^\\s*(?:coalesce|ifnull)\\s*\\(\\s*(?:\\w+\\.)?${named(column).replace('(?<![\\w.])', '')}\\s*,[^()]*(?:\\([^()]*\\)[^()]*)*\\)\\s*(?:,|where\\b|from\\b|$)`,
    'i',
  )
  return call.test(rest.replace(/;\s*$/, ''))
}
