import { coverage, coverageFindings } from '../judge/coverage.ts'
import { judge } from '../judge/judge.ts'
import { settle } from '../judge/settle.ts'
import { remember } from '../model/files.ts'
import type { Report } from '../model/report.ts'
import type { Tree } from '../model/tree.ts'
import { amend, auditAmendments } from '../policy/amend.ts'
import { loadPolicies } from '../policy/load.ts'
import { type Asked, circumstancesOf, noPolicies } from './asked.ts'
import { gathered, reportOf } from './report.ts'

/** The state of one tree: coverage of every protocol, and all that does not hold. */
export async function audit(tree: Tree, asked: Asked & { workTree: boolean }): Promise<Report> {
  const side = remember(tree)
  const files = { before: side, after: side }
  const policies = await loadPolicies(side)
  if (policies.files.length === 0) throw noPolicies()
  const all = gathered(asked.limits)
  const judged = await judge(
    {
      files,
      policies: { before: policies, after: policies },
      circumstances: await circumstancesOf(asked, { before: policies, after: policies }),
      env: asked.env,
      runner: asked.runner,
      checkpoints: asked.checkpoints,
    },
    'told',
  )
  const { today } = asked
  const outcome = amend(judged.findings, { before: policies, after: policies }, today)
  const protocols = coverage(policies.protocols, { findings: outcome.findings, refusals: judged.refusals })
  all.findings.push(
    ...outcome.findings,
    ...auditAmendments(policies, today, outcome.amended, judged.ids),
    ...coverageFindings(policies.protocols, protocols),
  )
  all.limits.push(...outcome.limits)
  all.refusals.push(...judged.refusals)
  all.limits.push(...judged.limits)
  if (asked.workTree) all.limits.push('`.git/hooks` is in no tree; whether this clone has installed its hooks was not looked at')
  all.looked = {
    migrations: judged.migrations,
    protections: judged.protections.length,
    protocols: protocols.length,
    files: (await side.entries()).size,
  }
  const report = reportOf('audit', all, asked.elapsed())
  return {
    ...report,
    findings: await settle(report.findings, files),
    amended: (await settle(outcome.amended, files)) as Report['amended'],
    protocols,
  }
}
