import { createHash } from 'node:crypto'
import type { Repository } from '../git/repository.ts'
import { noStore, openStore } from '../git/store.ts'
import type { DrillResult, Report } from '../model/report.ts'
import type { Tree } from '../model/tree.ts'
import { type DrillAsked, drill } from '../verbs/drill.ts'
import { version } from './version.ts'

/** Runs a drill, says how far it is, and keeps the result of a whole one by its tree. */
export async function drillAndKeep(tree: Tree, repository: Repository, asked: Omit<DrillAsked, 'tried'>, cache: boolean): Promise<Report> {
  const report = await drill(tree, { ...asked, tried: (count) => asked.tell?.(`${count} weakenings tried`) })
  if (cache && asked.protocol === undefined) await keepDrill(report, tree, repository)
  return report
}

/** Keeps the result of a whole drill, where it was one. */
export async function keepDrill(report: Report, tree: Tree, repository: Repository): Promise<void> {
  if (report.verdict === 'unknown') return
  await openStore(repository).put(await keyOf(tree), new TextEncoder().encode(JSON.stringify(resultOf(report))))
}

/** An audit's report with the last drill of its tree; where none is kept, it says so. */
export async function withLastDrill(report: Report, tree: Tree, repository: Repository, cache: boolean): Promise<Report> {
  const kept = await (cache ? openStore(repository) : noStore).get(await keyOf(tree))
  if (kept) return { ...report, drill: JSON.parse(new TextDecoder().decode(kept)) as DrillResult }
  return { ...report, limits: [...report.limits, 'no drill of this tree is kept; `pawl drill` weakens every protection on purpose'] }
}

function resultOf({ weakenings = [] }: Report): DrillResult {
  const missed = weakenings.filter(({ caught }) => !caught).map(({ protection, what }) => ({ protection, what }))
  return { caught: weakenings.length - missed.length, of: weakenings.length, missed }
}

/** Names a tree by all that it holds, so that the index and the commit made of it are one. */
async function keyOf(tree: Tree): Promise<string> {
  const hash = createHash('sha256')
  const entries = [...(await tree.entries())].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [path, { mode, id }] of entries) hash.update(`${mode} ${id} ${path}\0`)
  return `drill ${version} ${hash.digest('hex')}`
}
