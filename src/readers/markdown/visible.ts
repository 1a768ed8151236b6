/** Characters that show nothing: those Unicode lets be ignored, and the blank of Braille. White space is told apart. */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]/gu

/** Whether people see a word, number or sign in the text. */
export function says(text: string): boolean {
  return /[\p{L}\p{N}\p{So}]/u.test(text.replace(unseen, ''))
}

/** A stretch of raw HTML as a browser takes it. */
type Raw = { shows: 'text' | 'code' | 'struck' | 'comment'; text: string; at: number }

/** Follows raw HTML through a document: what is in an open comment, or in an element that is hidden, is not seen. */
export interface Screen {
  /** Whether text that stands here is seen. */
  seen(): boolean
  /** Whether it is shown as code. */
  coded(): boolean
  /** Whether it is struck out. */
  struck(): boolean
  /** A new paragraph begins: what the last one left open as code or struck out ends with it. */
  begin(): void
  /** Takes a piece of raw HTML in; tells its visible text and its comments, each with its offset. */
  html(raw: string): Raw[]
}

const voids = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'])
const codes = new Set(['code', 'pre', 'samp', 'tt'])
const strikes = new Set(['del', 's', 'strike'])
const rawText = new Set(['script', 'style', 'template', 'title', 'noscript', 'iframe', 'object'])

export function screen(): Screen {
  let comment = false
  const hidden: { name: string; depth: number }[] = []
  let code = 0
  let struck = 0
  const seen = () => !comment && hidden.length === 0

  const tag = (text: string): void => {
    const [, close, name = ''] = /^<(\/?)([A-Za-z][\w-]*)/.exec(text) ?? []
    const word = name.toLowerCase()
    if (word === '' || voids.has(word) || text.endsWith('/>')) return
    if (codes.has(word)) code = Math.max(0, code + (close ? -1 : 1))
    if (strikes.has(word)) struck = Math.max(0, struck + (close ? -1 : 1))
    const inner = hidden.at(-1)
    if (close) {
      if (inner?.name === word && --inner.depth === 0) hidden.pop()
    } else if (inner?.name === word) inner.depth++
    else if (hides(text)) hidden.push({ name: word, depth: 1 })
  }

  const html = (raw: string): Raw[] => {
    const found: Raw[] = []
    let at = 0
    const text = (to: number) => {
      if (to > at && seen()) found.push({ shows: code ? 'code' : struck ? 'struck' : 'text', text: entities(raw.slice(at, to)), at })
    }
    while (at < raw.length) {
      if (comment) {
        const end = /--!?>/.exec(raw.slice(at))
        const to = end ? at + end.index : raw.length
        found.push({ shows: 'comment', text: raw.slice(at, to), at })
        comment = !end
        at = end ? to + end[0].length : raw.length
        continue
      }
      const open = raw.indexOf('<', at)
      if (open === -1) {
        text(raw.length)
        break
      }
      text(open)
      at = open
      if (raw.startsWith('<!--', at)) {
        at += 4
        const short = /^-?>/.exec(raw.slice(at, at + 2))
        if (short) at += short[0].length
        else comment = true
      } else if (!/^<[!?/A-Za-z]/.test(raw.slice(open, open + 2))) {
        at = open + 1
        if (seen()) found.push({ shows: 'text', text: '<', at: open })
      } else {
        at = tagEnd(raw, at)
        const whole = raw.slice(open, at)
        const name = /^<([A-Za-z]+)/.exec(whole)?.[1]?.toLowerCase()
        const end = name && rawText.has(name) ? closed(raw, at, name) : undefined
        if (end !== undefined) at = end
        else if (name && rawText.has(name) && !whole.endsWith('/>')) hidden.push({ name, depth: 1 })
        else tag(whole)
        if (/^<(br|p|div|li|tr|h[1-6])\b/i.test(whole) && seen()) found.push({ shows: 'text', text: '\n', at: open })
      }
    }
    return found
  }
  const begin = () => {
    code = 0
    struck = 0
  }
  return { seen, coded: () => code > 0, struck: () => struck > 0, begin, html }
}

function hides(tag: string): boolean {
  return (
    /\shidden(?=[\s=>/])/i.test(tag.replace(/"[^"]*"|'[^']*'/g, '""')) ||
    /\sstyle\s*=\s*(?:"[^"]*|'[^']*|[^\s"'>]*)(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(tag)
  )
}

function tagEnd(raw: string, from: number): number {
  let quote = ''
  for (let i = from + 1; i < raw.length; i++) {
    const char = raw[i]!
    if (quote) quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
    else if (char === '>') return i + 1
  }
  return raw.length
}

function closed(raw: string, from: number, name: string): number | undefined {
  const end = raw.slice(from).search(new RegExp(`</${name}[\\s/>]`, 'i'))
  return end === -1 ? undefined : tagEnd(raw, from + end)
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  zwnj: '\u200c',
  zwj: '\u200d',
  shy: '\u00ad',
}

/** Decodes the entities that hide or stand for plain characters; others are left as they are written. */
function entities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name) return named[name.toLowerCase()] ?? whole
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
