import { engineOf } from '../../src/engines/index.ts'
import type { History } from '../../src/rehearsal/history.ts'
import { type Rehearsed, rehearse } from '../../src/rehearsal/rehearse.ts'
import { script } from './script.ts'

/** A migration of its own on a base that all share. */
export type Row = readonly [name: string, base: string, up: string, down: string, verdict: string]

export const lost = ({ grade, loses, error }: Rehearsed) => [grade, ...loses, ...(grade === 'fails' ? [error?.side] : [])].join(' ')

/** Rehearses each row as a migration of its own on one base, and tells its verdict, as a rule with what is lost or left. */
export async function verdicts(engine: 'postgres' | 'sqlite', rows: readonly Row[], tell = lost): Promise<Record<string, string>> {
  const base = { id: 'base', up: script('base', 'up', rows.map(([, text]) => text).join('\n')) }
  const migrations = [
    base,
    ...rows.map(([id, , up, down]) => ({ id, up: script(id, 'up', up), ...(down && { down: script(id, 'down', down) }) })),
  ]
  const history: History = {
    ground: { engine, extensions: [], roles: [], settings: {} },
    chain: { format: 'plain', folder: 'migrations', migrations, limits: [] },
    rows: [],
    made: {},
  }
  const told: Record<string, string> = {}
  const limits = { statementMs: 20_000, memoryBytes: 2 ** 31 }
  for await (const rehearsed of rehearse(await engineOf(engine), history, limits, {
    here: new Set(history.chain.migrations.filter(({ id }) => id !== 'base')),
  }))
    told[rehearsed.migration.id] = tell(rehearsed)
  return told
}
