import type { Span } from '../../model/place.ts'
import type { Block, CodeBlock, Markdown } from '../../readers/markdown.ts'
import { callsOf } from '../../readers/shell/calls.ts'
import { type Followed, follow, type Run } from '../../readers/shell/follow.ts'
import type { Call } from '../../readers/shell/machine.ts'

/** A command that a person or a script would run, where the document says so. */
export interface Command {
  words: readonly string[]
  block: Block
  span: Span
  /** The files that its output goes to and its input comes from, as they are written. */
  into?: string
  from?: string
}

/** Stands for a word that only a run tells. */
const unknown = '\uFFFD'

const shellWords = /^(?:sh|bash|shell|zsh|console|shell-session|shellsession|terminal|)$/i
const runners =
  /^(?:sudo|doas|su|docker|docker-compose|podman|kubectl|ssh|uv|poetry|pipenv|npx|pnpm|yarn|bunx|bundle|time|nice|nohup|env|heroku|fly|flyctl)$/

/** What names a program and does not start it. */
const tellers = /^(?:echo|printf|true|false|which|:|#)$/

/** Whether a block is shell text that its reader runs; what is quoted is told, not run. */
export const isShell = (block: Block): block is CodeBlock => block.kind === 'code' && block.quotes === 0 && shellWords.test(block.lang)

const around = { file: async () => undefined, packageScript: () => undefined }

/** All commands of a document's shell text, in their order. */
export async function commandsOf(document: Markdown, path: string): Promise<Command[]> {
  const commands: Command[] = []
  for (const block of document.blocks) {
    if (isShell(block)) {
      const calls = await callsOf(runOf(block, path), around)
      const own = calls.map((call) => ({
        words: wordsOf(call),
        block,
        span: call.where.span ?? block.span,
        ...filesOf(block, call.where.span),
      }))
      commands.push(...own.sort((a, b) => a.span.line - b.span.line || a.span.column - b.span.column))
    } else if (block.kind === 'text' && block.quotes === 0) {
      for (const code of block.code.filter(({ struck }) => !struck))
        commands.push({ words: wordsIn(code.text), block, span: code.span, ...filesIn(code.text) })
    }
  }
  return commands
}

/** The words of a command that stands in a sentence; quotes hold together what is between them. */
export function wordsIn(text: string): string[] {
  const found = text.match(/(?:"[^"]*"|'[^']*'|[^\s"']|["'])+/g) ?? []
  return found.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''))
}

/** The files that redirections name. */
function filesOf(block: CodeBlock, span: Span | undefined): Pick<Command, 'into' | 'from'> {
  if (!span) return {}
  const text = block.lines
    .filter((line) => line.span.line >= span.line && line.span.line <= span.endLine)
    .map((line) => {
      const from = line.span.line === span.line ? span.column - line.span.column : 0
      return line.text.slice(from, line.span.line === span.endLine ? span.endColumn - line.span.column : undefined)
    })
    .join(' ')
  return filesIn(text)
}

function filesIn(text: string): Pick<Command, 'into' | 'from'> {
  const named = (sign: RegExp) => sign.exec(text)?.[1]?.replace(/["']/g, '')
  const [into, from] = [
    named(/(?<![<>&2-9])1?>{1,2}\s*("[^"]*"|'[^']*'|[^\s;|&<>()]+)/),
    named(/(?<!<)<\s*("[^"]*"|'[^']*'|[^\s;|&<>()]+)/),
  ]
  return { ...(into ? { into } : {}), ...(from ? { from } : {}) }
}

/** Whether a block of shell text runs a command of this kind, and fails where that fails. */
export function followed(block: CodeBlock, path: string, fits: (words: readonly string[]) => boolean): Promise<Followed> {
  return follow(runOf(block, path), { ...around, match: (call) => (fits(wordsOf(call)) ? { is: 'target' } : { is: 'other' }) })
}

/** A person who pastes the lines sees each command fail, so `-e` is on; what is hidden from them stays hidden. */
function runOf(block: CodeBlock, path: string): Run {
  const prompted = /^\s*\$ /m.test(block.text)
  const text = prompted ? block.text.replace(/^(\s*)\$ /gm, '$1  ') : block.text
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const place = (offset: number) => {
    const line = starts.findLastIndex((start) => start <= offset)
    const span = block.lines[line]?.span ?? block.span
    return { line: span.line, column: span.column + offset - starts[line]! }
  }
  const locate = (start: number, end: number): Span => {
    const [from, to] = [place(start), place(end)]
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column }
  }
  return { text, source: { path, locate }, flavour: 'bash', flags: 'e', folder: '' }
}

/** The words of a call, runners and what they are told taken off as far as a name that is known follows. */
function wordsOf({ words }: Call): string[] {
  return words.map((word) =>
    word.is === 'text' ? word.text : word.is === 'data' ? `${unknown}${word.ends ?? ''}` : word.is === 'place' ? word.rest : unknown,
  )
}

/** The words from the program itself on, where a runner starts it. */
export function programOf(words: readonly string[], programs: RegExp): readonly string[] {
  const bare = (word: string) => word.replace(/^.*\//, '')
  if (words.length === 0) return []
  if (programs.test(bare(words[0]!))) return [bare(words[0]!), ...words.slice(1)]
  if (!runners.test(bare(words[0]!))) return []
  // A shell over there gets its line as one word; where one command hands its failure to another, only that shell tells.
  const all = words.flatMap((word) => (/\s/.test(word) && !/[|;&`]|\$\(/.test(word) ? word.trim().split(/\s+/) : word))
  const at = all.findIndex((word) => programs.test(bare(word)))
  if (at === -1 || all.slice(0, at).some((word) => tellers.test(bare(word)))) return []
  return [bare(all[at]!), ...all.slice(at + 1)]
}
