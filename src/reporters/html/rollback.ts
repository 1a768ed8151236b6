import type { Report } from '../../model/report.ts'
import { type Markup, markup } from './template.ts'

/** What became of each step of a rollback, and what has to be done now. */
export function rollback({ rollback }: Report): Markup | undefined {
  if (!rollback) return undefined
  const { from, to, executed, state, id, log, next, steps } = rollback
  const rows = steps.map(
    ({ step, status, at, ms }) => markup`<tr><th scope="row">${step}</th><td>${status}</td><td>${at}</td><td>${ms} ms</td></tr>`,
  )
  return markup`<section id="rollback" aria-labelledby="rollback-title"><h2 id="rollback-title">${executed ? 'Rollback' : 'Dry run'} from ${from} to ${to}: ${state}</h2>
<p>Run <code>${id}</code>${log !== undefined && markup`, its log in <code>${log}</code>`}.</p>${next !== undefined && markup`<h3>Next</h3><pre tabindex="0" aria-label="what is to be done">${next}</pre>`}
<div class="scroll" tabindex="0" role="group" aria-label="steps"><table><thead><tr><th scope="col">Step</th><th scope="col">Status</th><th scope="col">At</th><th scope="col">Took</th></tr></thead><tbody>${rows}</tbody></table></div></section>`
}
