import type { Coverage, ProtectionState, ProtocolState } from '../../model/report.ts'
import { anchor, type Markup, markup } from './template.ts'

/** Protocols as rows, layers as columns, each cell what holds of how much; below it every protection. */
export function overview(protocols: readonly ProtocolState[]): Markup | undefined {
  if (protocols.length === 0) return undefined
  const layers = [...new Set(protocols.flatMap((each) => each.layers.map(({ layer }) => layer)))].filter(Boolean)
  const rest = protocols.some((each) => each.layers.some(({ layer }) => !layer)) && layers.length > 0
  const columns = rest ? [...layers, ''] : layers
  return markup`<section id="overview" aria-labelledby="overview-title"><h2 id="overview-title">Do we hold?</h2>
<div class="scroll" tabindex="0" role="group" aria-label="coverage by protocol and layer"><table class="coverage">
<thead><tr><th scope="col">Protocol</th><th scope="col">All</th>${columns.map((layer) => markup`<th scope="col">${layer || 'no layer'}</th>`)}</tr></thead>
<tbody>${protocols.map((each) => row(each, columns))}</tbody></table></div>
${protocols.map(details)}</section>`
}

function row(protocol: ProtocolState, columns: readonly string[]): Markup {
  const { coverage } = protocol
  const below = coverage.held < coverage.required
  return markup`<tr><th scope="row"><a href="#${anchor('protocol', protocol.id)}">${protocol.id}</a><small>${protocol.title}${protocol.title && ' · '}${protocol.status}${protocol.owners.length > 0 && ` · ${protocol.owners.join(', ')}`}</small></th>
<td class="cell ${tone(coverage)} total">${coverage.held}/${coverage.of}${below && markup`<small>below ${coverage.required}/${coverage.of}</small>`}</td>${columns.map(
    (name) => {
      const layer = protocol.layers.find((each) => each.layer === name)
      if (!layer) return markup`<td class="cell empty"><span aria-hidden="true">·</span><span class="unseen">none</span></td>`
      return markup`<td class="cell ${tone(layer)}"><a href="#${anchor('protocol', protocol.id)}">${layer.held}/${layer.of}</a></td>`
    },
  )}</tr>`
}

const tone = ({ held, of }: Pick<Coverage, 'held' | 'of'>) => (held === of ? 'held' : 'slipped')

const signs = { held: '✓', slipped: '✗', unknown: '?' } as const

function details(protocol: ProtocolState): Markup {
  const layers = Map.groupBy(protocol.protections, ({ layer }) => layer ?? '')
  const open = protocol.protections.some(({ state }) => state !== 'held')
  return markup`<details class="protocol" id="${anchor('protocol', protocol.id)}"><summary><b>${protocol.id}</b> ${protocol.title}<span class="${open ? 'slipped' : 'held'}">${protocol.coverage.held}/${protocol.coverage.of}</span></summary>
${[...layers].map(([layer, own]) => markup`<h3>${layer || 'no layer'}</h3><ul>${own.map((each) => item(each, protocol.id))}</ul>`)}</details>`
}

function item({ id, state, level, findings, policy, holder }: ProtectionState, protocol: string): Markup {
  const name = id.startsWith(`${protocol}/`) ? id.slice(protocol.length + 1) : id
  const spot = ({ path, line }: typeof policy) => markup`<code>${path}${line !== undefined && `:${line}`}</code>`
  return markup`<li class="${state}"><span class="sign" aria-hidden="true">${signs[state]}</span><span class="unseen">${state}: </span><span><b>${name}</b>${level && ' (warning)'}${findings.length > 0 && markup` <a href="#q=${encodeURIComponent(name)}">${[...new Set(findings)].join(', ')}</a>`}<small>asked at ${spot(policy)}${holder && markup`, held by ${spot(holder)}`}</small></span></li>`
}
