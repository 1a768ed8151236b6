import type { Report } from '../../model/report.ts'
import type { About } from '../about.ts'
import { counted, levels, plural } from '../summary.ts'
import { findings } from './findings.ts'
import { history } from './history.ts'
import { migrations } from './migrations.ts'
import { overview } from './overview.ts'
import { plan } from './plan.ts'
import { amendments, drill, limits, policies, refusals, repositories, rules, since } from './rest.ts'
import { rollback } from './rollback.ts'
import { script } from './script.ts'
import { style } from './style.ts'
import { type Markup, markup } from './template.ts'

const words = { held: 'Held', slipped: 'Slipped', unknown: 'Could not decide' } as const

/** The report as one page that needs nothing beside it and asks nothing of a network. */
export function html(report: Report, about: About): string {
  const parts: readonly (readonly [id: string, name: string, part: Markup | undefined])[] = [
    ['refused', 'Refusals', refusals(report)],
    ['plan', 'Plan', plan(report)],
    ['rollback', 'Rollback', rollback(report)],
    ['overview', 'Overview', overview(report.protocols ?? [])],
    ['repositories', 'Repositories', repositories(report)],
    ['since', 'Since', since(report)],
    ['policies', 'Policies', policies(report)],
    ['history', 'History', history(report.history)],
    ['migrations', 'Migrations', migrations(report.databases)],
    ['findings', 'Findings', findings(report, about)],
    ['amendments', 'Amendments', amendments(report)],
    ['drill', 'Drill', drill(report)],
    ['rules', 'Rules', rules(report)],
    ['limits', 'Limits', limits(report)],
  ]
  const shown = parts.filter(([, , part]) => part !== undefined)
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark"><title>pawl ${report.verb}: ${report.verdict}</title><style>${style}</style></head>
<body><a class="skip" href="#main">To the report</a>
<header class="top ${report.verdict}"><p class="verb">pawl ${report.verb}</p><h1>${words[report.verdict]}</h1><p class="answer">${answer(report)}</p>
<p class="looked">${counted(report)}</p></header>
${shown.length > 1 && markup`<nav aria-label="parts"><ul>${shown.map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`}
<main id="main">${shown.map(([, , part]) => part)}${shown.length === 0 && markup`<p class="all-well">Nothing slips, and nothing was left out.</p>`}</main>
<footer><p>pawl ${about.version}${report.shard && `, shard ${report.shard.index} of ${report.shard.of}`}</p><p class="keys" hidden>Keys: <kbd>/</kbd> filter, <kbd>j</kbd> and <kbd>k</kbd> next and previous finding, <kbd>Esc</kbd> clear</p></footer>
<script>${script}</script></body></html>
`
  return page.text
}

/** The one sentence that is read first. */
function answer(report: Report): string {
  const { protocols = [], verdict, refusals } = report
  if (verdict === 'unknown') return `${plural(refusals.length, 'thing')} could not be decided, so nothing is taken for held.`
  if (report.plan)
    return report.plan.blockers.length ? `${plural(report.plan.blockers.length, 'thing')} in the way.` : 'Nothing stands in the way.'
  const below = protocols.filter(({ coverage }) => coverage.held < coverage.required).length
  if (protocols.length && below)
    return `${below} of ${plural(protocols.length, 'protocol')} ${below === 1 ? 'holds' : 'hold'} less than required.`
  if (protocols.length && verdict === 'held')
    return `${protocols.length === 1 ? 'The protocol holds' : `All ${protocols.length} protocols hold`} what is required.`
  const { errors } = levels(report.findings)
  return errors ? `${plural(errors, 'finding')} to mend before this may stand.` : 'Nothing that is protected slips.'
}
