import { guards } from '../guards/index.ts'
import { drill as weaken } from '../judge/drill.ts'
import { settle } from '../judge/settle.ts'
import { remember } from '../model/files.ts'
import { nearest } from '../model/nearest.ts'
import type { Protocol } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import type { Tree } from '../model/tree.ts'
import { loadPolicies, type Policies } from '../policy/load.ts'
import type { Register } from '../policy/policies.ts'
import { type Asked, circumstancesOf, noPolicies } from './asked.ts'
import { gathered, reportOf } from './report.ts'
import { shardOf } from './shard.ts'

/** Which protocol, and who hears of it. */
export interface DrillAsked extends Asked {
  protocol?: string
  /** Hears how many weakenings were tried. */
  tried(count: number): void
  register?: Register
}

/** Weakens every protection of a tree on purpose, in memory, and shows which weakenings are caught. */
export async function drill(tree: Tree, asked: DrillAsked): Promise<Report> {
  const made = new Map()
  const files = remember(tree, made)
  const register = asked.register ?? guards
  const policies = await loadPolicies(files, { register })
  if (policies.files.length === 0) throw noPolicies()
  const protocols = chosen(policies, asked.protocol)
  const circumstances = await circumstancesOf(asked, { before: policies, after: policies })
  const outcome = await weaken({
    files,
    made,
    policies,
    protocols,
    circumstances,
    env: asked.env,
    register,
    tried: asked.tried,
    part: asked.share,
  })
  const all = { ...gathered(), findings: outcome.findings, refusals: outcome.refusals, limits: outcome.limits }
  if (policies.amendments.length) all.limits.push('what amendments allow was weakened as if they did not stand')
  all.looked = {
    migrations: 0,
    protections: protocols.reduce((sum, { protect }) => sum + protect.length, 0),
    protocols: protocols.length,
    files: (await files.entries()).size,
  }
  const report = reportOf('drill', all, asked.elapsed())
  const findings = await settle(report.findings, { before: files, after: files })
  return {
    ...report,
    findings,
    amended: [],
    weakenings: outcome.weakenings,
    ...shardOf(asked.share, { whole: all.looked, order: outcome.order }),
  }
}

function chosen(policies: Policies, id: string | undefined): readonly Protocol[] {
  if (id === undefined) return policies.protocols
  const found = policies.protocols.find((protocol) => protocol.id === id)
  if (found) return [found]
  const near = nearest(
    id,
    policies.protocols.map((protocol) => protocol.id),
  )
  throw new Refusal(`no protocol is called \`${id}\`${near ? `; did you mean \`${near}\`?` : ''}`)
}
