import type { Circumstances } from '../guards/guard.ts'
import { judge } from '../judge/judge.ts'
import { settle } from '../judge/settle.ts'
import { newFindings } from '../judge/standing.ts'
import type { Change } from '../model/change.ts'
import { emptyTree, remember } from '../model/files.ts'
import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import type { Files, Tree } from '../model/tree.ts'
import { loadBoth } from '../policy/load.ts'
import { type Gathered, gathered, reportOf } from './report.ts'

/** What every verb is told beside its trees. */
export interface Asked {
  verb: string
  circumstances: Circumstances
  /** Variables that a policy may name (`PAWL_*`). */
  env: Readonly<Record<string, string | undefined>>
  elapsed(): number
}

/** Judges changes and unites what they came to: several where a merge has several bases. */
export async function check(
  changes: readonly (Change<Tree> & { limits: readonly string[]; day?: string })[],
  asked: Asked,
): Promise<Report> {
  const made = new Map()
  const all = gathered()
  let files: Change<Files> | undefined
  for (const change of changes) {
    files = { before: remember(change.before, made), after: remember(change.after, made) }
    const { today } = asked.circumstances
    const circumstances = { ...asked.circumstances, today: change.day && change.day < today ? change.day : today }
    all.limits.push(...change.limits)
    await checkOne(files, { ...asked, circumstances }, all)
  }
  all.findings = newFindings(all.findings, [])
  const report = reportOf(asked.verb, all, asked.elapsed())
  const trees = files ?? { before: remember(emptyTree), after: remember(emptyTree) }
  return { ...report, findings: await settle(report.findings, trees), amended: [] }
}

async function checkOne(files: Change<Files>, asked: Asked, all: Gathered): Promise<void> {
  const policies = await loadBoth(files)
  if (policies.before.files.length === 0 && policies.after.files.length === 0) throw noPolicies()
  const judged = await judge({ files, policies, circumstances: asked.circumstances, env: asked.env }, 'taken away')
  all.findings.push(...judged.findings)
  all.refusals.push(...judged.refusals)
  all.limits.push(...judged.limits)
  all.looked.migrations += judged.migrations
  all.looked.protections = judged.protections.length
  all.looked.protocols = new Set(judged.protections.map(({ protocol }) => protocol.id)).size
  all.looked.files = (await files.after.entries()).size
}

/** What is said where there is nothing to judge by, with how to begin. */
export function noPolicies(): Refusal {
  return new Refusal('there are no policies here; write one under `policies/`, docs/guide.md shows the first.')
}
