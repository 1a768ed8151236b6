import { engineOf } from '../engines/index.ts'
import type { Circumstances } from '../guards/guard.ts'
import { judgeFrozen } from '../guards/rollback/frozen.ts'
import { documentPath } from '../guards/rollback/read.ts'
import type { Migration } from '../migrations/migration.ts'
import type { Change } from '../model/change.ts'
import { changedPaths } from '../model/changed.ts'
import { canonical } from '../model/orders.ts'
import type { WayBack } from '../model/plan.ts'
import type { DatabaseDefinition, RollbackRules } from '../model/policy.ts'
import type { RehearsedDatabase } from '../model/report.ts'
import type { Files } from '../model/tree.ts'
import type { Policies } from '../policy/load.ts'
import { statementsOf } from '../policy/tables/statements.ts'
import type { History } from '../rehearsal/history.ts'
import type { Shelf } from '../rehearsal/shelf.ts'
import { rehearseAtOnce } from './at-once.ts'
import type { DatabaseHeard, Guarded } from './databases.ts'
import { type Bench, judgeRehearsed, tellerOf } from './graded.ts'
import { limits } from './limits.ts'
import { toldOn } from './told.ts'
import { type Heard, nothingHeard } from './uphold.ts'
import { wayBackOf } from './ways.ts'

/** What is asked of the ways back of one database. */
export interface Asked {
  database: string
  definitions: Change<DatabaseDefinition | undefined>
  files: Change<Files>
  policies: Change<Policies>
  protections: Change<readonly Guarded[]>
  circumstances: Circumstances
  histories(): Promise<Change<History>>
  shelf?: Shelf | undefined
  /** Every migration is rehearsed, and told with its verdict. */
  verdicts?: true | undefined
  /** Hears how far it is. */
  tell?: ((step: string) => void) | undefined
}

/** The rules that govern a database on one side of a change. */
export function rulesOf(policies: Policies, database: string): RollbackRules | undefined {
  return policies.rollbacks.find((rules) => rules.database === database)
}

/** Whether ways back are to be judged though no migration changed: in an audit, or where a rollback document did. */
export async function asksForWaysBack({ database, files, policies }: Asked): Promise<boolean> {
  const rules = [rulesOf(policies.before, database), rulesOf(policies.after, database)].filter((each) => each !== undefined)
  if (files.before === files.after) return rules.length > 0
  const templates = rules.flatMap(({ document }) => document ?? [])
  if (templates.length === 0) return false
  const fits = templates.map((template) => template.split('{migration}'))
  const isDocument = (path: string) =>
    fits.some(([start = '', end]) => (end === undefined ? path === start : path.startsWith(start) && path.endsWith(end)))
  return (await changedPaths(files)).some(({ path }) => isDocument(path))
}

/** Rehearses the ways back that a change adds, edits or documents anew, or all of a tree, and judges them. */
export async function judgeRollback(asked: Asked): Promise<DatabaseHeard> {
  const { database, files, policies } = asked
  const definition = asked.definitions.after ?? asked.definitions.before!
  const rules = judging(rulesOf(policies.before, database), rulesOf(policies.after, database))
  const whole = files.before === files.after
  const histories = await asked.histories()
  const wanted = whole ? new Set(histories.after.chain.migrations) : await touched(asked, histories, rules)
  const bench = async (side: keyof Change<Files>, by: readonly RollbackRules[]): Promise<Bench> => ({
    stage: {
      database,
      engine: await engineOf(definition.engine),
      history: histories[side],
      limits,
      files: { before: files[side], after: files[side] },
      shelf: asked.shelf,
    },
    files: files[side],
    rules: by,
    protections: asked.protections[side],
    policies: policies.before.approvers ? policies.before : policies.after,
    circumstances: asked.circumstances,
    soon: whole,
    ups: false,
  })
  const rehearsed = whole && asked.verdicts ? { name: database, engine: '', migrations: [] } : undefined
  const ways: WayBack[] = []
  const after = await judgeSide(await bench('after', rules), wanted, ways, rehearsed, asked.tell)
  if (!whole && rules.some(({ frozen }) => frozen)) {
    judgeFrozen(histories.before.chain, histories.after.chain, statementsOf, (migration, code, saying) =>
      tellerOf(database, migration, after)(code, saying),
    )
  }
  return {
    after,
    before: async () => {
      if (whole) return nothingHeard()
      const ids = new Set([...wanted].map(({ id }) => id))
      const older = new Set(histories.before.chain.migrations.filter(({ id }) => ids.has(id)))
      const own = rulesOf(policies.before, database)
      return judgeSide(await bench('before', own ? [own] : []), older, [])
    },
    migrations: wanted.size,
    ids: [],
    ...(rehearsed ? { rehearsed } : {}),
    ways,
    close: async () => {},
  }
}

async function judgeSide(
  bench: Bench,
  wanted: ReadonlySet<Migration>,
  ways: WayBack[],
  verdicts?: RehearsedDatabase,
  tell?: Asked['tell'],
): Promise<Heard> {
  const heard = nothingHeard()
  // Without rules a way back is run for what protections ask of it, and graded by nobody.
  const asked = new Set([...wanted].filter((migration) => bench.rules.length > 0 || (migration.down && bench.protections.length > 0)))
  const seen = verdicts ? wanted : asked
  if (seen.size === 0) return heard
  let begun = 0
  const run = await rehearseAtOnce(bench, seen, async (here, rehearsed) => {
    tell?.(`way back ${++begun} of ${seen.size} of ${here.stage.database}`)
    const told = await toldOn(here, rehearsed)
    const way = await wayBackOf(here, rehearsed, told)
    return { told, way, heard: asked.has(rehearsed.migration) ? await judgeRehearsed(here, rehearsed) : nothingHeard() }
  })
  if (verdicts) verdicts.engine = run.label
  for (const one of run.told) {
    verdicts?.migrations.push(one.told)
    ways.push(one.way)
    heard.findings.push(...one.heard.findings)
    heard.refusals.push(...one.heard.refusals)
    heard.limits.push(...one.heard.limits)
  }
  return heard
}

/** The rules that judge a change: those of the base, and what the change adds to them. Documents are where they stand after it. */
function judging(before: RollbackRules | undefined, after: RollbackRules | undefined): RollbackRules[] {
  if (!before || !after) return [before ?? after ?? []].flat()
  const stated = ({ at: _, keys: __, ...rest }: RollbackRules) => canonical(rest)
  if (stated(before) === stated(after)) return [after]
  const document = after.document ?? before.document
  return [after, before].map((rules) => ({ ...rules, ...(document === undefined ? {} : { document }) }))
}

/** Migrations that one side alone has, or has otherwise, and those whose document changed. */
async function touched(asked: Asked, histories: Change<History>, rules: readonly RollbackRules[]): Promise<Set<Migration>> {
  const [older, newer] = [await asked.files.before.entries(), await asked.files.after.entries()]
  const known = new Map(histories.before.chain.migrations.map((migration) => [migration.id, migration]))
  const differs = (path: string | undefined) =>
    path !== undefined && (older.get(path)?.id !== newer.get(path)?.id || older.get(path)?.mode !== newer.get(path)?.mode)
  return new Set(
    histories.after.chain.migrations.filter((migration) => {
      const old = known.get(migration.id)
      if (!old || !sameSteps(old, migration)) return true
      return rules.some((each) => differs(documentPath(each, migration.id)))
    }),
  )
}

function sameSteps(one: Migration, other: Migration): boolean {
  const text = ({ up, down, verify }: Migration) => [up, down, verify].map((script) => script && [script.text, script.wrap])
  return JSON.stringify(text(one)) === JSON.stringify(text(other))
}
