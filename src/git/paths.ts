const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The fields of output made with `-z`, as text; see `pathText` for bytes that are no UTF-8. */
export function fieldsOf(output: Buffer): string[] {
  const all = output.toString('utf8')
  if (!all.includes('\ufffd') && !all.includes('\\x')) return all.split('\0').slice(0, -1)
  const fields: string[] = []
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0, start)
    fields.push(pathText(output.subarray(start, end === -1 ? output.length : end)))
    start = end === -1 ? output.length : end + 1
  }
  return fields
}

/**
 * A path as text. One that is no UTF-8 has its wrong bytes written `\xNN` and its backslashes doubled;
 * so has one that holds such a text itself, so that two paths never read the same.
 */
function pathText(bytes: Uint8Array): string {
  try {
    const text = strict.decode(bytes)
    return /\\x[0-9a-f]{2}/.test(text) ? text.replaceAll('\\', '\\\\') : text
  } catch {
    return escaped(bytes)
  }
}

function escaped(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at)
    if (length === 0) text += `\\x${bytes[at]!.toString(16).padStart(2, '0')}`
    else text += strict.decode(bytes.subarray(at, at + length)).replace('\\', '\\\\')
    at += length || 1
  }
  return text
}

/** How many bytes the UTF-8 character at an offset has; 0 where there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    try {
      strict.decode(bytes.subarray(at, at + length))
      return length
    } catch {}
  }
  return 0
}
