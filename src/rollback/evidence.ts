import type { Limits } from '../engines/engine.ts'
import { engineOf } from '../engines/index.ts'
import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Runner } from '../model/runner.ts'
import type { Files } from '../model/tree.ts'
import type { Policies } from '../policy/policies.ts'
import { placeOf, type Version } from '../policy/versions.ts'
import { historyOf } from '../rehearsal/ground.ts'
import { evidenceOf } from './authority.ts'
import { planFinding } from './codes.ts'
import { rehearseWay } from './states.ts'

/** What is asked of the evidence for one database's way back. */
export interface EvidenceAsked {
  policies: Policies
  files: Files
  definition: DatabaseDefinition
  /** The migrations that are taken back, newest first. */
  ids: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  runner?: Runner | undefined
  limits: Limits
  /** The version that is left first. */
  version: Version
}

/** The snapshot that a way back leans on and that is not there, or not as it was written: without it no run begins. */
export async function evidenceFindings(asked: EvidenceAsked): Promise<Finding<Place>[]> {
  const { policies, files, definition, ids, env, runner, limits, version } = asked
  if (definition.engine !== 'postgres' || ids.length === 0) return []
  const history = await historyOf(files, definition, env, runner)
  const way = await rehearseWay({ engine: await engineOf(definition.engine), history, limits, ids, questions: [] })
  try {
    await evidenceOf(policies, files, definition.name, way)
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const why = error.message.replace(/\. Nothing was begun$/, '')
    return [planFinding('plan/evidence-missing', { args: { why }, subject: version.name, at: placeOf(version, 'through') })]
  }
}
