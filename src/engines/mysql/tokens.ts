/** A token of SQL as MySQL's lexer cuts it; blanks and comments are left out, and the marks of executable comments too, for what is in them runs. */
export interface Token {
  kind: 'word' | 'quoted' | 'string' | 'number' | 'sign' | 'semicolon'
  text: string
  start: number
  end: number
}

const inWord = /[\p{L}\p{N}_$@]/u

/** The tokens of a text from `offset` on (dev.mysql.com/doc/refman/8.4/en/lexical-structure). */
export function* tokens(text: string, offset = 0): Generator<Token> {
  let at = offset
  /** Within a comment that runs. */
  let runs = false
  while (at < text.length) {
    const char = text[at]!
    const executable = /^\/\*M?!\d*/.exec(text.slice(at, at + 12))
    if (executable) {
      runs = true
      at += executable[0].length
    } else if (runs && text.startsWith('*/', at)) {
      runs = false
      at += 2
    } else if (skip(text, at) > at) at = skip(text, at)
    else {
      const [kind, end] = scan(text, at, char)
      yield { kind, text: text.slice(at, end), start: at, end }
      at = end
    }
  }
}

/** The offset behind blanks or one comment that begin here. */
export function skip(text: string, at: number): number {
  const char = text[at]!
  if (/[\s\uFEFF]/.test(char)) return at + 1
  const line = char === '#' || (char === '-' && text[at + 1] === '-' && (at + 2 >= text.length || /[\s\p{Cc}]/u.test(text[at + 2]!)))
  if (line) return until(text, '\n', at, 0)
  return char === '/' && text[at + 1] === '*' && !/^\/\*M?!/.test(text.slice(at, at + 4)) ? until(text, '*/', at + 2, 2) : at
}

function until(text: string, mark: string, from: number, length: number): number {
  const found = text.indexOf(mark, from)
  return found === -1 ? text.length : found + length
}

function scan(text: string, at: number, char: string): [Token['kind'], number] {
  if (char === ';') return ['semicolon', at + 1]
  if (char === "'" || char === '"') return ['string', closing(text, at, char, true)]
  if (char === '`') return ['quoted', closing(text, at, char, false)]
  if (/\d/.test(char)) return ['number', at + /^[\w.]+/.exec(text.slice(at))![0].length]
  if (!inWord.test(char)) return ['sign', at + 1]
  let end = at + 1
  while (end < text.length && inWord.test(text[end]!)) end++
  return ['word', end]
}

function closing(text: string, at: number, quote: string, escapes: boolean): number {
  for (let i = at + 1; i < text.length; i++) {
    if (escapes && text[i] === '\\') i++
    else if (text[i] === quote) {
      if (text[i + 1] !== quote) return i + 1
      i++
    }
  }
  return text.length
}

/** Whether a token is this word, unquoted. */
export function is(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word
}

/** A name without its quotes, in lower case. */
export function nameOf({ text }: Token): string {
  return (text.startsWith('`') ? text.slice(1, -1).replaceAll('``', '`') : text).toLowerCase()
}

/** The words of a text in lower case, quoted ones as they are. */
export function wordsOf(text: string, most = Number.POSITIVE_INFINITY): string[] {
  const words: string[] = []
  for (const token of tokens(text)) {
    if (words.length >= most) break
    words.push(token.kind === 'word' ? token.text.toLowerCase() : token.text)
  }
  return words
}
