import { joined, united } from '../judge/merge.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'

/** A report with its shard, and the file that it was read from. */
export interface Part {
  path: string
  version: string
  report: Report
}

/** The reports of the shards of one run as the one report that the run would have made by itself. */
export function merge(parts: readonly Part[]): Report {
  const [first] = parts
  if (!first) throw new Refusal('`pawl report merge` wants the reports to merge')
  // A shard that was refused before it began has no share to tell of; what it says is told with all else.
  const begun = parts.filter(({ report }) => report.shard || report.verdict !== 'unknown')
  for (const part of parts) fits(begun[0] ?? first, part)
  if (begun.length < parts.length || !first.report.shard) return united(parts.map(({ report }) => report))
  return joined(wholeOf(parts).map(({ report }) => report))
}

function fits(first: Part, { path, version, report }: Part): void {
  const differs = (what: string, one: string, other: string) => {
    throw new Refusal(`${what} is ${other} here and ${one} in \`${first.path}\`; merge the shards of one run`, { path })
  }
  if (version !== first.version) differs('the version of pawl', first.version, version)
  if (report.verb !== first.report.verb) differs('the verb', first.report.verb, report.verb)
  if (report.verdict === 'unknown' && !report.shard) return
  const told = ({ shard }: Report) => (shard ? `a shard of ${shard.of}` : 'no shard')
  if (told(report) !== told(first.report)) differs('this', told(first.report), told(report))
  if (report.shard?.judged !== first.report.shard?.judged)
    throw new Refusal(`another tree was judged here than in \`${first.path}\`; merge the shards of one run`, { path })
}

/** The parts in the order of their shards: each once, and none missing, for what a missing one found would pass. */
function wholeOf(parts: readonly Part[]): readonly Part[] {
  const { of } = parts[0]!.report.shard!
  const byIndex = new Map(parts.map((part) => [part.report.shard!.index, part]))
  if (byIndex.size !== parts.length) throw new Refusal('the same shard is given twice')
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !byIndex.has(index))
  if (missing.length) throw new Refusal(`shard ${missing.join(', ')} of ${of} is missing; give all ${of}`)
  return [...byIndex].sort(([a], [b]) => a - b).map(([, part]) => part)
}
