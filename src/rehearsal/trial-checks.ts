/** What the checks of a column are seen to ask, as far as plain forms tell it. */
export interface Bounds {
  /** Values that it lists. */
  choices: readonly string[]
  length?: { least: number; most: number }
  number?: { least: number; most: number }
}

const least = -1e15
const most = 1e15

/** Reads `length(c) = 33`, `c > 0`, `c BETWEEN 1 AND 5`, `c IN ('a', 'b')` and the like out of check expressions. */
export function boundsOf(column: string, checks: readonly string[]): Bounds {
  const name = `\\(*"?${column.replace(/\W/g, '\\$&')}"?\\)*(?:::[a-z ]+)?`
  const about = checks.map(plain).filter((check) => new RegExp(`(?<![\\w.])"?${column.replace(/\W/g, '\\$&')}"?(?!\\w)`, 'i').test(check))
  const lengths = about.flatMap((check) => limits(check, `(?:octet_length|char_length|character_length|length)\\s*\\(\\s*${name}\\s*\\)`))
  const numbers = about.flatMap((check) => limits(check, `(?<![\\w(])${name}`))
  const choices = about.flatMap((check) => listed(check, name))
  return { choices, ...(lengths.length ? { length: meet(lengths) } : {}), ...(numbers.length ? { number: meet(numbers) } : {}) }
}

interface Range {
  least: number
  most: number
}

/** The ranges that comparisons of `subject` with numbers give. */
function limits(check: string, subject: string): Range[] {
  const found: Range[] = []
  const number = '\\(*(-?\\d+(?:\\.\\d+)?)\\)*'
  for (const [, operator, value] of check.matchAll(new RegExp(`${subject}\\s*(<=|>=|<>|!=|=|==|<|>)\\s*${number}`, 'gi'))) {
    const at = Number(value)
    if (operator === '=' || operator === '==') found.push({ least: at, most: at })
    else if (operator === '<=') found.push({ least, most: at })
    else if (operator === '<') found.push({ least, most: at - 1 })
    else if (operator === '>=') found.push({ least: at, most })
    else if (operator === '>') found.push({ least: at + 1, most })
  }
  for (const [, low, high] of check.matchAll(new RegExp(`${subject}\\s+between\\s+${number}\\s+and\\s+${number}`, 'gi'))) {
    found.push({ least: Number(low), most: Number(high) })
  }
  return found
}

function meet(ranges: readonly Range[]): Range {
  return { least: Math.max(...ranges.map((range) => range.least)), most: Math.min(...ranges.map((range) => range.most)) }
}

/** Literals in `c IN (…)`, `c = 'a' OR c = 'b'`, `c = ANY (ARRAY[…])`. */
function listed(check: string, name: string): string[] {
  const lists = [
    ...check.matchAll(new RegExp(`${name}\\s*(?:in\\s*\\(([^)]*)\\)|=\\s*any\\s*\\(*array\\[([^\\]]*)\\]|=\\s*('(?:[^']|'')*'))`, 'gi')),
  ]
  return lists.flatMap(([, ...parts]) => literals(parts.find((part) => part !== undefined) ?? ''))
}

function literals(list: string): string[] {
  return [...list.matchAll(/'((?:[^']|'')*)'|(?<![\w.])(-?\d+(?:\.\d+)?)(?![\w.])/g)].map(([, quoted, number]) =>
    (quoted ?? number ?? '').replaceAll("''", "'"),
  )
}

/** Casts say nothing about which values fit. */
function plain(check: string): string {
  return check.replace(/::(?:"[^"]+"|[a-z_][\w .]*?(?:\(\d+(?:,\s*\d+)?\))?(?:\[\])?)(?=[\s,)\]]|$)/gi, '')
}
