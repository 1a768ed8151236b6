import type { Wanted } from './shelf.ts'

/** What tells the time, and so makes other rows, or other tables, on another day. */
const clock =
  /\b(?:(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|unixepoch|uuidv7|uuid_generate_v1(?:mc)?)\s*\(|(?:date|time|datetime|julianday)\s*\(\s*\)|(?:current_(?:timestamp|date|time)|localtime(?:stamp)?)\b)|'(?:now|today|tomorrow|yesterday)'/i
const clockDefaults =
  /\bdefault\s*\(*\s*(?:\w+\s*\(\s*(?:'utc'\s*,\s*)?)?(?:now\s*\(\s*\)|(?:current_(?:timestamp|date|time)|localtimestamp)(?:\s*\(\d+\))?|'now')/gi
const makesRows = /\b(?:insert|copy|merge|execute)\b/i

/**
 * All that decides what a database is with the first migrations of a history behind it: the ground, then each migration.
 * The day is part of it from where something asks for it; a default that does asks with the rows that are put in.
 */
export function ledTo({ engine, history, limits, count, births }: Wanted, day: string): string[] {
  const { ground, chain, rows } = history
  let dated = false
  const dayOf = (texts: readonly string[]) => {
    dated ||= texts.some((text) => clock.test(text))
    const plain = texts.map((text) => text.replace(clockDefaults, ''))
    return plain.some((text) => clock.test(text)) || (dated && texts.some((text) => makesRows.test(text))) ? day : undefined
  }
  // Postgres writes births down in any case.
  const start = [engine.version, ground.engine === 'postgres' ? undefined : births, ground, limits, chain.bookkeeping, rows]
  const texts = [ground.before, chain.bookkeeping, ...rows.map(({ script }) => script)].flatMap((script) => script?.text ?? [])
  return [
    JSON.stringify([...start, dayOf(texts)]),
    ...chain.migrations.slice(0, count).map(({ id, up }) => JSON.stringify([id, up, dayOf([up.text])])),
  ]
}
