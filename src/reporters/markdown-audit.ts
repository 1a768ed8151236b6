import type { Coverage, HistoryPoint, ProtocolState, Report, RepositoryState, Spot } from '../model/report.ts'
import { cell, inline, table } from './markdown-escape.ts'
import { plural } from './summary.ts'

/** A part of a page, with its heading; empty where there is nothing to tell. */
export function section(title: string, wanted: boolean, parts: readonly string[]): string[] {
  return wanted ? [`### ${title}`, ...parts] : []
}

/** How many protections that do not hold are named where there is little room. */
const fewest = 50

/** Coverage by protocol and layer, what does not hold, and every protection to be unfolded; where room is short, less of it. */
export function coverage(protocols: readonly ProtocolState[] = [], short = false): string[] {
  const layers = [...new Set(protocols.flatMap(({ layers }) => layers.map(({ layer }) => layer)))].filter(Boolean)
  const rows = protocols.map((protocol) => {
    const byLayer = layers.map((name) => {
      const layer = protocol.layers.find((each) => each.layer === name)
      return layer ? strong(`${layer.held}/${layer.of}`, layer.held < layer.of) : ''
    })
    const name = `${code(protocol.id)} ${cell(protocol.title)}`.trim()
    return [name, protocol.status, protocol.owners.map(cell).join(', '), share(protocol.coverage), ...byLayer]
  })
  const all = protocols.flatMap(({ id: protocol, protections }) =>
    protections.map((each) => ({ ...each, id: fullName(protocol, each.id) })),
  )
  const open = all.filter(({ state }) => state !== 'held')
  const named = open.slice(0, short ? fewest : open.length).map(({ id, state }) => `- ${state}: ${inline(`\`${id}\``)}`)
  const left = open.length - named.length
  const whole = table(
    ['State', 'Protection', 'Asked at', 'Held by'],
    all.map(({ state, id, policy, holder }) => [
      strong(state, state !== 'held'),
      code(id),
      code(spot(policy)),
      holder ? code(spot(holder)) : '',
    ]),
  )
  return section('Coverage', protocols.length > 0, [
    table(['Protocol', 'Status', 'Owners', 'Coverage', ...layers.map(cell)], rows),
    ...(open.length ? [[...named, ...(left > 0 ? [`- … and ${left} more`] : [])].join('\n')] : []),
    ...(all.length && !short ? [`<details><summary>${plural(all.length, 'protection')}</summary>\n\n${whole}\n\n</details>`] : []),
  ])
}

/** What else an audit tells: standing amendments, what changed, coverage over the commits, other repositories. */
export function audit({ amendments = [], since, history = [], repositories = [] }: Report): string[] {
  return [
    ...section('Repositories', repositories.length > 0, [repositoryTable(repositories)]),
    ...section('Amendments standing', amendments.length > 0, [
      table(
        ['Amendment', 'Relaxes', 'Reason', 'Approved by', 'Until'],
        amendments.map(({ id, relaxes, reason, approvedBy, expires, daysLeft }) => [
          code(id),
          relaxes.map(code).join(', '),
          cell(reason),
          approvedBy.map(cell).join(', '),
          `${expires}, ${plural(daysLeft, 'day')} left`,
        ]),
      ),
    ]),
    ...(since ? changed(since) : []),
    ...section('Coverage over time', history.length > 0, [historyTable(history)]),
  ]
}

function changed({ revision, commit, date, added, removed, changed, coverage }: NonNullable<Report['since']>): string[] {
  const lines = [
    ...coverage.map(
      ({ id, was, is }) => `- ${inline(`\`${id}\``)}: ${was ? share(was) : 'not there'} before, ${is ? share(is) : 'not there'} now`,
    ),
    ...changed.map(({ protection, was, is }) => `- ${inline(`\`${protection}\``)} was ${was} and is ${is}`),
    ...removed.map((each) => `- ${inline(`\`${each}\``)} is no longer protected`),
    ...added.map((each) => `- ${inline(`\`${each}\``)} is protected now`),
  ]
  const title = `Since ${inline(`\`${revision}\``)}, ${commit.slice(0, 7)} of ${date}`
  return section(title, true, [lines.join('\n') || 'Nothing changed.'])
}

function historyTable(points: readonly HistoryPoint[]): string {
  return table(
    ['Day', 'Commit', 'Coverage'],
    points.map((point) => [point.date, point.commit.slice(0, 7), share(point)]),
  )
}

function repositoryTable(all: readonly RepositoryState[]): string {
  return table(
    ['Repository', 'Verdict', 'Coverage', 'Errors', 'Warnings'],
    all.map(({ repository, verdict, coverage, errors, warnings }) => [
      cell(repository),
      strong(verdict, verdict !== 'held'),
      share(coverage),
      String(errors),
      String(warnings),
    ]),
  )
}

/** What is held of how much, and of how much must be where that is not reached. */
function share({ held, of, required }: Coverage): string {
  return held < required ? `**${held}/${of}** (below required ${required}/${of})` : `${held}/${of}`
}

/** A protection as findings name it, with its protocol. */
function fullName(protocol: string, id: string): string {
  return id.startsWith(`${protocol}/`) ? id : `${protocol}/${id}`
}

const spot = ({ path, line }: Spot) => (line === undefined ? path : `${path}:${line}`)
const code = (text: string) => cell(`\`${text}\``)
export const strong = (text: string, wanted: boolean) => (wanted ? `**${text}**` : text)
