/** A pattern as ECMAScript would write it, with the flags that it holds itself. */
export interface Written {
  source: string
  flags: string
}

const posix: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
  space: '\\s',
}

/**
 * Reads a pattern of Rust, Python, Go, Java or SQL as ECMAScript: names of groups, `\A`, `\z`, flags at its head, POSIX classes,
 * quoted stretches (`\Q…\E`) and comments (`(?#…)`).
 * ECMAScript's own patterns stay as they are.
 */
export function asEcmaScript(pattern: string, language: string): Written {
  if (['ts', 'tsx', 'js', 'json', 'yaml', 'toml'].includes(language)) return { source: pattern, flags: '' }
  const [, flags, rest] = /^(?:\(\?([imsuUaLx]+)\))?([\s\S]*)$/.exec(pattern)!
  let set = false
  const source = rest!.replace(
    /\\Q([\s\S]*?)(?:\\E|$)|\\p\{(\w+)\}|\\(?:([AzZ])|[\s\S])|\(\?P<|\(\?-u:|\(\?#[^)]*\)|\[:(\w+):\]|[[\]]/g,
    (whole, quoted?: string, property?: string, anchor?: string, name?: string) => {
      if (quoted !== undefined && ['java', 'go'].includes(language)) return quoted.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
      const named = property && language === 'java' ? posix[property.toLowerCase()] : name && posix[name]
      if (named) return set ? named : `[${named}]`
      if (anchor) return anchor === 'A' ? '^' : '$'
      if (whole === '[' || whole === ']') set = whole === '['
      return whole === '(?P<' ? '(?<' : whole === '(?-u:' ? '(?:' : !set && whole.startsWith('(?#') ? '' : whole
    },
  )
  return { source, flags: [...(flags ?? '')].filter((flag) => 'imsx'.includes(flag)).join('') }
}

/**
 * Takes white space and comments out of a pattern whose flag says that they do not count. In a set of characters they do, but for
 * Rust and Java.
 */
export function withoutLayout(pattern: string, language: string): string {
  let set = false
  return pattern.replace(/\\[\s\S]|#[^\n]*|\s+|[[\]]/g, (whole) => {
    if (whole === '[' || whole === ']') set = whole === '['
    const counts = set && (whole.startsWith('#') || !['rust', 'java'].includes(language))
    return /^[#\s]/.test(whole) && !counts ? '' : whole
  })
}
