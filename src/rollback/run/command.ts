import { spawn, spawnSync } from 'node:child_process'
import type { Interrupts } from './interrupts.ts'

/** How a command came to its end. */
export interface CommandEnd {
  status: 'done' | 'failed' | 'timed-out' | 'interrupted'
  /** The exit code, or the signal that ended it. */
  exit: string
  /** The last that it printed, secrets masked. */
  tail: string
  ms: number
}

const tailLength = 2000
/** More is kept until it is masked, so that no secret is cut in two ahead of that. */
const keptLength = 4 * tailLength
/** Between the word to stop and the end by force. */
const graceMs = 300
/** For what was printed last. */
const drainMs = 100

// There are no process groups there, and a tree of processes is ended by a program of its own.
const windows = process.platform === 'win32'

/** Runs one line by the shell in a process group of its own, which is ended as a whole when its time is over or somebody interrupts. */
export function runCommand(
  line: string,
  mask: (text: string) => string,
  { cwd, env, timeoutMs, interrupts }: { cwd: string; env: NodeJS.ProcessEnv; timeoutMs: number; interrupts: Interrupts },
): Promise<CommandEnd> {
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: !windows, windowsHide: true })
    let tail = ''
    let cut: 'timed-out' | 'interrupted' | undefined
    const signal = (name: NodeJS.Signals) => {
      if (child.pid === undefined) return
      const force = name === 'SIGKILL' ? ['/f'] : []
      if (windows) return void spawnSync('taskkill', ['/pid', String(child.pid), '/t', ...force], { windowsHide: true })
      try {
        process.kill(-child.pid, name)
      } catch {
        // It is gone already.
      }
    }
    let force: NodeJS.Timeout | undefined
    const stop = (why: 'timed-out' | 'interrupted') => {
      cut ??= why
      signal('SIGTERM')
      force ??= setTimeout(() => signal('SIGKILL'), graceMs)
    }
    const timer = setTimeout(() => stop('timed-out'), timeoutMs)
    const forget = interrupts.on(() => stop('interrupted'))
    const end = (status: CommandEnd['status'], exit: string) => {
      clearTimeout(timer)
      clearTimeout(force)
      forget()
      // What a command that ended well has started, as a service, goes on.
      if (cut) signal('SIGKILL')
      for (const stream of [child.stdout, child.stderr]) stream.destroy()
      resolve({ status, exit, tail: mask(tail).trim().slice(-tailLength), ms: performance.now() - started })
    }
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        tail = (tail + text).slice(-keptLength)
      })
    child.on('error', (error) => end('failed', error.message))
    const over = (code: number | null, name: NodeJS.Signals | null) => end(cut ?? (code === 0 ? 'done' : 'failed'), name ?? `exit ${code}`)
    child.on('close', over)
    // Something that goes on may hold the pipes; the command itself is over.
    child.on('exit', (code, name) => setTimeout(() => over(code, name), drainMs))
  })
}
