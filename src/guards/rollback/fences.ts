import type { Span } from '../../model/place.ts'
import type { Script } from '../../model/script.ts'
import type { CodeBlock, Markdown } from '../../readers/markdown.ts'

/** SQL of a document that is run or asked. */
interface Step {
  does: 'run' | 'verify'
  script: Script
}

/** The fences of a document in the order in which they are run. */
export interface Fences {
  /** Whole ways back, each instead of the down. */
  ways: readonly (readonly Step[])[]
  after: readonly Step[]
  /** Fences that look like these and are none. */
  unknown: readonly { info: string; span: Span }[]
}

type Kind = { is: 'way' } | { is: 'part'; number: number } | { is: 'after' } | { is: 'verify' } | { is: 'unknown' }

/** Reads the fences `sql rehearse`, `sql rehearse 1`, `sql rehearse after` and `sql verify` of a document. */
export function fencesOf(document: Markdown, path: string, migration: string): Fences {
  const ways: Step[][] = []
  const parts = new Map<number, Step[]>()
  const after: Step[] = []
  const unknown: { info: string; span: Span }[] = []
  // A check is asked behind what stands ahead of it; ahead of everything it is asked behind the down.
  let last: Step[] = after
  for (const block of document.blocks) {
    if (block.kind !== 'code' || !block.fenced) continue
    const kind = kindOf(block)
    if (!kind) continue
    const step = (does: Step['does']): Step => ({ does, script: scriptOf(block, path, migration) })
    const own = kind.is === 'after' || kind.is === 'verify' ? undefined : [step('run')]
    if (kind.is === 'way' && own) ways.push(own)
    else if (kind.is === 'part' && own && !parts.has(kind.number)) parts.set(kind.number, own)
    else if (kind.is === 'after') after.push(step('run'))
    else if (kind.is === 'verify') {
      last.push(step('verify'))
      continue
    } else {
      unknown.push({ info: block.info, span: firstLine(block) })
      continue
    }
    last = own ?? after
  }
  const numbers = [...parts.keys()].sort((a, b) => a - b)
  for (const [index, number] of numbers.entries()) {
    if (number !== index + 1)
      unknown.push({
        info: `sql rehearse ${number}`,
        span: parts.get(number)![0]!.script ? spanOfScript(parts.get(number)![0]!.script) : document.blocks[0]!.span,
      })
  }
  if (numbers.length) ways.push(numbers.flatMap((number) => parts.get(number)!))
  return { ways, after, unknown }
}

function kindOf(block: CodeBlock): Kind | undefined {
  const [lang = '', verb = '', what, ...rest] = block.info.trim().toLowerCase().split(/\s+/)
  if (lang !== 'sql' || (verb !== 'rehearse' && verb !== 'verify')) return undefined
  if (rest.length) return { is: 'unknown' }
  if (verb === 'verify') return what === undefined ? { is: 'verify' } : { is: 'unknown' }
  if (what === undefined) return { is: 'way' }
  if (what === 'after') return { is: 'after' }
  return /^[1-9]\d{0,3}$/.test(what) ? { is: 'part', number: Number(what) } : { is: 'unknown' }
}

function scriptOf(block: CodeBlock, path: string, migration: string): Script {
  const first = firstLine(block)
  return { migration, path, text: block.text, line: first.line, column: first.column, direction: 'other', wrap: 'statement' }
}

const firstLine = (block: CodeBlock): Span => block.lines[0]?.span ?? block.span

function spanOfScript({ line = 1, column = 1 }: Script): Span {
  return { line, column, endLine: line, endColumn: column + 1 }
}
