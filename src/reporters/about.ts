import type { Finding } from '../model/finding.ts'
import { exitCode, type Report } from '../model/report.ts'

/** What a report does not know of itself: which pawl made it, and how a text is made short and sure. */
export interface About {
  version: string
  /** A hash of a text, in hexadecimal. */
  fingerprint(text: string): string
}

/** Names a finding across runs: by what is wrong with what, never by the lines where it stands. */
export function fingerprintOf(finding: Finding, about: About): string {
  return finding.fingerprint ?? about.fingerprint(JSON.stringify([finding.code, finding.protection, finding.subject, finding.what]))
}

/** Where formats point that must point at a file of today: the first place after the change, else the file of the first place. */
export function mainPlace({ places }: Finding): { path: string; span?: NonNullable<Finding['places'][number]['span']> } | undefined {
  const after = places.find(({ side }) => side === 'after')
  if (after) return { path: after.path, ...(after.span ? { span: after.span } : {}) }
  return places[0] && { path: places[0].path }
}

export const exitOf = (report: Report) => exitCode(report.verdict)
