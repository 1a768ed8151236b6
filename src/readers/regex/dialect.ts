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
 * Reads a pattern of Rust, Python, Go, Java or SQL as ECMAScript: names of groups, `\A`, `\z`, flags at its head and POSIX classes.
 * ECMAScript's own patterns stay as they are.
 */
export function asEcmaScript(pattern: string, language: string): Written {
  if (['ts', 'tsx', 'js', 'json', 'yaml', 'toml'].includes(language)) return { source: pattern, flags: '' }
  const [, flags, rest] = /^(?:\(\?([imsuUaLx]+)\))?([\s\S]*)$/.exec(pattern)!
  const source = rest!.replace(
    /\\(?:([AzZ])|[\s\S])|\(\?P<|\[:(\w+):\]/g,
    (whole, anchor: string | undefined, name: string | undefined) => {
      if (anchor) return anchor === 'A' ? '^' : '$'
      if (name) return posix[name] ?? whole
      return whole === '(?P<' ? '(?<' : whole
    },
  )
  return { source, flags: [...(flags ?? '')].filter((flag) => 'imsx'.includes(flag)).join('') }
}
