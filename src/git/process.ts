import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Refusal } from '../model/refusal.ts'

/** The settings that each git call starts with, so that nothing which a repository's own configuration names is run. */
export const guardedSettings = [
  '--no-pager',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'diff.external=',
  '-c',
  'core.warnAmbiguousRefs=true',
] as const

/** How one git process ended. */
export interface GitResult {
  status: number
  stdout: Buffer
  stderr: string
}

/** Where git is run. */
export interface GitPlace {
  cwd: string
  env: NodeJS.ProcessEnv
}

/** Runs git once and returns how it ended, whatever its status; a git that can't be started is a refusal. */
export async function runGit(place: GitPlace, args: readonly string[], input?: string | Uint8Array): Promise<GitResult> {
  const child = spawn('git', [...guardedSettings, ...args], { ...place, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  // Git may end before it has read all; its status tells more than the broken pipe.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const status = await new Promise<number>((done, fail) => {
    child.on('error', (error: NodeJS.ErrnoException) => fail(cannotStart(place, error)))
    child.on('close', (code, signal) => done(code ?? (signal ? 128 : 1)))
  })
  return { status, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') }
}

/** Runs git and returns what it wrote; any status but 0 is a refusal with git's own message. */
export async function git(place: GitPlace, args: readonly string[], input?: string | Uint8Array): Promise<Buffer> {
  const result = await runGit(place, args, input)
  if (result.status !== 0) throw refusalOf(result.stderr, args[0] ?? 'git')
  return result.stdout
}

/** Git's own message as a refusal, with the way out where one is known. */
function refusalOf(stderr: string, command: string): Refusal {
  const missing = /could not fetch ([0-9a-f]{40,64}) from promisor remote/.exec(stderr)
  if (missing) return new Refusal(notHere(missing[1]!))
  return new Refusal(`git ${command} failed: ${gitMessage(stderr) || 'it said nothing'}`)
}

/** What is said of an object that this clone has not got. */
export function notHere(id: string, path?: string): string {
  return `object ${id}${path === undefined ? '' : ` of \`${path}\``} is not here; \`git fetch --refetch --no-filter\` brings it`
}

/** The lines of git's stderr that tell what is wrong, as one line. */
export function gitMessage(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim())
  const telling = lines.filter((line) => /^(fatal|error): /.test(line))
  return (telling.length > 0 ? telling : lines.filter((line) => line !== ''))
    .map((line) => line.replace(/^(fatal|error): /, ''))
    .slice(0, 3)
    .join('; ')
}

function cannotStart(place: GitPlace, error: NodeJS.ErrnoException): Refusal {
  if (!existsSync(place.cwd)) return new Refusal(`there is no folder \`${place.cwd}\``, {}, { cause: error })
  const why = error.code === 'ENOENT' ? 'was not found on PATH' : `could not be started (${error.code ?? error.message})`
  return new Refusal(
    `git ${why} (PATH is \`${place.env.PATH ?? ''}\`). pawl needs git 2.31 or newer. Nothing was checked.`,
    {},
    { cause: error },
  )
}
