import { limits } from '../judge/limits.ts'
import { rehearseDatabase } from '../judge/rehearsals.ts'
import { settle } from '../judge/settle.ts'
import { chainsOf, idsIn } from '../judge/versions.ts'
import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { Plan, WayBack } from '../model/plan.ts'
import type { Report } from '../model/report.ts'
import type { Files, Tree } from '../model/tree.ts'
import type { Policies } from '../policy/load.ts'
import { versionNamed, versionsOf } from '../policy/versions.ts'
import type { ReadBackup, ReadBackups } from '../rollback/backup.ts'
import { evidenceFindings } from '../rollback/evidence.ts'
import { planOf } from '../rollback/plan.ts'
import { readiness } from '../rollback/ready.ts'
import { routed, type Wanted as Versions } from '../rollback/route.ts'
import { tierNamed } from '../rollback/tier.ts'
import { type Asked, guarded } from './asked.ts'
import { type Gathered, gathered, reportOf } from './report.ts'

/** Between which versions, for whom, and whether all is to be there. */
export interface Wanted extends Versions {
  tier?: string
  /** The id of the tree. */
  tree: string
  /** Reads the backups that documents name; absent where readiness is not asked for. */
  backups?(files: readonly string[]): Promise<ReadBackups>
  now: Date
}

/** The plan of a rollback between two versions of a tree. */
export async function plan(tree: Tree, wanted: Wanted, asked: Asked): Promise<Report> {
  const { files, policies } = await guarded(tree)
  const all = gathered(asked.limits)
  all.looked.files = (await files.entries()).size
  const made = await planned(files, policies, wanted, { ...asked, all })
  all.findings.push(...made.findings)
  const report = reportOf('plan', all, asked.elapsed())
  const findings = await settle(report.findings, { before: files, after: files })
  return { ...report, findings, amended: [], ...(made.plan && all.refusals.length === 0 ? { plan: made.plan } : {}) }
}

async function planned(files: Files, policies: Policies, wanted: Wanted, asked: Asked & { all: Gathered }): Promise<Made> {
  const tier = wanted.tier === undefined ? {} : { tier: tierNamed(policies, wanted.tier) }
  const chains = idsIn(await chainsOf(files, policies))
  const route = routed(policies, wanted, chains)
  if ('findings' in route) return route
  const ways: WayBack[] = []
  const heard: Finding<Place>[] = []
  const version = versionNamed(versionsOf(policies), route.from)
  for (const [name, only] of route.migrations) {
    const { env, runner, checkpoints, today, all } = asked
    const judging = { policies, circumstances: { today }, backOnly: true, only }
    const definition = policies.databases.get(name)!
    const outcome = await rehearseDatabase({ files, definition, env, runner, checkpoints, ...judging })
    ways.push(...outcome.ways)
    heard.push(...outcome.findings)
    all.refusals.push(...outcome.refusals)
    all.limits.push(...outcome.limits)
    all.looked.migrations += only.length
    const goes = outcome.ways.every(({ verdict }) => verdict === 'reversible' || verdict === 'lossy')
    if (wanted.backups && goes && outcome.refusals.length === 0)
      heard.push(...(await evidenceFindings({ policies, files, definition, ids: only, env, runner, limits, version })))
  }
  const about = { policies, ...route, tree: wanted.tree, chains, ways, emergency: wanted.emergency, ...tier }
  if (!wanted.backups) return planOf(about)
  const backups = await wanted.backups(ways.flatMap(({ document }) => document?.backup?.file ?? []))
  const ready = readiness({ ...about, backups, now: wanted.now })
  const checks = versionsOf(policies).flatMap(({ name, steps }) =>
    route.path.some(({ from }) => from === name) ? steps.filter(({ at }) => at === 'ready').map((step) => `\`${step.name}\``) : [],
  )
  if (checks.length) asked.all.limits.push(`${checks.join(', ')}: asked once the plan is run, and not here`)
  asked.all.limits.push('the live database was not looked at; `pawl rollback run` reads it ahead of its first step')
  return planOf({ ...about, ready: { ...ready, findings: [...heard, ...ready.findings] } })
}

export type { ReadBackup, ReadBackups }

type Made = { plan?: Plan; findings: readonly Finding<Place>[] }
