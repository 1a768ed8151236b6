import type { Notice } from '../model/plan.ts'

/** What a command of a step may leave open. */
export interface Open {
  from: string
  to: string
  /** The id of the run; absent while there is none, and then left as it is written. */
  id?: string
}

/** A step's command with its places filled in, each quoted for a shell where it needs to be. */
export function filled(command: string, open: Open): string {
  return replaced(command, open, quoted)
}

/** A step's query with its places filled in: they stand between the quotes of a text, and end none. */
export function filledQuery(sql: string, open: Open): string {
  return replaced(sql, open, (value) => value.replaceAll("'", "''"))
}

/** A message with its places filled in, for people. */
export function filledNotice(notice: Notice, open: Open): Notice {
  return notice.message === undefined ? notice : { ...notice, message: replaced(notice.message, open, (value) => value) }
}

function replaced(text: string, open: Open, written: (value: string) => string): string {
  // What stands in two pairs of braces is another template's.
  return text.replace(/\{\{[^{}]*\}\}|(?<!\$)\{(from|to|id)\}/g, (place, field?: keyof Open) => {
    const value = field && open[field]
    return value === undefined ? place : written(value)
  })
}

function quoted(value: string): string {
  return /^[\w.+:@%/=-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`
}
