import type { Scalar } from '../../model/node.ts'
import type { Source } from '../shell/tree.ts'
import { filledIn } from '../shell/values.ts'
import { type Context, evaluateText } from './context.ts'
import { textOfData } from './expression.ts'

/** How a step's text is run: the shell's flavour and letters, or why that is not known. */
export type Shell = { flavour: 'sh' | 'bash'; flags: string } | { unknown: string } | { swallows: string }

/** Reads the `shell` of a step; GitHub's own names stand for templates of their own. */
export function shellOf(shell: string | undefined, runner: { windows: boolean; container: boolean }, text: string): Shell {
  const power = shell === undefined ? runner.windows : /^(pwsh|powershell)$/.test(shell)
  if (power) {
    // PowerShell ends with what the last program ended with: one plain command is what it is anywhere.
    return /^[\w@./:=$\s{}\uE000-]+$/.test(text) && !text.trim().includes('\n')
      ? { flavour: 'bash', flags: 'e' }
      : { unknown: 'it runs in PowerShell' }
  }
  if (shell === undefined) return { flavour: runner.container ? 'sh' : 'bash', flags: 'e' }
  if (shell === 'bash') return { flavour: 'bash', flags: 'eP' }
  if (shell === 'sh') return { flavour: 'sh', flags: 'e' }
  const words = shell.trim().split(/\s+/)
  const name = words[0]!.replace(/^\/(usr\/)?bin\//, '')
  if (name !== 'bash' && name !== 'sh')
    return words.includes('{0}') && /^(true|:|echo|cat)$/.test(name) ? { swallows: shell } : { unknown: `its shell is \`${shell}\`` }
  let flags = ''
  let at = 1
  for (; at < words.length && words[at] !== '{0}'; at++) {
    const word = words[at]!
    if (word === '--noprofile' || word === '--norc' || word === '--login' || word === 'pipefail') continue
    if (!/^[-+][a-zA-Z]+$/.test(word)) return { swallows: shell }
    if (word.startsWith('+')) {
      if (word.includes('e')) flags = flags.replaceAll('e', '')
      continue
    }
    if (word.includes('c')) return { swallows: shell }
    if (word.endsWith('o') && words[at + 1] === 'pipefail') flags += 'P'
    if (word.endsWith('o') && words[at + 1] === 'errexit') flags += 'e'
    flags += word.slice(1).replaceAll('o', '')
  }
  if (words[at] !== '{0}') return { swallows: shell }
  return { flavour: name, flags }
}

/** The text of a step with its expressions filled in: values that are known, else a mark that stands for anything. */
export function filled(text: string, context: Context): string {
  return text.replace(/\$\{\{.*?\}\}/gs, (expression) => {
    const outcome = evaluateText(expression, context)
    return outcome.known ? textOfData(outcome.value) : filledIn.repeat(expression.length)
  })
}

/** Values of a pull request that its author writes as text. */
const authored = /github\.(head_ref|event\.(pull_request\.(title|body|head\.(ref|label))|comment\.body|review\.body|issue\.(title|body)))\b/

/** Does a text put into a shell what the author of a pull request wrote? */
export function injected(text: string): boolean {
  return [...text.matchAll(/\$\{\{(.*?)\}\}/gs)].some(([, expression]) => authored.test(expression!))
}

/** Where the text of a `run` stands: line by line in a literal block, else as a whole. */
export function runSource(path: string, file: string, node: Scalar, text: string): Source {
  const lines = file.split('\n')
  const head = lines[node.span.line - 1]?.slice(node.span.column - 1) ?? ''
  const block = /^\|/.test(head)
  const inline = !block && node.span.line === node.span.endLine && head.startsWith(node.text)
  const first = lines.slice(node.span.line).find((line) => line.trim() !== '') ?? ''
  const indent = /^ */.exec(first)![0].length
  return {
    path,
    locate: (start, end) => {
      if (!block && !inline) return node.span
      const at = (offset: number) => {
        const before = text.slice(0, offset).split('\n')
        const line = block ? node.span.line + before.length : node.span.line
        const column = before.at(-1)!.length + 1 + (block ? indent : node.span.column - 1)
        return { line, column: Math.min(column, (lines[line - 1]?.length ?? 0) + 1) }
      }
      const [from, to] = [at(start), at(end)]
      return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column }
    },
  }
}
