import type { Repository } from '../git/repository.ts'
import { lookUp } from '../git/revisions.ts'
import { noStore, openStore } from '../git/store.ts'
import type { GitTree } from '../git/trees.ts'
import type { Report } from '../model/report.ts'
import type { Asked } from '../verbs/asked.ts'
import { audit } from '../verbs/audit.ts'
import { history } from '../verbs/history.ts'
import { withRules } from '../verbs/rules.ts'
import { since } from '../verbs/since.ts'
import { withStates } from '../verbs/states.ts'
import type { Command } from './arguments.ts'
import { withLastDrill } from './drill.ts'
import { version } from './version.ts'

/** The state of a tree, with what was asked beside it: what changed since a commit, and coverage over the history. */
export async function auditTree(command: Command, repository: Repository, tree: GitTree, asked: Asked): Promise<Report> {
  const { at, since: revision, history: whole, many } = command.flags
  const workTree = at === undefined && repository.top !== undefined
  const audited = await withLastDrill(await audit(tree, { ...asked, workTree }), tree, repository, command.cache)
  const report = await withRules(audited, tree, repository, asked, many === true)
  if (revision === undefined && !whole) return report
  const store = command.cache ? openStore(repository) : noStore
  const { today, tell } = asked
  return withStates(asked, { store, version }, async (states) => {
    const then = revision === undefined ? {} : { since: await since(repository, String(revision), report.protocols!, states, today) }
    if (!whole) return { ...report, ...then }
    const head = await lookUp(repository, String(at ?? 'HEAD'))
    // A branch without a commit has no history yet.
    if (head === undefined) return { ...report, ...then, history: [] }
    const { points, limits } = await history(repository, head, {
      states,
      today,
      tell: (done, of) => tell?.(`commit ${done + 1} of ${of}`),
    })
    return { ...report, ...then, history: points, limits: [...report.limits, ...limits] }
  })
}
