import type { Report } from '../model/report.ts'
import { type About, fingerprintOf } from './about.ts'
import { visible } from './escape.ts'

/** The report as one JSON object. `fingerprint` names a finding across runs. */
export function json(report: Report, about: About): string {
  const finding = (each: Report['findings'][number]) => ({
    code: each.code,
    level: each.level,
    ...(each.protection ? { protection: each.protection } : {}),
    message: visible(each.message),
    ...(each.why ? { why: visible(each.why) } : {}),
    help: visible(each.help),
    docs: each.docs,
    fingerprint: fingerprintOf(each, about),
    places: each.places.map(({ side, path, span, label }) => ({ side, path, ...span, ...(label ? { label: visible(label) } : {}) })),
  })
  const whole = {
    pawl: about.version,
    schema: 1,
    verb: report.verb,
    verdict: report.verdict,
    findings: report.findings.map(finding),
    amended: report.amended.map((each) => ({ ...finding(each), amendment: each.amendment })),
    refusals: report.refusals.map(({ message, path, line, column }) => ({ message: visible(message), path, line, column })),
    limits: report.limits.map(visible),
    looked: report.looked,
    ms: report.ms,
    ...(report.databases ? { databases: report.databases } : {}),
    ...(report.protocols ? { protocols: report.protocols } : {}),
    ...(report.amendments ? { amendments: report.amendments } : {}),
    ...(report.since ? { since: report.since } : {}),
    ...(report.history ? { history: report.history } : {}),
    ...(report.repositories ? { repositories: report.repositories } : {}),
    ...(report.rules ? { rules: report.rules } : {}),
    ...(report.drill ? { drill: report.drill } : {}),
    ...(report.weakenings ? { weakenings: report.weakenings } : {}),
    ...(report.policies ? { policies: report.policies } : {}),
    ...(report.rules ? { rules: report.rules } : {}),
    ...(report.rollback ? { rollback: report.rollback } : {}),
    ...(report.snapshot ? { snapshot: report.snapshot } : {}),
    ...(report.plan ? { plan: report.plan } : {}),
    ...report.more,
  }
  return `${JSON.stringify(whole, null, 2)}\n`
}
