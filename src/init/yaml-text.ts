import type { Value } from './draft.ts'

const plain = /^[A-Za-z0-9_./][A-Za-z0-9_./()$+-]*(?: [A-Za-z0-9_./()$+-]+)*$/
const width = 130

/** A scalar as YAML: plain where nothing in it could mean something else. */
export function scalar(value: string | number | boolean): string {
  const text = String(value)
  if (plain.test(text)) return text
  return /[\p{Cc}\u2028\u2029]/u.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`
}

/** A value on one line: `[a, b]`, `{ key: value }`. */
export function flow(value: Value): string {
  if (typeof value !== 'object') return scalar(value)
  if (isList(value)) return `[${value.map(flow).join(', ')}]`
  const entries = Object.entries(value)
  return entries.length === 0 ? '{}' : `{ ${entries.map(([key, each]) => `${scalar(key)}: ${flow(each)}`).join(', ')} }`
}

/** A key with its value: on one line where it fits, else an item a line. */
export function entry(key: string, value: Value, indent: string): string[] {
  const line = `${indent}${scalar(key)}: ${flow(value)}`
  if (line.length <= width || typeof value !== 'object') return [line]
  if (!isList(value))
    return [`${indent}${scalar(key)}:`, ...Object.entries(value).flatMap(([name, each]) => entry(name, each, `${indent}  `))]
  return [`${indent}${scalar(key)}:`, ...value.map((each) => `${indent}  - ${flow(each)}`)]
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
