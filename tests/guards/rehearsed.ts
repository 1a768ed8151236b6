import { afterAll } from 'vitest'
import type { Probe } from '../../src/catalog/passage.ts'
import { engineOf } from '../../src/engines/index.ts'
import { guards } from '../../src/guards/index.ts'
import { newFindings } from '../../src/judge/standing.ts'
import { nothingHeard, uphold } from '../../src/judge/uphold.ts'
import { emptyTree, remember } from '../../src/model/files.ts'
import type { Protection } from '../../src/model/policy.ts'
import type { History } from '../../src/rehearsal/history.ts'
import { passages } from '../../src/rehearsal/passages.ts'
import { keptShelf } from '../../src/rehearsal/shelf.ts'
import { protocolOf } from './told.ts'

/** A database's history in memory: what its base has, and what a change adds. */
export interface Story {
  engine: 'sqlite' | 'postgres'
  base: string
  /** Migrations that the change adds, in their order. */
  adds: readonly string[]
  wrap?: 'transaction' | 'statement'
  roles?: readonly string[]
  rows?: string
}

// Stories of one base begin from the same database, brought back to it, as those of a drill do.
const shelf = keptShelf()
afterAll(() => shelf.close())

type Item = readonly [kind: string, subject: string, options?: Record<string, unknown>]

/** What the guards say of a change of a database beyond what its base shows, each as `code: message`; refusals and limits with them. */
export async function judged(story: Story, ...items: readonly Item[]): Promise<string[]> {
  const whole = { ...protocolOf('table', []), protect: [] as Protection[] }
  for (const [kind, subject, options = {}] of items) {
    const [protection] = protocolOf(kind, [[subject, options]]).protect
    whole.protect.push({ ...protection!, database: 'main', protocol: whole })
  }
  const loaded = await Promise.all(whole.protect.map(async (protection) => ({ protection, guard: await guards[protection.kind]!() })))
  const tables = new Set<string>()
  const probes: Probe[] = []
  for (const { guard, protection } of loaded) {
    for (const ask of guard.asks(protection)) {
      if (!('database' in ask)) continue
      for (const table of ask.tables) tables.add(story.engine === 'postgres' && !table.includes('.') ? `public.${table}` : table)
      probes.push(...(ask.probes ?? []))
    }
  }
  const files = remember(emptyTree)
  const seen = await passages({
    database: 'main',
    histories: { before: historyOf(story, [story.base]), after: historyOf(story, [story.base, ...story.adds]) },
    files: { before: files, after: files },
    watch: { tables: [...tables] },
    probes,
    engine: await engineOf(story.engine),
    limits: { statementMs: 20_000, memoryBytes: 2 ** 31 },
    shelf,
  })
  try {
    const heard = nothingHeard()
    for (const way of [seen.standing, ...seen.legs.after.ups]) {
      for (const { guard, protection } of loaded) await uphold(guard, protection, way, { today: '2026-11-21' }, heard)
    }
    const stood = nothingHeard()
    const still = { ...seen.standing, after: seen.standing.before, effects: [] }
    for (const { guard, protection } of loaded) await uphold(guard, protection, still, { today: '2026-11-21' }, stood)
    const found = newFindings(heard.findings, stood.findings)
    return [
      ...found.map(
        ({ code, message, places }) => `${code}: ${message}${places.some(({ path }) => path.endsWith('.sql')) ? '' : ' (no place)'}`,
      ),
      ...heard.refusals.map(({ message }) => `refusal: ${message}`),
      ...new Set(heard.limits.map((limit) => `limit: ${limit}`)),
      ...seen.legs.after.failures.map(({ error }) => `fails: ${error.message}`),
    ]
  } finally {
    await seen.rest()
  }
}

function historyOf(story: Story, sqls: readonly string[]): History {
  const migrations = sqls.map((text, index) => {
    const id = `000${index + 1}`
    return {
      id,
      up: { migration: id, path: `migrations/${id}.up.sql`, text, direction: 'up' as const, wrap: story.wrap ?? ('statement' as const) },
    }
  })
  return {
    ground: { engine: story.engine, extensions: [], roles: story.roles ?? [], settings: {} },
    chain: { format: 'plain', folder: 'migrations', migrations, limits: [] },
    rows: story.rows
      ? [{ after: '0001', script: { migration: 'rows', path: 'rows.sql', text: story.rows, direction: 'other', wrap: 'statement' } }]
      : [],
    made: {},
  }
}
