import { type Span, spanOf } from '../../model/place.ts'

/** One thing that SQL makes. */
export interface Created {
  kind: string
  /** As it is written, without quotes: `public.unit`. */
  name: string
  span: Span
}

const kinds = new Set([
  'table',
  'view',
  'index',
  'function',
  'procedure',
  'trigger',
  'sequence',
  'type',
  'schema',
  'domain',
  'extension',
  'role',
  'policy',
  'aggregate',
])
const between = new Set([
  'or',
  'replace',
  'global',
  'local',
  'temp',
  'temporary',
  'unlogged',
  'virtual',
  'unique',
  'materialized',
  'recursive',
  'constraint',
  'foreign',
  'concurrently',
  'if',
  'not',
  'exists',
])

/**
 * What the statements of a migration create, in their order, read from the text: `CREATE … name`, less what is dropped again below.
 * Comments, strings and bodies between dollar quotes are passed over; `hides` tells that such a body creates something.
 */
export function createdBy(sql: string): { created: Created[]; hides: boolean } {
  const created: Created[] = []
  const up = sql.replace(/^[ \t]*--[ \t]*(?:\+goose[ \t]+down|\+migrate[ \t]+down|migrate:down|rollback\b)[\s\S]*/im, '')
  const { words, bodies } = lex(up)
  for (let i = 0; i < words.length; i++) {
    const start = i === 0 || words[i - 1]!.text === ';'
    const verb = words[i]!.quoted ? '' : words[i]!.text.toLowerCase()
    if (!start || (verb !== 'create' && verb !== 'drop')) continue
    let at = i + 1
    let temporary = false
    const skip = () => {
      for (; words[at] && !words[at]!.quoted && between.has(words[at]!.text.toLowerCase()); at++) {
        if (/^temp/i.test(words[at]!.text)) temporary = true
      }
    }
    skip()
    const kind = words[at]?.text.toLowerCase() ?? ''
    if (!kinds.has(kind) || temporary) continue
    at++
    skip()
    const parts: string[] = []
    const from = words[at]?.from ?? 0
    let to = from
    for (; words[at] && /^[^;(),.]/.test(words[at]!.text); at++) {
      parts.push(words[at]!.text)
      to = words[at]!.to
      if (words[at + 1]?.text !== '.') break
      at++
    }
    const name = parts.join('.')
    if (name === '' || (kind === 'index' && name.toLowerCase() === 'on')) continue
    if (verb === 'create') created.push({ kind, name, span: spanOf(sql, from, to) })
    else {
      const gone = created.findIndex((each) => each.kind === kind && each.name.toLowerCase() === name.toLowerCase())
      if (gone !== -1) created.splice(gone, 1)
    }
  }
  return { created, hides: bodies.some((body) => /\bcreate\s+(?:\w+\s+)*(?:table|view|index|sequence|type|schema)\b/i.test(body)) }
}

interface Word {
  text: string
  from: number
  to: number
  quoted?: true
}

const tokens =
  /--[^\n]*|\/\*|\b[eE]'|'[^']*'?|(\$(?:[A-Za-z_]\w*)?\$)|"([^"]*)"?|`([^`]*)`?|\[([^\]\n]*)\]|([\p{L}_][\p{L}\p{N}_$]*)|([;(),.])/gu

function lex(sql: string): { words: Word[]; bodies: string[] } {
  const words: Word[] = []
  const bodies: string[] = []
  const token = new RegExp(tokens)
  for (let found = token.exec(sql); found; found = token.exec(sql)) {
    const [whole, dollar, double, back, bracket, bare, mark] = found
    const quoted = double ?? back ?? bracket
    let to = token.lastIndex
    if (whole === '/*') to = commentEnd(sql, to)
    else if (/^e'$/i.test(whole)) to = escapedEnd(sql, to)
    else if (dollar !== undefined) {
      const end = sql.indexOf(dollar, to)
      bodies.push(sql.slice(to, end === -1 ? sql.length : end))
      to = end === -1 ? sql.length : end + dollar.length
    } else if (quoted !== undefined) words.push({ text: quoted, from: found.index, to, quoted: true })
    else if (bare !== undefined || mark !== undefined) words.push({ text: (bare ?? mark)!, from: found.index, to })
    token.lastIndex = to
  }
  return { words, bodies }
}

function escapedEnd(sql: string, from: number): number {
  for (let at = from; at < sql.length; at++) {
    if (sql[at] === '\\') at++
    else if (sql[at] === "'") return at + 1
  }
  return sql.length
}

function commentEnd(sql: string, from: number): number {
  let depth = 1
  for (let at = from; at < sql.length; ) {
    if (sql.startsWith('*/', at)) {
      at += 2
      if (--depth === 0) return at
    } else if (sql.startsWith('/*', at)) {
      at += 2
      depth++
    } else at++
  }
  return sql.length
}
