/** A token of SQL as SQLite's own tokenizer cuts it (sqlite.org/lang.html, tokenize.c); blanks and comments are left out. */
export interface Token {
  kind: 'word' | 'quoted' | 'string' | 'blob' | 'number' | 'variable' | 'sign' | 'semicolon' | 'broken'
  text: string
  start: number
  end: number
}

/** What a word is made of: letters, digits and all beyond ASCII but the mark of byte order, which is a blank. */
const letters = /[\w$\u0080-\ufefe\uff00-\uffff]*/y
const blanks = /[ \t\n\f\r\ufeff]*/y
const signs = ['->>', '->', '||', '<<', '>>', '<=', '>=', '<>', '==', '!=']

/** The tokens of a text from `offset` on, one at a time, so that a long file is never held twice. */
export function* tokens(text: string, offset = 0): Generator<Token> {
  let at = offset
  while (at < text.length) {
    const next = skip(text, at)
    if (next > at) {
      at = next
      continue
    }
    const [kind, end] = scan(text, at)
    yield { kind, text: text.slice(at, end), start: at, end }
    at = end
  }
}

/** The offset behind blanks or one comment that begin here. */
function skip(text: string, at: number): number {
  const behind = run(blanks, text, at)
  if (behind > at) return behind
  const char = text[at]
  if (char === '-' && text[at + 1] === '-') return until(text, '\n', at + 2, 0)
  if (char === '/' && text[at + 1] === '*' && at + 2 < text.length) return until(text, '*/', at + 2, 2)
  return at
}

function until(text: string, mark: string, from: number, length: number): number {
  const found = text.indexOf(mark, from)
  return found === -1 ? text.length : found + length
}

function scan(text: string, at: number): [Token['kind'], number] {
  const char = text[at]!
  const next = text[at + 1]
  if (char === ';') return ['semicolon', at + 1]
  if (char === "'") return quoted(text, at, 'string')
  if (char === '"' || char === '`') return quoted(text, at, 'quoted')
  if (char === '[') {
    const end = text.indexOf(']', at)
    return end === -1 ? ['broken', text.length] : ['quoted', end + 1]
  }
  if ((char === 'x' || char === 'X') && next === "'") return quoted(text, at + 1, 'blob')
  if (isDigit(char) || (char === '.' && isDigit(next))) return ['number', number(text, at)]
  const end = word(text, at)
  if ('?$@:#'.includes(char) && (char === '?' || word(text, at + 1) > at + 1)) return ['variable', word(text, at + 1)]
  if (end > at) return ['word', end]
  if (char === '\0') return ['broken', at + 1]
  return ['sign', at + (signs.find((sign) => text.startsWith(sign, at))?.length ?? 1)]
}

function quoted(text: string, at: number, kind: Token['kind']): [Token['kind'], number] {
  const mark = text[at]!
  for (let end = text.indexOf(mark, at + 1); end !== -1; end = text.indexOf(mark, end + 2)) {
    if (text[end + 1] !== mark) return [kind, end + 1]
  }
  return ['broken', text.length]
}

function word(text: string, at: number): number {
  return run(letters, text, at)
}

/** The offset behind all that a sticky expression matches. */
function run(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  pattern.test(text)
  return pattern.lastIndex
}

function number(text: string, at: number): number {
  const end = word(text, at)
  const fraction = text[end] === '.' ? word(text, end + 1) : end
  const exponent = /e$/i.test(text.slice(at, fraction)) && /[+-]/.test(text[fraction] ?? '') && isDigit(text[fraction + 1])
  return exponent && !/^0x/i.test(text.slice(at, at + 2)) ? word(text, fraction + 1) : fraction
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9'
}

/** Whether a token is this key word or plain name, case aside. */
export function is(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word
}

/** The name that a token stands for, its quotes taken off. */
export function nameOf(token: Token): string {
  if (token.kind !== 'quoted' && token.kind !== 'string') return token.text
  const mark = token.text[0]!
  const inner = token.text.slice(1, -1)
  return mark === '[' ? inner : inner.replaceAll(mark + mark, mark)
}
