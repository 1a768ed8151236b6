import type { Edit } from '../model/files.ts'
import type { Target, Weakening } from './weakening.ts'

/** On every pull request a job runs the command, cannot be skipped, and fails when it fails. Each is an edit of the text. */
export async function* workflow({ protection, files }: Target<{ runs: string }>): AsyncIterable<Weakening> {
  const { subject, options } = protection
  const texts = new Map<string, string>()
  for (const path of await files.match([subject])) texts.set(path, (await files.text(path)) ?? '')
  const edited = (change: (text: string) => Edit): { edits: ReadonlyMap<string, Edit> } | undefined => {
    const edits = new Map<string, Edit>()
    for (const [path, text] of texts) {
      const after = change(text)
      if (after !== text) edits.set(path, after)
    }
    return edits.size === texts.size && edits.size > 0 ? { edits } : undefined
  }
  const jobs = (line: string) => (text: string) =>
    text.replace(/^( +)(runs-on|uses):/gm, (whole, indent: string, key: string) =>
      indent.length === jobIndent(text) ? `${indent}${line}\n${whole}` : `${indent}${key}:`,
    )
  const steps = (line: string) => (text: string) =>
    text.replace(/^( +)- /gm, (whole, indent: string) => `${indent}- ${line}\n${indent}  ${whole.slice(indent.length + 2)}`)
  const command = (change: (line: string) => string) => (text: string) =>
    text
      .split('\n')
      .map((line) => (line.includes(options.runs) && !/^\s*#/.test(line) ? change(line) : line))
      .join('\n')
  const never = 'workflow/not-always-run'
  const ignored = 'workflow/failure-ignored'
  const lost = ['workflow/command-missing', 'workflow/other-command', ignored, never, 'workflow/not-followed']
  const [requests, missing] = ['workflow/not-on-pull-requests', 'workflow/missing']
  const ways: [string, (text: string) => Edit, ...string[]][] = [
    ['the workflows are removed', () => undefined, missing],
    ['they are symbolic links', () => ({ content: 'README.md', mode: 'symlink' }), missing, 'workflow/not-run'],
    ['they run on pushes alone', (text) => on(text, 'on: push'), requests],
    ['they run for some paths alone', (text) => on(text, 'on:\n  pull_request:\n    paths: [src/**]'), requests],
    ['they run for one branch alone', (text) => on(text, 'on:\n  pull_request:\n    branches: [release/*]'), requests],
    ['they run on labels alone', (text) => on(text, 'on:\n  pull_request:\n    types: [labeled]'), requests],
    ['their jobs never run', jobs('if: false'), never],
    ['their jobs run for some authors alone', jobs("if: github.actor != 'somebody'"), never],
    ['their jobs may fail', jobs('continue-on-error: true'), ignored],
    ['their jobs have no time', jobs('timeout-minutes: 0'), never],
    ['their jobs run for each item of an empty matrix', jobs('strategy: { matrix: { item: [] } }'), never],
    ['their steps never run', steps('if: false'), never, 'workflow/command-missing'],
    ['their steps may fail', steps('continue-on-error: true'), ignored],
    [
      'the command may fail',
      command((line) => (/\buses:/.test(line) ? `${line}\n        continue-on-error: true` : `${line} || true`)),
      ...lost,
    ],
    ['the command is a comment', command((line) => line.replace(/^(\s*(?:- )?)/, '$1# ')), ...lost],
    ['the command is only printed', command((line) => line.replace(options.runs, `echo ${options.runs}`)), ...lost],
  ]
  for (const [what, edit, ...caughtBy] of ways) {
    const change = edited(edit)
    if (change) yield { what, caughtBy, change }
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
