import type { Codes, Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'

/** What a run that did not come to its end says. */
export const runCodes = {
  'run/blocked': {
    says: ({ step, why }) => `${step} does not hold: ${why}; nothing was begun`,
    help: () => 'bring about what the step asks for, then run the plan again',
  },
  'run/step-failed': {
    says: ({ step, why, undone }) => `${step} failed: ${why}; ${undone}`,
    help: ({ resume }) => `mend what made it fail, then go on where it was: ${resume}`,
  },
  'run/timed-out': {
    says: ({ step, why, undone }) => `${step} did not end in time: ${why}; ${undone}`,
    help: ({ resume }) => `find out what it waits for, then go on where it was: ${resume}`,
  },
  'run/not-valid': {
    says: ({ step, why, undone }) => `after ${step} what must be so is not: ${why}; ${undone}`,
    help: ({ resume }) => `find out why, then go on where it was: ${resume}`,
  },
} as const satisfies Codes

/** One finding of a run, about a step of its plan. */
export function runFinding(code: keyof typeof runCodes, subject: string, args: Readonly<Record<string, string>>): Finding<Place> {
  const { says, help }: Codes[string] = runCodes[code]
  const message = says(args)
  return {
    code,
    level: 'error',
    kind: 'run',
    subject,
    what: message,
    message,
    help: help(args),
    docs: `docs/guards/run.md#${code.split('/')[1]}`,
    places: [],
  }
}
