import type { Finding } from '../model/finding.ts'
import type { RefusalNote, Report } from '../model/report.ts'
import { mainPlace } from './about.ts'
import { inert, line, visible } from './escape.ts'
import { painter } from './paint.ts'
import { rollbackText } from './rollback-text.ts'
import { counted, plural } from './summary.ts'

/** GitHub shows ten annotations of a level for each step and leaves out the rest. */
const shown = 10

/** Workflow commands that put each finding at its line of the pull request; what GitHub would not show is counted. */
export function github(report: Report): string {
  const errors = [
    ...report.refusals.map(refused),
    ...report.findings.filter(({ level }) => level === 'error').map((finding) => annotation(finding)),
  ]
  const warnings = report.findings.filter(({ level }) => level === 'warning').map((finding) => annotation(finding))
  const left = [Math.max(0, errors.length - shown), Math.max(0, warnings.length - shown)] as const
  const rest = [left[0] ? plural(left[0], 'error') : '', left[1] ? plural(left[1], 'warning') : ''].filter(Boolean)
  return `${[
    ...errors.slice(0, shown),
    ...warnings.slice(0, shown),
    ...(rest.length ? [command('notice', { title: 'pawl' }, `${rest.join(' and ')} more; the summary and the log hold them all`)] : []),
    ...(report.rollback ? [inert(rollbackText(report.rollback, painter(false)))] : []),
    inert(`${counted(report)} · ${report.verdict}`),
  ].join('\n')}\n`
}

function annotation(finding: Finding): string {
  const place = mainPlace(finding)
  const { path: file, span } = place ?? {}
  const oneLine = span !== undefined && span.line === span.endLine
  return command(
    finding.level,
    {
      title: finding.code,
      file,
      line: span?.line,
      endLine: span?.endLine,
      // Columns are refused where several lines are meant.
      col: oneLine ? span.column : undefined,
      endColumn: oneLine ? span.endColumn : undefined,
    },
    [line(finding.message), ...(finding.why ? [`why: ${line(finding.why)}`] : []), `help: ${line(finding.help)}`].join('\n'),
  )
}

function refused({ message, path, line: at, column }: RefusalNote): string {
  return command('error', { title: 'pawl could not decide', file: path, line: at, col: column }, line(message))
}

/** One workflow command, escaped as the runner reads it; a property without a value is left out. */
export function command(name: string, properties: Readonly<Record<string, string | number | undefined>>, message: string): string {
  const given = Object.entries(properties).flatMap(([key, value]) => (value ? [`${key}=${property(String(value))}`] : []))
  return `::${name}${given.length ? ` ${given.join(',')}` : ''}::${data(message)}`
}

const data = (text: string) => visible(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
