import { Refusal } from '../../model/refusal.ts'
import type { NotText } from '../markdown.ts'

const mostBytes = 4 * 1024 * 1024

/** Decodes a document, or tells why it is not text. A BOM is left out of the text. */
export function decode(bytes: Uint8Array, path: string): { kind: 'text'; text: string } | NotText {
  if (bytes.length > mostBytes) {
    throw new Refusal(`\`${path}\` has ${bytes.length} bytes; a document of more than 4 MiB is not read. Divide it.`, { path })
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return notText('utf-16', bytes, 0)
  const nul = bytes.indexOf(0)
  if (nul !== -1) return notText('nul', bytes, nul)
  const text = new TextDecoder('utf-8').decode(bytes)
  if (text.includes('\uFFFD')) {
    const bad = firstDifference(bytes, new TextEncoder().encode(text))
    if (bad !== undefined) return notText('utf-8', bytes, bad)
  }
  if (isPointer(text)) return notText('lfs', bytes, 0)
  return { kind: 'text', text }
}

/** A pointer file of Git LFS (its specification: version line first, an oid, under 1024 bytes). */
function isPointer(text: string): boolean {
  return (
    text.length < 1024 && /^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\//.test(text) && /^oid sha256:/m.test(text)
  )
}

function notText(problem: NotText['problem'], bytes: Uint8Array, at: number): NotText {
  let line = 1
  let start = 0
  for (let next = bytes.indexOf(10); next !== -1 && next < at; next = bytes.indexOf(10, next + 1)) {
    line++
    start = next + 1
  }
  return { kind: 'not text', problem, line, column: new TextDecoder().decode(bytes.subarray(start, at)).length + 1 }
}

function firstDifference(bytes: Uint8Array, again: Uint8Array): number | undefined {
  const skip = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  for (let i = 0; i + skip < bytes.length; i++) if (bytes[i + skip] !== again[i]) return i + skip
  return undefined
}
