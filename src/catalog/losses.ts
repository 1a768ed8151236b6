import { canonical } from '../model/orders.ts'
import type { AspectValue } from './catalog.ts'
import { widens } from './types.ts'

type Value = AspectValue | undefined
/** A value as one text. */
export const asText = (value: Value) => (typeof value === 'string' ? value : canonical(value ?? null))

/** Storage parameters of an index that say how it is kept, and nothing of what it finds. */
export const housekeeping = /^(fillfactor|deduplicate_items|fastupdate|gin_pending_list_limit|buffering|autosummarize) ?=/

/** Options of an index that are more than housekeeping may not change. */
export function losesMore(older: Value, newer: Value): boolean {
  const [was, is] = [older, newer].map((value) =>
    Array.isArray(value) ? value.map(String).filter((each) => !housekeeping.test(each)) : [],
  )
  return canonical(was) !== canonical(is)
}

/** An enum may gain values; the ones it had stay, in their order. */
export function losesValues(older: Value, newer: Value): boolean {
  if (!Array.isArray(older) || !Array.isArray(newer)) return true
  let next = 0
  for (const value of newer) if (next < older.length && value === older[next]) next++
  return next < older.length
}

/** A table may gain partitions, where the engine tells each by its bound: `` RANGE (`id`): p0 100, p1 MAXVALUE ``. */
export function losesPartitions(older: Value, newer: Value): boolean {
  const [was, is] = [older, newer].map((value) => {
    const [how, ...list] = asText(value ?? null).split(': ')
    return {
      how,
      bounds: list
        .join(': ')
        .split(', ')
        .map((each) => each.replace(/^\S+ /, '')),
    }
  })
  return was!.how !== is!.how || was!.bounds.some((bound) => !is!.bounds.includes(bound))
}

/** Columns of a view, from its start, types widened at most: a view may gain some at its end. */
export function losesColumns(older: Value, newer: Value): boolean {
  if (!Array.isArray(older) || !Array.isArray(newer)) return true
  return older.some((column, index) => {
    const [was, is] = [asText(column as Value), asText((newer[index] ?? null) as Value)]
    const parts = [was, is].map((text) => /^(\S+) (.+)$/.exec(text))
    return was !== is && !(parts[0] && parts[1] && parts[0][1] === parts[1][1] && widens(parts[0][2]!, parts[1][2]!))
  })
}

/** Options of a view that keep it tighter may come; none may go. */
export function losesOptions(older: Value, newer: Value): boolean {
  const list = (value: Value) => (Array.isArray(value) ? value.map((option) => asText(option as Value)) : [])
  const [was, is] = [list(older), list(newer)]
  return (
    was.some((option) => !is.includes(option)) ||
    is.some((option) => !was.includes(option) && !/^(security_barrier=(true|on|1)|check_option=)/.test(option))
  )
}
