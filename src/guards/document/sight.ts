import type { Args } from '../../model/finding.ts'
import type { Place, Side, Span } from '../../model/place.ts'
import type { Markdown } from '../../readers/markdown.ts'
import type { Matcher } from '../../readers/pattern.ts'
import type { Say } from '../guard.ts'
import type { codes, DocumentCode } from './codes.ts'
import type { Expected } from './values.ts'

/** What is wrong with a document, before it is said. */
export interface Problem {
  code: DocumentCode
  args: Args
  what: string
  places?: readonly Place[]
  /** Codes that are as bad, by what they are told under: no news where one of them stood. */
  unless?: readonly { code: DocumentCode; what: string }[]
}

/** A document on both sides, with what judging it needs. */
export interface Sight {
  path: string
  after: Markdown
  /** Absent where it was not there, or was no text. */
  before?: Markdown
  /** What was wrong with the file as a whole before. */
  stood: readonly { code: DocumentCode; what: string }[]
  say: Say<typeof codes>
  matcher(expected: Expected): Promise<Matcher>
}

/** Reports a problem, the document's path among its arguments. */
export function tell(sight: Pick<Sight, 'path' | 'say' | 'stood'>, { code, args, what, places, unless = [] }: Problem): void {
  sight.say(code, { args: { document: sight.path, ...args }, what, ...(places ? { places } : {}), unless: [...sight.stood, ...unless] })
}

export function at(sight: Pick<Sight, 'path'>, side: Side, span: Span, label?: string): Place {
  return { side, path: sight.path, span, ...(label ? { label } : {}) }
}

/** Where a thing that is gone stood, else the document as it is. */
export function stood(sight: Pick<Sight, 'path'>, span: Span | undefined): Place[] {
  return span ? [at(sight, 'before', span, 'stood here')] : [{ side: 'after', path: sight.path }]
}

/** A value as a message shows it. */
export function shortly(text: string): string {
  const one = text.replace(/\s+/g, ' ').trim()
  return one.length > 80 ? `${one.slice(0, 80)}…` : one
}

/** ` under \`Heading\``, or nothing. */
export function underOf(under: string | undefined): string {
  return under === undefined ? '' : ` under \`${under}\``
}
