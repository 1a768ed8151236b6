import type { Quantity } from '../quantities.ts'
import { shown, withoutNotes } from './said.ts'

const unitMs: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|msecs?|milliseconds?)$/, 1],
  [/^(?:s|secs?|seconds?)$/, 1e3],
  [/^(?:m|mins?|minutes?)$/, 6e4],
  [/^(?:h|hrs?|hours?)$/, 36e5],
  [/^(?:d|days?)$/, 864e5],
  [/^(?:w|wks?|weeks?)$/, 6048e5],
]
const number = String.raw`\d{1,9}(?:\.\d{1,9})?`
const part = new RegExp(String.raw`^(${number})(?:\s*(?:-|–|—|to)\s*(${number}))?\s*([A-Za-z]+)(?![A-Za-z])\.?`)
const rangeOfUnits = /^\s*(?:-|–|—|to)\s*/

/**
 * A duration as documents state it, in milliseconds: `5m`, `~5 minutes (tested)`, `< 2 minutes`, `1 h 30 min`, `30-45 minutes`.
 * Of a range the upper end counts; what stands in parentheses is a note; of several durations the longest counts.
 */
export function readDuration(text: string): Quantity<number> {
  const said = inDigits(withoutNotes(text).trim())
  const problem = (what: string) => ({ problem: `\`${shown(text)}\` ${what}` })
  if (/^(?:none|zero|0|no downtime)\.?$/i.test(said)) return { value: 0 }
  if (/(?:(?:^|[^-=–])[>≥]=?|(?:^|\s)(?:at least|more than|over))\s*~?\d/i.test(said) || /\d\s*\+/.test(said))
    return problem('states no upper end')
  if (/\d,\d/.test(said)) return problem('has a comma in a number, which could divide thousands or decimals')
  if (/^[-−]\s*\d/.test(said)) return problem('is negative')
  let longest: number | undefined
  let rest = said
  for (let at = rest.search(/\d/); at !== -1; at = rest.search(/\d/)) {
    const inName = /[A-Za-z_]$/.test(rest.slice(0, at))
    rest = rest.slice(at)
    const read = inName ? undefined : compound(rest)
    if (read) longest = Math.max(longest ?? 0, read.ms)
    else if (!inName && (longest === undefined || !/^[\d.]+\s*[A-Za-z%]/.test(rest))) {
      return problem(`has a number without a unit of time, \`${/^[\d.:/]+/.exec(rest)![0]}\``)
    }
    rest = read ? rest.slice(read.length) : rest.replace(/^[\d.]+/, '')
  }
  return longest === undefined ? problem('states no duration') : { value: longest }
}

/** `an hour`, `half an hour` and `.5 h` as numbers that begin with a digit. */
function inDigits(text: string): string {
  return text
    .replace(/(?<!\d)\.(?=\d)/g, '0.')
    .replace(/\bhalf an hour\b/gi, '30 minutes')
    .replace(/\b(?:an?|one)\s+(?=(?:minute|hour|day|week)\b)/gi, '1 ')
}

/** `1h 30m`, `30-45 minutes`, `30 min to 1 h` at the start of a text, with how much of it they take. */
function compound(text: string): { ms: number; length: number } | undefined {
  let ms: number | undefined
  let sum = 0
  let finest = Number.POSITIVE_INFINITY
  let at = 0
  for (;;) {
    const found = part.exec(text.slice(at))
    const unit = unitMs.find(([name]) => name.test(found?.[3]?.toLowerCase() ?? ''))?.[1]
    if (!found || unit === undefined) break
    if (unit >= finest) break
    sum += Math.max(Number(found[1]), Number(found[2] ?? 0)) * unit
    finest = unit
    at += found[0].length
    ms = Math.max(ms ?? 0, sum)
    const gap = /^\s*(?:and\s+)?(?=\d)/.exec(text.slice(at))
    if (gap) {
      at += gap[0].length
      continue
    }
    const range = rangeOfUnits.exec(text.slice(at))
    if (!range || !/^\d/.test(text.slice(at + range[0].length))) break
    at += range[0].length
    sum = 0
    finest = Number.POSITIVE_INFINITY
  }
  return ms === undefined ? undefined : { ms, length: at }
}
