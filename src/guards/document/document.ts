import type { Change } from '../../model/change.ts'
import type { Values } from '../../model/option.ts'
import type { Protection } from '../../model/policy.ts'
import type { Files } from '../../model/tree.ts'
import { pathProblem } from '../../model/values.ts'
import { type Markdown, markdown } from '../../readers/markdown.ts'
import type { Matcher } from '../../readers/pattern.ts'
import { type Circumstances, guard, type Say } from '../guard.ts'
import { checklist } from './checklist.ts'
import { codes } from './codes.ts'
import { holdsLines, isProse, textAt } from './existence.ts'
import { fences } from './fences.ts'
import { fields } from './fields.ts'
import { fresh } from './fresh.ts'
import { headings } from './headings.ts'
import { options } from './options.ts'
import { globsOf } from './reverse.ts'
import { sealed } from './sealed.ts'
import { type Sight, tell } from './sight.ts'
import { steps } from './steps.ts'
import { tables } from './tables.ts'
import { type Expected, showExpected } from './values.ts'
import { weakenings } from './weakenings.ts'

export type DocumentProtection = Protection<Values<typeof options>>

/** A document that stays, and goes on to say what it says. */
export const document = guard({
  kind: 'document',
  evidence: 'files',
  subject: {
    says: 'The path of the document.',
    wrong: (subject) => pathProblem(subject) ?? (/[*?]/.test(subject) ? `\`${subject}\` is a glob; a document is one file` : undefined),
  },
  says: 'A document that stays: a regular file of text that says something, with the headings, fields, tables and steps that are asked.',
  options,
  codes,
  asks: ({ subject, options: { steps } }) => {
    const reverse = steps?.['reverse-of']
    const of = reverse && typeof reverse !== 'string' ? globsOf(reverse.of) : []
    return [{ paths: [subject.replace(/[*?[\]{}()!+@\\]/g, '\\$&'), ...of] }]
  },
  weakenings,
  uphold: async (protection: DocumentProtection, files: Change<Files>, say: Say<typeof codes>, { today }: Circumstances) => {
    const path = protection.subject
    const asked = protection.options
    const text = await textAt(files.after, path)
    if ('code' in text) {
      const entry = (await files.before.entries()).get(path)
      const was = entry && text.code === 'document/missing' ? [{ side: 'before' as const, path, label: 'stood here' }] : []
      tell({ path, say }, { ...text, places: text.places ?? was })
      return
    }
    const older = await textAt(files.before, path)
    if (asked.sealed && asked.sealed !== 'false' && !('code' in older)) await sealed({ path, say }, asked.sealed, files)
    const structured =
      isProse(path) || asked.headings || asked.fields || asked.fresh || asked.steps || asked.checklist || asked.tables || asked.fences
    const after = structured ? ((await files.after.read(path, markdown)) as Markdown) : undefined
    const before = structured && !('code' in older) ? ((await files.before.read(path, markdown)) as Markdown) : undefined
    if (isProse(path) ? !after!.says : !holdsLines(text.text, path)) {
      tell({ path, say }, { code: 'document/says-nothing', args: {}, what: '', places: [{ side: 'after', path }] })
      return
    }
    if (!after) return
    const sight: Sight = { path, after, ...(before ? { before } : {}), say, matcher: matchers(protection) }
    const problem = after.frontMatter?.problem
    if (problem && (asked.fields || asked.fresh)) {
      const places = [{ side: 'after' as const, path, span: { line: problem.line, column: 1, endLine: problem.line, endColumn: 1 } }]
      tell(sight, { code: 'document/front-matter-unreadable', args: { problem: problem.message }, what: '', places })
    }
    if (asked.headings) headings(sight, asked.headings)
    if (asked.fields) await fields(sight, asked.fields)
    if (asked.fresh) fresh(sight, asked.fresh, today)
    if (asked.steps) await steps(sight, asked.steps, files)
    if (asked.checklist) checklist(sight, asked.checklist)
    if (asked.tables) await tables(sight, asked.tables)
    if (asked.fences) fences(sight, asked.fences)
  },
})

/** Compiles each pattern of a protection once; one that cannot be decided is a Refusal at the protection's line. */
function matchers(protection: DocumentProtection): Sight['matcher'] {
  const made = new Map<string, Promise<Matcher>>()
  return (expected: Expected) => {
    const key = showExpected(expected)
    if (!made.has(key)) made.set(key, compiled(expected, protection))
    return made.get(key)!
  }
}

async function compiled(expected: Expected, { at, keys }: DocumentProtection): Promise<Matcher> {
  if ('text' in expected) return (text) => text === expected.text
  const { matcherOf } = await import('../../readers/pattern.ts')
  const span = keys.fields ?? keys.steps ?? keys.tables ?? at.span
  return matcherOf(expected.pattern, expected.flags, () => ({ path: at.path, line: span.line, column: span.column }))
}
