import type { Plan, PlanStep } from '../model/plan.ts'
import type { RefusalNote } from '../model/report.ts'
import { shellWord } from '../model/shell-word.ts'
import { line } from './escape.ts'
import { fence, inline, code as span, table } from './markdown-escape.ts'
import { duration, factsOf } from './plan-facts.ts'

/** A plan as a runbook, with boxes that can be ticked: standard, or for an emergency. */
export function runbook(plan: Plan): string {
  const versions = `${code(plan.from)} to ${code(plan.to)}`
  if (plan.path.length === 0) return `# Rollback runbook: ${versions}\n\nAlready there: nothing is to be done.\n`
  const parts = [
    `# ${plan.emergency ? 'Emergency rollback' : 'Rollback'} runbook: ${versions}`,
    table(
      ['What', 'It comes to'],
      factsOf(plan).map(([name, value]) => [name, code(value).replaceAll('|', '\\|')]),
    ),
    ...notes('Blockers', plan.blockers),
    ...notes('Warnings', plan.warnings),
    ...lost(plan),
    ...(plan.emergency ? immediately(plan) : prerequisites(plan)),
    ...execution(plan),
    ...afterwards(plan),
    ...people(plan),
  ]
  return `${parts.join('\n\n')}\n`
}

/** A name as code, whatever it holds. */
const code = (text: string): string => span(line(text))

const boxes = (items: readonly string[]): string => items.map((item) => `- [ ] ${item}`).join('\n')

function notes(title: string, all: readonly RefusalNote[]): string[] {
  return all.length ? [`## ${title}`, all.map(({ message }) => `- ${inline(message)}`).join('\n')] : []
}

function lost({ loses, discards }: Plan): string[] {
  const named = (names: readonly string[]) => names.map((name) => code(name.replace(/^public\./, ''))).join(', ')
  return [
    ...(loses.length ? [`> **Warning**: the data of ${named(loses)} is lost by this rollback. Only a backup brings it back.`] : []),
    ...(discards.length ? [`> Rows written since to ${named(discards)} go with this rollback.`] : []),
  ]
}

function asked({ approvals, loses, backups }: Plan): string[] {
  return [
    ...approvals.map((role) => `Approved by ${code(role)}: ____________________`),
    ...(backups ?? []).map(({ file, sha256 }) => `Backup ${code(file)} stands, and its sha256 is ${code(sha256)}`),
    ...(loses.length && !backups?.length ? ['Backup taken, and restored once to see that it can be read'] : []),
  ]
}

const told = ({ notify }: Plan): string[] => notify.map((channel) => `Told: ${inline(channel)}`)

function prerequisites(plan: Plan): string[] {
  const { downtime, carried } = plan
  return [
    '## Prerequisites',
    boxes([
      ...asked(plan),
      ...(downtime ? ['Maintenance window agreed on with those who are hit'] : []),
      ...told(plan),
      ...(carried?.canary ? [`Canary: ${inline(String(carried.canary))} goes first`] : []),
      `Plan made for the run: ${code(making(plan))}`,
      `Dry run read: ${code('pawl rollback run plan.json')}`,
    ]),
  ]
}

function immediately(plan: Plan): string[] {
  const contact = (plan.carried?.contact ?? []) as readonly string[]
  return [
    '## Immediately',
    boxes([
      ...contact.map((who) => `Called: ${code(who)}`),
      ...told(plan),
      ...asked(plan),
      'Traffic to the services above is held back',
      `Plan made for the run: ${code(making(plan))}`,
    ]),
  ]
}

/** A word as a shell takes it. */

/** The command line that writes this plan down for the run. */
function making({ from, to, tier, emergency, backups }: Plan): string {
  const flags = [
    ...(tier === undefined ? [] : ['--tier', shellWord(tier)]),
    ...(emergency ? ['--emergency'] : []),
    ...(backups ? ['--ready'] : []),
  ]
  return ['pawl plan', shellWord(from), shellWord(to), ...flags, '--format json --output plan.json'].join(' ')
}

function execution(plan: Plan): string[] {
  let number = 0
  const hops = plan.path.flatMap((hop) => {
    const steps = plan.steps.filter((step) => step.hop.from === hop.from).map((step) => stepText(step, ++number))
    return [`### ${code(hop.from)} to ${code(hop.to)}`, steps.length ? steps.join('\n\n') : 'Nothing is to be run.']
  })
  const approved = plan.approvals.length ? plan.approvals.map(() => '--approved-by <name>').join(' ') : '--approved-by <name>'
  const loss = plan.loses.length ? ` --accept-loss ${plan.loses.map((name) => name.replace(/^public\./, '')).join(',')}` : ''
  const databases = [...new Set(plan.steps.flatMap(({ database }) => database ?? []))].map(
    (name) => ` --database ${shellWord(name)}=env:<VAR>`,
  )
  const command = `pawl rollback run plan.json --execute --reason "<why>" ${approved}${plan.carried?.audit ? ' --log rollback.log' : ''}${loss}${databases.join('')}`
  return ['## Steps', 'All of them in this order, with a log that is written ahead:', fence(command, 'sh'), ...stops(), ...hops]
}

const stops = (): string[] => [
  `Where it stops, its last lines say in what state things are and which command line comes next: ${code('--resume <log>')} goes on, and with ${code('--undo')} beside it what was done is taken back.`,
]

function stepText({ name, type, at, database, timeoutSeconds, shows, blocks }: PlanStep, number: number): string {
  const limits = `${at}, ${type}, at most ${duration(timeoutSeconds)}${blocks ? '; nothing goes on while it fails' : ''}`
  const head = `- [ ] **${number}. ${inline(name)}** (${limits})`
  return shows === undefined
    ? head
    : `${head}\n\n${fence(shows, type === 'database' ? 'text' : database === undefined ? 'sh' : 'sql').replace(/^/gm, '  ')}`
}

/** The message to those who are hit, and how to recover, as their documents state them. */
function people({ notices }: Plan): string[] {
  return (notices ?? []).flatMap(({ document, message, open, recovery }) => [
    ...(message === undefined
      ? []
      : [
          '## Message to those who are hit',
          `From ${code(document)}${open?.length ? `; to be filled in: ${open.map(code).join(', ')}` : ''}:`,
          fence(message, 'text'),
          boxes(['Sent to everybody who is hit']),
        ]),
    ...(recovery === undefined ? [] : ['## Recovery', `From ${code(document)}:`, fence(recovery, 'markdown')]),
  ])
}

function afterwards(plan: Plan): string[] {
  const last = plan.path.at(-1)!
  return [
    '## Afterwards',
    boxes([
      ...plan.services.map((service) => `${code(service)} runs ${code(last.to)}, and its log is quiet`),
      `The database is as ${code(last.to)} left it`,
      ...(plan.emergency ? ['Traffic restored step by step', 'What happened, and why, is written down'] : []),
      ...(plan.carried?.audit ? ['The log of the run is kept for the auditor'] : []),
      `${code(last.to)} stands in documents, change log and dashboards`,
    ]),
  ]
}
