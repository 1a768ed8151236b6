import type { Report } from '../../model/report.ts'
import { duration, factsOf } from '../plan-facts.ts'
import { type Markup, markup, sentence } from './template.ts'

/** How a rollback goes: what it comes to, what stands in its way, and every step of it. */
export function plan({ plan }: Report): Markup | undefined {
  if (!plan) return undefined
  const notes = (title: string, all: typeof plan.blockers) =>
    all.length > 0 && markup`<h3>${title}</h3><ul class="refused">${all.map(({ message }) => markup`<li>${sentence(message)}</li>`)}</ul>`
  const rows = plan.steps.map(
    ({ name, type, at, hop, timeoutSeconds, shows }) =>
      markup`<tr><th scope="row">${name}${shows !== undefined && markup`<small><code>${shows}</code></small>`}</th><td>${type}</td><td>${at}</td><td>${hop.from} → ${hop.to}</td><td>${duration(timeoutSeconds)}</td></tr>`,
  )
  return markup`<section id="plan" aria-labelledby="plan-title"><h2 id="plan-title">From ${plan.from} to ${plan.to}</h2>
<dl>${factsOf(plan).map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>${notes('Blockers', plan.blockers)}${notes('Warnings', plan.warnings)}
<h3>Steps</h3><div class="scroll" tabindex="0" role="group" aria-label="steps"><table><thead><tr><th scope="col">Step</th><th scope="col">Type</th><th scope="col">At</th><th scope="col">Hop</th><th scope="col">At most</th></tr></thead><tbody>${rows}</tbody></table></div></section>`
}
