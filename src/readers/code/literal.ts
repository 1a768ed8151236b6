import type { Syntax } from './source.ts'

/** A string or regex literal of a file; offsets into its text. */
export interface Literal {
  start: number
  end: number
  /** The text between the delimiters. */
  contentStart: number
  contentEnd: number
  /** What a stretch of the content means, or why that cannot be told. */
  decode(raw: string): { value: string } | { problem: string }
  /** The flags of a regex literal. */
  flags?: string
  /** The literal's place in a syntax tree. */
  node?: Syntax
  /** Literals that are joined to it where they stand. */
  joined?: readonly Literal[]
}

/** A file as its literals and the rest, comments made white space. */
export interface Literals {
  language: string
  text: string
  literals: readonly Literal[]
}

const simple: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
  s: ' ',
  '0': '\0',
}

/** Decodes backslash escapes; `known` are the letters that mean a control character, `keep` leaves unknown escapes as they stand. */
export function unescapeText(raw: string, known: string, keep = false): { value: string } | { problem: string } {
  let problem: string | undefined
  const value = raw.replace(
    /\\(?:u\{([0-9A-Fa-f_]+)\}|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|([0-7]{3})|(\r?\n)[ \t]*|([\s\S]))/g,
    (whole, braces, four, eight, two, octal, newline, single) => {
      const hex = braces ?? four ?? eight ?? two
      if (hex !== undefined)
        return codePoint(Number.parseInt(hex.replaceAll('_', ''), 16), () => (problem = `\`${whole}\` is no character`))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
      if (newline !== undefined) return ''
      if (known.includes(single)) return simple[single] ?? single
      return keep ? whole : single
    },
  )
  return problem ? { problem } : { value }
}

function codePoint(value: number, wrong: () => void): string {
  if (value <= 0x10ffff) return String.fromCodePoint(value)
  wrong()
  return ''
}

/** Makes stretches of a text white space, lines kept, so that offsets stay. */
export function blank(text: string, stretches: readonly { start: number; end: number }[]): string {
  let result = ''
  let at = 0
  for (const { start, end } of [...stretches].sort((a, b) => a.start - b.start)) {
    if (start < at) continue
    result += text.slice(at, start) + text.slice(start, end).replace(/[^\n]/g, ' ')
    at = end
  }
  return result + text.slice(at)
}
