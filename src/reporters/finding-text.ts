import type { Finding } from '../model/finding.ts'
import type { Quoted, Span } from '../model/place.ts'
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
    const shown = drawn(several ? cut(written, 0, most) : windowOf(written, place.span).text)
    lines.push(`${paint.blue(` ${String(number).padStart(gutter)} |`)} ${several ? `${paint.blue('|')} ` : ''}${shown}`)
  }
  const mark = first ? '^' : '-'
  if (several) lines.push(`${pad}${paint.blue(' |')} ${paint.red(`|_${mark}${place.label ? ` ${line(place.label)}` : ''}`)}`)
  else {
    const { text, start, end } = windowOf(place.lines[0]!.text, place.span)
    const from = cells(drawn(text.slice(0, start)))
    const width = Math.max(1, cells(drawn(text.slice(start, end))))
    lines.push(
      `${pad}${paint.blue(' |')} ${' '.repeat(from)}${paint.red(`${mark.repeat(width)}${place.label ? ` ${line(place.label)}` : ''}`)}`,
    )
  }
  return lines
}

/** A line longer than this is shown in part. */
const most = 160
/** How much of a long line is shown ahead of what is meant. */
const ahead = 40

const drawn = (text: string) => visible(text).replaceAll('\t', '    ')

/** The part of a line around a span, and where in it the span stands. */
function windowOf(text: string, span: Span): { text: string; start: number; end: number } {
  const [start, end] = [span.column - 1, span.endLine === span.line ? span.endColumn - 1 : text.length]
  if (text.length <= most) return { text, start, end }
  const first = Math.min(Math.max(0, start - ahead), Math.max(0, text.length - most))
  const part = cut(text, first, first + most)
  const moved = first > 0 ? first - 1 : 0
  return { text: part, start: start - moved, end: Math.min(end - moved, part.length) }
}

/** A stretch of a text, with a sign on each side where something is left out; no letter is cut in two. */
function cut(text: string, from: number, to: number): string {
  if (from === 0 && text.length <= to) return text
  const whole = text.slice(from, to).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, ' ')
  return `${from > 0 ? '…' : ''}${whole}${to < text.length ? '…' : ''}`
}
