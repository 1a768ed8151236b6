import type { Circumstances } from '../guards/guard.ts'
import { followed } from '../judge/followed.ts'
import { withGuards } from '../judge/judge.ts'
import type { Files } from '../model/tree.ts'
import { loadPolicies } from '../policy/load.ts'
import { type Watched, watched } from '../policy/watch.ts'

/** What a change of this tree must touch to be judged, and the paths that lead on to files which no policy names. */
export async function watchOf(files: Files, circumstances: Circumstances): Promise<Watched & { leads: string[] }> {
  const policies = await loadPolicies(files)
  const list = await watched(policies)
  const guarded = (await withGuards(policies.protocols.flatMap(({ protect }) => protect))).filter(({ guard }) => guard.follows)
  if (guarded.length === 0) return { ...list, leads: [] }
  const leads = [...(await followed(guarded, files, circumstances))].sort()
  const documents = Object.fromEntries(Object.entries(list.documents).filter(([path]) => !leads.includes(path)))
  return { ...list, literals: [...list.literals, ...leads], documents, leads: [...leads, '.github/workflows'] }
}
