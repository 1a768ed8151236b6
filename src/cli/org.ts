import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import { type Audited, united } from '../verbs/org.ts'
import type { Command } from './arguments.ts'
import type { Host } from './host.ts'
import type { Tell } from './progress.ts'

/** Audits the repositories that a list names, one by one. A repository that cannot be audited is a refusal of its own. */
export async function auditAll(command: Command, host: Host, one: (folder: string) => Promise<Report>, tell: Tell): Promise<Report> {
  const { org, since, history } = command.flags
  if (since !== undefined || history) throw new Refusal('`--since` and `--history` look at one repository; leave `--org` out')
  const list = resolve(host.cwd, String(org))
  const names = repositoriesIn(list, String(org))
  const started = performance.now()
  const audited: Audited[] = []
  for (const [index, name] of names.entries()) {
    tell(`${name}, repository ${index + 1} of ${names.length}`)
    audited.push({ name, outcome: await one(resolve(dirname(list), name)).catch(refusalAlone) })
  }
  return united(audited, Math.round(performance.now() - started))
}

/** The command as it is for each repository of a list. */
export function inOne(command: Command): Command {
  const { org: _, ...flags } = command.flags
  return { ...command, flags: { ...flags, many: true } }
}

/** A line a repository, its path from the list's own folder; blank lines and those that begin with `#` are aside. */
function repositoriesIn(list: string, asked: string): string[] {
  let text: string
  try {
    text = readFileSync(list, 'utf8')
  } catch (error) {
    throw new Refusal(
      `\`${asked}\` could not be read: ${(error as NodeJS.ErrnoException).code}; \`--org\` wants a file with the path of a repository on each line`,
    )
  }
  const names = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  if (names.length === 0) throw new Refusal(`\`${asked}\` names no repository; write the path of one on each line`)
  return [...new Set(names)]
}

function refusalAlone(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  throw error
}
