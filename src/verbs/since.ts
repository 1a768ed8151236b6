import type { Repository } from '../git/repository.ts'
import { commitTree } from '../git/trees.ts'
import { comparison } from '../judge/since.ts'
import type { ProtocolState, SinceThen } from '../model/report.ts'
import type { States } from './states.ts'

/** What changed of the protocols since a commit; before there were policies, nothing was protected. */
export async function since(
  repository: Repository,
  revision: string,
  now: readonly ProtocolState[],
  states: States,
  today: string,
): Promise<SinceThen> {
  const tree = await commitTree(repository, revision)
  const { id, day } = tree.commit
  const then = (await states(tree, day < today ? day : today)) ?? []
  return { revision, commit: id, date: day, ...comparison(then, now) }
}
