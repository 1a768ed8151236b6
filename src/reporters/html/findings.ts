import type { Finding } from '../../model/finding.ts'
import type { Report } from '../../model/report.ts'
import { type About, fingerprintOf } from '../about.ts'
import { plural } from '../summary.ts'
import { type Markup, markup, sentence } from './template.ts'
import { sides, terminal } from './terminal.ts'

/** Every finding as the terminal shows it, with its own address; amended ones behind the others. */
export function findings(report: Report, about: About): Markup | undefined {
  const all = [...report.findings, ...report.amended]
  if (all.length === 0) return undefined
  const layers = new Map(
    (report.protocols ?? []).flatMap(({ id, protections }) => protections.map((each) => [fullName(id, each.id), each.layer])),
  )
  const anchors = new Map<string, number>()
  const name = (finding: Finding) => {
    const print = fingerprintOf(finding, about)
    const count = (anchors.get(print) ?? 0) + 1
    anchors.set(print, count)
    return count === 1 ? `finding-${print}` : `finding-${print}-${count}`
  }
  const counts = [
    ['error', report.findings.filter(({ level }) => level === 'error').length],
    ['warning', report.findings.filter(({ level }) => level === 'warning').length],
    ['amended', report.amended.length],
  ] as const
  return markup`<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
<form class="filter" role="search" hidden><label for="filter">Filter</label><input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="code, table, file, protocol, layer" aria-keyshortcuts="/">
<fieldset><legend class="unseen">Show</legend>${counts.filter(([, count]) => count).map(([level, count]) => markup`<label class="chip ${level}"><input type="checkbox" name="level" value="${level}" checked>${level === 'amended' ? `${count} amended` : plural(count, level)}</label>`)}</fieldset>
<output for="filter" aria-live="polite"></output></form>
${all.map((each) => one(each, name(each), layers.get(each.protection ?? '')))}
<p class="nothing" hidden>Nothing fits the filter.</p></section>`
}

/** A protection of an audit is named with its protocol or without. */
const fullName = (protocol: string, id: string) => (id.startsWith(`${protocol}/`) ? id : `${protocol}/${id}`)

function one(finding: Finding & { amendment?: string }, id: string, layer: string | undefined): Markup {
  const level = finding.amendment === undefined ? finding.level : 'amended'
  const words = [
    finding.code,
    level,
    finding.message,
    finding.protection,
    layer,
    finding.amendment,
    ...finding.places.map(({ path }) => path),
  ]
  return markup`<article class="finding ${level}" id="${id}" tabindex="-1" data-level="${level}" data-words="${words.filter(Boolean).join(' ').toLowerCase()}">
<header><span class="tag ${level}">${level}</span> <code>${finding.code}</code> <a class="link" href="#${id}" aria-label="link to this finding">#</a></header>
<h3>${sentence(finding.message)}</h3>${finding.amendment !== undefined && markup`<p>Allowed by the amendment <code>${finding.amendment}</code>.</p>`}
${terminal(finding)}${sides(finding.places)}</article>`
}
