import { totals } from '../judge/since.ts'
import type { Finding } from '../model/finding.ts'
import { Refusal } from '../model/refusal.ts'
import { emptyReport, type RefusalNote, type Report, type RepositoryState, type Verdict } from '../model/report.ts'

/** One repository of a list, and what its audit came to. */
export interface Audited {
  name: string
  outcome: Report | Refusal
}

const worst: readonly Verdict[] = ['held', 'slipped', 'unknown']

/** The audits of many repositories as one report, whose paths begin with the name of their repository. The worst verdict counts. */
export function united(audited: readonly Audited[], ms: number): Report {
  const all: Report = { ...emptyReport('audit', 'held'), ms, repositories: [] }
  for (const { name, outcome } of audited) {
    const report = outcome instanceof Refusal ? emptyReport('audit', 'unknown', [{ message: outcome.message, ...outcome.at }]) : outcome
    const within = <F extends Finding>(finding: F): F => ({
      ...finding,
      places: finding.places.map((place) => ({ ...place, path: `${name}/${place.path}` })),
    })
    all.findings.push(...report.findings.map(within))
    all.amended.push(...report.amended.map(within))
    all.refusals.push(...report.refusals.map((each) => inRepository(each, name)))
    all.limits.push(...report.limits.map((limit) => `${name}: ${limit}`))
    for (const key of Object.keys(all.looked) as (keyof Report['looked'])[]) all.looked[key] += report.looked[key]
    if (worst.indexOf(report.verdict) > worst.indexOf(all.verdict)) all.verdict = report.verdict
    all.repositories!.push(stateOf(name, report))
  }
  return all
}

function stateOf(repository: string, report: Report): RepositoryState {
  const { protocols, ...coverage } = totals(report.protocols ?? [])
  const errors = report.findings.filter(({ level }) => level === 'error').length
  return {
    repository,
    verdict: report.verdict,
    coverage,
    protocols,
    errors,
    warnings: report.findings.length - errors,
    refusals: report.refusals,
  }
}

function inRepository(refusal: RefusalNote, name: string): RefusalNote {
  return refusal.path === undefined
    ? { ...refusal, message: `${name}: ${refusal.message}` }
    : { ...refusal, path: `${name}/${refusal.path}` }
}
