const pieces =
  /('(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]*)\$[\s\S]*?\$\2\$)|(--[^\n]*|\/\*[\s\S]*?\*\/)|(\s+)|([A-Za-z_][\w$]*|\d[\w.]*)|([\s\S])/g

/** SQL by meaning: comments and white space aside, key words and plain names in lower case, quoted text as it is. */
export function normalSql(sql: string): string {
  const tokens: string[] = []
  for (const [, quoted, , comment, blank, word, other] of sql.matchAll(pieces)) {
    if (comment !== undefined || blank !== undefined) continue
    const plain = quoted?.startsWith('"') && /^"[a-z_][a-z0-9_]*"$/.test(quoted) ? quoted.slice(1, -1) : quoted
    tokens.push(plain ?? word?.toLowerCase() ?? other!)
  }
  return tokens.join(' ').replace(/ ;$/, '')
}

/** An expression by meaning: as `normalSql`, and without brackets around the whole or around one word or number. */
export function normalExpression(sql: string): string {
  let text = ` ${normalSql(sql)} `
  for (let shorter = unwrap(text); shorter !== text; shorter = unwrap(text)) text = shorter
  return text.trim()
}

const operators = new Set([
  'and',
  'or',
  'not',
  'in',
  'any',
  'all',
  'check',
  'like',
  'between',
  'is',
  'case',
  'when',
  'then',
  'else',
  'where',
  'default',
  'using',
])

function unwrap(text: string): string {
  const whole = text.trim()
  if (whole.startsWith('( ') && closing(whole, 0) === whole.length - 1) return ` ${whole.slice(1, -1).trim()} `
  const lone = text.replace(/(^|\S+) \( ('(?:[^']|'')*'|[^\s()']+) \)/g, (all, before: string, inner: string) =>
    /^[\w"$]+$/.test(before) && !operators.has(before)
      ? all
      : operators.has(before) && before !== 'and' && before !== 'or'
        ? all
        : `${before} ${inner}`,
  )
  return lone.replace(/\( \( ([^()]*) \) \)/g, '( $1 )')
}

function closing(text: string, open: number): number {
  let depth = 0
  let quote = ''
  for (let at = open; at < text.length; at++) {
    const char = text[at]!
    if (quote) {
      if (char === quote) quote = ''
    } else if (char === "'" || char === '"') quote = char
    else if (char === '(') depth++
    else if (char === ')' && --depth === 0) return at
  }
  return -1
}

const castTypes = 'text|character varying|character|bpchar|varchar|smallint|integer|bigint|numeric|real|double precision'
const casts = new RegExp(`\\s*: : (?:${castTypes})(?: \\( [\\d ,]+ \\))?(?: \\[ \\])?(?=\\s|$)`, 'g')

/** An expression without the casts that a change of a column's type puts there. */
export function withoutCasts(sql: string): string {
  return normalExpression(normalSql(sql).replace(casts, ''))
}

/** Whether two expressions are the same; `recast` leaves casts aside, where the type of a column they speak of was changed. */
export function sameExpression(a: string, b: string, recast = false): boolean {
  return normalExpression(a) === normalExpression(b) || (recast && withoutCasts(a) === withoutCasts(b))
}

/** Whether one select is another with columns added at the end of its list, and nothing else. */
export function addsColumns(older: string, newer: string): boolean {
  const was = selectParts(normalSql(older))
  const is = selectParts(normalSql(newer))
  if (!was || !is) return false
  return was.rest === is.rest && (was.list === is.list || is.list.startsWith(`${was.list} , `))
}

function selectParts(sql: string): { list: string; rest: string } | undefined {
  if (!sql.startsWith('select ') || /^select distinct\b/.test(sql) || / (union|intersect|except) /.test(sql)) return undefined
  const words = sql.split(' ')
  let depth = 0
  for (let index = 1; index < words.length; index++) {
    if (words[index] === '(') depth++
    else if (words[index] === ')') depth--
    else if (words[index] === 'from' && depth === 0) return { list: words.slice(1, index).join(' '), rest: words.slice(index).join(' ') }
  }
  return undefined
}
