import { onTestFinished } from 'vitest'
import type { Effect } from '../../../src/catalog/effect.ts'
import type { Database, Ground, Limits, Watch } from '../../../src/engines/engine.ts'
import { sqlite } from '../../../src/engines/sqlite/engine.ts'
import type { Script } from '../../../src/model/script.ts'

const ground: Ground = { engine: 'sqlite', extensions: [], roles: [], settings: {} }
const usual: Limits = { statementMs: 10_000, memoryBytes: 256 * 2 ** 20 }

/** A database that is closed when the test ends. */
export async function open(some: Partial<Ground> = {}, limits: Partial<Limits> = {}): Promise<Database> {
  const database = await sqlite.open({ ...ground, ...some }, { ...usual, ...limits })
  onTestFinished(() => database.close())
  return database
}

export function script(text: string, wrap: Script['wrap'] = 'statement', more: Partial<Script> = {}): Script {
  return { migration: '0001_x', path: 'migrations/0001_x.sql', text, direction: 'up', wrap, ...more }
}

/** Effects as one line each, with the statement that they are laid at. */
export async function told(database: Database, text: string, watch: Watch, wrap: Script['wrap'] = 'statement'): Promise<string[]> {
  const { effects, error } = await database.run(script(text, wrap), watch)
  return [...effects.map(line), ...(error ? [`error at ${error.at.statement}: ${error.message}`] : [])]
}

function line(effect: Effect): string {
  const at = `at ${effect.at.statement}`
  if (effect.does === 'set') return `${effect.setting} ${effect.from} -> ${effect.to} ${at}`
  if (effect.does === 'ignored') return `${effect.what} ${at}`
  if (effect.does !== 'update') return `${effect.does} ${effect.table} ${effect.rows} ${at}`
  const changes = effect.changes.map((each) => `${each.column} ${each.filled}/${each.cleared}/${each.changed}`)
  const nulls = effect.whereNull.length ? ` where null ${effect.whereNull}` : ''
  return `update ${effect.table}(${effect.columns ?? '?'}) ${effect.rows}${nulls} [${changes}] ${at}`
}
