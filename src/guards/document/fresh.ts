import { readDay } from '../../readers/quantities.ts'
import type { Circumstances } from '../guard.ts'
import { named, one } from './fields.ts'
import type { DocumentOptions } from './options.ts'
import { at, type Sight, tell } from './sight.ts'

const dayMs = 864e5

/** Within how many days the end is told ahead. */
const soonDays = 30

/** The day that a field states is there, not in the future, and not older than allowed. */
export function fresh(sight: Sight, asked: NonNullable<DocumentOptions['fresh']>, { today, soon }: Circumstances): void {
  const { field, within } = asked
  // The same day in two ways of writing is one value.
  const stated = one(sight, field, today, (value) => {
    const day = readDay(value)
    return 'value' in day ? day.value : value
  })
  if (!stated) return
  const places = [at(sight, 'after', stated.span)]
  const read = readDay(stated.value)
  if ('problem' in read) {
    tell(sight, { code: 'document/date-unreadable', args: { field, problem: read.problem }, what: field, places })
    return
  }
  const day = read.value
  const age = Math.round((Date.parse(today) - Date.parse(day)) / dayMs)
  if (age < 0) tell(sight, { code: 'document/date-in-future', args: { field, day }, what: field, places })
  else if (age * dayMs > within) {
    const allowed = Math.floor(within / dayMs)
    // A day that is old, but no older than it was, is no worse: it keeps the name under which it stood.
    const was = sight.before && named(sight.before, field)[0]
    const before = was && readDay(was.value)
    const what = before && 'value' in before && before.value <= day ? before.value : day
    tell(sight, { code: 'document/stale', args: { field, day, age, within: allowed }, what: `${field} ${what}`, places })
  }
  const left = Math.floor(within / dayMs) - age
  if (soon && age >= 0 && left >= 0 && left <= soonDays) {
    const until = new Date(Date.parse(day) + within).toISOString().slice(0, 10)
    tell(sight, { code: 'document/runs-out', args: { field, day, until, left }, what: `${field} ${until}`, places })
  }
}
