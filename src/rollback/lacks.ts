import { nearest } from '../model/nearest.ts'
import type { Plan } from '../model/plan.ts'
import type { Policies } from '../policy/policies.ts'
import { lacksApproval } from './approval.ts'
import { lacksBackup, lossNotAccepted } from './loss.ts'
import { lacksAddress } from './run/run.ts'

/** What the command line says of a run. */
interface Said {
  reason: string
  /** Who approved it. */
  names: readonly string[]
  acceptLoss?: readonly string[]
  addresses: ReadonlyMap<string, string>
  words: ReadonlyMap<string, 'done' | 'again'>
}

/** Why a plan may not be carried out as it is told to: each thing that is missing, so that all can be mended at once. */
export function lacksOf(plan: Plan, policies: Policies, { reason, names, acceptLoss, addresses, words }: Said): string[] {
  return [
    reason.trim() === '' ? 'it states no reason: `--reason <text>` says why' : [],
    lacksApproval(plan.approvals, names, policies.approvers) ?? [],
    lossNotAccepted(plan, acceptLoss) ?? [],
    lacksBackup(plan) ?? [],
    plan.blockers.map(({ message }) => `the plan has blockers: ${message}`),
    strangers(plan, words.keys()),
    lacksAddress({ plan, policies, addresses }),
  ].flat()
}

/** Steps that the operator speaks of and that the plan does not have. */
function strangers({ steps }: Plan, words: Iterable<string>): string[] {
  const known = steps.flatMap(({ name, migrations = [] }) => [name, ...migrations])
  return [...words]
    .filter((word) => !known.includes(word))
    .map((word) => {
      const near = nearest(word, known)
      return `\`--begun\` speaks of \`${word}\`, and no step or migration of the plan is called so${near ? `; did you mean \`${near}\`?` : ''}`
    })
}
