/** What was read of a value that people wrote, or what is wrong with it: a fact about the text, no full stop. */
export type Quantity<T> = { value: T } | { problem: string }

export { readDay } from './quantities/days.ts'
export { readDuration } from './quantities/durations.ts'
export { readPeople } from './quantities/people.ts'
