import type { Quantity } from '../quantities.ts'
import { shown, withoutNotes } from './said.ts'

const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']
const monthName = '([A-Za-z]{3,9})\\.?'
const weekday = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\\.?,?\\s+)?'
const ordinal = '(\\d{1,2})(?:st|nd|rd|th)?'
const english: readonly (readonly [RegExp, readonly [number, number, number]])[] = [
  [new RegExp(`^${weekday}${monthName}\\s+${ordinal},?\\s+(\\d{4})(?![\\d/-])`, 'i'), [3, 1, 2]],
  [new RegExp(`^${weekday}(?:the\\s+)?${ordinal}\\s+(?:of\\s+)?${monthName},?\\s+(\\d{4})(?![\\d/-])`, 'i'), [3, 2, 1]],
]

/**
 * A day as documents state it, as ISO: `2025-10-19`, with or without a time, or `October 8, 2024`, `8 October 2024`.
 * Anything else is a problem that says what was read; so are two days in one value.
 */
export function readDay(text: string): Quantity<string> {
  const said = withoutNotes(text).trim()
  const problem = (what: string) => ({ problem: `\`${shown(text)}\` ${what}` })
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?(?![\d/-])/i.exec(said)
  let day: string | undefined
  let length = 0
  if (iso) {
    day = realDay(Number(iso[1]), Number(iso[2]), Number(iso[3]))
    if (day && iso[4] && iso[5]) day = inUtc(day, iso[4], iso[5]) ?? day
    length = iso[0].length
  } else {
    for (const [form, [year, month, date]] of english) {
      const found = form.exec(said)
      if (!found) continue
      const name = found[month]!.toLowerCase()
      const at = months.findIndex(
        (each) => each === name || (name.length >= 3 && each.startsWith(name) && (name.length === 3 || name === 'sept')),
      )
      if (at === -1) break
      day = realDay(Number(found[year]), at + 1, Number(found[date]))
      length = found[0].length
      if (!day) return problem('is no day of the calendar')
    }
  }
  if (!day) return problem(iso ? 'is no day of the calendar' : 'is no date that can be read for certain')
  if (/\d{4}/.test(said.slice(length))) return problem('holds more than one date')
  return { value: day }
}

function realDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  date.setUTCFullYear(year)
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return same && year > 0 ? date.toISOString().slice(0, 10) : undefined
}

function inUtc(day: string, time: string, zone: string): string | undefined {
  const offset = /^(?:z|utc)$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  const date = new Date(`${day}T${time.padStart(5, '0').replace(/^(\d:)/, '0$1')}${offset}`)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, 10)
}
