import type { Change } from '../../model/change.ts'
import { spanOf } from '../../model/place.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Files, Reader } from '../../model/tree.ts'
import type { Language } from '../../readers/regex/language.ts'
import type { Occurrence } from '../../readers/regex/scan.ts'
import { nameSightings } from '../sightings.ts'
import type { SayToken, Token } from './token.ts'

const mostBytes = 16 * 1024 * 1024

/** No file of `absent-from` holds a token; a token that stood before is known wherever it moves. */
export async function upholdAbsence(protection: Token, own: Language, files: Change<Files>, say: SayToken): Promise<void> {
  const globs = protection.options['absent-from']
  if (!globs) return
  const after = await sightings(files.after, globs, own)
  const before = after.length ? await sightings(files.before, globs, own) : []
  for (const { sighting, what } of nameSightings(before, after)) {
    const { path, occurrence, span } = sighting
    say('token/found', {
      args: { format: protection.subject, path, ...occurrence.shown },
      what,
      places: [{ side: 'after', path, span, hidden: true }],
    })
  }
}

async function sightings(files: Files, globs: readonly string[], own: Language) {
  const { occurrences } = await import('../../readers/regex/scan.ts')
  const tokens: Reader<readonly { occurrence: Occurrence; text: string; span: ReturnType<typeof spanOf> }[]> = {
    name: `tokens of ${own.source}`,
    read: (bytes, path) => {
      if (bytes.length > mostBytes) throw new Refusal(`\`${path}\` is larger than 16 MB and was not searched for tokens`, { path })
      const text = new TextDecoder(encodingOf(bytes)).decode(bytes)
      return occurrences(own, text).map((occurrence) => ({
        occurrence,
        text: text.slice(occurrence.start, occurrence.end),
        span: spanOf(text, occurrence.start, occurrence.end),
      }))
    },
  }
  const entries = await files.entries()
  const paths = (await files.match(globs)).filter((path) => entries.get(path)?.mode !== 'gitlink')
  await files.prefetch?.(paths)
  const found = []
  for (const path of paths) for (const each of (await files.read(path, tokens)) ?? []) found.push({ path, ...each })
  return found
}

/** UTF-16 is told by its mark, or by a NUL in every other byte of the head. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const head = bytes.subarray(0, 64)
  const nuls = (odd: number) => head.length > 3 && head.every((byte, index) => (index % 2 === odd ? byte === 0 : byte !== 0))
  if ((head[0] === 0xff && head[1] === 0xfe) || nuls(1)) return 'utf-16le'
  return (head[0] === 0xfe && head[1] === 0xff) || nuls(0) ? 'utf-16be' : 'utf-8'
}
