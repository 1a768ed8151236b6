import { catalogTable } from '../catalog/names.ts'
import type { Probe } from '../catalog/passage.ts'
import { engineOf } from '../engines/index.ts'
import type { Circumstances, Guard } from '../guards/guard.ts'
import { readChain } from '../migrations/recognise.ts'
import type { Change } from '../model/change.ts'
import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { WayBack } from '../model/plan.ts'
import { type DatabaseDefinition, fullId, type Protection } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { RehearsedDatabase, Spot } from '../model/report.ts'
import type { Runner } from '../model/runner.ts'
import type { Files } from '../model/tree.ts'
import { historyOf } from '../rehearsal/ground.ts'
import type { History } from '../rehearsal/history.ts'
import { type Leg, type Passages, passages } from '../rehearsal/passages.ts'
import type { Shelf } from '../rehearsal/shelf.ts'
import { limits } from './limits.ts'
import { upFails } from './migrations.ts'
import { rendered, renderingsDiffer, staleRenderings } from './renderings.ts'
import { unpinned } from './unpinned.ts'
import { type Heard, nothingHeard, uphold } from './uphold.ts'

/** A protection with its guard, once loaded. */
export type Guarded = { guard: Guard<any, any, any>; protection: Protection }

/** What one database's protections came to, under both sides. */
export interface DatabaseHeard {
  after: Heard
  /** What the base shows by itself; asked only once something was found. */
  before(): Promise<Heard>
  migrations: number
  /** The ids of the migrations that stand after the change. */
  ids: readonly string[]
  /** Its migrations with their verdicts, where those were asked for. */
  rehearsed?: RehearsedDatabase
  /** Where what protections speak of was made, by their ids, where that was asked for. */
  holders?: ReadonlyMap<string, Spot>
  /** The ways back that were rehearsed, by the rules that stand after the change. */
  ways?: readonly WayBack[]
  close(): Promise<void>
}

/** Rehearses one database on both sides and lets its guards judge each passage. */
export async function judgeDatabase(asked: {
  definitions: Change<DatabaseDefinition | undefined>
  files: Change<Files>
  protections: Change<readonly Guarded[]>
  circumstances: Circumstances
  histories(): Promise<Change<History>>
  shelf?: Shelf | undefined
  runner?: Runner | undefined
  /** It is an audit that tells where things stand. */
  verdicts?: true | undefined
}): Promise<DatabaseHeard> {
  const definition = asked.definitions.after ?? asked.definitions.before!
  const watch = new Set<string>()
  const probes: Probe[] = []
  const both = new Map([...asked.protections.before, ...asked.protections.after].map((each) => [each.protection, each]))
  for (const { guard, protection } of both.values()) {
    for (const ask of guard.asks(protection)) {
      if (!('database' in ask)) continue
      for (const table of ask.tables) watch.add(catalogTable(definition.engine, table))
      probes.push(...(ask.probes ?? []))
    }
  }
  const engine = await engineOf(definition.engine)
  const { before, after } = await asked.histories()
  const seen = await passages({
    database: definition.name,
    histories: { before, after },
    files: asked.files,
    watch: { tables: [...watch] },
    probes,
    engine,
    limits,
    shelf: asked.shelf,
  })
  const heardAfter = await hear(asked.protections.after, [seen.standing, ...seen.legs.after.ups], asked.circumstances)
  heardAfter.limits.push(...seen.limits)
  heardAfter.findings.push(...failures(seen, 'after', definition))
  const whole = asked.files.before === asked.files.after
  if (whole)
    heardAfter.limits.push(
      ...unpinned(
        seen.standing.after,
        asked.protections.after.map(({ protection }) => protection),
      ),
    )
  if (asked.runner) {
    const chains = { before: whole ? undefined : before.chain, after: after.chain }
    const wanted = { database: definition.name, history: after, definition, files: asked.files.after, runner: asked.runner, engine }
    heardAfter.findings.push(...(await renderingsDiffer({ ...wanted, limits, ids: rendered(chains) })))
  } else heardAfter.refusals.push(...staleRenderings({ before: before.chain, after: after.chain }))
  const holders = asked.verdicts ? await holdersOf(asked.protections.after, seen.standing) : undefined
  // What the rehearsals of this database begin from may be the one that told where things were made.
  await seen.rest()
  return {
    after: heardAfter,
    before: async () => {
      const standing = {
        ...seen.standing,
        after: seen.standing.before,
        sameDatabase: true,
        effects: [],
        answers: seen.stood,
        files: { before: asked.files.before, after: asked.files.before },
        walk: seen.walkBefore,
        blame: async () => undefined,
      }
      const heard = await hear(asked.protections.before, [standing, ...seen.legs.before.ups], asked.circumstances)
      heard.findings.push(...failures(seen, 'before', definition))
      return heard
    },
    ...(holders ? { holders } : {}),
    migrations: seen.migrations,
    ids: after.chain.migrations.map(({ id }) => id),
    close: seen.rest,
  }
}

/** The statements that made what is protected. A name that fits several was refused where its protection was judged. */
async function holdersOf(protections: readonly Guarded[], standing: Passages['standing']): Promise<Map<string, Spot>> {
  const holders = new Map<string, Spot>()
  for (const { guard, protection } of protections) {
    try {
      const key = guard.holder?.(protection, standing.after)
      const born = key === undefined ? undefined : await standing.born(key)
      if (born) holders.set(fullId(protection), { path: born.path, line: born.span.line })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
  return holders
}

async function hear(protections: readonly Guarded[], ways: readonly Passages['standing'][], circumstances: Circumstances): Promise<Heard> {
  const heard = nothingHeard()
  for (const way of ways) {
    heard.limits.push(...way.limits)
    for (const { guard, protection } of protections) await uphold(guard, protection, way, circumstances, heard)
  }
  return heard
}

/** Reads the histories of a database on both sides, once for all that ask for them. */
export function historiesOf(asked: {
  definitions: Change<DatabaseDefinition | undefined>
  files: Change<Files>
  env: Readonly<Record<string, string | undefined>>
  runner?: Runner | undefined
}): () => Promise<Change<History>> {
  const { definitions, files, env, runner } = asked
  const definition = definitions.after ?? definitions.before!
  const read = async () => {
    const after = await historyOf(files.after, definition, env, runner, { files: files.before, definition: definitions.before })
    const before = definitions.before
      ? await historyOf(files.before, definitions.before, env, runner)
      : await stoodUnnamed(files.before, definition, after)
    return { before, after }
  }
  let histories: Promise<Change<History>> | undefined
  return () => {
    histories ??= read()
    return histories
  }
}

/** What stands in the base of a database that its policies do not name yet: a change that names it adds none of those migrations. */
async function stoodUnnamed(files: Files, definition: DatabaseDefinition, like: History): Promise<History> {
  try {
    return { ...like, chain: { ...(await readChain(files, definition)), limits: [] } }
  } catch (error) {
    // What the base does not hold, or cannot be read as this database, is all new.
    if (error instanceof Refusal) return { ...like, chain: { ...like.chain, migrations: [], limits: [] }, rows: [] }
    throw error
  }
}

function failures(seen: Passages, side: keyof Change<Leg>, definition: DatabaseDefinition): Finding<Place>[] {
  return seen.legs[side].failures.map(({ migration, error }) => upFails(definition.name, migration.id, error, side))
}

/** The database that a protection names, or a Refusal at the protection's own line. */
export function definitionFor(protection: Protection, definitions: ReadonlyMap<string, DatabaseDefinition>): DatabaseDefinition {
  const definition = protection.database === undefined ? undefined : definitions.get(protection.database)
  if (definition) return definition
  throw new Refusal(`\`${protection.kind}: ${protection.subject}\` needs a database, and none is defined`, {
    path: protection.at.path,
    line: protection.at.span.line,
    column: protection.at.span.column,
  })
}
