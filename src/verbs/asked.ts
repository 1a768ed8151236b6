import type { Circumstances } from '../guards/guard.ts'
import type { Change } from '../model/change.ts'
import type { Checkpoints } from '../model/checkpoints.ts'
import { remember } from '../model/files.ts'
import { Refusal } from '../model/refusal.ts'
import type { Runner } from '../model/runner.ts'
import type { Share } from '../model/share.ts'
import type { Files, Tree } from '../model/tree.ts'
import { loadPolicies, type Policies } from '../policy/load.ts'

/** What every verb is told beside its trees. */
export interface Asked {
  verb: string
  /** The day in UTC, `2026-11-21`. */
  today: string
  /** The default branch's name where it is known; git is asked for it once a guard needs it. */
  branch(): Promise<string | undefined>
  /** Variables that a policy may name (`PAWL_*`). */
  env: Readonly<Record<string, string | undefined>>
  elapsed(): number
  /** Hears what is done right now, and how far it is: `commit 3 of 50`. */
  tell?(step: string): void
  /** Runs what the base's policy names, where `--allow-run` was given. */
  runner?: Runner | undefined
  /** What is to be told beside what the verb finds. */
  limits?: readonly string[]
  /** Where databases are kept between runs, if they are. */
  checkpoints?: Checkpoints
  /** The share of the whole that is judged; absent, all of it is. */
  share?: Share
}

/** What guards are told beside the trees; only those of workflows ask which branch is the default one. */
export async function circumstancesOf(asked: Asked, policies: Change<Policies>): Promise<Circumstances> {
  const all = [...policies.before.protocols, ...policies.after.protocols].flatMap(({ protect }) => protect)
  const branch = all.some(({ kind }) => kind === 'workflow') ? await asked.branch() : undefined
  return { today: asked.today, ...(branch === undefined ? {} : { defaultBranch: branch }) }
}

/** The files of a tree, and the policies that stand there; a tree with none is a Refusal. */
export async function guarded(tree: Tree): Promise<{ files: Files; policies: Policies }> {
  const files = remember(tree)
  const policies = await loadPolicies(files)
  if (policies.files.length === 0) throw noPolicies()
  return { files, policies }
}

/** What is said where there is nothing to judge by, with how to begin. */
export function noPolicies(): Refusal {
  return new Refusal('there are no policies here; `pawl init` proposes the first, and docs/guide.md shows how one is written')
}
