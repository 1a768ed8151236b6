/** What a command of a step may leave open. */
export interface Open {
  from: string
  to: string
  /** The id of the run; absent while there is none, and then left as it is written. */
  id?: string
}

/** A step's command with its places filled in, each quoted for a shell where it needs to be. */
export function filled(command: string, open: Open): string {
  return command.replace(/(?<![${])\{(from|to|id)\}(?!\})/g, (place, field: keyof Open) => {
    const value = open[field]
    return value === undefined ? place : quoted(value)
  })
}

function quoted(value: string): string {
  return /^[\w.+:@%/=-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`
}
