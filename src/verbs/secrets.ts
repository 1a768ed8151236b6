import type { Finding } from '../model/finding.ts'
import type { Protection } from '../model/policy.ts'
import type { Report } from '../model/report.ts'
import type { Policies } from '../policy/policies.ts'

/** The patterns of all formats of tokens that policies know. */
export function tokenPatterns({ protocols }: Pick<Policies, 'protocols'>): string[] {
  const tokens = protocols.flatMap(({ protect }) => protect).filter(({ kind }) => kind === 'token') as Protection<{ pattern?: string }>[]
  return tokens.flatMap(({ options }) => options.pattern ?? [])
}

/** A report without a whole token in what it quotes: lines of files, and what engines said. */
export async function withoutTokens(report: Report, patterns: readonly string[]): Promise<Report> {
  const { findings, amended, refusals, databases = [] } = report
  const failed = databases.some(({ migrations }) => migrations.some(({ error }) => error))
  if (patterns.length === 0 || (findings.length + amended.length + refusals.length === 0 && !failed)) return report
  const { hiderOf } = await import('../guards/token/hide.ts')
  const hide = await hiderOf(patterns)
  const told = <F extends Finding>(finding: F): F => ({
    ...finding,
    message: hide(finding.message),
    help: hide(finding.help),
    places: finding.places.map((place) => ({
      ...place,
      ...(place.label === undefined ? {} : { label: hide(place.label) }),
      ...(place.lines ? { lines: place.lines.map(({ number, text }) => ({ number, text: hide(text) })) } : {}),
    })),
  })
  return {
    ...report,
    findings: findings.map(told),
    amended: amended.map(told),
    refusals: refusals.map((refusal) => ({ ...refusal, message: hide(refusal.message) })),
    ...(report.databases
      ? {
          databases: databases.map((database) => ({
            ...database,
            migrations: database.migrations.map((each) =>
              each.error ? { ...each, error: { ...each.error, message: hide(each.error.message) } } : each,
            ),
          })),
        }
      : {}),
  }
}
