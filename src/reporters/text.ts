import type { Report } from '../model/report.ts'
import { auditText } from './audit-text.ts'
import { drillLine, drillText } from './drill-text.ts'
import { inert, line } from './escape.ts'
import { findingText } from './finding-text.ts'
import { painter } from './paint.ts'
import { planText } from './plan-text.ts'
import { rehearsalText } from './rehearsal-text.ts'
import { rollbackText } from './rollback-text.ts'
import { counted } from './summary.ts'

const mostFindings = 1000

/** The report as a person reads it. */
export function text(report: Report, options: { color: boolean }): string {
  const paint = painter(options.color)
  const shown = report.findings.slice(0, mostFindings)
  const parts = shown.map((finding) => findingText(finding, paint))
  if (report.findings.length > mostFindings) parts.push(`… and ${report.findings.length - mostFindings} more findings`)
  for (const finding of report.amended)
    parts.push(`${paint.dim('amended')}[${finding.code}]: ${line(finding.message)} (${line(finding.amendment)})`)
  if (report.databases && report.verb !== 'audit') parts.push(rehearsalText(report.databases, paint))
  parts.push(...auditText(report, paint))
  if (report.drill) parts.push(drillLine(report.drill, paint))
  if (report.weakenings) parts.push(drillText(report.weakenings, paint))
  if (report.rules?.facts.length)
    parts.push(report.rules.facts.map(({ says, open }) => (open ? `${paint.yellow('open')}: ${line(says)}` : line(says))).join('\n'))
  if (report.plan) parts.push(planText(report.plan, paint))
  if (report.rollback) parts.push(rollbackText(report.rollback, paint))
  if (report.snapshot) parts.push(snapshotText(report.snapshot))
  if (report.limits.length) parts.push(report.limits.map((limit) => `${paint.dim('limit')}: ${line(limit)}`).join('\n'))
  const color = report.verdict === 'held' ? paint.green : paint.red
  parts.push(`${counted(report)} · ${color(report.verdict)}`)
  return `${inert(parts.join('\n\n'))}\n`
}

function snapshotText({ file, database, taken, sha256, objects }: NonNullable<Report['snapshot']>): string {
  const when = taken === null ? 'ahead of its first migration' : `after ${line(taken)}`
  return `${line(file)}: ${objects} object${objects === 1 ? '' : 's'} of ${line(database)} ${when}\nsha256 ${sha256}`
}

/** The refusals, for stderr: each says what was not checked. */
export function refusalText(report: Report, options: { color: boolean }): string {
  const paint = painter(options.color)
  return report.refusals
    .map(
      (refusal) =>
        `${paint.red('refused')}: ${inert(`${at(refusal)}${sentence(line(refusal.message))}`)}${undone(report, refusal.message)}\n`,
    )
    .join('')
}

/** What was left undone because of a refusal; a run says by itself how far it came. */
function undone({ verb, findings, rollback }: Report, message: string): string {
  if (findings.length || rollback) return ''
  if (verb !== 'rollback') return ' Nothing was checked.'
  return /\bNothing was (?:run|begun)\b/.test(message) ? '' : ' Nothing was run.'
}

function at(place: { path?: string; line?: number; column?: number }): string {
  if (place.path === undefined) return ''
  return `${[line(place.path), place.line, place.column].filter((part) => part !== undefined).join(':')}: `
}

/** Ends as a sentence does, so that another may follow. */
function sentence(value: string): string {
  return /[.!?]$/.test(value) ? value : `${value}.`
}
