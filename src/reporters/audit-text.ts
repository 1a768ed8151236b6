import type { Coverage, ProtocolState, RehearsedDatabase, Report, Spot } from '../model/report.ts'
import { line } from './escape.ts'
import type { Paint } from './paint.ts'
import { migrationLines, tally } from './rehearsal-text.ts'
import { plural } from './summary.ts'

/** What an audit tells beside its findings, part by part. */
export function auditText(report: Report, paint: Paint): string[] {
  return [
    ...(report.repositories ? [repositoriesText(report.repositories, paint)] : []),
    ...(report.protocols ?? []).map((protocol) => protocolText(protocol, paint)),
    ...(report.verb === 'audit' ? (report.databases ?? []).map((database) => databaseText(database, paint)) : []),
    ...(report.amendments?.length ? [amendmentsText(report.amendments, paint)] : []),
    ...(report.rules ? [rulesText(report.rules, paint)] : []),
    ...(report.since ? [sinceText(report.since, paint)] : []),
    ...(report.history ? [historyText(report.history, paint)] : []),
  ]
}

const ratio = ({ held, of, required }: Coverage, paint: Paint): string => (held < required ? paint.red : paint.green)(`${held}/${of}`)

const padded = (all: readonly string[]) => {
  const width = Math.max(0, ...all.map((each) => each.length))
  return (text: string) => text.padEnd(width)
}

/** Coverage by layer, then every protection with its state and the place that holds it, those that do not hold first. */
function protocolText(protocol: ProtocolState, paint: Paint): string {
  const { held, of, required } = protocol.coverage
  const below = held < required ? ` (below required ${required}/${of})` : ''
  const owners = protocol.owners.length ? `, owned by ${protocol.owners.map(line).join(', ')}` : ''
  const lines = [
    `${line(protocol.id)}: coverage ${ratio(protocol.coverage, paint)}${below}`,
    paint.dim(`  ${protocol.title ? `${line(protocol.title)}, ` : ''}${line(protocol.status)}${owners}`),
  ]
  const named = protocol.layers.filter(({ layer }) => layer)
  const layer = padded(named.map((each) => line(each.layer)))
  for (const each of named) lines.push(`  ${layer(line(each.layer))}  ${ratio({ ...each, required: each.of }, paint)}`)
  const all = [...protocol.protections].sort((a, b) => Number(a.state === 'held') - Number(b.state === 'held'))
  const id = padded(all.map((each) => line(each.id)))
  const state = padded(all.map((each) => each.state))
  for (const each of all) {
    const color = each.state === 'held' ? paint.green : paint.red
    const told = each.level === 'warning' ? ' (told alone)' : ''
    lines.push(`  ${color(state(each.state))}  ${id(line(each.id))}  ${paint.dim(spot(each.holder ?? each.policy))}${told}`.trimEnd())
  }
  return lines.join('\n')
}

const spot = ({ path, line: at }: Spot): string => `${line(path)}${at === undefined ? '' : `:${at}`}`

const order = ['none', 'fails', 'partial', 'unknown', 'lossy', 'reversible']

/** Migrations whose way back is none, or not whole, on a line each, the worst first; those that are reversible are counted. */
function databaseText({ name, engine, migrations }: RehearsedDatabase, paint: Paint): string {
  const told = migrations
    .filter(({ verdict }) => verdict !== 'reversible')
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
  const width = Math.max(0, ...told.map(({ id }) => id.length))
  const lines = told.flatMap((migration) => migrationLines(migration, width, paint))
  return [`${line(name)}${engine ? `, ${line(engine)}` : ''}: ${tally(migrations)}`, ...lines].join('\n')
}

function amendmentsText(amendments: NonNullable<Report['amendments']>, paint: Paint): string {
  const lines = amendments.map(({ id, relaxes, for: migration, expires, daysLeft }) => {
    const left = (daysLeft <= 30 ? paint.yellow : paint.dim)(`${plural(daysLeft, 'day')} left, until ${expires}`)
    return `  ${line(id)}: ${relaxes.map(line).join(', ')}${migration === undefined ? '' : ` for ${line(migration)}`}, ${left}`
  })
  return [`${plural(amendments.length, 'amendment')} standing`, ...lines].join('\n')
}

function rulesText({ branch, facts }: NonNullable<Report['rules']>, paint: Paint): string {
  const lines = facts.map(({ says, open }) => `  ${(open ? paint.yellow : paint.green)(open ? 'open' : 'held')}  ${line(says)}`)
  return [`on GitHub, ${line(branch)}`, ...lines].join('\n')
}

function sinceText({ revision, commit, date, added, removed, changed, coverage }: NonNullable<Report['since']>, paint: Paint): string {
  const lines = [
    ...coverage.map(({ id, was, is }) => {
      const shown = (side: Coverage | undefined) => (side ? ratio(side, paint) : '–')
      return `  ${line(id)}: coverage ${shown(was)} then, ${shown(is)} now`
    }),
    ...added.map((name) => `  ${paint.green('added')}: ${line(name)}`),
    ...removed.map((name) => `  ${paint.red('removed')}: ${line(name)}`),
    ...changed.map(({ protection, was, is }) => `  ${(is === 'held' ? paint.green : paint.red)(is)}, was ${was}: ${line(protection)}`),
  ]
  const same = added.length + removed.length + changed.length === 0 ? ', no protection is otherwise' : ''
  return [`since ${line(revision)} (${commit.slice(0, 10)}, ${date})${same}`, ...lines].join('\n')
}

function historyText(history: NonNullable<Report['history']>, paint: Paint): string {
  const lines = history.map((point) => `  ${point.date}  ${point.commit.slice(0, 10)}  ${ratio(point, paint)}`)
  return [`coverage over ${plural(history.length, 'commit')}`, ...lines].join('\n')
}

function repositoriesText(repositories: NonNullable<Report['repositories']>, paint: Paint): string {
  const name = padded(repositories.map(({ repository }) => line(repository)))
  const lines = repositories.map(({ repository, verdict, coverage, errors, warnings }) => {
    const found = [errors ? plural(errors, 'error') : '', warnings ? plural(warnings, 'warning') : ''].filter(Boolean).join(', ')
    const color = verdict === 'held' ? paint.green : paint.red
    return `  ${name(line(repository))}  ${color(verdict.padEnd(7))}  ${coverage.of ? ratio(coverage, paint) : '–'}  ${found}`.trimEnd()
  })
  return [plural(repositories.length, 'repository').replace(/repositorys$/, 'repositories'), ...lines].join('\n')
}
