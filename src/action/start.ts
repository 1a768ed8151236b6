import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as core from '@actions/core'
import type { Host } from '../cli/host.ts'
import { sweepTemporary } from '../git/temporary.ts'
import { comment, mostCharacters } from '../github/comment.ts'
import { Refusal } from '../model/refusal.ts'
import { emptyReport, exitCode, type Report } from '../model/report.ts'
import { openCache } from './cache.ts'
import { openCheckout } from './checkout.ts'
import { contentOf } from './content.ts'
import { type Event, readEvent } from './event.ts'
import { type Inputs, readInputs } from './inputs.ts'
import { judgeEvent } from './judge.ts'
import { requireNode } from './node.ts'
import { hide, secretsOf } from './secrets.ts'
import { page, tell, writeReports } from './tell.ts'

/** Runs the step; resolves to its exit code. What goes wrong is a refusal, told like any other. */
export async function start(): Promise<number> {
  sweepTemporary()
  const host = machine()
  const secrets = secretsOf(host.env, host.env.INPUT_TOKEN?.trim() || undefined)
  for (const secret of secrets) core.setSecret(secret)
  const after: (() => Promise<void>)[] = []
  let inputs: Inputs | undefined
  let event: Event | undefined
  let report: Report
  try {
    requireNode(process.versions.node)
    inputs = readInputs(host.env)
    event = readEvent(host.env, payload(host))
    report = hide(await judge(inputs, event, host, after), secrets)
    report = await writeReports(report, inputs, host).then(
      () => report,
      (error) => ({ ...report, verdict: 'unknown', refusals: [...report.refusals, ...hide(refused(error), secrets).refusals] }),
    )
  } catch (error) {
    report = hide(refused(error), secrets)
  }
  await tell(report, host)
  if (inputs?.comment && event?.is === 'pull request') await leaveComment(report, event, inputs, host)
  for (const each of after) await each().catch(() => {})
  return exitCode(report.verdict)
}

async function judge(inputs: Inputs, event: Event, host: Host, after: (() => Promise<void>)[]): Promise<Report> {
  const { repo, empty } = await openCheckout(resolve(host.cwd, inputs.workingDirectory), host)
  try {
    const caller = { server: host.env.GITHUB_SERVER_URL ?? 'https://github.com', token: inputs.token }
    const terms = { allowRun: inputs.allowRun, caller }
    const there = { ...host, cwd: repo.place.cwd }
    if (empty) return await judgeEvent(event, repo, there, terms)
    const kept = await openCache(event, repo, host.cwd, await contentOf(repo), apiOf(inputs, host))
    const report = await judgeEvent(event, repo, there, { ...terms, later: (work) => void after.push(work) })
    after.push(kept.save)
    return report
  } finally {
    repo.close()
  }
}

const apiOf = ({ token }: Inputs, { env }: Host) => ({ url: env.GITHUB_API_URL ?? 'https://api.github.com', token })

/** One comment, updated; where the token may not write, as for a fork, the summary says it all. */
async function leaveComment(report: Report, event: Event & { is: 'pull request' }, inputs: Inputs, host: Host): Promise<void> {
  const problem =
    inputs.token === undefined
      ? 'there is no token'
      : await comment(apiOf(inputs, host), event.repository, event.number, page(report, host, mostCharacters)).catch(
          (error: Error) => error.message,
        )
  if (problem) core.notice(`no comment was left on #${event.number} (${problem}); the summary of this step holds the same`)
}

function payload(host: Host): unknown {
  const file = host.env.GITHUB_EVENT_PATH
  if (!file)
    throw new Refusal('GITHUB_EVENT_PATH is not set: this file is started by the runner of GitHub Actions; elsewhere, run `pawl check`')
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Refusal(`the payload of the event could not be read: ${(error as Error).message}`)
  }
}

function machine(): Host {
  return {
    cwd: process.env.GITHUB_WORKSPACE ?? process.cwd(),
    env: process.env,
    out: (text) => void process.stdout.write(text),
    // The log shows both streams, and in the order of one alone.
    err: (text) => void process.stdout.write(text),
    stdin: async () => '',
    terminal: { out: false, err: false },
    now: () => new Date(),
  }
}

function refused(error: unknown): Report {
  const note =
    error instanceof Refusal
      ? { message: error.message, ...error.at }
      : { message: `${(error as Error)?.message ?? error}; this is a bug in pawl` }
  return emptyReport('check', 'unknown', [note])
}
