import { defaultName } from '../git/branches.ts'
import { type GitChange, rangeChange, stagedChange } from '../git/changes.ts'
import { mergeChange } from '../git/merge.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { openStore } from '../git/store.ts'
import { commitTree, type GitTree, indexTree } from '../git/trees.ts'
import { keepWatch } from '../git/watch.ts'
import type { Checkpoints } from '../model/checkpoints.ts'
import { remember } from '../model/files.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import type { Asked } from '../verbs/asked.ts'
import { check } from '../verbs/check.ts'
import { hookChanges } from '../verbs/hook.ts'
import { rehearse, type Wanted } from '../verbs/rehearse.ts'
import { watchOf } from '../verbs/watch.ts'
import type { Command } from './arguments.ts'
import { auditTree } from './audit.ts'
import { checkpointsIn } from './checkpoints.ts'
import { drillAndKeep, keepDrill } from './drill.ts'
import { foreignHead } from './forks.ts'
import type { Host } from './host.ts'
import { inShares, isDivided } from './jobs.ts'
import { auditAll, inOne } from './org.ts'
import type { Tell } from './progress.ts'
import { commandRunner } from './runner.ts'
import { named } from './shards.ts'
import { takeSnapshot } from './snapshot.ts'
import { version } from './version.ts'
import { writeNew } from './write.ts'

/** Opens the repository and hands the command to its verb; `later` takes the work that may wait until the report is told. */
export async function perform(command: Command, host: Host, later: Checkpoints['later'], tell: Tell = () => {}): Promise<Report> {
  if (command.flags.org !== undefined) {
    return auditAll(command, host, (cwd) => perform(inOne(command), { ...host, cwd }, later, tell), tell)
  }
  if (command.verb === 'report') return (await import('./merge.ts')).mergeReports(command, host)
  const started = performance.now()
  const repository = await openRepository(host.cwd, { ...host.env })
  const foreign = command.allowRun ? foreignHead(host.env) : undefined
  const runner = command.allowRun && foreign === undefined ? commandRunner(host.env) : undefined
  try {
    const asked: Asked = {
      verb: command.verb,
      today: host.now().toISOString().slice(0, 10),
      branch: () => defaultName(repository),
      env: host.env,
      elapsed: () => Math.round(performance.now() - started),
      tell,
      ...(runner ? { runner } : {}),
      ...(foreign === undefined ? {} : { limits: [`no command of \`run:\` was run: ${foreign}`] }),
      ...(command.cache ? { checkpoints: checkpointsIn(openStore(repository), host, later) } : {}),
      ...(command.share ? { share: command.share } : {}),
    }
    if (isDivided(command, host)) {
      const report = await inShares(command, host)
      if (command.verb === 'drill' && command.cache && command.flags.protocol === undefined)
        await keepDrill(report, await treeAt(command, repository), repository)
      return report
    }
    if (command.verb === 'init') return await (await import('./init.ts')).initialise(command, repository, host, asked)
    if (command.verb === 'audit') {
      const tree = await treeAt(command, repository)
      return await named(await auditTree(command, repository, tree, asked), repository, [tree])
    }
    if (command.verb === 'drill') {
      const { protocol } = command.flags
      const wanted = protocol === undefined ? asked : { ...asked, protocol: String(protocol) }
      const tree = await treeAt(command, repository)
      return await named(await drillAndKeep(tree, repository, wanted, command.cache && !command.share), repository, [tree])
    }
    if (command.verb === 'rehearse') {
      const tree = await treeAt(command, repository)
      return await named(await rehearse(tree, await wantedOf(command, repository), asked), repository, [tree])
    }
    if (command.verb === 'plan') {
      const { planBetween } = await import('./plan.ts')
      return await planBetween(command, repository, await treeAt(command, repository), asked, host)
    }
    if (command.verb === 'rollback') return await (await import('./rollback.ts')).runRollback(command, repository, asked, host)
    if (command.verb === 'snapshot') return await takeSnapshot(command, repository, host.cwd, asked)
    const changes =
      command.verb === 'hook'
        ? await hookChanges(command.words, repository, host)
        : { changes: await changesOf(command, repository), findings: [], limits: [] }
    const report = await named(
      await check(changes, asked),
      repository,
      changes.changes.flatMap(({ before, after }) => [before, after]),
    )
    const [change] = changes.changes
    if (command.cache && !command.share && change && change.after.id === undefined)
      await rememberWatch(repository, change.before, report, asked)
    return report
  } finally {
    runner?.close()
    repository.close()
  }
}

/** The tree that a verb looks at: the index, or the commit that `--at` names; of many repositories a bare one's HEAD. */
async function treeAt(command: Command, repository: Repository): Promise<GitTree> {
  if (command.flags.many && repository.top === undefined) return commitTree(repository, String(command.flags.at ?? 'HEAD'))
  return command.flags.at === undefined ? indexTree(repository) : commitTree(repository, String(command.flags.at))
}

/** Which migrations `rehearse` was asked for. */
async function wantedOf(command: Command, repository: Repository): Promise<Wanted> {
  const { all, only, since } = command.flags
  if ([all, only, since].filter((flag) => flag !== undefined).length > 1)
    throw new Refusal('`pawl rehearse` wants one of `--all`, `--since <rev>` and `--only <id>`, which may repeat')
  const [database] = command.words
  return {
    ...(database === undefined ? {} : { database }),
    ...(only === undefined ? {} : { only: String(only).split('\0') }),
    ...(since === undefined ? {} : { since: await commitTree(repository, String(since)) }),
    ...(command.flags['write-document'] ? { write: draftsInto(command, repository) } : {}),
  }
}

/** Writes drafts into the work tree, over nothing that stands there. */
function draftsInto(command: Command, repository: Repository): (path: string, text: string) => boolean {
  const { top } = repository
  if (top === undefined) throw new Refusal('`--write-document` needs a work tree, and this repository is bare')
  if (command.flags.at !== undefined) throw new Refusal('`--write-document` drafts beside the index; leave `--at` out')
  return (path, text) => writeNew(top, path, text)
}

/** After a commit was judged: what the base guards is kept, so that a commit that touches none of it is decided quietly. */
async function rememberWatch(repository: Repository, base: GitTree, report: Report, asked: Asked): Promise<void> {
  if (report.verdict !== 'held' || report.findings.length || report.limits.length) return
  const { protections, protocols } = report.looked
  await keepWatch(repository, base, version, async () => {
    const branch = await asked.branch()
    const circumstances = { today: asked.today, ...(branch === undefined ? {} : { defaultBranch: branch }) }
    return { watch: await watchOf(remember(base), circumstances), looked: { protections, protocols } }
  })
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
