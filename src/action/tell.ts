import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import * as core from '@actions/core'
import type { Host } from '../cli/host.ts'
import { version } from '../cli/version.ts'
import { writeWhole } from '../cli/write.ts'
import type { Report } from '../model/report.ts'
import { github } from '../reporters/github.ts'
import { json } from '../reporters/json.ts'
import { markdown } from '../reporters/markdown.ts'
import { sarif } from '../reporters/sarif.ts'
import { refusalText, text } from '../reporters/text.ts'
import type { Inputs } from './inputs.ts'

const about = { version, fingerprint: (of: string) => createHash('sha256').update(of).digest('hex').slice(0, 16) }

/** What GitHub takes of one step's summary, with room for what is written around it. */
const mostSummary = 1024 * 1024 - 4096

/** The report as Markdown, within what there is room for. */
export function page(report: Report, host: Host, most = mostSummary): string {
  return markdown(linked(report, host), { version, most })
}

/** With the pages of findings where this release of the Action has them. */
function linked(report: Report, { env }: Host): Report {
  const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env
  if (!repository || !ref) return report
  return { ...report, findings: report.findings.map((each) => ({ ...each, docs: `${server}/${repository}/blob/${ref}/${each.docs}` })) }
}

/** Writes the report into the files that the step asked for; one that cannot be written is a Refusal. */
export async function writeReports(report: Report, inputs: Inputs, host: Host): Promise<void> {
  if (inputs.sarif !== undefined) writeWhole(workspace(host), inputs.sarif, sarif(report, about))
  if (inputs.html !== undefined) writeWhole(workspace(host), inputs.html, (await import('../reporters/html/page.ts')).html(report, about))
}

/** Tells the report: in the log, at the changed lines, in the summary of the step, and as outputs. */
export async function tell(report: Report, host: Host): Promise<void> {
  host.out(text(linked(report, host), { color: true }))
  host.err(refusalText(report, { color: true }))
  // The last line of that format stands in the log already.
  host.out(github(report).replace(/^(?!::).*\n/gm, ''))
  if (host.env.GITHUB_STEP_SUMMARY) await core.summary.addRaw(page(report, host)).write()
  const file = join(host.env.RUNNER_TEMP ?? workspace(host), 'pawl-report.json')
  writeWhole('.', file, json(report, about))
  core.setOutput('verdict', report.verdict)
  core.setOutput('findings', report.findings.length)
  core.setOutput('errors', report.findings.filter(({ level }) => level === 'error').length)
  core.setOutput('coverage', coverageOf(report))
  core.setOutput('report', file)
}

/** Protections that hold, of all: `16/16`; empty where the state was not looked at. */
function coverageOf({ protocols }: Report): string {
  if (!protocols) return ''
  const sum = (count: (each: { held: number; of: number }) => number) => protocols.reduce((all, { coverage }) => all + count(coverage), 0)
  return `${sum(({ held }) => held)}/${sum(({ of }) => of)}`
}

const workspace = ({ env, cwd }: Host) => resolve(env.GITHUB_WORKSPACE ?? cwd)
