import type { DrillResult, Report } from '../model/report.ts'
import { line, visible } from './escape.ts'
import type { Paint } from './paint.ts'

type Weakenings = NonNullable<Report['weakenings']>

/** How much of what was weakened was caught, by protection, and the change of each that was not. */
export function drillText(weakenings: Weakenings, paint: Paint): string {
  const all = Map.groupBy(weakenings, ({ protection }) => protection)
  const width = Math.max(0, ...[...all.keys()].map((protection) => line(protection).length))
  const lines = [...all].map(([protection, each]) => {
    const caught = each.filter((weakening) => weakening.caught).length
    return `  ${line(protection).padEnd(width)}  ${(caught === each.length ? paint.green : paint.red)(`${caught}/${each.length}`)}`
  })
  const missed = weakenings.filter(({ caught }) => !caught).map((weakening) => missedText(weakening, paint))
  const caught = weakenings.length - missed.length
  return [[`${caught}/${weakenings.length} weakenings caught`, ...lines].join('\n'), ...missed].join('\n\n')
}

/** What the last drill of a tree came to, for `audit`. */
export function drillLine({ caught, of, missed }: DrillResult, paint: Paint): string {
  const lines = missed.map(({ protection, what }) => `  ${paint.red('not caught')}: ${line(protection)}, ${line(what)}`)
  return [`last drill: ${(caught === of ? paint.green : paint.red)(`${caught}/${of}`)} weakenings caught`, ...lines].join('\n')
}

function missedText({ protection, what, by, diff }: Weakenings[number], paint: Paint): string {
  const told = by.length ? ` (told only ${by.join(', ')})` : ''
  const lines = (diff ?? '').split('\n').map((each) => {
    const color = each.startsWith('+') ? paint.green : each.startsWith('-') ? paint.red : (text: string) => text
    return `    ${color(visible(each))}`
  })
  return [`${paint.red('not caught')}: ${line(protection)}, ${line(what)}${told}`, ...lines].join('\n')
}
