import { type Field, fieldKey, type Markdown, plain } from '../../readers/markdown.ts'
import { lookAlike } from './look-alikes.ts'
import { at, type Sight, shortly, stood, tell } from './sight.ts'
import { type Expected, showExpected } from './values.ts'

/** Each field is stated, with one value, and reads as the policy asks. */
export async function fields(sight: Sight, asked: Readonly<Record<string, Expected>>): Promise<void> {
  for (const [field, expected] of Object.entries(asked)) {
    const stated = one(sight, field, showExpected(expected))
    if (!stated) continue
    const fits = 'text' in expected ? plain(stated.value) === plain(expected.text) : (await sight.matcher(expected))(stated.value)
    if (fits) continue
    tell(sight, {
      code: 'document/field-differs',
      args: { field, value: shortly(stated.value), expected: showExpected(expected) },
      what: fieldKey(field),
      places: [at(sight, 'after', stated.span), ...was(sight, field)],
    })
  }
}

/** The one value of a field; that it is not stated, or stated with values that `read` tells apart, is told. */
export function one(sight: Sight, field: string, expected: string, read: (value: string) => string = plain): Field | undefined {
  const stated = named(sight.after, field)
  const [first] = stated
  if (!first) {
    const near = lookAlike(field, sight.after.fields, (each) => each.name)
    const stoodAt = sight.before && named(sight.before, field)[0]
    tell(sight, {
      code: 'document/field-missing',
      args: { field, expected, near: near ? `; the one in line ${near.found.span.line} ${near.note}` : '' },
      what: fieldKey(field),
      places: near ? [at(sight, 'after', near.found.span, near.note)] : stood(sight, stoodAt?.span),
    })
    return undefined
  }
  const values = new Map(stated.map((each) => [read(each.value), each]))
  if (values.size === 1) return first
  tell(sight, {
    code: 'document/field-contradicts',
    args: { field, values: [...values.values()].map((each) => `\`${shortly(each.value)}\` in line ${each.span.line}`).join(', ') },
    what: fieldKey(field),
    places: [...values.values()].map((each) => at(sight, 'after', each.span)),
  })
  return undefined
}

/** Where a document states a field. */
export function named(document: Markdown, field: string): Field[] {
  const key = fieldKey(field)
  return document.fields.filter((each) => fieldKey(each.name) === key && plain(each.value) !== '')
}

function was(sight: Sight, field: string) {
  const before = sight.before && named(sight.before, field)[0]
  return before ? stood(sight, before.span) : []
}

/** Front matter that cannot be read may state anything. */
export function frontMatter(sight: Sight): void {
  const problem = sight.after.frontMatter?.problem
  if (!problem) return
  const { line, column, message } = problem
  const places = [at(sight, 'after', { line, column, endLine: line, endColumn: column })]
  tell(sight, { code: 'document/front-matter-unreadable', args: { problem: message }, what: '', places })
}
