import type { Finding } from '../model/finding.ts'
import { type ProtocolState, type RehearsedDatabase, type Report, type Shard, verdictOf } from '../model/report.ts'
import { protocolCodes, tally } from './coverage.ts'
import { inOrder } from './standing.ts'

/** The reports of all shards of one run, in their order, as the one report that the run would have made by itself. */
export function joined(reports: readonly Report[]): Report {
  const shards = reports.map(({ shard }) => shard!)
  const each = <T>(of: (report: Report) => readonly T[] | undefined) => reports.flatMap((report) => of(report) ?? [])
  const sum = (of: (report: Report) => number) => reports.reduce((all, report) => all + of(report), 0)
  const protocols = protocolsOf(reports, shards)
  const findings = [...each(({ findings }) => findings), ...below(protocols ?? [], shards[0]!)]
  const refusals = [...new Map(each(({ refusals }) => refusals).map((note) => [JSON.stringify(note), note])).values()]
  // What one share alone tells is told as it is.
  const { shard: _, ...rest } = Object.assign({}, ...[...reports].reverse()) as Report
  return {
    ...rest,
    verdict: verdictOfAll(reports, { findings, refusals }),
    findings: inOrder(findings) as Finding[],
    amended: each(({ amended }) => amended),
    refusals,
    limits: [...new Set(each(({ limits }) => limits))],
    looked: {
      ...shards[0]!.whole,
      migrations: sum(({ looked }) => looked.migrations),
      files: Math.max(...reports.map(({ looked }) => looked.files)),
    },
    ms: Math.max(...reports.map(({ ms }) => ms)),
    ...(protocols ? { protocols } : {}),
    ...(rest.databases
      ? {
          databases: databasesOf(
            each(({ databases }) => databases),
            shards[0]!,
          ),
        }
      : {}),
    ...(rest.weakenings
      ? {
          weakenings: placed(
            reports.flatMap(({ weakenings = [], shard }) => weakenings.map((item, at) => [shard!.order[at]!, item] as const)),
          ),
        }
      : {}),
  }
}

/** Reports that were divided by hand, a database each say: all that any of them tells, each thing once. */
export function united(reports: readonly Report[]): Report {
  if (reports.length === 1) return reports[0]!
  const { shard: _, ...rest } = Object.assign({}, ...[...reports].reverse()) as Report
  const each = <T>(of: (report: Report) => readonly T[] | undefined) => [
    ...new Map(reports.flatMap((report) => of(report) ?? []).map((item) => [JSON.stringify(item), item])).values(),
  ]
  const findings = each(({ findings }) => findings)
  const refusals = each(({ refusals }) => refusals)
  const most = (of: (report: Report) => number) => Math.max(...reports.map(of))
  const lists = ['databases', 'protocols', 'weakenings', 'repositories'] as const
  return {
    ...rest,
    verdict: verdictOfAll(reports, { findings, refusals }),
    findings: inOrder(findings) as Finding[],
    amended: each(({ amended }) => amended),
    refusals,
    limits: each(({ limits }) => limits),
    looked: {
      migrations: reports.reduce((sum, { looked }) => sum + looked.migrations, 0),
      protections: most(({ looked }) => looked.protections),
      protocols: most(({ looked }) => looked.protocols),
      files: most(({ looked }) => looked.files),
    },
    ms: most(({ ms }) => ms),
    ...Object.fromEntries(
      lists.flatMap((key) => (reports.some((report) => report[key]) ? [[key, each<unknown>((report) => report[key])]] : [])),
    ),
  }
}

/** What one part could not decide the whole does not know; else what was found decides. */
function verdictOfAll(reports: readonly Report[], found: Pick<Report, 'findings' | 'refusals'>): Report['verdict'] {
  return reports.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : verdictOf(found)
}

function placed<T>(items: readonly (readonly [at: number, item: T])[]): T[] {
  return [...items].sort(([a], [b]) => a - b).map(([, item]) => item)
}

function protocolsOf(reports: readonly Report[], shards: readonly Shard[]): ProtocolState[] | undefined {
  if (!reports[0]!.protocols) return undefined
  const all = reports.flatMap(({ protocols = [] }, at) => {
    const own = protocols.flatMap(({ id, protections }) => protections.map((protection) => ({ id, protection })))
    return own.map((each, index) => [shards[at]!.order[index]!, each] as const)
  })
  const byProtocol = Map.groupBy(placed(all), ({ id }) => id)
  return reports[0]!.protocols.map((state) => {
    const protections = (byProtocol.get(state.id) ?? []).map(({ protection }) => protection)
    const { layers, held, of } = tally(protections)
    return { ...state, protections, layers, coverage: { held, of, required: state.coverage.required } }
  })
}

/** What is told of protocols that hold less than they require, with the numbers of the whole. */
function below(protocols: readonly ProtocolState[], shard: Shard): Finding[] {
  return protocols.flatMap(({ id, coverage: { held, of, required } }, at) => {
    const finding = shard.below[at]
    if (held >= required || !finding) return []
    const { fingerprint: _, ...rest } = finding
    const message = protocolCodes['protocol/coverage-below-required'].says({ protocol: id, held, of, required })
    return [{ ...rest, kind: 'protocol', subject: id, what: `${held}/${of}`, message }]
  })
}

function databasesOf(all: readonly RehearsedDatabase[], { databases }: Shard): RehearsedDatabase[] {
  const byName = Map.groupBy(all, ({ name }) => name)
  return databases.flatMap((name) => {
    const own = byName.get(name)
    if (!own) return []
    return [{ name, engine: own.find(({ engine }) => engine)?.engine ?? '', migrations: own.flatMap(({ migrations }) => migrations) }]
  })
}
