import type { Catalog } from '../catalog/catalog.ts'
import { diffCatalogs } from '../catalog/diff.ts'
import type { Engine, Limits } from '../engines/engine.ts'
import type { Chain, Migration } from '../migrations/migration.ts'
import type { Change } from '../model/change.ts'
import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { RefusalNote } from '../model/report.ts'
import type { Runner } from '../model/runner.ts'
import type { Files } from '../model/tree.ts'
import { toolsOwn } from '../rehearsal/commanded.ts'
import { byCommand } from '../rehearsal/commands.ts'
import type { History } from '../rehearsal/history.ts'
import { tablesOf } from '../rehearsal/rehearse.ts'
import { advance, begin, type Replay } from '../rehearsal/replay.ts'
import { trialRows } from '../rehearsal/trial.ts'
import { migrationCodes } from './migrations.ts'

/** Migrations whose code changed while the SQL that it amounts to did not: what they do now, nobody has said. */
export function staleRenderings({ before, after }: Change<Chain>): RefusalNote[] {
  const older = new Map(before.migrations.map((migration) => [migration.id, migration]))
  return after.migrations.flatMap(({ id, up, down, code }) => {
    const was = older.get(id)
    if (!code || code.unrendered || !was?.code || was.code.text === code.text) return []
    if (was.up.text !== up.text || was.down?.text !== down?.text) return []
    return [
      {
        message: `\`${code.path}\` changed, and its rendering \`${up.path}\` did not: render it again and commit that, or give \`run:\` and call pawl with \`--allow-run\``,
        path: code.path,
      },
    ]
  })
}

/** The migrations whose rendering may say something else now: new ones, and those of which it or the code changed. */
export function rendered({ before, after }: { before: Chain | undefined; after: Chain }): string[] {
  const older = new Map(before?.migrations.map((migration) => [migration.id, migration]))
  const text = ({ up, down, code }: Migration) => JSON.stringify([code?.text, up.text, down?.text])
  return after.migrations.flatMap((migration) => {
    const was = older.get(migration.id)
    return !migration.code || migration.code.unrendered || (was && text(was) === text(migration)) ? [] : [migration.id]
  })
}

/** Runs code beside what is committed for it, and tells where they come to something else. */
export async function renderingsDiffer(asked: {
  database: string
  history: History
  definition: DatabaseDefinition
  files: Files
  runner: Runner
  engine: Engine
  limits: Limits
  ids: readonly string[]
}): Promise<Finding<Place>[]> {
  const { history, definition, files, runner, engine, limits, ids } = asked
  if (ids.length === 0 || !definition.run) return []
  const coded = { ...history, chain: byCommand(history.chain, 'all', { files, definition, runner }) }
  const last = history.chain.migrations.findLastIndex(({ id }) => ids.includes(id))
  const found: Finding<Place>[] = []
  const sql = await begin(engine, history, limits)
  try {
    const code = await begin(engine, coded, limits)
    try {
      for (const [index, migration] of history.chain.migrations.entries()) {
        if (index > last) break
        if (ids.includes(migration.id)) {
          const how = await difference(sql, code, index)
          if (how) found.push(stale(asked.database, migration, how))
        }
        await advance(sql, index + 1)
        await advance(code, index + 1)
      }
    } finally {
      await code.database.close()
    }
  } finally {
    await sql.database.close()
  }
  return found
}

/** How both come to something else with one migration, up or down; both are brought back to where they were. */
async function difference(sql: Replay, code: Replay, index: number): Promise<{ side: 'up' | 'down'; says: string } | undefined> {
  const sides = [sql, code]
  const starts = await Promise.all(sides.map(({ database }) => database.keep()))
  try {
    for (const filled of [false, true]) {
      const before = await sql.database.catalog()
      if (filled) for (const { database } of sides) await trialRows(database, before, tablesOf(before), sql.history.made)
      for (const side of ['up', 'down'] as const) {
        const scripts = sides.map(({ history }) => history.chain.migrations[index]![side])
        if (!scripts[0] || !scripts[1]) break
        const ends = []
        for (const [at, { database }] of sides.entries()) {
          await database.reconnect()
          const { error } = await database.run(scripts[at]!)
          if (error && filled) return undefined
          if (error && at === 1)
            throw new Refusal(`what \`${scripts[at]!.path}\` does could not be seen: ${error.message}`, { path: error.at.path })
          if (error) return { side, says: `it fails: ${error.message}` }
          ends.push(await database.catalog())
        }
        const says = catalogsDiffer(ends[0]!, ends[1]!) ?? (filled ? await rowsDiffer(sql, code, ends[0]!) : undefined)
        if (says) return { side, says }
      }
      for (const [at, { database }] of sides.entries()) await database.rewind(starts[at]!)
    }
    return undefined
  } finally {
    for (const [at, { database }] of sides.entries()) await database.rewind(starts[at]!)
  }
}

function catalogsDiffer(sql: Catalog, code: Catalog): string | undefined {
  const [first, ...rest] = diffCatalogs(sql, code, { identities: false }).filter(
    ({ key, apart }) => apart !== 'role' && !toolsOwn.test(key),
  )
  return first && `by the code, ${first.says}${rest.length ? `, and ${rest.length} more` : ''}`
}

/** Rows that are others, moments aside: those differ by when each was run. */
async function rowsDiffer(sql: Replay, code: Replay, catalog: Catalog): Promise<string | undefined> {
  const tables = tablesOf(catalog).filter((table) => !toolsOwn.test(`table:${table}`))
  const plain = (rows: unknown) => JSON.stringify(rows).replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d[\d:.+-]*/g, 'moment')
  const older = new Map((await sql.database.rows(tables)).map((each) => [each.table, plain(each.rows)]))
  const other = (await code.database.rows(tables)).find(({ table, rows }) => older.get(table) !== plain(rows))
  return other && `by the code, rows of table \`${other.table.replace(/^public\./, '')}\` hold other values`
}

function stale(database: string, { id, up, down, code }: Migration, { side, says }: { side: 'up' | 'down'; says: string }): Finding<Place> {
  const told = migrationCodes['migration/rendered-stale']
  const path = (side === 'down' && down ? down : up).path
  return {
    code: 'migration/rendered-stale',
    level: 'error',
    kind: 'migration',
    subject: `${database} ${id}`,
    what: `${side} ${says}`,
    message: told.says({ path, code: code!.path, how: says }),
    help: told.help(),
    docs: 'docs/guards/migration.md#rendered-stale',
    places: [
      { side: 'after', path, label: 'is committed' },
      { side: 'after', path: code!.path, label: 'is what runs' },
    ],
  }
}
