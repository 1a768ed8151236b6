import { spawn } from 'node:child_process'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import { readJson } from '../reporters/read-json.ts'
import { merge } from '../verbs/merge.ts'
import { type Command, divided, lookAtTheWhole } from './arguments.ts'
import type { Host } from './host.ts'

/** Whether a command is to be done by several processes at once, and can be. */
export function isDivided({ verb, jobs, share, flags }: Command, host: Host): boolean {
  return host.self !== undefined && jobs > 1 && share === undefined && divided.includes(verb) && !lookAtTheWhole(verb, flags)
}

/** Judges a share in each of several processes, and tells what the whole tells. */
export async function inShares(command: Command, host: Host): Promise<Report> {
  const children = new Set<ReturnType<typeof spawn>>()
  const end = () => {
    for (const child of children) child.kill()
  }
  process.once('exit', end)
  try {
    const indexes = Array.from({ length: command.jobs }, (_, at) => at + 1)
    return merge(await Promise.all(indexes.map((index) => shareOf(command, host, index, children))))
  } finally {
    process.off('exit', end)
    end()
  }
}

async function shareOf(command: Command, host: Host, index: number, children: Set<ReturnType<typeof spawn>>) {
  const [program, ...words] = host.self!
  const share = `${index}/${command.jobs}`
  const said = await new Promise<{ out: string; err: string }>((done, fail) => {
    const child = spawn(program!, [...words, ...wordsOf(command), `--shard=${share}`, '--format=json', '--', ...command.words], {
      cwd: host.cwd,
      env: { ...host.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.add(child)
    const heard = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (heard.out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (heard.err += text))
    child.on('error', (error) => fail(new Refusal(`share ${share} could not be started: ${error.message}`)))
    child.on('close', () => {
      children.delete(child)
      done(heard)
    })
  })
  if (said.out === '') throw new Refusal(`share ${share} ended without a report: ${said.err.trim().split('\n').at(-1)}`)
  return readJson(said.out, `share ${share}`)
}

/** What a share reports, and where to, is not what the whole does. */
const ofTheWhole = new Set(['format', 'output', 'report', 'color', 'quiet', 'jobs'])

function wordsOf({ verb, flags }: Command): string[] {
  const given = Object.entries(flags).filter(([name]) => !ofTheWhole.has(name))
  return [
    verb,
    ...given.flatMap(([name, value]) =>
      value === true
        ? [`--${name}`]
        : String(value)
            .split('\0')
            .map((each) => `--${name}=${each}`),
    ),
  ]
}
