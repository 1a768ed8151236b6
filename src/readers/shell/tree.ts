import type { Script } from 'unbash'
import type { Span } from '../../model/place.ts'
import { spanOf } from '../../model/place.ts'

/** Shell text as a tree, or `undefined` where a part of it is not understood. */
export type Parse = (text: string) => Script | undefined

/** Longer text than this is no script that a person keeps. */
const longest = 512 * 1024

/** Loads the parser of shell text. */
export async function shellParser(): Promise<Parse> {
  const { parse, forEachChild } = await import('unbash')
  return (text) => {
    if (text.length > longest || /\r\n|\0/.test(text)) return undefined
    try {
      const script = parse(text)
      let sound = true
      // A substitution is parsed when it is first looked at, and keeps its errors to itself.
      const look = (node: Parameters<typeof forEachChild>[0]): void => {
        if (node.type === 'Script' && 'errors' in node && node.errors?.length) sound = false
        forEachChild(node, look)
      }
      look(script)
      return sound && !script.errors?.length ? script : undefined
    } catch (error) {
      if (error instanceof RangeError) return undefined
      throw error
    }
  }
}

/** Where a piece of shell text stands. */
export interface Where {
  path: string
  span?: Span
}

/** The text that offsets of a tree speak of, and where it stands. */
export interface Source {
  path: string
  locate(start: number, end: number): Span | undefined
}

/** The source of a file that is shell text from its first byte. */
export function fileSource(path: string, text: string): Source {
  return { path, locate: (start, end) => spanOf(text, start, end) }
}

/** The source of text that stands within another: all of it is shown as that place. */
export function within(where: Where): Source {
  return { path: where.path, locate: () => where.span }
}

export function whereIs(source: Source, node: { pos: number; end: number }): Where {
  const span = source.locate(node.pos, node.end)
  return span ? { path: source.path, span } : { path: source.path }
}

/** What a shebang says of the shell: its flavour and whether it begins with `-e`; `undefined` for what is no shell of ours. */
export function shebang(text: string): { flavour: 'sh' | 'bash'; flags: string } | undefined {
  const line = /^#!\s*(.*)/.exec(text)?.[1]?.trim()
  if (line === undefined) return { flavour: 'sh', flags: '' }
  const words = line.split(/\s+/)
  if (/(^|\/)env$/.test(words[0] ?? '')) {
    words.shift()
    if (words[0] === '-S') words.shift()
  }
  const shell = words.shift()?.replace(/^.*\//, '')
  if (shell !== 'sh' && shell !== 'bash' && shell !== 'dash' && shell !== 'ash') return undefined
  if (words.some((word) => !/^-[a-z]+$/.test(word) && word !== '-o' && word !== 'pipefail')) return undefined
  const pipefail = words.includes('pipefail') ? 'P' : ''
  return {
    flavour: shell === 'bash' ? 'bash' : 'sh',
    flags:
      words
        .filter((word) => word.startsWith('-'))
        .join('')
        .replaceAll('-', '')
        .replace('o', '') + pipefail,
  }
}
