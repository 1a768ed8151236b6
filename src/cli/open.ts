import { spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Refusal } from '../model/refusal.ts'
import type { Host } from './host.ts'
import { isJob } from './progress.ts'
import { writeWhole } from './write.ts'

/** How long an opener may take to fail; one that goes on is at work. */
const patience = 3000

/** Writes a page to a temporary file and lets the system show it. Where nobody can look, the file is written and named in the refusal. */
export async function openPage(html: string, host: Pick<Host, 'env' | 'err'>): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'pawl-report-')), 'audit.html')
  writeWhole(tmpdir(), file, html)
  const openers = openersOf(host.env)
  if (typeof openers === 'string') throw new Refusal(`${openers}; the report is \`${file}\``)
  for (const words of openers) {
    if (await started(words, file, host.env)) {
      host.err(`opened ${file}\n`)
      return
    }
  }
  throw new Refusal(`no program could be started to open the report; it is \`${file}\`, and \`BROWSER\` names a program`)
}

/** The commands to try, or why there is none: `BROWSER` first (a list, as xdg-open reads it), then the system's own. */
function openersOf(env: Host['env']): readonly (readonly string[])[] | string {
  if (isJob(env)) return 'a CI job has nobody to look at a page'
  const named = (env.BROWSER ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((each) => each.split(' '))
  if (named.length) return named
  if (process.platform === 'darwin') return [['open']]
  if (process.platform === 'win32') return [['explorer.exe']]
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY)
    return 'there is no display (neither `DISPLAY` nor `WAYLAND_DISPLAY` is set), and `BROWSER` names no program'
  return [['xdg-open'], ['gio', 'open'], ['x-www-browser']]
}

/** Whether a program took the file: it goes on, or has ended well. */
async function started([name = '', ...args]: readonly string[], file: string, env: Host['env']): Promise<boolean> {
  const program = onPath(name, env)
  if (program === undefined) return false
  const words = args.some((arg) => arg.includes('%s')) ? args.map((arg) => arg.replace('%s', file)) : [...args, file]
  return new Promise((done) => {
    const child = spawn(program, words, { env: { ...env }, stdio: 'ignore', detached: true, windowsHide: true })
    const timer = setTimeout(() => done(true), patience)
    const end = (well: boolean) => {
      clearTimeout(timer)
      done(well)
    }
    child.on('error', () => end(false))
    // Explorer ends with 1 whatever it did.
    child.on('exit', (status) => end(status === 0 || process.platform === 'win32'))
    child.unref()
  })
}

function onPath(name: string, env: Host['env']): string | undefined {
  const places = /[\\/]/.test(name) ? [name] : (env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK)
      return statSync(place).isFile()
    } catch {
      return false
    }
  })
}
