import { Refusal } from '../../model/refusal.ts'

/** How many bytes of YAML are read: 5 MB would take seconds. */
const mostBytes = 1024 * 1024

/** The text of a YAML file without its BOM; what is no UTF-8 text is a Refusal at the line and column of the byte. */
export function textOf(bytes: Uint8Array, path: string): string {
  if (bytes.length > mostBytes) throw new Refusal(`${path} is over 1 MiB of YAML, and no more is read`, { path })
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new Refusal('this is UTF-16; save it as UTF-8', { path, line: 1, column: 1 })
  }
  const valid = validPrefix(bytes)
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, valid), { stream: true })
  if (valid < bytes.length || new TextDecoder('utf-8').decode(bytes).length !== text.length) {
    const hex = bytes[valid]?.toString(16).padStart(2, '0')
    throw new Refusal(hex ? `the byte 0x${hex} is no UTF-8` : 'the last character is cut off', { path, ...placeAt(text, text.length) })
  }
  // YAML 1.2, 5.1: what is not printable is no character of a stream
  const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)/.exec(text)
  if (control) {
    const name = control[0] === '\0' ? 'a NUL' : control[0] === '\r' ? 'a carriage return without a line feed' : 'a control character'
    throw new Refusal(`${name} stands here; YAML is text`, { path, ...placeAt(text, control.index) })
  }
  return text
}

/** Line and column of an offset, both from 1. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const above = text.slice(0, offset).split('\n')
  return { line: above.length, column: above.at(-1)!.length + 1 }
}

/** How many bytes from the start are valid UTF-8, a character that is cut off at the end let through. */
function validPrefix(bytes: Uint8Array): number {
  const fits = (length: number) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true })
      return true
    } catch {
      return false
    }
  }
  if (fits(bytes.length)) return bytes.length
  let [good, bad] = [0, bytes.length]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (fits(middle)) good = middle
    else bad = middle
  }
  return good
}
