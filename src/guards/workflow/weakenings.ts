import type { Edit } from '../../model/files.ts'
import type { Files } from '../../model/tree.ts'
import type { Weakening } from '../guard.ts'
import type { Code } from './scene.ts'

/** Ways to weaken the workflows that fit a glob, each by an edit of their text. */
export async function* weakeningsOf(subject: string, files: Files): AsyncIterable<Weakening<Code>> {
  const paths = await files.match([subject])
  const texts = new Map<string, string>()
  for (const path of paths) texts.set(path, (await files.text(path)) ?? '')
  const edited = (edit: (text: string) => string | undefined): { edits: ReadonlyMap<string, Edit> } | undefined => {
    const edits = new Map<string, Edit>()
    for (const [path, text] of texts) {
      const after = edit(text)
      if (after !== text) edits.set(path, after)
    }
    return edits.size === texts.size && edits.size > 0 ? { edits } : undefined
  }
  const jobs = (line: string) => (text: string) =>
    text.replace(/^( +)(runs-on|uses):/gm, (whole, indent: string, key: string) =>
      indent.length === jobIndent(text) ? `${indent}${line}\n${whole}` : `${indent}${key}:`,
    )
  const ways: [string, Code, (text: string) => string | undefined][] = [
    ['the workflows are removed', 'workflow/missing', () => undefined],
    ['they run on pushes alone', 'workflow/not-on-pull-requests', (text) => on(text, 'on: push')],
    ['they run for some paths alone', 'workflow/not-on-pull-requests', (text) => on(text, 'on:\n  pull_request:\n    paths: [src/**]')],
    [
      'they run for one branch alone',
      'workflow/not-on-pull-requests',
      (text) => on(text, 'on:\n  pull_request:\n    branches: [release/*]'),
    ],
    ['their jobs never run', 'workflow/not-always-run', jobs('if: false')],
    ['their jobs run for some authors alone', 'workflow/not-always-run', jobs("if: github.actor != 'somebody'")],
    ['their jobs may fail', 'workflow/failure-ignored', jobs('continue-on-error: true')],
    ['their jobs have no time', 'workflow/not-always-run', jobs('timeout-minutes: 0')],
    ['their jobs run for each item of an empty matrix', 'workflow/not-always-run', jobs('strategy: { matrix: { item: [] } }')],
  ]
  for (const [what, code, edit] of ways) {
    const change = edited(edit)
    if (change) yield { what, caughtBy: [code], change }
  }
}

/** How far the keys of a job stand in. */
function jobIndent(text: string): number {
  const after = text.slice(text.search(/^jobs:/m))
  const job = /^( +)[\w-]+:\s*(#.*)?$/m.exec(after)?.[1]?.length ?? 2
  return new RegExp(`^( {${job + 1},})[\\w-]+:`, 'm').exec(after)?.[1]?.length ?? job * 2
}

/** The text with another `on`. */
function on(text: string, instead: string): string {
  return text.replace(/^["']?on["']?:.*\n(?:(?:[ \t-].*)?\n)*/m, `${instead}\n`)
}
