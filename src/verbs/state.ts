import { coverage } from '../judge/coverage.ts'
import { type Case, type Judgement, judge } from '../judge/judge.ts'
import { remember } from '../model/files.ts'
import type { ProtocolState } from '../model/report.ts'
import type { Files, Tree } from '../model/tree.ts'
import { type Amended, amend } from '../policy/amend.ts'
import { loadPolicies, type Policies } from '../policy/load.ts'
import { type Asked, circumstancesOf } from './asked.ts'

/** What judging one tree by its own policies came to. */
export interface State {
  files: Files
  policies: Policies
  judged: Judgement
  outcome: Amended
  protocols: ProtocolState[]
}

/** How one tree stands by its own policies; `undefined` where it has none. */
export async function stateOf(
  tree: Tree,
  asked: Asked,
  how: Pick<Case, 'verdicts' | 'shelf'> & { soon?: true },
): Promise<State | undefined> {
  const files = remember(tree)
  const policies = await loadPolicies(files)
  if (policies.files.length === 0) return undefined
  const both = { before: policies, after: policies }
  const { verdicts, shelf, soon } = how
  const judged = await judge(
    {
      files: { before: files, after: files },
      policies: both,
      circumstances: { ...(await circumstancesOf(asked, both)), ...(soon ? { soon } : {}) },
      env: asked.env,
      runner: asked.runner,
      checkpoints: asked.checkpoints,
      tell: asked.tell,
      share: asked.share,
      ...(verdicts ? { verdicts } : {}),
      ...(shelf ? { shelf } : {}),
    },
    'told',
  )
  const outcome = amend(judged.findings, both, asked.today, judged)
  const protocols = coverage(policies.protocols, { findings: outcome.findings, refusals: judged.refusals, holders: judged.holders })
  return { files, policies, judged, outcome, protocols }
}
