import { expect, test } from 'vitest'
import type { Engine } from '../../src/engines/engine.ts'
import { postgres } from '../../src/engines/postgres/engine.ts'
import { rehearseAtOnce } from '../../src/judge/at-once.ts'
import type { Bench } from '../../src/judge/graded.ts'
import { limits } from '../../src/judge/limits.ts'
import { toldOn } from '../../src/judge/told.ts'
import { emptyTree, remember } from '../../src/model/files.ts'
import { Refusal } from '../../src/model/refusal.ts'
import type { History } from '../../src/rehearsal/history.ts'
import { keptShelf } from '../../src/rehearsal/shelf.ts'
import { script } from '../rehearsal/script.ts'

/** What some of the migrations do; each other one makes a table. */
const odd: Readonly<Record<number, readonly [up: string, down?: string]>> = {
  4: ['ALTER TABLE t1 DROP COLUMN note', 'ALTER TABLE t1 ADD COLUMN note text'],
  8: ['ALTER TABLE nowhere ADD COLUMN x int', 'ALTER TABLE nowhere DROP COLUMN x'],
  12: [`COPY t1 FROM PROGRAM 'true'`, 'SELECT 1'],
  17: ['UPDATE t1 SET id = id + 1', 'UPDATE t1 SET id = id - 1'],
  23: ['CREATE INDEX CONCURRENTLY t1_id ON t1 (id)', 'SELECT 1'],
  30: ['DROP TABLE t2'],
  41: ['ALTER TABLE t1 ADD COLUMN last int', 'ALTER TABLE t1 DROP COLUMN last'],
}
const migrations = Array.from({ length: 64 }, (_, at) => {
  const id = String(at).padStart(2, '0')
  const [up, down] = odd[at] ?? [`CREATE TABLE t${at} (id int PRIMARY KEY, note text)`, `DROP TABLE t${at}`]
  const wrap = up.includes('CONCURRENTLY') ? 'statement' : 'transaction'
  return { id, up: { ...script(id, 'up', up), wrap } as const, ...(down === undefined ? {} : { down: script(id, 'down', down) }) }
})
const history = (rows: History['rows']): History => ({
  ground: { engine: 'postgres', extensions: [], roles: [], settings: {} },
  chain: { format: 'plain', folder: 'migrations', migrations, limits: [] },
  rows,
  made: {},
})
const rows = (text: string, after: string): History['rows'] => [{ after, script: { ...script('rows', 'up', text), direction: 'other' } }]

/** The verdicts on that many databases at once, and how many were opened. */
async function verdicts(atOnce: number, of: History) {
  let opened = 0
  const engine: Engine = {
    ...postgres,
    atOnce: () => atOnce,
    open: (...asked) => {
      opened++
      return postgres.open(...asked)
    },
  }
  const files = remember(emptyTree)
  const shelf = keptShelf()
  const bench: Bench = {
    stage: { database: 'main', engine, history: of, limits, files: { before: files, after: files }, shelf },
    files,
    rules: [],
    protections: [],
    policies: { protocols: [] } as never,
    circumstances: { today: '2026-11-21' },
    soon: false,
    ups: true,
  }
  try {
    const { label, told } = await rehearseAtOnce(bench, new Set(of.chain.migrations), async (here, rehearsed) => {
      const { ms: _, ...each } = await toldOn(here, rehearsed)
      return { ...each, refused: rehearsed.refusal?.message }
    })
    return { label, told, opened }
  } finally {
    await shelf.close()
  }
}

test('several databases at once come to what one comes to alone, in the same order', { timeout: 120_000 }, async () => {
  const of = history(rows('INSERT INTO t1 (id) VALUES (7)', '02'))
  const alone = await verdicts(1, of)
  const together = await verdicts(3, of)
  expect(alone.opened).toBe(1)
  expect(together.opened).toBe(3)
  expect(together.told).toEqual(alone.told)
  expect(together.label).toBe(alone.label)
  const seen = Object.fromEntries(
    together.told.map(({ id, verdict, afterFailure }) => [id, `${verdict}${afterFailure ? ' after a failure' : ''}`]),
  )
  expect(seen).toMatchObject({
    '04': 'lossy',
    '08': 'fails',
    '09': 'reversible after a failure',
    '12': 'unknown after a failure',
    '17': 'reversible after a failure',
  })
  expect(together.told[12]!.refused).toMatch(/program/i)
})

test('what stops one of them stops all, with the words of the first', { timeout: 120_000 }, async () => {
  const of = history(rows('INSERT INTO nowhere VALUES (1)', '03'))
  const [alone, together] = await Promise.all([1, 3].map((atOnce) => verdicts(atOnce, of).catch((error: unknown) => error)))
  expect(alone).toBeInstanceOf(Refusal)
  expect(together).toEqual(alone)
})
