import { type Moment, moments, type Plan, type PlanStep } from '../model/plan.ts'
import { line } from './escape.ts'
import { noticesText } from './notices.ts'
import type { Paint } from './paint.ts'
import { duration, factsOf } from './plan-facts.ts'

/** A plan as a person reads it: what it comes to, then each hop with its steps in the order of running. */
export function planText(plan: Plan, paint: Paint): string {
  const title = `${plan.emergency ? 'emergency rollback' : 'rollback'} ${line(plan.from)} → ${line(plan.to)}`
  if (plan.path.length === 0) return `${paint.bold(title)}: already there, nothing is to be done`
  const facts = factsOf(plan)
  const width = Math.max(...facts.map(([name]) => name.length))
  const head = [paint.bold(title), ...facts.map(([name, value]) => `  ${name.padEnd(width)}  ${line(value)}`)]
  let number = 0
  const hops = plan.path.map((hop) => {
    const steps = plan.steps.filter((step) => step.hop.from === hop.from)
    const lines = steps.map((step) => stepLines(step, ++number, paint))
    return [paint.bold(`${line(hop.from)} → ${line(hop.to)}`), ...(lines.length ? lines : ['  nothing is to be run'])].join('\n')
  })
  return [head.join('\n'), ...hops, ...noticesText(plan.notices ?? [], paint)].join('\n\n')
}

const longest = Math.max(...moments.map((moment: Moment) => moment.length))

function stepLines(step: PlanStep, number: number, paint: Paint): string {
  const { name, at, type, timeoutSeconds, shows, blocks } = step
  const notes = [type, `at most ${duration(timeoutSeconds)}`, blocks ? 'blocks' : ''].filter(Boolean).join(', ')
  const head = `  ${String(number).padStart(2)}. ${at.padEnd(longest)}  ${line(name)}  ${paint.dim(`(${notes})`)}`
  return shows === undefined ? head : `${head}\n      ${' '.repeat(longest)}  ${paint.dim(line(shows))}`
}
