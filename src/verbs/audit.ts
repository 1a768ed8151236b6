import { coverageFindings, partOf } from '../judge/coverage.ts'
import { settle } from '../judge/settle.ts'
import type { Report } from '../model/report.ts'
import type { Tree } from '../model/tree.ts'
import { auditAmendments, standingAmendments } from '../policy/amend.ts'
import { type Asked, noPolicies } from './asked.ts'
import { emptyFolders } from './folders.ts'
import { gathered, reportOf } from './report.ts'
import { tokenPatterns, withoutTokens } from './secrets.ts'
import { belowOf, shardOf } from './shard.ts'
import { stateOf } from './state.ts'

/** The state of one tree: coverage of every protocol, what amendments stand, the verdict of each migration, and all that does not hold. */
export async function audit(tree: Tree, asked: Asked & { workTree: boolean }): Promise<Report> {
  const state = await stateOf(tree, asked, { verdicts: true, soon: true })
  if (!state) throw noPolicies()
  const { files, policies, judged, outcome, protocols } = state
  const { share } = asked
  const all = gathered(asked.limits)
  all.findings.push(
    ...outcome.findings,
    ...(judged.first ? auditAmendments(policies, asked.today, outcome.amended, judged.ids) : []),
    // Of a share it is not known yet.
    ...(share ? [] : coverageFindings(policies.protocols, protocols)),
  )
  all.refusals.push(...judged.refusals)
  all.limits.push(...outcome.limits, ...judged.limits, ...(await emptyFolders(policies, files)))
  if (asked.workTree) all.limits.push('`.git/hooks` is in no tree; whether this clone has installed its hooks was not looked at')
  all.looked = {
    migrations: judged.migrations,
    protections: judged.own.size,
    protocols: protocols.length,
    files: (await files.entries()).size,
  }
  const report = reportOf('audit', all, asked.elapsed())
  const sides = { before: files, after: files }
  const whole = {
    ...report,
    findings: await settle(report.findings, sides),
    amended: (await settle(outcome.amended, sides)) as Report['amended'],
    protocols: share ? protocols.map((each, at) => partOf(each, policies.protocols[at]!, judged.own)) : protocols,
    amendments: standingAmendments(policies, asked.today),
    ...(policies.databases.size ? { databases: judged.databases } : {}),
    ...shardOf(share, {
      whole: { protections: judged.protections.length, protocols: protocols.length },
      order: judged.protections.flatMap((each, at) => (judged.own.has(each) ? [at] : [])),
      databases: [...policies.databases.keys()],
      below: share ? await belowOf(policies, protocols, files) : [],
    }),
  }
  return withoutTokens(whole, tokenPatterns(policies))
}
