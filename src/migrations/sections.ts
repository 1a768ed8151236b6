import type { Script } from '../model/script.ts'
import { type Folder, pathOf, wrapOf } from './format.ts'

/** A line of a file that begins a part of it. */
export interface Marker {
  /** What the line begins, in the format's own word. */
  word: string
  /** The rest of the line. */
  rest: string
  /** Where the part begins: behind the marker's line. */
  start: number
  /** Where it ends: ahead of the next marker's line, or with the file. */
  end: number
  /** The line on which the part begins, from 1. */
  line: number
  /** Where the marker's own line begins. */
  from: number
}

/** Cuts a text at its marker lines; the pattern is asked of each line, its first group is the word, its second the rest. */
export function cut(text: string, pattern: RegExp): Marker[] {
  const markers: Marker[] = []
  let from = 0
  for (let line = 1; from < text.length; line++) {
    const next = text.indexOf('\n', from)
    const end = next === -1 ? text.length : next + 1
    const found = pattern.exec(text.slice(from, end).replace(/\r?\n$/, ''))
    if (found) {
      const last = markers.at(-1)
      if (last) last.end = from
      markers.push({
        word: (found[1] ?? '').toLowerCase(),
        rest: (found[2] ?? '').trim(),
        start: end,
        end: text.length,
        line: line + 1,
        from,
      })
    }
    from = end
  }
  return markers
}

/** A part of a file as a script that knows where in the file it begins. */
export function partScript(
  folder: Folder,
  name: string,
  text: string,
  part: Pick<Marker, 'start' | 'end' | 'line'>,
  about: Pick<Script, 'migration' | 'direction' | 'wrap'>,
): Script {
  return {
    ...about,
    wrap: wrapOf(folder.definition, about.wrap),
    path: pathOf(folder, name),
    text: text.slice(part.start, part.end),
    line: part.line,
    column: 1,
  }
}

/** Parts of a file as one script. What stands between them is blank in it, so that its places are those of the file. */
export function partsScript(
  folder: Folder,
  name: string,
  text: string,
  parts: readonly Pick<Marker, 'start' | 'end' | 'line'>[],
  about: Pick<Script, 'migration' | 'direction' | 'wrap'>,
): Script {
  const [first, last] = [parts[0]!, parts.at(-1)!]
  let between = first.end
  let own = text.slice(0, first.end)
  for (const { start, end } of parts.slice(1)) {
    own += text.slice(between, start).replace(/[^\n]/g, ' ') + text.slice(start, end)
    between = end
  }
  return partScript(folder, name, own, { ...first, end: last.end }, about)
}
