import { defaultBranch } from '../git/branches.ts'
import { type GitChange, rangeChange, stagedChange } from '../git/changes.ts'
import { mergeChange } from '../git/merge.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { commitTree, indexTree } from '../git/trees.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import { audit } from '../verbs/audit.ts'
import { type Asked, check } from '../verbs/check.ts'
import { hookChanges } from '../verbs/hook.ts'
import type { Command } from './arguments.ts'
import type { Host } from './host.ts'

/** Opens the repository and hands the command to its verb. */
export async function perform(command: Command, host: Host): Promise<Report> {
  const started = performance.now()
  const repository = await openRepository(host.cwd, { ...host.env })
  try {
    const asked: Asked = {
      verb: command.verb,
      circumstances: { today: host.now().toISOString().slice(0, 10), ...(await branchName(repository)) },
      env: host.env,
      elapsed: () => Math.round(performance.now() - started),
    }
    if (command.verb === 'audit') {
      const tree = command.flags.at === undefined ? indexTree(repository) : await commitTree(repository, String(command.flags.at))
      return await audit(tree, { ...asked, workTree: command.flags.at === undefined && repository.top !== undefined })
    }
    if (command.verb === 'hook') return await check(await hookChanges(command.words, repository, host), asked)
    return await check({ changes: await changesOf(command, repository), findings: [], limits: [] }, asked)
  } finally {
    repository.close()
  }
}

async function branchName(repository: Repository): Promise<{ defaultBranch?: string }> {
  const branch = await defaultBranch(repository)
  return branch ? { defaultBranch: branch.name } : {}
}

/** The change that `check` was asked for; exactly one of its three forms. */
async function changesOf(command: Command, repository: Repository): Promise<GitChange[]> {
  const { staged, base, head } = command.flags
  const [range] = command.words
  if ([staged, base, range].filter((each) => each !== undefined).length !== 1 || (head !== undefined && base === undefined)) {
    throw new Refusal('`pawl check` wants one of `--staged`, `--base <rev>` with or without `--head <rev>`, and `<rev>..<rev>`')
  }
  if (staged) return stagedChange(repository)
  if (base !== undefined) return mergeChange(repository, String(base), String(head ?? 'HEAD'))
  return [await rangeChange(repository, range!)]
}
