import { randomBytes } from 'node:crypto'

/** Begins the name of all that pawl makes on a server. */
const prefix = 'pawl_'

/** A name for a database of its own, by which a later run can tell whether the process that made it still lives. */
export function freshName(): string {
  return `${runOf()}_${randomBytes(4).toString('hex')}`
}

/** What the names that this process gives begin with. */
export function runOf(): string {
  return `${prefix}${Math.floor(performance.timeOrigin / 1000).toString(36)}_${process.pid.toString(36)}`
}

/** The name that a copy belongs to. */
export function baseOf(name: string): string {
  return name.replace(/_c\d+$/, '')
}

/** All names that databases of runs have, as a regular expression: a time, a process, eight digits, and the number of a copy. */
export const namesOfRuns = `${prefix}[0-9a-z]+_[0-9a-z]+_[0-9a-f]{8}(_c[0-9]+)?`
