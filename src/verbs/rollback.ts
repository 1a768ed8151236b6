import { limits } from '../judge/limits.ts'
import { settle } from '../judge/settle.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import type { Tree } from '../model/tree.ts'
import { namesOf } from '../rollback/approval.ts'
import { lacksOf } from '../rollback/lacks.ts'
import { readPlan } from '../rollback/read-plan.ts'
import { metricsIn } from '../rollback/run/metrics-file.ts'
import { dryRun, type Order, run } from '../rollback/run/run.ts'
import { nextOf, verdictOf } from '../rollback/told.ts'
import { type Asked, guarded } from './asked.ts'
import { gathered, reportOf } from './report.ts'

/** How a plan is to be carried out, as the command line says it. */
export interface Wanted extends Omit<Order, 'plan' | 'files' | 'policies' | 'limits' | 'metrics'> {
  /** The text of the plan's file. */
  text: string
  path: string
  /** The id of the tree as it stands. */
  tree: string
  execute: boolean
  acceptLoss?: readonly string[]
  metrics?: string
  /** Puts a text in the place of a file at once. */
  replace(path: string, text: string): void
}

/** Carries a plan out, or shows what that would be. */
export async function rollback(tree: Tree, wanted: Wanted, asked: Asked): Promise<Report> {
  const { files, policies } = await guarded(tree)
  const plan = readPlan(wanted.text, wanted.path)
  if (plan.tree !== wanted.tree)
    throw new Refusal(
      `the plan \`${wanted.path}\` was made from another tree (${plan.tree.slice(0, 12)}…) than what stands now (${wanted.tree.slice(0, 12)}…); make it anew: \`pawl plan ${plan.from} ${plan.to} --format json --output ${wanted.path}\``,
    )
  const names = namesOf(wanted.approvedBy)
  const all = gathered(asked.limits)
  const lacks = lacksOf(plan, policies, { ...wanted, names })
  const { metrics: file, ...given } = wanted
  const order: Order = { ...given, plan, files, policies, limits, approvedBy: names, ...(asked.runner ? { runner: asked.runner } : {}) }
  if (!wanted.execute) {
    all.limits.push(...lacks.map((each) => `\`--execute\` would be refused: ${each}`))
    if (file !== undefined) metricsIn(file, wanted.replace)
    const told = dryRun(order)
    return { ...reportOf('rollback', all, asked.elapsed()), findings: [], amended: [], rollback: told }
  }
  if (lacks.length) {
    const refused = gathered(asked.limits)
    refused.refusals.push(...lacks.map((message) => ({ message: `${message}${message.endsWith('?') ? '' : '.'} Nothing was run` })))
    return { ...reportOf('rollback', refused, asked.elapsed()), findings: [], amended: [] }
  }
  const metrics = file === undefined ? undefined : metricsIn(file, wanted.replace)
  const { carried, told } = await run({ ...order, ...(metrics ? { metrics } : {}) })
  const again = wanted.again(told.log!)
  const { findings, refusals } = verdictOf(carried.outcome, again)
  const next = nextOf(carried.outcome, again)
  all.findings.push(...findings)
  all.refusals.push(...refusals)
  all.limits.push(...carried.limits, 'pawl cannot see who typed the names of `--approved-by`')
  const report = reportOf('rollback', all, asked.elapsed())
  const settled = await settle(report.findings, { before: files, after: files })
  return { ...report, findings: settled, amended: [], rollback: { ...told, ...(next === undefined ? {} : { next }) } }
}
