import type { Notice } from '../model/plan.ts'
import { line } from './escape.ts'
import type { Paint } from './paint.ts'

/** What is to be said to those who are hit, and how to recover: as it stands, to be copied. */
export function noticesText(notices: readonly Notice[], paint: Paint): string[] {
  return notices.flatMap(({ document, message, open, recovery }) => [
    ...(message === undefined ? [] : [part(`message to those who are hit (${line(document)})`, message, paint, toFillIn(open))]),
    ...(recovery === undefined ? [] : [part(`how to recover (${line(document)})`, recovery, paint)]),
  ])
}

/** What somebody still has to fill in, as a sentence. */
function toFillIn(open: readonly string[] | undefined): string {
  return open?.length ? `to be filled in: ${open.map(line).join(', ')}` : ''
}

function part(title: string, text: string, paint: Paint, more = ''): string {
  const body = text.split('\n').map((each) => `  ${line(each)}`.trimEnd())
  return [paint.bold(title), ...body, ...(more ? [paint.dim(`  ${more}`)] : [])].join('\n')
}
