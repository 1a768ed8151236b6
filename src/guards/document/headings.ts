import { sectionsUnder } from '../../readers/markdown.ts'
import { lookAlike } from './look-alikes.ts'
import { at, type Sight, stood, tell } from './sight.ts'

/** Each heading is there with a body: visible text in its section or its subsections. */
export function headings(sight: Sight, asked: readonly string[]): void {
  for (const heading of asked) {
    const sections = present(sight, heading)
    if (!sections || sections.some((section) => section.says)) continue
    tell(sight, {
      code: 'document/heading-empty',
      args: { heading },
      what: heading,
      unless: [{ code: 'document/heading-missing', what: heading }],
      places: sections.map((section) => at(sight, 'after', section.span, 'nothing stands under it')),
    })
  }
}

/** The sections under a heading; where there is none, that is told. */
export function present(sight: Sight, heading: string) {
  const sections = sectionsUnder(sight.after, heading)
  if (sections.length > 0) return sections
  const was = sight.before && sectionsUnder(sight.before, heading)[0]
  const near = lookAlike(heading, sight.after.sections, (section) => section.heading)
  tell(sight, {
    code: 'document/heading-missing',
    args: { heading, near: near ? `; the one in line ${near.found.span.line} ${near.note}` : '' },
    what: heading,
    places: near ? [at(sight, 'after', near.found.span, near.note), ...(was ? stood(sight, was.span) : [])] : stood(sight, was?.span),
  })
  return undefined
}
