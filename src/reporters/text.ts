import type { Finding } from '../model/finding.ts'
import type { Quoted } from '../model/place.ts'
import type { Report } from '../model/report.ts'
import { auditText } from './audit-text.ts'
import { drillLine, drillText } from './drill-text.ts'
import { inert, line, visible } from './escape.ts'
import { type Paint, painter } from './paint.ts'
import { rehearsalText } from './rehearsal-text.ts'
import { cells } from './width.ts'

const mostFindings = 1000

/** The report as a person reads it. */
export function text(report: Report, options: { color: boolean }): string {
  const paint = painter(options.color)
  const shown = report.findings.slice(0, mostFindings)
  const parts = shown.map((finding) => findingText(finding, paint))
  if (report.findings.length > mostFindings) parts.push(`… and ${report.findings.length - mostFindings} more findings`)
  for (const finding of report.amended)
    parts.push(`${paint.dim('amended')}[${finding.code}]: ${line(finding.message)} (${line(finding.amendment)})`)
  if (report.databases) parts.push(rehearsalText(report.databases, paint))
  if (report.protocols) parts.push(auditText(report.protocols, paint))
  if (report.drill) parts.push(drillLine(report.drill, paint))
  if (report.weakenings) parts.push(drillText(report.weakenings, paint))
  if (report.snapshot) parts.push(snapshotText(report.snapshot))
  if (report.limits.length) parts.push(report.limits.map((limit) => `${paint.dim('limit')}: ${line(limit)}`).join('\n'))
  parts.push(summary(report, paint))
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
        `${paint.red('refused')}: ${inert(`${at(refusal)}${sentence(line(refusal.message))}`)}${report.findings.length ? '' : ' Nothing was checked.'}\n`,
    )
    .join('')
}

function at(place: { path?: string; line?: number; column?: number }): string {
  if (place.path === undefined) return ''
  return `${[line(place.path), place.line, place.column].filter((part) => part !== undefined).join(':')}: `
}

function findingText(finding: Finding, paint: Paint): string {
  const color = finding.level === 'error' ? paint.red : paint.yellow
  const lines = [`${color(`${finding.level}[${finding.code}]`)}${paint.bold(`: ${line(finding.message)}`)}`]
  const gutter = Math.max(1, ...finding.places.flatMap((place) => (place.lines ?? []).map(({ number }) => String(number).length)))
  for (const [index, place] of finding.places.entries()) lines.push(...placeLines(place, index === 0, gutter, paint))
  const note = (name: string, value: string) =>
    lines.push(`${' '.repeat(gutter + 1)}${paint.blue('=')} ${paint.bold(name)}: ${line(value)}`)
  if (finding.protocol) note('protocol', finding.protocol)
  if (finding.why) note('why', finding.why)
  note('help', finding.help)
  note('docs', finding.docs)
  return lines.join('\n')
}

function placeLines(place: Quoted, first: boolean, gutter: number, paint: Paint): string[] {
  const pad = ' '.repeat(gutter + 1)
  const where = `${line(place.path)}${place.span ? `:${place.span.line}:${place.span.column}` : ''}${place.side === 'before' ? ' (before)' : ''}`
  const head = first ? `${' '.repeat(gutter + 1)}${paint.blue('-->')} ${where}` : `${' '.repeat(gutter + 1)}${paint.blue(':::')} ${where}`
  if (!place.span || !place.lines?.length) return [place.label ? `${head} ${line(place.label)}` : head]
  const lines = [head, `${pad}${paint.blue(' |')}`]
  const several = place.lines.length > 1
  for (const { number, text: written } of place.lines) {
    const shown = visible(written).replaceAll('\t', '    ')
    lines.push(`${paint.blue(` ${String(number).padStart(gutter)} |`)} ${several ? `${paint.blue('|')} ` : ''}${shown}`)
  }
  const mark = first ? '^' : '-'
  if (several) lines.push(`${pad}${paint.blue(' |')} ${paint.red(`|_${mark}${place.label ? ` ${line(place.label)}` : ''}`)}`)
  else {
    const written = place.lines[0]!.text
    const from = cells(visible(written.slice(0, place.span.column - 1)).replaceAll('\t', '    '))
    const end = place.span.endLine === place.span.line ? place.span.endColumn - 1 : written.length
    const width = Math.max(1, cells(visible(written.slice(place.span.column - 1, end)).replaceAll('\t', '    ')))
    lines.push(
      `${pad}${paint.blue(' |')} ${' '.repeat(from)}${paint.red(`${mark.repeat(width)}${place.label ? ` ${line(place.label)}` : ''}`)}`,
    )
  }
  return lines
}

function summary(report: Report, paint: Paint): string {
  const errors = report.findings.filter((finding) => finding.level === 'error').length
  const warnings = report.findings.length - errors
  const kinds = [errors ? plural(errors, 'error') : '', warnings ? plural(warnings, 'warning') : ''].filter(Boolean).join(', ')
  const found = report.findings.length ? `${plural(report.findings.length, 'finding')} (${kinds})` : 'no findings'
  const { migrations, protections, protocols } = report.looked
  const looked = [
    migrations ? `${plural(migrations, 'migration')} rehearsed` : '',
    report.verb === 'rehearse' && protections === 0 ? '' : `${plural(protections, 'protection')}, ${plural(protocols, 'protocol')}`,
  ]
    .filter(Boolean)
    .join(', ')
  const color = report.verdict === 'held' ? paint.green : paint.red
  return `${found}, ${report.amended.length} amended · ${looked} · ${color(report.verdict)}`
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Ends as a sentence does, so that another may follow. */
function sentence(value: string): string {
  return /[.!?)]$/.test(value) ? value : `${value}.`
}
