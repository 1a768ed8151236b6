import { type ChildProcess, execFile, fork } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Refusal } from '../../model/refusal.ts'
import type { At } from '../../model/script.ts'
import type { Limits } from '../engine.ts'
import type { Holder, Place, Request, Requests, Response } from './messages.ts'

const lookMs = 200
const startMs = 30_000

/** The child's own file: TypeScript beside this one when run from source, a bundle of its own beside any other. */
function childFile(): string {
  const source = fileURLToPath(new URL('./child.ts', import.meta.url))
  if (existsSync(source)) return source
  for (const place of ['./sqlite-child.cjs', './sqlite-child.js']) {
    const built = fileURLToPath(new URL(place, import.meta.url))
    if (existsSync(built)) return built
  }
  throw new Refusal('the SQLite engine is not where pawl was built; install pawl again')
}

/** A process with one database, asked one thing at a time and killed when it goes past a limit. */
export class Child implements Holder {
  private readonly process: ChildProcess
  private readonly limits: Limits
  private readonly stop = () => this.process.kill('SIGKILL')
  private queue: Promise<unknown> = Promise.resolve()
  private ended: Refusal | undefined
  private errors = ''
  /** The beginning of a line of which the rest is on its way. */
  private heard = ''
  private settle: ((end: { response: Response } | { refusal: string }) => void) | undefined
  private begun = 0
  /** Its end is waited for, whatever is answered meanwhile. */
  private closing = false
  /** What the process holds before it has anything to do, about 128 MiB until that is known. */
  private atRest = 2 ** 27
  private onProgress: () => void = () => {}

  constructor(limits: Limits) {
    this.limits = limits
    const heapMiB = Math.max(64, Math.ceil(limits.memoryBytes / 2 ** 20))
    this.process = fork(childFile(), [], {
      serialization: 'advanced',
      execArgv: ['--no-warnings', `--max-old-space-size=${heapMiB}`],
      env: { TZ: 'UTC', ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.process.stdout!.on('data', (chunk: Buffer) => {
      const lines = (this.heard + chunk.toString()).split('\n')
      this.heard = lines.pop()!
      if (lines.length) this.begun = Number(lines.at(-1))
      this.onProgress()
    })
    this.process.stderr!.on('data', (chunk: Buffer) => {
      this.errors = (this.errors + chunk.toString()).slice(-4000)
    })
    this.process.on('message', (response: Response) => this.settle?.({ response }))
    this.process.on('error', (error) => this.settle?.({ refusal: `the SQLite engine does not start: ${error.message}` }))
    this.process.on('exit', (code, signal) => this.settle?.({ refusal: this.death(code, signal) }))
    this.rest(true)
  }

  get pid(): number | undefined {
    return this.process.pid
  }

  /** It has ended, or was ended. */
  get gone(): boolean {
    return this.ended !== undefined || this.process.exitCode !== null || this.process.signalCode !== null
  }

  /** Asks for one thing after all that was asked before; a Refusal once the process has ended. */
  ask<K extends keyof Requests>(does: K, ask: Requests[K]['ask'], place: Place = () => undefined): Promise<Requests[K]['answer']> {
    const answer = this.queue.then(() => this.one({ does, ask } as Request, place)) as Promise<Requests[K]['answer']>
    this.queue = answer.catch(() => {})
    return answer
  }

  async close(): Promise<void> {
    if (!this.ended && this.process.exitCode === null && this.process.signalCode === null) {
      const gone = new Promise<void>((resolve) => this.process.once('exit', () => resolve()))
      this.rest(false)
      this.closing = true
      this.stop()
      await gone
    }
    this.ended ??= new Refusal('the database is closed')
  }

  private async one(request: Request, place: Place): Promise<unknown> {
    if (this.ended) throw new Refusal(this.ended.message, this.ended.at)
    if (this.process.exitCode !== null || this.process.signalCode !== null)
      return this.end(this.death(this.process.exitCode, this.process.signalCode))
    this.begun = 0
    this.rest(false)
    // An idle child goes with the channel to its parent; a busy one hears nothing of that.
    process.on('exit', this.stop)
    const stopTimers = this.guard(request, place)
    try {
      const end = await new Promise<{ response: Response } | { refusal: string }>((resolve) => {
        this.settle = resolve
        this.process.send(request, (error) => error && resolve({ refusal: `the SQLite engine cannot be reached: ${error.message}` }))
      })
      if ('refusal' in end) return this.end(end.refusal, place(this.begun))
      if ('refusal' in end.response) throw refusalAt(end.response.refusal, end.response.at ?? place(this.begun))
      if (request.does === 'open') {
        residentBytes(this.process.pid!, (bytes) => {
          this.atRest = bytes
        })
      }
      return end.response.answer
    } finally {
      stopTimers()
      process.removeListener('exit', this.stop)
      this.settle = undefined
      this.rest(true)
    }
  }

  /** Watches the time of each statement and the memory of the process. */
  private guard(request: Request, place: Place): () => void {
    const ms = request.does === 'open' ? Math.max(startMs, this.limits.statementMs) : this.limits.statementMs
    const timer = setTimeout(() => {
      const at = place(this.begun)
      const what = at ? `statement ${at.statement}` : request.does === 'query' ? 'the query' : 'the database'
      this.settle?.({ refusal: `${what} took longer than ${ms / 1000} s and was stopped` })
      this.stop()
    }, ms)
    this.onProgress = () => timer.refresh()
    const memory = setInterval(() => {
      if (request.does === 'open') return
      residentBytes(this.process.pid!, (bytes) => {
        if (bytes <= this.atRest + this.limits.memoryBytes) return
        this.settle?.({ refusal: `SQLite took more than ${Math.round(this.limits.memoryBytes / 2 ** 20)} MiB of memory and was stopped` })
        this.stop()
      })
    }, lookMs)
    return () => {
      clearTimeout(timer)
      clearInterval(memory)
      this.onProgress = () => {}
    }
  }

  private end(message: string, at?: At): never {
    this.ended = refusalAt(message, at)
    throw this.ended
  }

  private death(code: number | null, signal: NodeJS.Signals | null): string {
    const last = /heap out of memory/.test(this.errors)
      ? 'it ran out of memory'
      : (this.errors
          .split('\n')
          .map((line) => line.trim())
          .find((line) => /Error/.test(line)) ?? '')
    return `the SQLite engine ended unasked (${signal ?? `exit ${code}`})${last ? `: ${last}` : ''}`
  }

  /** While nothing is asked the process keeps nobody waiting. */
  private rest(idle: boolean): void {
    if (this.closing) return
    const handles = [this.process, this.process.channel, this.process.stdout, this.process.stderr] as unknown as (
      | { ref?(): void; unref?(): void }
      | null
      | undefined
    )[]
    for (const handle of handles) idle ? handle?.unref?.() : handle?.ref?.()
  }
}

/** A refusal that points to a statement, where one is known. */
export function refusalAt(message: string, at: At | undefined): Refusal {
  return at?.path ? new Refusal(message, { path: at.path, line: at.span.line, column: at.span.column }) : new Refusal(message)
}

/** Tells how much memory a process holds; says nothing where the system does not tell. */
function residentBytes(pid: number, tell: (bytes: number) => void): void {
  if (process.platform === 'linux') {
    try {
      const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      if (kib) tell(Number(kib) * 1024)
    } catch {
      // The process has ended meanwhile, and its end is told otherwise.
    }
  } else if (process.platform !== 'win32') {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, out) => {
      if (!error && out.trim()) tell(Number(out.trim()) * 1024)
    })
  }
}
