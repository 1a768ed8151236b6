import { engineOf } from '../engines/index.ts'
import type { Circumstances } from '../guards/guard.ts'
import { draftDocument } from '../guards/rollback/draft.ts'
import { documentPath } from '../guards/rollback/read.ts'
import type { Checkpoints } from '../model/checkpoints.ts'
import type { Finding } from '../model/finding.ts'
import { nearest } from '../model/nearest.ts'
import type { Place } from '../model/place.ts'
import type { WayBack } from '../model/plan.ts'
import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { RefusalNote, RehearsedDatabase } from '../model/report.ts'
import type { Runner } from '../model/runner.ts'
import { type Share, sliceOf } from '../model/share.ts'
import type { Files } from '../model/tree.ts'
import type { Policies } from '../policy/load.ts'
import { historyOf } from '../rehearsal/ground.ts'
import { type History, sharedPrefix } from '../rehearsal/history.ts'
import type { Rehearsed } from '../rehearsal/rehearse.ts'
import type { Shelf } from '../rehearsal/shelf.ts'
import { rehearseAtOnce } from './at-once.ts'
import { type Bench, judgeRehearsed, subjectOf } from './graded.ts'
import { withGuards } from './judge.ts'
import { limits } from './limits.ts'
import { rendered, renderingsDiffer } from './renderings.ts'
import { rulesOf } from './rollback.ts'
import { withShelf } from './shelved.ts'
import { toldOn } from './told.ts'
import type { Heard } from './uphold.ts'
import { wayBackOf } from './ways.ts'

/** What rehearsing one database came to. */
export interface RehearsedOutcome {
  database: RehearsedDatabase
  findings: Finding<Place>[]
  refusals: RefusalNote[]
  limits: string[]
  /** Documents that are owed or asked for and not there, drafted. */
  drafts: { path: string; text: string }[]
  /** The way back of each, as plans count on it. */
  ways: WayBack[]
}

/** Rehearses the migrations of one database, each on what stands before it, and tells each as data. */
export async function rehearseDatabase(asked: {
  files: Files
  definition: DatabaseDefinition
  env: Readonly<Record<string, string | undefined>>
  runner?: Runner | undefined
  policies: Policies
  circumstances: Circumstances
  since?: Files
  only?: readonly string[]
  drafts?: boolean
  /** The share of each history that is rehearsed. */
  share?: Share | undefined
  /** Their ways back alone are judged, and not their ups. */
  backOnly?: boolean
  checkpoints?: Checkpoints | undefined
  /** Hears how far it is. */
  tell?: ((step: string) => void) | undefined
  /** Where databases come from, where one is at hand. */
  shelf?: Shelf | undefined
}): Promise<RehearsedOutcome> {
  if (asked.shelf) return rehearseOn(asked.shelf, asked)
  return withShelf(asked.checkpoints, (shelf) => rehearseOn(shelf, asked))
}

async function rehearseOn(shelf: Shelf, asked: Parameters<typeof rehearseDatabase>[0]): Promise<RehearsedOutcome> {
  const { definition } = asked
  const history = await historyOf(asked.files, definition, asked.env, asked.runner)
  const known = asked.since ? sharedPrefix(await historyOf(asked.since, definition, asked.env, asked.runner), history) : 0
  const only = asked.only ? new Set(asked.only) : undefined
  const all = history.chain.migrations.slice(known).filter(({ id }) => !only || only.has(id))
  const wanted = new Set(sliceOf(all, asked.share))
  const bench = await benchOf(asked, history, shelf)
  const outcome: RehearsedOutcome = {
    database: { name: definition.name, engine: '', migrations: [] },
    findings: [],
    refusals: [],
    limits: [...history.chain.limits],
    drafts: [],
    ways: [],
  }
  // What another share rehearses is not even replayed here.
  if (wanted.size === 0 && all.length > 0) return outcome
  if (asked.runner && definition.run) {
    const ids = rendered({ before: undefined, after: history.chain }).filter((id) => [...wanted].some((each) => each.id === id))
    const about = { database: definition.name, history, definition, files: asked.files, runner: asked.runner }
    outcome.findings.push(...(await renderingsDiffer({ ...about, engine: bench.stage.engine, limits, ids })))
  }
  let begun = 0
  const look = async (here: Bench, rehearsed: Rehearsed) => {
    asked.tell?.(`migration ${++begun} of ${wanted.size} of ${definition.name}`)
    const told = await toldOn(here, rehearsed)
    const way = await wayBackOf(here, rehearsed, told)
    const heard = await judgeRehearsed(here, rehearsed)
    return { told, way, heard, drafts: asked.drafts ? await drafted(here, rehearsed, heard, only) : [] }
  }
  const run = await rehearseAtOnce(bench, wanted, look, asked.share)
  outcome.database.engine = run.label
  for (const { told, way, heard, drafts } of run.told) {
    outcome.database.migrations.push(told)
    outcome.ways.push(way)
    outcome.findings.push(...heard.findings)
    outcome.refusals.push(...heard.refusals)
    outcome.limits.push(...heard.limits)
    outcome.drafts.push(...drafts)
  }
  return outcome
}

/** What judges them: the rollback rules, and the protections of the database. */
async function benchOf(asked: Parameters<typeof rehearseDatabase>[0], history: History, shelf: Shelf): Promise<Bench> {
  const { definition, files, policies, circumstances } = asked
  const own = policies.protocols.flatMap(({ protect }) => protect).filter(({ database }) => database === definition.name)
  const rules = rulesOf(policies, definition.name)
  return {
    stage: {
      database: definition.name,
      engine: await engineOf(definition.engine),
      history,
      limits,
      files: { before: files, after: files },
      shelf,
    },
    files,
    rules: rules ? [rules] : [],
    protections: await withGuards(own),
    policies,
    circumstances,
    soon: false,
    ups: asked.backOnly !== true,
  }
}

/** The draft of a document that is owed, or whose migration was asked for by name. */
async function drafted(bench: Bench, rehearsed: Rehearsed, heard: Heard, only: ReadonlySet<string> | undefined) {
  const [rules] = bench.rules
  const path = documentPath(rules, rehearsed.migration.id)
  if (!rules || path === undefined || rules.document === path || rehearsed.upFails || rehearsed.refusal) return []
  if ((await bench.files.entries()).has(path)) return []
  if (!only && !heard.findings.some(({ code }) => code === 'rollback/document-missing')) return []
  const { chain, ground } = bench.stage.history
  const where = { format: chain.format, folder: chain.folder, engine: ground.engine }
  return [{ path, text: draftDocument(subjectOf(bench, rules, rehearsed), rules, where) }]
}

/** Whose migrations are asked for, and which: each has to stand in one of the databases. */
export async function holders(
  asked: Pick<Parameters<typeof rehearseDatabase>[0], 'files' | 'env' | 'runner'>,
  definitions: readonly DatabaseDefinition[],
  only: readonly string[],
): Promise<{ definition: DatabaseDefinition; only: readonly string[] }[]> {
  const all = await Promise.all(
    definitions.map(async (definition) => {
      const { chain } = await historyOf(asked.files, definition, asked.env, asked.runner)
      return { definition, ids: chain.migrations.map(({ id }) => id) }
    }),
  )
  const known = all.flatMap(({ ids }) => ids)
  for (const id of only) {
    if (known.includes(id)) continue
    const near = nearest(id, known)
    const folders = definitions.map(({ migrations }) => `\`${migrations}\``).join(' or ')
    const where = `${asked.files.label} has no migration \`${id}\` in ${folders}`
    throw new Refusal(
      `${where}${near ? `; did you mean \`${near}\`?` : asked.files.label === 'the index' ? '; stage it first if it is new' : ''}`,
    )
  }
  return all
    .map(({ definition, ids }) => ({ definition, only: only.filter((id) => ids.includes(id)) }))
    .filter((each) => each.only.length > 0)
}
