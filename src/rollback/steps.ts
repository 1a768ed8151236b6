import { type Hop, moments, type Plan, type PlanStep } from '../model/plan.ts'
import { Refusal } from '../model/refusal.ts'
import type { Policies } from '../policy/policies.ts'
import type { TakenBack } from '../policy/taken.ts'
import { type Version, type VersionStep, versionNamed, versionsOf } from '../policy/versions.ts'
import { filled, filledQuery } from './fill.ts'
import { hashOf } from './hash.ts'

/** What a step of a plan does, as the policies and the history state it. */
export type StepDefinition =
  | ({ kind: 'database'; hop: Hop } & TakenBack)
  | ({ kind: 'step'; hop: Hop; version: Version /** The database that a query is asked of. */; database?: string } & VersionStep)

/** The steps of one hop in the order of running: what the version states, and its database ahead of what it runs `down`. */
export function stepsOf(hop: Hop, version: Version, taken: TakenBack | undefined, ceiling: number, words?: readonly string[]): PlanStep[] {
  return moments.flatMap((at) => {
    const stated = version.steps.filter((step) => step.at === at && (at !== 'verify' || !words || words.includes(step.name)))
    const own = stated.map((step) => planned(hop, version, step))
    return at === 'down' && taken ? [ofDatabase(hop, taken, ceiling), ...own] : own
  })
}

function ofDatabase(hop: Hop, taken: TakenBack, ceiling: number): PlanStep {
  return {
    name: `take ${taken.database} back to ${taken.through}`,
    type: 'database',
    hop,
    at: 'down',
    timeoutSeconds: Math.ceil(ceiling / 1000),
    sha256: hashOf(taken),
    database: taken.database,
    migrations: taken.migrations,
    shows: taken.migrations.map((id) => `down ${id}`).join('; '),
  }
}

function planned(hop: Hop, version: Version, step: VersionStep): PlanStep {
  return {
    name: step.name,
    type: typeOf(step),
    hop,
    at: step.at,
    timeoutSeconds: step.timeout / 1000,
    sha256: hashOf(step),
    ...(step.sql !== undefined && version.asks !== undefined ? { database: version.asks } : {}),
    shows: step.run === undefined ? filledQuery(step.sql!, hop) : filled(step.run, hop),
    ...(step.blocks ? { blocks: true as const } : {}),
  }
}

/** What kind of work a stated step is: told by when it runs, and a registry by its name. */
function typeOf({ at, name, run, sql }: VersionStep): PlanStep['type'] {
  if (sql !== undefined || at === 'verify') return 'validation'
  if (at === 'restart') return 'services'
  return /registr(?:y|ies)/i.test(`${name} ${run}`) ? 'registry' : 'command'
}

/** What a step of a plan does, by the policies that stand. One that is not there, or not the same any more, is a Refusal. */
export function stepOf(policies: Policies, plan: Pick<Plan, 'steps'>, step: PlanStep): StepDefinition {
  const stands = plan.steps.includes(step) || plan.steps.some((each) => each.sha256 === step.sha256 && each.name === step.name)
  if (!stands) throw new Refusal(`the step \`${step.name}\` is none of the plan`)
  const versions = versionsOf(policies)
  const version = versionNamed(versions, step.hop.from)
  if (step.type === 'database') {
    const taken: TakenBack = { database: step.database!, migrations: step.migrations!, through: throughOf(versions, step) }
    if (hashOf(taken) !== step.sha256) throw changed(step)
    return { kind: 'database', hop: step.hop, ...taken }
  }
  const stated = version.steps.find((each) => each.name === step.name)
  if (!stated || hashOf(stated) !== step.sha256) throw changed(step)
  const { asks } = version
  return { kind: 'step', hop: step.hop, version, ...stated, ...(asks === undefined ? {} : { database: asks }) }
}

/** The migration that a database step comes to. */
function throughOf(versions: readonly Version[], step: PlanStep): string {
  for (let at: Version | undefined = versionNamed(versions, step.hop.to); at; ) {
    if (at.database === step.database && at.through !== undefined) return at.through
    const { back }: Version = at
    at = versions.find(({ name }) => name === back)
  }
  throw changed(step)
}

const changed = ({ name, hop }: PlanStep): Refusal =>
  new Refusal(`the step \`${name}\` of ${hop.from} is no longer what the plan was made from; make the plan anew`)
