import type { Repository } from '../git/repository.ts'
import { treeId } from '../git/tree-id.ts'
import type { GitTree } from '../git/trees.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import type { Asked } from '../verbs/asked.ts'
import { plan, type ReadBackups, type Wanted } from '../verbs/plan.ts'
import { type Command, verbs } from './arguments.ts'
import { readBackup } from './backup.ts'
import type { Host } from './host.ts'

/** Makes the plan between the versions that were named. */
export async function planBetween(command: Command, repository: Repository, tree: GitTree, asked: Asked, host: Host): Promise<Report> {
  const [from, to] = command.words as [string, string?]
  const { tier, emergency, ready } = command.flags
  if (to === undefined && !emergency) throw new Refusal(`\`pawl plan\` is written \`${verbs.plan!.usage[0]}\``)
  const top = repository.top ?? host.cwd
  const wanted: Wanted = {
    from,
    ...(to === undefined ? {} : { to }),
    ...(tier === undefined ? {} : { tier: String(tier) }),
    emergency: emergency === true,
    tree: await treeId(tree, repository),
    ...(ready ? { backups: async (files) => new Map(files.map((file) => [file, readBackup(file, top, host)])) as ReadBackups } : {}),
    now: host.now(),
  }
  return plan(tree, wanted, asked)
}
