import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { Refusal } from '../model/refusal.ts'
import { emptyReport, type Report } from '../model/report.ts'
import { type Command, formats, readArguments, verbs } from './arguments.ts'
import type { Host } from './host.ts'
import { finish } from './output.ts'
import { type Tell, withProgress } from './progress.ts'
import { version } from './version.ts'
import { writeWhole } from './write.ts'

/** Runs one command line; resolves to the exit code. Nothing is thrown: what goes wrong is a refusal, exit 2. */
export async function run(argv: readonly string[], host: Host): Promise<number> {
  let command: Command | undefined
  const after: (() => Promise<void>)[] = []
  try {
    const read = readArguments(argv)
    if ('version' in read) return said(host, `${version}\n`)
    if ('help' in read) return said(host, (await import('./help.ts')).help(read.help), read.help === undefined && argv.length === 0 ? 2 : 0)
    command = read
    if (command.verb === 'explain') {
      const { explain, explainReport } = await import('./explain.ts')
      if (command.format === 'json') return await finish(explainReport(command.words[0]), command, host, note)
      return told(host, command, explain(command.words[0]), ', or as an object with `--format json`')
    }
    if (command.verb === 'completions') {
      const { completions } = await import('./completions/completions.ts')
      return told(host, command, completions(command.words[0]!))
    }
    const { perform } = await import('./perform.ts')
    const { verb, directory } = command
    const there = { ...host, cwd: resolve(host.cwd, directory) }
    const work = (tell: Tell) => perform(command!, there, (each) => void after.push(each), tell)
    return await finish(
      await (command.quiet || verb === 'init' ? work(() => {}) : withProgress(host, `pawl ${verb}`, work)),
      command,
      host,
      note,
    )
  } catch (error) {
    return await finish(refused(error, command, argv), command ?? plain(argv), host, note)
  } finally {
    // The verdict is told; what is kept for the next run, or is not, changes nothing of it.
    for (const each of after) await each().catch(() => {})
  }
}

function said(host: Host, words: string, exit = 0): number {
  host.out(words)
  return exit
}

/** What is no report is text alone, on the screen or in a file. */
function told(host: Host, { verb, format, reports, output }: Command, words: string, or = ''): number {
  if (format !== 'text' || reports.length) throw new Refusal(`\`pawl ${verb}\` tells no report; it answers as text${or}`)
  if (output === undefined) return said(host, words)
  writeWhole(host.cwd, output, words)
  return 0
}

/** An error as a report: a Refusal says itself, anything else is a bug of pawl and never a pass. */
function refused(error: unknown, command: Command | undefined, argv: readonly string[]): Report {
  const verbose = command?.verbose ?? argv.includes('--verbose')
  const refusal = error instanceof Refusal ? note(error) : bug(error, verbose)
  return emptyReport(command?.verb ?? argv.find((word) => Object.hasOwn(verbs, word)) ?? '', 'unknown', [refusal])
}

function note(error: unknown): { message: string; path?: string; line?: number; column?: number } {
  return error instanceof Refusal ? { message: error.message, ...error.at } : bug(error, false)
}

function bug(error: unknown, verbose: boolean): { message: string } {
  const whole = error instanceof Error ? error : new Error(String(error))
  const mark = createHash('sha256')
    .update(whole.stack ?? whole.message)
    .digest('hex')
    .slice(0, 8)
  return { message: `${whole.message}; this is a bug in pawl (${mark}).${verbose ? `\n${whole.stack}` : ' `--verbose` shows where.'}` }
}

/** How to print where the arguments themselves could not be read: in the format that was plainly asked for. */
function plain(argv: readonly string[]): Pick<Command, 'format' | 'reports' | 'color' | 'quiet' | 'verbose'> {
  const format = formats.find((name) =>
    argv.some((word, at) => word === `--format=${name}` || (word === '--format' && argv[at + 1] === name)),
  )
  return { format: format ?? 'text', reports: [], color: 'auto', quiet: false, verbose: false }
}
