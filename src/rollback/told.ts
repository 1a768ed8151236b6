import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { RefusalNote } from '../model/report.ts'
import type { Outcome } from './run/carry.ts'
import { called as named } from './run/context.ts'
import { runFinding } from './run-codes.ts'

/** What a run that did not come to its end is told as: findings where it ended in a known state, a refusal where somebody has to decide. */
export function verdictOf(
  told: Outcome,
  commands: { resume: string; undo: string },
): { findings: Finding<Place>[]; refusals: RefusalNote[] } {
  switch (told.is) {
    case 'done':
    case 'undone':
      return { findings: [], refusals: [] }
    case 'interrupted':
      return {
        findings: [],
        refusals: [
          {
            message: `${told.step ? `interrupted in ${named(told.step)}: ` : ''}${told.why}. What was done is undone by \`${commands.undo}\`, and gone on with by \`${commands.resume}\``,
          },
        ],
      }
    case 'halted':
      return {
        findings: [],
        refusals: [{ message: `the run halted${told.step ? ` in ${named(told.step)}` : ''}: ${told.why}. What to do next stands below` }],
      }
    case 'blocked':
      return { findings: [runFinding('run/blocked', told.step.step.name, { step: named(told.step), why: told.why })], refusals: [] }
    default: {
      const names = told.undone.undone
      const undone = names.length ? `undone in reverse: ${names.map((name) => `\`${name}\``).join(', ')}` : 'nothing was to be undone'
      const code = told.is === 'failed' ? 'run/step-failed' : told.is === 'timed-out' ? 'run/timed-out' : 'run/not-valid'
      return {
        findings: [
          runFinding(code, told.step.step.name, { step: named(told.step), why: told.why, undone, resume: `\`${commands.resume}\`` }),
        ],
        refusals: [],
      }
    }
  }
}

/** What is to be done where a run cannot go on by itself. */
export function nextOf(told: Outcome, commands: { resume: string }): string | undefined {
  if (told.is !== 'halted') return undefined
  return told.next ?? commands.resume
}
