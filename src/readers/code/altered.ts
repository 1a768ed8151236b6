import type { Literal, Literals } from './literal.ts'

/** What leaves a text another one, by the names of TypeScript, JavaScript, Python, Rust and Java. */
const altering =
  /^\.\s*((?:replace|slice|sub(?:str|string|_string)|concat|repeat|format|trim|strip|l?strip|rstrip|pad|to_?(?:upper|lower)|upper|lower|join|split|remove|source\s*[+.]|flags\s*[+.])\w*)/i

/** What the code makes of a literal right behind it, where that is another text: `'…'.replace(…)`, `… && other`. */
export function alteredBy({ text, language }: Literals, literal: Literal): string | undefined {
  if (['sql', 'json', 'yaml', 'toml'].includes(language)) return undefined
  const last = literal.joined?.at(-1) ?? literal
  const rest = text.slice(last.end, last.end + 200).trimStart()
  const call = altering.exec(rest)?.[1]
  if (call) return `.${call.replace(/\W+$/, '')}`
  return /^(?:&&|and\b|%(?!=))/.exec(rest)?.[0]
}
