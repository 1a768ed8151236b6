import type { Change } from '../../model/change.ts'
import type { Span } from '../../model/place.ts'
import type { Files } from '../../model/tree.ts'
import { at, type Sight, tell } from './sight.ts'

/** A sealed document is as it was; line ends and a newline at the end aside. With `append` it may have more lines at its end. */
export async function sealed(sight: Pick<Sight, 'path' | 'say' | 'stood'>, how: 'append' | 'true', files: Change<Files>): Promise<void> {
  const [before, after] = await Promise.all([lines(files.before, sight.path), lines(files.after, sight.path)])
  let same = 0
  while (same < before.length && before[same] === after[same]) same++
  if (same === before.length && (how === 'append' || after.length === before.length)) return
  const span = (lines: readonly string[]): Span | undefined => {
    const line = Math.min(same, lines.length - 1)
    return { line: line + 1, column: 1, endLine: line + 1, endColumn: lines[line]!.length + 1 }
  }
  tell(sight, {
    code: how === 'true' ? 'document/changed' : 'document/rewritten',
    args: { line: same + 1 },
    what: '',
    places: [at(sight, 'after', span(after)!), at(sight, 'before', span(before)!, 'stood here')],
  })
}

async function lines(files: Files, path: string): Promise<string[]> {
  const text = (await files.text(path)) ?? ''
  return text.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n')
}
