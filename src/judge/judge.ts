import type { Circumstances, Guard } from '../guards/guard.ts'
import { guards } from '../guards/index.ts'
import type { Change } from '../model/change.ts'
import { changedPaths } from '../model/changed.ts'
import type { Checkpoints } from '../model/checkpoints.ts'
import type { Finding } from '../model/finding.ts'
import { globber } from '../model/glob.ts'
import type { Place } from '../model/place.ts'
import { type DatabaseDefinition, fullId, type Protection } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { RehearsedDatabase, Spot } from '../model/report.ts'
import type { Runner } from '../model/runner.ts'
import type { Share } from '../model/share.ts'
import type { Files } from '../model/tree.ts'
import { folded } from '../model/twins.ts'
import type { Policies } from '../policy/load.ts'
import type { Register } from '../policy/policies.ts'
import type { Shelf } from '../rehearsal/shelf.ts'
import { caseTwins } from './case-twins.ts'
import { type DatabaseHeard, definitionFor, type Guarded, historiesOf, judgeDatabase } from './databases.ts'
import { followed } from './followed.ts'
import { asksForWaysBack, judgeRollback } from './rollback.ts'
import { select } from './select.ts'
import { type Own, ownOf } from './share.ts'
import { withShelf } from './shelved.ts'
import { newFindings } from './standing.ts'
import { type Heard, nothingHeard, uphold } from './uphold.ts'
import { judgeVersions } from './versions.ts'

/** What is judged: both sides with their policies, and what is so outside of them. */
export interface Case {
  files: Change<Files>
  policies: Change<Policies>
  circumstances: Circumstances
  env: Readonly<Record<string, string | undefined>>
  /** Runs what the base's policy names, where the caller allowed it. */
  runner?: Runner | undefined
  /** The guards that judge, where they are not those of pawl itself. */
  register?: Register
  /** Where databases come from; absent, one is made for this. */
  shelf?: Shelf
  /** Where databases are kept between runs; unused where a shelf is given. */
  checkpoints?: Checkpoints | undefined
  /** What the base's files show by themselves, where many changes of one base are judged. */
  standing?: { files?: Promise<readonly Finding<Place>[]> }
  /** Every migration of a tree is rehearsed, and told with its verdict; what nothing asks for is no finding. */
  verdicts?: true
  /** Hears what is done right now, and how far it is. */
  tell?: ((step: string) => void) | undefined
  /** The share that is judged, where it is not all of it. */
  share?: Share | undefined
}

/** What judging came to. */
export interface Judgement extends Heard {
  protections: Protection[]
  /** Those of them that were judged here, and not in another share. */
  own: ReadonlySet<Protection>
  /** Whether what policies as a whole come to is told here. */
  first: boolean
  migrations: number
  /** The databases with the verdicts of their migrations, where those were asked for. */
  databases: RehearsedDatabase[]
  /** What holds each protection, by its id, where that was asked for. */
  holders: ReadonlyMap<string, Spot>
  /** The migrations that stand after the change, by id. */
  ids: ReadonlySet<string>
  /** What slips in the base by itself, where that was asked. */
  stood: readonly Finding<Place>[]
}

/**
 * Judges a change under the base's policies and what the change adds to them, less what the base already shows.
 * With the same tree on both sides, and `standing: 'told'`, it is an audit.
 */
export async function judge(asked: Case, standing: 'told' | 'taken away'): Promise<Judgement> {
  if (asked.shelf) return judgeOn(asked, standing)
  return withShelf(asked.checkpoints, (shelf) => judgeOn({ ...asked, shelf }, standing))
}

async function judgeOn(asked: Case, standing: 'told' | 'taken away'): Promise<Judgement> {
  const protections = await select(asked.policies, asked.files)
  const all = await withGuards(protections, asked.register)
  const base = await withGuards(
    asked.policies.before.protocols.flatMap(({ protect }) => protect),
    asked.register,
  )
  const { before, after } = asked.policies
  const names = new Set([...before.databases.keys(), ...after.databases.keys()])
  const own = ownOf(asked.share, all, names, [...before.amendments, ...after.amendments])
  const heard = nothingHeard()
  const touched = standing === 'taken away' ? await touches(asked) : () => true
  for (const guarded of all.filter(({ guard }) => guard.evidence === 'files')) {
    if (own.protection(guarded) && (await touched(guarded)))
      await uphold(guarded.guard, guarded.protection, asked.files, asked.circumstances, heard)
  }
  if (own.policies) heard.findings.push(...(await caseTwins(asked.files.after, all)))
  const databases = await judgeDatabases(asked, { before: base, after: all }, heard, own)
  const ways = databases.flatMap((database) => database.ways ?? [])
  if (own.policies) await judgeVersions(asked, heard, ways)
  try {
    const found = standing === 'taken away' && (heard.findings.length > 0 || leaving(asked.policies).size > 0)
    const older = found ? await stood(asked, base, databases) : []
    return {
      findings: newFindings(heard.findings, older),
      stood: older,
      refusals: heard.refusals,
      limits: [...new Set(heard.limits)],
      protections,
      own: new Set(all.filter(own.protection).map(({ protection }) => protection)),
      first: own.policies,
      ids: new Set(databases.flatMap(({ ids }) => ids)),
      holders: new Map([
        ...(asked.verdicts ? await holdersInFiles(all, asked.files.after) : []),
        ...databases.flatMap(({ holders }) => [...(holders ?? [])]),
      ]),
      databases: databases.flatMap(({ rehearsed }) => rehearsed ?? []),
      migrations: databases.reduce((sum, { migrations }) => sum + migrations, 0),
    }
  } finally {
    for (const database of databases) await database.close()
  }
}

/** Whether a change could make a difference to a protection: it is new, or a path has changed that it asks for, or is led to. */
async function touches(asked: Case): Promise<(guarded: Guarded) => boolean | Promise<boolean>> {
  const base = new Set(asked.policies.before.protocols.flatMap((protocol) => protocol.protect))
  const paths = (await changedPaths(asked.files)).map(({ path }) => folded(path))
  return async ({ guard, protection }) => {
    if (!base.has(protection)) return true
    const globs = guard.asks(protection).flatMap((ask) => ('paths' in ask ? ask.paths : []))
    const fits = globber(globs.map(folded))
    if (paths.some((path) => fits(path))) return true
    if (!guard.follows || paths.length === 0) return false
    const led = new Set([...(await followed([{ guard, protection }], asked.files.before, asked.circumstances))].map(folded))
    return paths.some((path) => led.has(path))
  }
}

/** Protections that the change takes away and an amendment of the base speaks of: whether their subject is gone already is to be seen. */
function leaving({ before, after }: Change<Policies>): ReadonlySet<string> {
  const left = new Set(after.protocols.flatMap(({ protect }) => protect.map(fullId)))
  return new Set(before.amendments.flatMap(({ relaxes }) => relaxes.map(({ entry }) => entry)).filter((entry) => !left.has(entry)))
}

/** What the base shows by itself, under its own policies. */
async function stood(asked: Case, base: readonly Guarded[], databases: readonly DatabaseHeard[]): Promise<Finding<Place>[]> {
  const { standing = {} } = asked
  standing.files ??= stoodInFiles(asked, base)
  const found = [...(await standing.files)]
  for (const database of databases) found.push(...(await database.before()).findings)
  return found
}

async function stoodInFiles(asked: Case, base: readonly Guarded[]): Promise<readonly Finding<Place>[]> {
  const heard = nothingHeard()
  const files: Change<Files> = { before: asked.files.before, after: asked.files.before }
  for (const { guard, protection } of base) {
    if (guard.evidence === 'files') await uphold(guard, protection, files, asked.circumstances, heard)
  }
  return [...heard.findings, ...(await caseTwins(asked.files.before, base))]
}

async function judgeDatabases(asked: Case, guarded: Change<readonly Guarded[]>, heard: Heard, own: Own): Promise<DatabaseHeard[]> {
  const { before, after } = asked.policies
  const base = new Set(before.protocols.flatMap((protocol) => protocol.protect))
  const names = new Set([...before.databases.keys(), ...after.databases.keys()])
  const byDatabase = new Map<string, Guarded[]>()
  for (const each of guarded.after.filter((each) => each.guard.evidence === 'schema' && own.protection(each))) {
    try {
      const { name } = definitionFor(each.protection, base.has(each.protection) ? before.databases : after.databases)
      byDatabase.set(name, [...(byDatabase.get(name) ?? []), each])
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      heard.refusals.push({ message: error.message, ...error.at, protection: fullId(each.protection) })
    }
  }
  const judged: DatabaseHeard[] = []
  const tell = (outcome: DatabaseHeard) => {
    judged.push(outcome)
    heard.findings.push(...outcome.after.findings)
    heard.refusals.push(...outcome.after.refusals)
    heard.limits.push(...outcome.after.limits)
  }
  for (const name of [...names].filter(own.database)) {
    const protections = byDatabase.get(name) ?? []
    const older = before.databases.get(name)
    const definitions = { before: older, after: commandsOf(older, after.databases.get(name) ?? older) }
    try {
      const stood = guarded.before.filter(({ guard, protection }) => guard.evidence === 'schema' && protection.database === name)
      const sides = { before: stood, after: protections }
      const runner = older?.run && asked.runner
      const histories = historiesOf({ definitions, files: asked.files, env: asked.env, runner })
      const question = { ...asked, database: name, definitions, protections: sides, runner, histories }
      const runs = await needsRehearsal(asked, definitions, protections)
      if (runs) asked.tell?.(`rehearsing ${name}`)
      if (runs) tell(await judgeDatabase(question))
      if (runs || (await asksForWaysBack(question))) tell({ ...(await judgeRollback(question)), ...(runs ? { migrations: 0 } : {}) })
      else if (asked.verdicts) judged.push(await verdictsAlone(question, heard))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const refusal = { message: error.message, ...error.at }
      heard.refusals.push(refusal, ...protections.map(({ protection }) => ({ ...refusal, protection: fullId(protection) })))
    }
  }
  return judged
}

/** The files that protections speak of, where they are there. */
async function holdersInFiles(all: readonly Guarded[], files: Files): Promise<[string, Spot][]> {
  const entries = await files.entries()
  return all.flatMap(({ guard, protection }) => {
    const path = guard.evidence === 'files' ? guard.holder?.(protection, files) : undefined
    return typeof path === 'string' && entries.has(path) ? [[fullId(protection), { path }] as [string, Spot]] : []
  })
}

/** The verdicts of a database that nothing protects: what stands in the way of them is told, and is no refusal. */
async function verdictsAlone(question: Parameters<typeof judgeRollback>[0], heard: Heard): Promise<DatabaseHeard> {
  try {
    const outcome = await judgeRollback(question)
    return { ...outcome, migrations: 0 }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    heard.limits.push(`database \`${question.database}\`, which nothing protects, was not rehearsed: ${error.message}`)
    return { after: nothingHeard(), before: async () => nothingHeard(), migrations: 0, ids: [], close: async () => {} }
  }
}

/** The commands are those of the base: one that it does not have is never run. */
function commandsOf(older: DatabaseDefinition | undefined, newer: DatabaseDefinition | undefined): DatabaseDefinition | undefined {
  return older?.run && newer ? { ...newer, run: older.run, env: older.env } : newer
}

/** A database is started only where the change touches what decides its schema, or a protection of it. */
async function needsRehearsal(
  asked: Case,
  definitions: Change<Policies['databases'] extends ReadonlyMap<string, infer D> ? D | undefined : never>,
  protections: readonly Guarded[],
): Promise<boolean> {
  const { before, after } = asked.files
  if (before === after) return protections.length > 0 || (asked.runner !== undefined && definitions.after?.run !== undefined)
  if (JSON.stringify({ ...definitions.before, at: 0 }) !== JSON.stringify({ ...definitions.after, at: 0 })) return true
  const base = new Set(asked.policies.before.protocols.flatMap((protocol) => protocol.protect))
  const lapsing = leaving(asked.policies)
  if (protections.some(({ protection }) => !base.has(protection) || lapsing.has(fullId(protection)))) return true
  const asks = protections.flatMap(({ guard, protection }) => guard.asks(protection)).flatMap((ask) => ('paths' in ask ? ask.paths : []))
  const evidence = globber(asks)
  const definition = definitions.after!
  const rows = definition.rows && 'file' in definition.rows ? [definition.rows.file] : []
  const decides = (path: string) =>
    path.startsWith(`${definition.migrations}/`) ||
    path === definition.migrations ||
    path === definition.before ||
    rows.includes(path) ||
    (definition.rendered !== undefined && path.startsWith(definition.rendered.split('{')[0]!)) ||
    (asks.length > 0 && evidence(path))
  const [older, newer] = [await before.entries(), await after.entries()]
  for (const path of new Set([...older.keys(), ...newer.keys()])) {
    if (decides(path) && (older.get(path)?.id !== newer.get(path)?.id || older.get(path)?.mode !== newer.get(path)?.mode)) return true
  }
  return false
}

/** Protections with the guards of their kinds. */
export async function withGuards(protections: readonly Protection[], register: Register = guards): Promise<Guarded[]> {
  const loaded = new Map<string, Guard<any, any, any>>()
  for (const kind of new Set(protections.map((protection) => protection.kind))) loaded.set(kind, await register[kind]!())
  return protections.map((protection) => ({ guard: loaded.get(protection.kind)!, protection }))
}
