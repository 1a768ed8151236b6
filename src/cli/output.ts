import { createHash } from 'node:crypto'
import { exitCode, type RefusalNote, type Report } from '../model/report.ts'
import { refusalText } from '../reporters/text.ts'
import type { Command, ReportFormat } from './arguments.ts'
import type { Host } from './host.ts'
import { version } from './version.ts'
import { writeWhole } from './write.ts'

/** Writes the report where it was asked for and gives its exit code; a file that cannot be written is a refusal. */
export async function finish(
  report: Report,
  command: Pick<Command, 'format' | 'output' | 'reports' | 'color' | 'quiet' | 'verbose'> & Partial<Pick<Command, 'verb' | 'flags'>>,
  host: Host,
  note: (error: unknown) => RefusalNote,
): Promise<number> {
  let last = report
  const color = colored(command, host)
  try {
    for (const { format, file } of command.reports) writeWhole(host.cwd, file, await written(report, format, false))
    // What `snapshot` puts out is the snapshot itself; its report goes to the screen.
    if (toFile(command)) writeWhole(host.cwd, command.output!, await written(report, command.format, false))
    if (command.flags?.open) await (await import('./open.ts')).openPage(await written(report, 'html', false), host)
  } catch (error) {
    last = { ...report, verdict: 'unknown', refusals: [...report.refusals, note(error)] }
  }
  host.err(refusalText(last, { color }))
  if (!toFile(command) && !(command.format === 'text' && (nothingToSay(last) || (command.quiet && last.verdict === 'held')))) {
    host.out(await written(last, command.format, color))
  }
  return exitCode(last.verdict)
}

/** Whether standard output is coloured. */
export function colored({ color }: Pick<Command, 'color'>, { terminal, env }: Host): boolean {
  return color === 'always' || (color === 'auto' && terminal.out && !env.NO_COLOR && env.TERM !== 'dumb')
}

const toFile = ({ output, verb }: { output?: string; verb?: string }) => output !== undefined && verb !== 'snapshot'

function nothingToSay(report: Report): boolean {
  return (
    report.refusals.length > 0 &&
    report.findings.length === 0 &&
    !report.protocols &&
    !report.databases &&
    !report.weakenings &&
    !report.rollback
  )
}

const about = { version, fingerprint: (of: string) => createHash('sha256').update(of).digest('hex').slice(0, 16) }

/** The report in a format; only what writes that format is loaded. */
const writers: Readonly<Record<ReportFormat, (report: Report, color: boolean) => Promise<string>>> = {
  text: async (report, color) => (await import('../reporters/text.ts')).text(report, { color }),
  json: async (report) => (await import('../reporters/json.ts')).json(report, about),
  sarif: async (report) => (await import('../reporters/sarif.ts')).sarif(report, about),
  markdown: async (report) => (await import('../reporters/markdown.ts')).markdown(report, about),
  github: async (report) => (await import('../reporters/github.ts')).github(report),
  gitlab: async (report) => (await import('../reporters/gitlab.ts')).gitlab(report, about),
  html: async (report) => (await import('../reporters/html/page.ts')).html(report, about),
  junit: async (report) => (await import('../reporters/junit.ts')).junit(report),
  badge: async (report) => (await import('../reporters/badge.ts')).badge(report),
}

function written(report: Report, format: ReportFormat, color: boolean): Promise<string> {
  return writers[format](report, color)
}
