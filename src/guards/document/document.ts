import type { Change } from '../../model/change.ts'
import type { Values } from '../../model/option.ts'
import type { Protection } from '../../model/policy.ts'
import type { Files } from '../../model/tree.ts'
import { pathProblem } from '../../model/values.ts'
import type { Markdown } from '../../readers/markdown.ts'
import type { Matcher } from '../../readers/pattern.ts'
import { type Circumstances, guard, type Say, type Saying } from '../guard.ts'
import { checklist } from './checklist.ts'
import { codes, type DocumentCode } from './codes.ts'
import { isProse, sideBefore, sideOf } from './existence.ts'
import { fences } from './fences.ts'
import { fields, frontMatter } from './fields.ts'
import { fresh } from './fresh.ts'
import { headings } from './headings.ts'
import { options } from './options.ts'
import { globsOf } from './reverse.ts'
import { sealed } from './sealed.ts'
import { type Sight, tell } from './sight.ts'
import { steps } from './steps.ts'
import { tables } from './tables.ts'
import { type Expected, showExpected } from './values.ts'

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
  holder: ({ subject }) => subject,
  uphold: async (protection: DocumentProtection, files: Change<Files>, say: Say<typeof codes>, circumstances: Circumstances) => {
    const path = protection.subject
    const asked = protection.options
    const structured = isProse(path) || structures.some((key) => asked[key] !== undefined)
    const before = await sideBefore(files.before, path, structured)
    const after = await sideOf(files.after, path, structured)
    const nothing = before.wrong?.code === 'document/says-nothing'
    const told = { path, say, stood: before.wrong && !nothing ? [before.wrong] : [] }
    if (after.wrong) {
      const entry = (await files.before.entries()).get(path)
      const was = entry ? [{ side: 'before' as const, path, label: 'stood here' }] : []
      const lost = after.wrong.code === 'document/missing' && before.wrong?.code !== 'document/missing'
      tell({ ...told, stood: lost ? [] : told.stood }, { ...after.wrong, places: after.wrong.places ?? was })
      if (after.wrong.code !== 'document/says-nothing' || !nothing) return
    }
    if (asked.sealed && asked.sealed !== 'false' && (!before.wrong || nothing)) await sealed(told, asked.sealed, files)
    if (!after.document) return
    const older = before.wrong && !nothing ? undefined : before.document
    const matcher = matchers(protection)
    const over = (say: Say<typeof codes>, after: Markdown): Sight => ({ ...told, say, after, ...(older ? { before: older } : {}), matcher })
    if (!nothing || !older) return judge(over(say, after.document), asked, files, circumstances)
    // What said nothing before may lack what it lacked, and lose nothing that stood in it.
    const lacked = new Set<string>()
    const key = ({ code, what }: { code: string; what?: string }) => `${code} ${what}`
    const noted: Say<typeof codes> = Object.assign((code: string, { what = '' }: Saying) => void lacked.add(key({ code, what })), {
      limit: () => {},
    })
    await judge(over(noted, older), asked, { before: files.before, after: files.before }, circumstances)
    const anew: Say<typeof codes> = Object.assign(
      (code: DocumentCode, saying: Saying) => {
        const { what = '', unless = [] } = saying
        if (![{ code, what }, ...unless].some((each) => lacked.has(key(each)))) say(code, saying)
      },
      { limit: say.limit },
    )
    await judge(over(anew, after.document), asked, files, circumstances)
  },
})

/** Judges what is asked of a document's structure. */
async function judge(
  sight: Sight,
  asked: DocumentProtection['options'],
  files: Change<Files>,
  circumstances: Circumstances,
): Promise<void> {
  if (asked.fields || asked.fresh) frontMatter(sight)
  if (asked.headings) headings(sight, asked.headings)
  if (asked.fields) await fields(sight, asked.fields)
  if (asked.fresh) fresh(sight, asked.fresh, circumstances)
  if (asked.steps) await steps(sight, asked.steps, files)
  if (asked.checklist) checklist(sight, asked.checklist)
  if (asked.tables) await tables(sight, asked.tables)
  if (asked.fences) fences(sight, asked.fences)
}

/** The keys that are asked of a document's structure. */
const structures = ['headings', 'fields', 'fresh', 'steps', 'checklist', 'tables', 'fences'] as const

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
