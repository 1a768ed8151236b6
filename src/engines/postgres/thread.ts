import { Worker } from 'node:worker_threads'
import { Refusal } from '../../model/refusal.ts'
import type { Script } from '../../model/script.ts'
import type { Limits } from '../engine.ts'
import type { Asked, Failed, Given, Start } from './messages.ts'
import { workerUrl } from './place.ts'

/** The embedded server in a thread of its own: a statement that does not end is ended from outside. */
export interface Process {
  ask(ask: Asked): Promise<Given>
  /** It has ended, or was ended. */
  failed(): boolean
  end(): Promise<void>
}

interface Waiting {
  resolve(given: Given): void
  reject(error: Error): void
  limitMs: number
  /** The clock when it last moved, and when that was. */
  seen: number
  since: number
}

const tickMs = 25
const startMs = 60_000

export async function startProcess(start: Omit<Start, 'clock' | 'module'>, limits: Limits): Promise<Process> {
  const clock = new SharedArrayBuffer(12)
  const ticks = new Int32Array(clock)
  const module = await compiledServer()
  const worker = new Worker(workerUrl, { workerData: { ...start, clock, module } satisfies Start, stdout: true, stderr: true })
  const idle = process.memoryUsage.rss()
  let dead: Refusal | undefined
  let waiting: Waiting | undefined
  let current: Script | undefined
  let started = false
  const settle = (outcome: { given: Given } | { error: Error }) => {
    if (!waiting) return
    const { resolve, reject } = waiting
    waiting = undefined
    worker.unref()
    if ('given' in outcome) resolve(outcome.given)
    else reject(outcome.error)
  }
  const die = (message: string) => {
    dead ??= new Refusal(message, current ? { path: current.path, line: Atomics.load(ticks, 2) || 1 } : {})
    void worker.terminate()
    settle({ error: dead })
  }
  const where = () => (current ? `, statement ${Atomics.load(ticks, 1)} of \`${current.path}\`` : '')
  worker.on('error', (cause) =>
    die(`the embedded Postgres broke down${where()}: ${cause instanceof Error ? cause.message : String(cause)}`),
  )
  worker.on('exit', () => die(`the embedded Postgres ended by itself${where()}`))
  worker.on('message', ({ given, failed }: { given?: Given; failed?: Failed }) => {
    if (failed?.dead)
      die(
        started
          ? `the embedded Postgres stopped working${where()}: ${failed.message}`
          : `the embedded Postgres does not start: ${failed.message}`,
      )
    else if (failed) settle({ error: new Refusal(failed.message, failed.at) })
    else settle({ given: given ?? {} })
  })
  const timer = setInterval(() => {
    if (!waiting) return
    const now = Atomics.load(ticks, 0)
    if (now !== waiting.seen) Object.assign(waiting, { seen: now, since: performance.now() })
    else if (performance.now() - waiting.since > waiting.limitMs) die(`a statement runs longer than ${waiting.limitMs / 1000} s${where()}`)
    if (process.memoryUsage.rss() - idle > limits.memoryBytes)
      die(`the database grew over ${Math.round(limits.memoryBytes / 2 ** 20)} MB${where()}`)
  }, tickMs)
  timer.unref()
  const listen = (limitMs: number): Promise<Given> => {
    worker.ref()
    return new Promise((resolve, reject) => {
      waiting = { resolve, reject, limitMs, seen: Atomics.load(ticks, 0), since: performance.now() }
    })
  }
  await listen(startMs)
  started = true
  let id = 0
  let queue: Promise<unknown> = Promise.resolve()
  return {
    failed: () => dead !== undefined,
    ask: (ask) => {
      const turn = queue.then(() => {
        if (dead) throw dead
        current = 'script' in ask ? ask.script : undefined
        worker.postMessage({ id: ++id, ask })
        return listen(limits.statementMs)
      })
      queue = turn.catch(() => {})
      return turn
    },
    end: async () => {
      dead ??= new Refusal('the database is closed')
      clearInterval(timer)
      await worker.terminate()
    },
  }
}

async function compiledServer(): Promise<WebAssembly.Module> {
  try {
    return await (await import('./compiled.ts')).compiled
  } catch (cause) {
    throw new Refusal(`the embedded Postgres does not start: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}
