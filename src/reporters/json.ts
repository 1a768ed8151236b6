import type { Finding } from '../model/finding.ts'
import type { Quoted } from '../model/place.ts'
import type { Report } from '../model/report.ts'
import { type About, fingerprintOf } from './about.ts'
import { visible } from './escape.ts'

/** What some verbs tell beside what all tell; it stands in the JSON as it is. */
export const extras = [
  'databases',
  'protocols',
  'amendments',
  'since',
  'history',
  'repositories',
  'rules',
  'drill',
  'weakenings',
  'policies',
  'rollback',
  'snapshot',
  'plan',
] as const satisfies readonly (keyof Report)[]

/** The report as one JSON object (schema/report.schema.json). */
export function json(report: Report, about: About): string {
  const { shard } = report
  const finding = (each: Finding) => findingJson(each, about)
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
    ...Object.fromEntries(extras.flatMap((key) => (report[key] === undefined ? [] : [[key, report[key]]]))),
    ...(shard ? { shard: { ...shard, below: shard.below.map(finding) } } : {}),
    ...report.more,
  }
  return `${JSON.stringify(whole, null, 2)}\n`
}

function findingJson(each: Finding, about: About) {
  return {
    code: each.code,
    level: each.level,
    ...(each.protection ? { protection: each.protection } : {}),
    message: visible(each.message),
    ...(each.why ? { why: visible(each.why) } : {}),
    help: visible(each.help),
    docs: each.docs,
    fingerprint: fingerprintOf(each, about),
    ...(each.protocol ? { protocol: visible(each.protocol) } : {}),
    ...(each.unknown ? { unknown: true } : {}),
    places: each.places.map(placeJson),
  }
}

function placeJson({ side, path, span, label, lines }: Quoted) {
  return {
    side,
    path,
    ...span,
    ...(label ? { label: visible(label) } : {}),
    ...(lines ? { lines: lines.map(({ number, text }) => ({ number, text: visible(text) })) } : {}),
  }
}
