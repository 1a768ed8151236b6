import type { Repository } from '../git/repository.ts'
import { treeId } from '../git/tree-id.ts'
import type { GitTree } from '../git/trees.ts'
import type { Report } from '../model/report.ts'

/** A share's report with the names of the trees that were judged, so that it is merged with shares of the same ones alone. */
export async function named(report: Report, repository: Repository, trees: readonly GitTree[]): Promise<Report> {
  if (!report.shard) return report
  const ids = await Promise.all(trees.map((tree) => treeId(tree, repository)))
  return { ...report, shard: { ...report.shard, judged: ids.join(' ') } }
}
