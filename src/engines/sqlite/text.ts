import { nameOf, type Token, tokens } from './tokens.ts'

const plain = /^[a-z_][a-z0-9_]*$/

/** SQL by meaning: comments and white space aside, key words and names in lower case, names quoted only where they must be. */
export function canonicalSql(list: Iterable<Token>): string {
  let text = ''
  let before: Token | undefined
  for (const token of list) {
    if (token.kind === 'semicolon' && before === undefined) continue
    text += (text && spaced(before!, token) ? ' ' : '') + shown(token)
    before = token
  }
  return text
}

/** A piece of SQL by meaning. */
export function canonicalText(sql: string): string {
  return canonicalSql(tokens(sql))
}

/** An expression by meaning, without brackets around the whole. */
export function canonicalExpression(sql: string): string {
  let list = [...tokens(sql)]
  while (list.length > 2 && list[0]!.text === '(' && closing(list, 0) === list.length - 1) list = list.slice(1, -1)
  return canonicalSql(list)
}

/** The index of the bracket that closes the one at `open`, or of the last token. */
export function closing(list: readonly Token[], open: number): number {
  let depth = 0
  for (let at = open; at < list.length; at++) {
    if (list[at]!.kind !== 'sign') continue
    if (list[at]!.text === '(') depth++
    else if (list[at]!.text === ')' && --depth === 0) return at
  }
  return list.length - 1
}

function shown(token: Token): string {
  if (token.kind === 'word' || token.kind === 'blob' || token.kind === 'number') return token.text.toLowerCase()
  if (token.kind !== 'quoted') return token.text
  const name = nameOf(token)
  const folded = name.toLowerCase()
  return plain.test(folded) && !keywords.has(folded) ? folded : `"${name.replaceAll('"', '""')}"`
}

function spaced(before: Token, token: Token): boolean {
  if (token.text === ',' || token.text === ')' || token.text === '.' || token.kind === 'semicolon') return false
  if (before.text === '(' || before.text === '.') return false
  if (token.text === '(') return !(before.kind === 'quoted' || (before.kind === 'word' && !keywords.has(before.text.toLowerCase())))
  return true
}

/** Words that a quoted name may not be written as, and that are no function's name ahead of a bracket. */
const keywords = new Set(
  (
    'add all alter and as between by case check collate commit constraint create cross default deferrable delete distinct drop else end ' +
    'escape except exists foreign from full glob group having in index inner insert intersect into is isnull join left like limit match natural ' +
    'not nothing notnull null on or order outer over primary references returning right select set table then to transaction trigger union ' +
    'unique update using values view when where with within'
  ).split(' '),
)
