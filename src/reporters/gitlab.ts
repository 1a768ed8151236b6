import type { Finding } from '../model/finding.ts'
import type { Report } from '../model/report.ts'
import { type About, fingerprintOf, mainPlace } from './about.ts'
import { line } from './escape.ts'
import { refusalsToldWhole } from './rollback-text.ts'

/** One issue of GitLab's Code Quality report. */
interface Issue {
  description: string
  check_name: string
  fingerprint: string
  severity: 'minor' | 'major' | 'blocker'
  location: { path: string; lines: { begin: number; end?: number } }
}

/** GitLab's Code Quality report: a list of issues, where a refusal is one too, for an empty list would say that all is well. */
export function gitlab(report: Report, about: About): string {
  const refusals = refusalsToldWhole(report).map(
    ({ message, path, line: begin }): Issue => ({
      description: `could not decide: ${line(message)}`,
      check_name: 'pawl/refused',
      fingerprint: about.fingerprint(JSON.stringify(['refused', message, path])),
      severity: 'blocker',
      location: { path: path ?? 'policies', lines: { begin: begin ?? 1 } },
    }),
  )
  const seen = new Map<string, number>()
  const issues = [...refusals, ...report.findings.map((finding) => issueOf(finding, about))].map((issue) => {
    const count = (seen.get(issue.fingerprint) ?? 0) + 1
    seen.set(issue.fingerprint, count)
    // GitLab keeps one issue of a fingerprint.
    return count === 1 ? issue : { ...issue, fingerprint: `${issue.fingerprint}-${count}` }
  })
  return `${JSON.stringify(issues, null, 2)}\n`
}

function issueOf(finding: Finding, about: About): Issue {
  const { path = 'policies', span } = mainPlace(finding) ?? {}
  return {
    description: line(finding.message),
    check_name: finding.code,
    fingerprint: fingerprintOf(finding, about),
    severity: finding.level === 'error' ? 'major' : 'minor',
    location: { path, lines: { begin: span?.line ?? 1, ...(span ? { end: span.endLine } : {}) } },
  }
}
