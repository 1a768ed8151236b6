import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import { readJson } from '../reporters/read-json.ts'
import { merge } from '../verbs/merge.ts'
import type { Command } from './arguments.ts'
import type { Host } from './host.ts'
import { version } from './version.ts'

/** The reports that are named, as one. */
export function mergeReports(command: Command, host: Host): Report {
  const [word, ...files] = command.words
  if (word !== 'merge') throw new Refusal(`\`pawl report\` knows \`merge\`, not \`${word}\``)
  const parts = files.map((file) => readJson(textOf(resolve(host.cwd, file), file), file))
  const other = parts.find((part) => part.version !== version)
  if (other)
    throw new Refusal(`pawl ${other.version} wrote this, and this is pawl ${version}; merge with the same version`, { path: other.path })
  return merge(parts)
}

function textOf(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Refusal(`it could not be read: ${(error as NodeJS.ErrnoException).code}`, { path: file })
  }
}
