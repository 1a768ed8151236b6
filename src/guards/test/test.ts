import type { Change } from '../../model/change.ts'
import type { Options, Values } from '../../model/option.ts'
import { type Place, type Span, spanOf } from '../../model/place.ts'
import type { Protection } from '../../model/policy.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Files } from '../../model/tree.ts'
import { glob, list } from '../../model/values.ts'
import type { Syntax } from '../../readers/code/source.ts'
import type { Off } from '../../readers/code/tests/found.ts'
import { confines } from '../globs.ts'
import { guard, type Say } from '../guard.ts'
import { neverBuilt, parentGlobs } from '../rust-modules.ts'
import { codes } from './codes.ts'
import { passedOver } from './passed-over.ts'
import { leavesOut, settingsGlobs } from './settings.ts'

const options = {
  in: { type: list(glob, { lone: true }), order: confines('in'), says: 'The files of which one holds the test.', required: true },
} as const satisfies Options

export type TestProtection = Protection<Values<typeof options>>

/** One test of the name, where it stands and what is wrong with it. */
export interface Seen {
  path: string
  span: Span
  node: Syntax
  off?: Off
  assertions: number
  turned?: Syntax
}

/** A test that exists, runs, and goes on to mean something. */
export const test = guard({
  kind: 'test',
  evidence: 'files',
  subject: { says: 'The name of the test, as its runner prints it.' },
  says: 'A test that stays: it exists under its name, runs, and does not lose its body or its assertions.',
  options,
  codes,
  asks: ({ options: { in: globs } }) => [{ paths: [...globs, ...parentGlobs(globs), ...settingsGlobs] }],
  uphold: async (protection: TestProtection, files: Change<Files>, say: Say<typeof codes>) => {
    const globs = protection.options.in
    const name = protection.subject
    // One name may be asked of several places.
    const what = [...globs].sort().join(', ')
    const before = { before: files.before, after: files.before }
    const stood = (await testsIn(before, globs, name)).seen.filter(({ off }) => !off)
    const after = await testsIn(files, globs, name)
    for (const each of after.seen) {
      const how = each.off ? undefined : await passedOver(each, stood, files)
      if (how !== undefined) each.off = { kind: 'never-runs', how, by: each.node }
      each.off ??= turnedRound(each, stood)
    }
    const live = after.seen.filter(({ off }) => !off)
    const args = { test: name, globs: globs.join(', ') }
    for (const limit of await leavesOut(files.after, after.seen)) say.limit(limit)
    if (live.length > 0) {
      const asserted = stood.filter(({ assertions }) => assertions > 0)
      if (asserted.length === 0 || live.some(({ assertions }) => assertions > 0)) return
      say('test/assertions-lost', {
        args,
        what,
        places: [placeOf(live[0]!, 'after'), placeOf(asserted[0]!, 'before', 'asserted here')],
      })
      return
    }
    const was = stood[0] ? [placeOf(stood[0], 'before', 'stood here')] : []
    const worst = after.seen.find(({ path }) => path === stood[0]?.path) ?? after.seen[0]
    if (worst) {
      const { kind, how, by } = worst.off!
      const span = await spanIn(files.after, worst.path, by)
      say(`test/${kind}`, {
        args: { ...args, how },
        what,
        places: [{ side: 'after', path: worst.path, span: span ?? worst.span }, ...was],
      })
      return
    }
    if (stood.length === 0 && after.unread.length > 0) {
      const [path] = after.unread
      throw new Refusal(`whether \`${path}\` holds the test \`${name}\` could not be decided: tests in its language are not known`, {
        path,
      })
    }
    say('test/gone', { args, what, places: was })
  },
})

/** The same test, which now is to fail where it was to pass. */
function turnedRound({ node, turned }: Seen, stood: readonly Seen[]): Off | undefined {
  const bodyOf = (test: Syntax) => test.field('body')?.text().replace(/\s+/g, ' ')
  if (!turned || stood.some((was) => was.turned) || !stood.some((was) => bodyOf(was.node) === bodyOf(node))) return undefined
  return { kind: 'switched-off', how: turned.text().split('\n')[0]!.replaceAll('`', "'"), by: turned }
}

/** The tests of a name in the files of `after`, and files that speak of it in a language whose tests are not known. */
export async function testsIn(
  { before, after: files }: Change<Files>,
  globs: readonly string[],
  name: string,
): Promise<{ seen: Seen[]; unread: string[] }> {
  const { code } = await import('../../readers/code/source.ts')
  const { codeLanguageOf } = await import('../../readers/code/languages.ts')
  const { testsNamed } = await import('../../readers/code/tests/tests.ts')
  const entries = await files.entries()
  const paths = (await files.match(globs)).filter((path) => ['file', 'executable'].includes(entries.get(path)?.mode ?? ''))
  await files.prefetch?.(paths)
  const words = name.match(/\w{3,}/g) ?? []
  const seen: Seen[] = []
  const unread: string[] = []
  for (const path of paths) {
    const text = (await files.text(path)) ?? ''
    if (!words.some((word) => text.includes(word)) && words.length > 0) continue
    const source = codeLanguageOf(path) ? await files.read(path, code) : undefined
    const found = source && testsNamed(source, name)
    if (!found) unread.push(path)
    for (const { node, off, assertions, turned } of found ?? []) {
      const { start, end } = node.range()
      const span = spanOf(text, start.index, Math.min(end.index, lineEnd(text, start.index)))
      seen.push({ path, span, node, off: off ?? (await neverBuilt({ before, after: files }, path, node)), assertions, turned })
    }
  }
  return { seen, unread }
}

const lineEnd = (text: string, from: number) => (text.indexOf('\n', from) === -1 ? text.length : text.indexOf('\n', from))

function placeOf({ path, span }: Seen, side: Place['side'], label?: string): Place {
  return { side, path, span, ...(label ? { label } : {}) }
}

async function spanIn(files: Files, path: string, by: Syntax): Promise<Span | undefined> {
  const text = await files.text(path)
  const { start, end } = by.range()
  if (text === undefined || !text.slice(start.index).startsWith(by.text().slice(0, 20))) return undefined
  return spanOf(text, start.index, Math.min(end.index, lineEnd(text, start.index)))
}
