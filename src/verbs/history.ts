import { type Logged, touching } from '../git/log.ts'
import type { Repository } from '../git/repository.ts'
import { treeOf } from '../git/trees.ts'
import { totals } from '../judge/since.ts'
import { remember } from '../model/files.ts'
import { Refusal } from '../model/refusal.ts'
import type { HistoryPoint } from '../model/report.ts'
import type { States } from './states.ts'
import { watchOf } from './watch.ts'

/** How many commits are looked at, the newest of those that count. */
const most = 200

/** What a history came to. */
export interface History {
  points: HistoryPoint[]
  limits: string[]
}

/** Coverage over the commits that touched policies or what they protect, oldest first. */
export async function history(
  repository: Repository,
  commit: string,
  around: { states: States; today: string; tell(done: number, of: number): void },
): Promise<History> {
  const found = await touching(repository, commit, await guarded(repository, commit), most + 1)
  const commits = found.slice(0, most).reverse()
  const limits =
    found.length > most ? [`coverage before ${commits[0]!.id.slice(0, 10)} was not looked at: a history is ${most} commits at most`] : []
  if (repository.shallow) limits.push('the history is shallow, and coverage before it was not looked at; `git fetch --unshallow` brings it')
  const points: HistoryPoint[] = []
  for (const [index, { id, tree, day }] of commits.entries()) {
    around.tell(index, commits.length)
    try {
      const protocols = await around.states(treeOf(repository, tree, `commit ${id.slice(0, 10)}`), day < around.today ? day : around.today)
      if (protocols) points.push({ commit: id, date: day, ...totals(protocols) })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      limits.push(`coverage at ${id.slice(0, 10)} could not be told: ${error.message}`)
    }
  }
  return { points, limits }
}

/** All that any policies of the branch ever guarded, the newest of them that can be read. */
async function guarded(repository: Repository, commit: string) {
  const paths = { literals: new Set<string>(), globs: new Set<string>(), folders: new Set(['policies']) }
  const of = (logged: Logged) => treeOf(repository, logged.tree, `commit ${logged.id.slice(0, 10)}`)
  for (const logged of await touching(repository, commit, { literals: [], globs: [], folders: ['policies'] }, most)) {
    try {
      const list = await watchOf(remember(of(logged)), { today: logged.day })
      for (const key of ['literals', 'globs', 'folders'] as const) for (const path of list[key]) paths[key].add(path)
    } catch (error) {
      // Policies that cannot be read say nothing of what they guard; the commit itself is told of.
      if (!(error instanceof Refusal)) throw error
    }
  }
  return { literals: [...paths.literals], globs: [...paths.globs], folders: [...paths.folders] }
}
