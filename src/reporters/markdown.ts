import type { Finding } from '../model/finding.ts'
import type { RehearsedDatabase, RehearsedMigration, Report } from '../model/report.ts'
import { findingText } from './finding-text.ts'
import { audit, coverage, section, strong } from './markdown-audit.ts'
import { cell, fence, inline, table } from './markdown-escape.ts'
import { painter } from './paint.ts'
import { runbook } from './plan-markdown.ts'
import { rollbackText } from './rollback-text.ts'
import { counted, plural } from './summary.ts'

/** Less than the megabyte that GitHub shows of a step summary. */
const mostBytes = 1_000_000

/** The report for a pull request, a step summary or a page: the verdict first. `most` is how many bytes have room. */
export function markdown(report: Report, about: { version: string; most?: number }): string {
  if (report.plan) return runbook(report.plan)
  const most = about.most ?? mostBytes
  const fits = (text: string) => new TextEncoder().encode(text).length <= most
  const whole = page(report, about.version, report.findings.length, false)
  if (fits(whole)) return whole
  for (let shown = report.findings.length; ; shown = Math.floor(shown / 2)) {
    const text = page(report, about.version, shown, true)
    if (fits(text)) return text
    if (shown === 0) return brief(report, about.version)
  }
}

/** Where not even the tables have room. */
function brief(report: Report, version: string): string {
  const parts = [
    `## pawl ${report.verb}: ${report.verdict}`,
    `${counted(report)}`,
    'What there is to say is too long for this place; the other reports hold it.',
  ]
  return `${[...parts, `<sub>pawl ${version}</sub>`].join('\n\n')}\n`
}

function page(report: Report, version: string, shown: number, short: boolean): string {
  const left = report.findings.length - shown
  const parts = [
    `## pawl ${report.verb}: ${report.verdict}`,
    `${counted(report)}`,
    ...section('Refused', report.refusals.length > 0, [report.refusals.map(refusal).join('\n')]),
    ...section('Findings', report.findings.length > 0, report.findings.slice(0, shown).flatMap(finding)),
    ...(left && report.findings.length ? [`… and ${plural(left, 'more finding')}; the whole is in the other reports.`] : []),
    ...policies(report.policies),
    ...section('Amendments used', report.amended.length > 0, [amendments(report.amended)]),
    ...coverage(report.protocols, short),
    ...audit(report),
    ...section('Rehearsal', (report.databases?.length ?? 0) > 0, (report.databases ?? []).flatMap(rehearsal)),
    ...drill(report),
    ...rules(report.rules),
    ...(report.rollback ? [fence(rollbackText(report.rollback, painter(false)))] : []),
    ...snapshot(report.snapshot),
    ...section('Limits', report.limits.length > 0, [report.limits.map((limit) => `- ${inline(limit)}`).join('\n')]),
    `<sub>pawl ${version}${report.shard ? `, shard ${report.shard.index} of ${report.shard.of}` : ''}</sub>`,
  ]
  return `${parts.join('\n\n')}\n`
}

function refusal({ message, path, line, column }: Report['refusals'][number]): string {
  const at = path === undefined ? '' : `${inline(`\`${[path, line, column].filter((part) => part !== undefined).join(':')}\``)}: `
  return `- ${at}${inline(message)}`
}

function finding(each: Finding): string[] {
  return [`**${each.level}**: ${inline(each.message)}`, fence(findingText(each, painter(false)))]
}

function policies(edits: Report['policies']): string[] {
  if (!edits) return []
  const list = (name: string, items: readonly string[]) => [`**${name}**`, items.map((item) => `- ${inline(item)}`).join('\n')]
  return section('Policies', edits.adds.length + edits.takesAway.length > 0, [
    ...(edits.takesAway.length ? list('Takes away', edits.takesAway) : []),
    ...(edits.adds.length ? list('Adds', edits.adds) : []),
  ])
}

function amendments(amended: Report['amended']): string {
  return table(
    ['Amendment', 'Finding', 'Where'],
    amended.map((each) => [cell(each.amendment), `${cell(each.message)} (${cell(`\`${each.code}\``)})`, cell(where(each))]),
  )
}

function where({ places }: Finding): string {
  const [first] = places
  return first ? `\`${first.path}${first.span ? `:${first.span.line}` : ''}\`` : ''
}

function rehearsal(database: RehearsedDatabase): string[] {
  const rows = database.migrations.map((each) => [
    cell(`\`${each.id}\``),
    strong(`${each.verdict}${each.restored ? ' (values come back)' : ''}`, ['lossy', 'partial', 'fails'].includes(each.verdict)),
    each.category,
    cell(remarks(each)),
    each.document ? cell(`\`${each.document}\``) : '',
  ])
  return [
    `**${inline(database.name)}**, ${inline(database.engine)}`,
    table(['Migration', 'Verdict', 'Category', 'Remarks', 'Document'], rows),
  ]
}

function remarks({ loses, rewrites, left, discards, error, afterFailure }: RehearsedMigration): string {
  const names = (what: string, items: readonly string[]) =>
    items.length ? [`${what} ${items.map((item) => `\`${item}\``).join(', ')}`] : []
  return [
    ...names('loses', loses),
    ...names('rewrites', rewrites),
    ...left,
    ...names('discards', discards),
    ...(error ? [`${error.side}, line ${error.line}: ${error.message}${error.sqlstate ? ` (${error.sqlstate})` : ''}`] : []),
    ...(afterFailure ? ['comes after one that failed'] : []),
  ].join('; ')
}

function drill({ weakenings, drill }: Report): string[] {
  const missed = weakenings?.filter(({ caught }) => !caught) ?? drill?.missed ?? []
  const of = weakenings?.length ?? drill?.of
  if (of === undefined) return []
  const tally = `${of - missed.length}/${of} weakenings caught${weakenings ? '' : ' in the last drill'}`
  const lines = missed.flatMap((each) => [
    `**not caught**: ${inline(`\`${each.protection}\``)}, ${inline(each.what)}`,
    ...('diff' in each && typeof each.diff === 'string' ? [fence(each.diff, 'diff')] : []),
  ])
  return section('Drill', true, [tally, ...lines])
}

function rules(told: Report['rules']): string[] {
  if (!told) return []
  const facts = told.facts.map(({ says, open }) => `- ${open ? '**open**: ' : ''}${inline(says)}`)
  return section(`Rules of ${inline(`\`${told.branch}\``)}`, facts.length > 0, [facts.join('\n')])
}

function snapshot(taken: Report['snapshot']): string[] {
  if (!taken) return []
  const { file, database, objects, sha256 } = taken
  const when = taken.taken === null ? 'ahead of its first migration' : `after ${inline(`\`${taken.taken}\``)}`
  return section('Snapshot', true, [
    `${inline(`\`${file}\``)}: ${plural(objects, 'object')} of ${inline(database)} ${when}, sha256 \`${sha256}\``,
  ])
}
