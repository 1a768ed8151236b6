/** What of a script a client takes for itself before the server sees any of it. */
export interface Client {
  /** The script with psql's lines and the rows of COPY blanked out; every offset stays where it was. */
  sql: string
  /** Lines that begin with a backslash, with their offset. */
  commands: readonly { offset: number; text: string }[]
  /** Rows of a `COPY … FROM stdin`, each after the statement that ends at `after`. */
  copies: readonly { after: number; data: string }[]
  /** Offsets just behind the semicolons that end statements. */
  ends: readonly number[]
}

const blank = (text: string) => text.replace(/[^\n\r]/g, ' ')

/**
 * Reads a script as psql's own lexer does (psqlscan.l): quotes, dollar quotes, nested comments, parentheses and
 * `BEGIN ATOMIC` bodies hide what stands in them; a backslash outside of them begins a command of the client's.
 */
export function readClient(text: string): Client {
  const commands: { offset: number; text: string }[] = []
  const copies: { after: number; data: string }[] = []
  const ends: number[] = []
  let sql = text
  const hide = (start: number, end: number) => {
    sql = sql.slice(0, start) + blank(text.slice(start, end)) + sql.slice(end)
  }
  let depth = 0
  let bodies = 0
  let words: string[] = []
  let at = 0
  while (at < text.length) {
    const skipped = skipHidden(text, at, words.at(-1))
    if (skipped > at) {
      at = skipped
      continue
    }
    const char = text[at]!
    const word = /[A-Za-z_\u0080-\uffff]/.test(char) ? /^[\w$\u0080-\uffff]+/.exec(text.slice(at, at + 64))![0] : ''
    if (word) {
      const lower = word.toLowerCase()
      if (lower === 'atomic' && words.at(-1) === 'begin') bodies++
      else if (bodies > 0 && lower === 'case') bodies++
      else if (bodies > 0 && lower === 'end') bodies--
      words = words.length > 200 ? [...words.slice(0, 3), ...words.slice(-20), lower] : [...words, lower]
      // A prefix that belongs to the quote behind it: E'…', U&'…'.
      at += word.length
    } else if (char === '\\' && depth === 0) {
      const end = endOfLine(text, at)
      commands.push({ offset: at, text: text.slice(at, end).trimEnd() })
      hide(at, end)
      at = end
    } else if (char === ';' && depth === 0 && bodies === 0) {
      at++
      ends.push(at)
      if (words[0] === 'copy' && words.some((each, i) => each === 'stdin' && words[i - 1] === 'from')) {
        const start = Math.min(text.length, endOfLine(text, at) + 1)
        const stop = /^\\\.\r?$/m.exec(text.slice(start))
        const end = stop ? start + stop.index : text.length
        copies.push({ after: at, data: text.slice(start, end).replaceAll('\r\n', '\n') })
        at = stop ? end + stop[0].length : end
        hide(start, at)
      }
      words = []
    } else {
      if (char === '(') depth++
      else if (char === ')') depth = Math.max(0, depth - 1)
      at++
    }
  }
  return { sql, commands, copies, ends }
}

/** The offset behind a quote or comment that begins at `at`, or `at` where none does. */
function skipHidden(text: string, at: number, before?: string): number {
  const char = text[at]!
  if (char === "'") {
    const escapes = (before === 'e' || before === 'E') && /[eE]/.test(text[at - 1] ?? '')
    for (let i = at + 1; i < text.length; i++) {
      if (escapes && text[i] === '\\') i++
      else if (text[i] === "'") {
        if (text[i + 1] !== "'") return i + 1
        i++
      }
    }
    return text.length
  }
  if (char === '"') {
    const end = text.indexOf('"', at + 1)
    return end === -1 ? text.length : end + 1
  }
  if (char === '-' && text[at + 1] === '-') return endOfLine(text, at)
  if (char === '/' && text[at + 1] === '*') {
    let nested = 1
    const marks = /\/\*|\*\//g
    marks.lastIndex = at + 2
    for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
      nested += mark[0] === '/*' ? 1 : -1
      if (nested === 0) return marks.lastIndex
    }
    return text.length
  }
  if (char === '$' && !/[\w$]/.test(text[at - 1] ?? '')) {
    const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(text.slice(at, at + 80))
    if (tag) {
      const end = text.indexOf(tag[0], at + tag[0].length)
      return end === -1 ? text.length : end + tag[0].length
    }
  }
  return at
}

/** The offset of the first thing that is neither white space nor a comment. */
export function skipBlank(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    if (/\s/.test(text[at]!)) at++
    else if (text.startsWith('--', at) || text.startsWith('/*', at)) at = skipHidden(text, at)
    else break
  }
  return at
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}
