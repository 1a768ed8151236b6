import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import type { RefusalNote } from '../model/report.ts'
import type { Outcome } from './run/carry.ts'
import { called } from './run/context.ts'
import type { Undone } from './run/undo.ts'
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
            message: `${told.step ? `interrupted in ${called(told.step)}: ` : ''}${told.why}. What was done is undone by \`${commands.undo}\`, and gone on with by \`${commands.resume}\``,
          },
        ],
      }
    case 'halted':
      return {
        findings: [],
        refusals: [{ message: `the run halted${told.step ? ` in ${called(told.step)}` : ''}: ${told.why}. What to do next stands below` }],
      }
    case 'blocked':
      return { findings: [runFinding('run/blocked', told.step.step.name, { step: called(told.step), why: told.why })], refusals: [] }
    default: {
      const undone = undoneText(told.undone)
      const code = told.is === 'failed' ? 'run/step-failed' : told.is === 'timed-out' ? 'run/timed-out' : 'run/not-valid'
      return {
        findings: [
          runFinding(code, told.step.step.name, { step: called(told.step), why: told.why, undone, resume: `\`${commands.resume}\`` }),
        ],
        refusals: [],
      }
    }
  }
}

const named = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')

/** What was taken back, and what could not be for it says of no way back. */
function undoneText({ undone, stays }: Undone): string {
  const back = undone.length ? `undone in reverse: ${named(undone)}` : 'nothing was to be undone'
  return stays.length
    ? `${back}; ${named(stays)} ${stays.length === 1 ? 'has' : 'have'} no \`undo\`, and ${stays.length === 1 ? 'stays' : 'stay'} done`
    : back
}

/** What is to be done where a run cannot go on by itself. */
export function nextOf(told: Outcome, commands: { resume: string }): string | undefined {
  if (told.is !== 'halted') return undefined
  return told.next ?? commands.resume
}
