import { coverageFindings } from '../judge/coverage.ts'
import { settle } from '../judge/settle.ts'
import type { Report } from '../model/report.ts'
import type { Tree } from '../model/tree.ts'
import { auditAmendments, standingAmendments } from '../policy/amend.ts'
import { type Asked, noPolicies } from './asked.ts'
import { gathered, reportOf } from './report.ts'
import { stateOf } from './state.ts'

/** The state of one tree: coverage of every protocol, what amendments stand, the verdict of each migration, and all that does not hold. */
export async function audit(tree: Tree, asked: Asked & { workTree: boolean }): Promise<Report> {
  const state = await stateOf(tree, asked, { verdicts: true, soon: true })
  if (!state) throw noPolicies()
  const { files, policies, judged, outcome, protocols } = state
  const all = gathered(asked.limits)
  all.findings.push(
    ...outcome.findings,
    ...auditAmendments(policies, asked.today, outcome.amended, judged.ids),
    ...coverageFindings(policies.protocols, protocols),
  )
  all.refusals.push(...judged.refusals)
  all.limits.push(...outcome.limits, ...judged.limits)
  if (asked.workTree) all.limits.push('`.git/hooks` is in no tree; whether this clone has installed its hooks was not looked at')
  all.looked = {
    migrations: judged.migrations,
    protections: judged.protections.length,
    protocols: protocols.length,
    files: (await files.entries()).size,
  }
  const report = reportOf('audit', all, asked.elapsed())
  const sides = { before: files, after: files }
  return {
    ...report,
    findings: await settle(report.findings, sides),
    amended: (await settle(outcome.amended, sides)) as Report['amended'],
    protocols,
    amendments: standingAmendments(policies, asked.today),
    ...(policies.databases.size ? { databases: judged.databases } : {}),
  }
}
