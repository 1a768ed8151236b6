import type { Finding } from '../model/finding.ts'
import type { Quoted } from '../model/place.ts'
import { line, visible } from './escape.ts'
import type { Paint } from './paint.ts'
import { cells } from './width.ts'

/** A finding as a person reads it: what is so, where it stands, why, and what to do. */
export function findingText(finding: Finding, paint: Paint): string {
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
