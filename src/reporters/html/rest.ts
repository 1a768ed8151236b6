import type { Report } from '../../model/report.ts'
import { plural } from '../summary.ts'
import { type Markup, markup, sentence } from './template.ts'

function section(id: string, title: string, body: Markup): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`
}

const list = (items: readonly string[], tone = '') =>
  markup`<ul class="${tone}">${items.map((item) => markup`<li>${sentence(item)}</li>`)}</ul>`

export function refusals({ refusals }: Report): Markup | undefined {
  if (refusals.length === 0) return undefined
  const items = refusals.map(({ message, path, line, column }) => {
    const at = [path, line, column].filter((part) => part !== undefined).join(':')
    return markup`<li>${at !== '' && markup`<code>${at}</code>: `}${sentence(message)}</li>`
  })
  return section('refused', 'Could not decide', markup`<ul class="refused">${items}</ul>`)
}

/** What a change of policies adds, and what it takes away. */
export function policies({ policies }: Report): Markup | undefined {
  if (!policies || policies.adds.length + policies.takesAway.length === 0) return undefined
  return section(
    'policies',
    'Policies',
    markup`${policies.takesAway.length > 0 && markup`<h3>Takes away</h3>${list(policies.takesAway, 'takes')}`}${policies.adds.length > 0 && markup`<h3>Adds</h3>${list(policies.adds, 'adds')}`}`,
  )
}

/** What is otherwise than at an earlier commit. */
export function since({ since }: Report): Markup | undefined {
  if (!since) return undefined
  const items = [
    ...since.changed.map(({ protection, was, is }) => `\`${protection}\` was ${was} and is ${is}`),
    ...since.removed.map((each) => `\`${each}\` is no longer protected`),
    ...since.added.map((each) => `\`${each}\` is protected now`),
  ]
  const when = markup`<p>Since <code>${since.revision}</code>, commit <code>${since.commit.slice(0, 7)}</code> of ${since.date}:</p>`
  return section('since', 'What changed', markup`${when}${items.length ? list(items) : markup`<p>Nothing.</p>`}`)
}

/** Every repository of a list. */
export function repositories({ repositories = [] }: Report): Markup | undefined {
  if (repositories.length === 0) return undefined
  const rows = repositories.map(
    ({ repository, verdict, coverage, errors, warnings }) =>
      markup`<tr><th scope="row">${repository}</th><td><span class="tag ${verdict}">${verdict}</span></td><td class="cell ${coverage.held === coverage.of ? 'held' : 'slipped'}">${coverage.held}/${coverage.of}</td><td>${errors}</td><td>${warnings}</td></tr>`,
  )
  return section(
    'repositories',
    'Repositories',
    markup`<div class="scroll" tabindex="0" role="group" aria-label="repositories"><table><thead><tr><th scope="col">Repository</th><th scope="col">Verdict</th><th scope="col">Coverage</th><th scope="col">Errors</th><th scope="col">Warnings</th></tr></thead><tbody>${rows}</tbody></table></div>`,
  )
}

/** Amendments that count, with the days that are left. */
export function amendments({ amendments = [] }: Report): Markup | undefined {
  if (amendments.length === 0) return undefined
  const rows = amendments.map(
    ({ id, relaxes, reason, approvedBy, expires, daysLeft }) =>
      markup`<tr><th scope="row"><code>${id}</code></th><td>${relaxes.map((each) => markup`<code>${each}</code> `)}</td><td>${reason}</td><td>${approvedBy.join(', ')}</td><td>${expires}<small>${plural(daysLeft, 'day')} left</small></td></tr>`,
  )
  return section(
    'amendments',
    'Amendments',
    markup`<div class="scroll" tabindex="0" role="group" aria-label="amendments"><table><thead><tr><th scope="col">Amendment</th><th scope="col">Relaxes</th><th scope="col">Reason</th><th scope="col">Approved by</th><th scope="col">Until</th></tr></thead><tbody>${rows}</tbody></table></div>`,
  )
}

/** How many weakenings were caught, and the change of each that was not. */
export function drill({ weakenings, drill }: Report): Markup | undefined {
  const missed: readonly { protection: string; what: string; diff?: string }[] =
    weakenings?.filter(({ caught }) => !caught) ?? drill?.missed ?? []
  const of = weakenings?.length ?? drill?.of
  if (of === undefined) return undefined
  const items = missed.map(
    ({ protection, what, diff }) =>
      markup`<li class="slipped"><code>${protection}</code>: ${what}${diff !== undefined && markup`<pre class="diff" tabindex="0" aria-label="the weakening">${diff.split('\n').map(diffLine)}</pre>`}</li>`,
  )
  const tally = markup`<p><b class="${missed.length ? 'slipped' : 'held'}">${of - missed.length}/${of}</b> weakenings caught${!weakenings && ' in the last drill'}.</p>`
  return section('drill', 'Drill', markup`${tally}${items.length > 0 && markup`<h3>Not caught</h3><ul>${items}</ul>`}`)
}

function diffLine(text: string): Markup {
  const tone = text.startsWith('+') ? 'green' : text.startsWith('-') ? 'red' : ''
  return markup`<span class="${tone}">${text}</span>\n`
}

/** What GitHub holds the default branch to. */
export function rules({ rules }: Report): Markup | undefined {
  if (!rules?.facts.length) return undefined
  const facts = rules.facts.map(
    ({ says, open }) => markup`<li>${open && markup`<span class="tag slipped">open</span> `}${sentence(says)}</li>`,
  )
  return section('rules', 'Rules of the branch', markup`<p><code>${rules.branch}</code></p><ul>${facts}</ul>`)
}

export function limits({ limits }: Report): Markup | undefined {
  return limits.length ? section('limits', 'What was not looked at', list(limits)) : undefined
}
