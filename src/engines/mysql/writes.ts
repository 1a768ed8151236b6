import { is, nameOf, type Token, tokens } from './tokens.ts'

/** What a piece of SQL says that it does to tables, whatever rows it hits. Names are in lower case. */
export interface Write {
  does: 'update' | 'delete' | 'truncate' | 'insert' | 'drop'
  tables: readonly string[]
  /** The columns assigned, by table; under an empty name those that any of the tables may have. */
  columns: ReadonlyMap<string, readonly string[]>
}

const modifiers = new Set(['low_priority', 'quick', 'ignore', 'delayed', 'high_priority', 'into', 'only'])
const notAlias = new Set(
  'join inner left right cross natural straight_join on using set force use ignore where values value select as partition'.split(' '),
)
/** Behind these words it is no statement: `ON UPDATE`, `FOR UPDATE`, `BEFORE INSERT`, `CREATE OR REPLACE`. */
const before = new Set(['on', 'for', 'before', 'after', 'or', 'key', 'grant', 'revoke', ','])

/** The writes that a text holds, those in the bodies of stored programs too. */
export function writesIn(text: string): Write[] {
  const list = [...tokens(text)]
  if (is(list[0], 'grant') || is(list[0], 'revoke') || (is(list[0], 'alter') && !makesEvent(text))) return []
  const found: Write[] = []
  for (const [at, token] of list.entries()) {
    if (token.kind !== 'word' || (at > 0 && before.has(list[at - 1]!.text.toLowerCase()))) continue
    const rest = list.slice(at + 1)
    if (rest[0]?.text === '(' || rest.length === 0) continue
    if (is(token, 'update')) found.push(...update(rest))
    else if (is(token, 'delete')) found.push(...deletion(rest))
    else if (is(token, 'truncate')) found.push(plain('truncate', [nameAt(rest, is(rest[0], 'table') ? 1 : 0)]))
    else if (is(token, 'insert') || is(token, 'replace')) found.push(...insertion(rest, is(token, 'replace')))
    else if (is(token, 'drop') && is(rest[0], 'table')) found.push(plain('drop', names(rest.slice(is(rest[1], 'if') ? 3 : 1))))
  }
  return found
}

const plain = (does: Write['does'], tables: readonly string[]): Write => ({ does, tables, columns: new Map() })

/** A name, without the database ahead of it. */
function nameAt(list: readonly Token[], at: number): string {
  if (list[at] === undefined) return ''
  return list[at + 1]?.text === '.' && list[at + 2] ? nameOf(list[at + 2]!) : nameOf(list[at]!)
}

/** Names with commas between them. */
function names(list: readonly Token[]): string[] {
  const found: string[] = []
  for (let at = 0; at < list.length; ) {
    found.push(nameAt(list, at))
    at += list[at + 1]?.text === '.' ? 3 : 1
    // `DELETE t.* FROM`
    if (list[at]?.text === '.') at += 2
    if (list[at]?.text !== ',') break
    at++
  }
  return found
}

const skipModifiers = (list: readonly Token[]) =>
  list.slice(
    Math.max(
      0,
      list.findIndex((token) => !modifiers.has(token.text.toLowerCase())),
    ),
  )

/** The tables of a list of references, by each name that they go by there. */
export function references(list: readonly Token[]): Map<string, string> {
  const found = new Map<string, string>()
  let expected = true
  for (let at = 0; at < list.length; at++) {
    const token = list[at]!
    if (is(token, 'join') || is(token, 'straight_join') || token.text === ',') expected = true
    else if (expected && (token.kind === 'word' || token.kind === 'quoted') && !is(token, 'lateral')) {
      expected = false
      const name = nameAt(list, at)
      if (list[at + 1]?.text === '.') at += 2
      found.set(name, name)
      const alias = is(list[at + 1], 'as') ? list[at + 2] : list[at + 1]
      if (alias && (alias.kind === 'word' || alias.kind === 'quoted') && !notAlias.has(alias.text.toLowerCase()))
        found.set(nameOf(alias), name)
    }
  }
  return found
}

/** Up to one of the words, outside of brackets. */
export function until(list: readonly Token[], words: readonly string[]): readonly Token[] {
  let depth = 0
  const end = list.findIndex((token) => {
    if (token.text === '(') depth++
    else if (token.text === ')') depth--
    return depth < 0 || token.kind === 'semicolon' || (depth === 0 && words.some((word) => is(token, word)))
  })
  return end === -1 ? list : list.slice(0, end)
}

/** What is assigned, by the table that it is said to be of. */
function assigned(list: readonly Token[], known: ReadonlyMap<string, string>): Map<string, string[]> {
  const columns = new Map<string, string[]>()
  let depth = 0
  let expected = true
  for (const [at, token] of list.entries()) {
    if (token.text === '(') depth++
    else if (token.text === ')') depth--
    else if (token.text === ',' && depth === 0) expected = true
    else if (expected && (token.kind === 'word' || token.kind === 'quoted')) {
      expected = false
      let last = at
      while (list[last + 1]?.text === '.') last += 2
      const table = last === at ? '' : (known.get(nameOf(list[last - 2]!)) ?? nameOf(list[last - 2]!))
      columns.set(table, [...(columns.get(table) ?? []), nameOf(list[last]!)])
    }
  }
  return columns
}

function update(rest: readonly Token[]): Write[] {
  const list = skipModifiers(rest)
  const head = until(list, ['set'])
  if (head.length === list.length) return []
  const known = references(head)
  const columns = assigned(until(list.slice(head.length + 1), ['where', 'order', 'limit', 'returning']), known)
  const tables = [...new Set(known.values())].filter((table) => columns.has('') || columns.has(table))
  return [{ does: 'update', tables, columns }]
}

function deletion(rest: readonly Token[]): Write[] {
  const list = skipModifiers(rest)
  if (is(list[0], 'from')) return [plain('delete', names(list.slice(1)))]
  const head = until(list, ['from'])
  if (head.length === list.length) return []
  const known = references(until(list.slice(head.length + 1), ['where']))
  return [
    plain(
      'delete',
      names(head).map((name) => known.get(name) ?? name),
    ),
  ]
}

function insertion(rest: readonly Token[], replaces: boolean): Write[] {
  const list = skipModifiers(rest)
  const table = nameAt(list, 0)
  const writes = [plain('insert', [table])]
  if (replaces) return writes
  const own = until(list, [])
  const key = own.findIndex((token, at) => is(token, 'duplicate') && is(own[at + 1], 'key') && is(own[at + 2], 'update'))
  if (key === -1) return writes
  const columns = assigned(own.slice(key + 3), new Map())
  return [...writes, { does: 'update', tables: [table], columns: new Map([[table, [...columns.values()].flat()]]) }]
}

/** `RENAME TABLE a TO b`, `ALTER TABLE a RENAME TO b`: from which name to which. */
export function renamesIn(text: string): [string, string][] {
  const list = [...tokens(text)]
  if (is(list[0], 'rename') && (is(list[1], 'table') || is(list[1], 'tables'))) {
    return list.flatMap((token, at) => (is(token, 'to') ? [[lastName(list, at), nameAt(list, at + 1)] as [string, string]] : []))
  }
  const at = list.findIndex(
    (token, index) => is(token, 'rename') && !['column', 'index', 'key', 'constraint'].some((word) => is(list[index + 1], word)),
  )
  if (!is(list[0], 'alter') || !is(list[1], 'table') || at === -1) return []
  const to = is(list[at + 1], 'to') || is(list[at + 1], 'as') || list[at + 1]?.text === '=' ? at + 2 : at + 1
  return [[nameAt(list, is(list[2], 'if') ? 4 : 2), nameAt(list, to)]]
}

const lastName = (list: readonly Token[], at: number) => (list[at - 1] ? nameOf(list[at - 1]!) : '')

/** Whether a statement makes an event, or gives one another body, which the server runs later by itself. */
export function makesEvent(text: string): boolean {
  const { list, kind } = made(text)
  return is(list[kind], 'event')
}

/** The temporary table that a statement makes. */
export function temporaryIn(text: string): string | undefined {
  const { list, kind } = made(text)
  if (!is(list[kind], 'table') || !is(list[kind - 1], 'temporary')) return undefined
  return nameAt(list, is(list[kind + 1], 'if') ? kind + 4 : kind + 1)
}

const kinds = 'table view trigger procedure function index event user role sequence package server database schema'.split(' ')

/** What kind of thing a `CREATE` or `ALTER` makes, by the place of its word. */
function made(text: string): { list: readonly Token[]; kind: number } {
  if (!/\b(?:event|temporary)\b/i.test(text)) return { list: [], kind: -1 }
  const list = [...tokens(text)]
  const begins = is(list[0], 'create') || is(list[0], 'alter')
  return { list, kind: begins ? list.findIndex((token) => kinds.some((word) => is(token, word))) : -1 }
}
