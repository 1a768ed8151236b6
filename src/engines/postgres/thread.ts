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

const tickMs = 25

export async function startProcess(start: Omit<Start, 'clock'>, limits: Limits): Promise<Process> {
  const clock = new SharedArrayBuffer(12)
  const ticks = new Int32Array(clock)
  const worker = new Worker(workerUrl, { workerData: { ...start, clock } satisfies Start, stdout: true, stderr: true })
  let dead: Refusal | undefined
  let waiting: { resolve(given: Given): void; reject(error: Error): void; timer: NodeJS.Timeout } | undefined
  const settle = (outcome: { given: Given } | { error: Error }) => {
    if (!waiting) return
    clearInterval(waiting.timer)
    const { resolve, reject } = waiting
    waiting = undefined
    worker.unref()
    if ('given' in outcome) resolve(outcome.given)
    else reject(outcome.error)
  }
  const die = (refusal: Refusal) => {
    dead ??= refusal
    settle({ error: dead })
  }
  worker.on('error', (cause) =>
    die(new Refusal(`the embedded Postgres broke down: ${cause instanceof Error ? cause.message : String(cause)}`)),
  )
  worker.on('exit', () => die(new Refusal('the embedded Postgres ended by itself')))
  worker.on('message', (told: { given?: Given; failed?: Failed; ready?: true }) => {
    if (told.failed?.dead && !started) die(new Refusal(`the embedded Postgres does not start: ${told.failed.message}`))
    else if (told.failed?.dead)
      die(new Refusal(`the embedded Postgres stopped working${where(current, ticks)}: ${told.failed.message}`, placeOf(current, ticks)))
    else if (told.failed) settle({ error: new Refusal(told.failed.message, told.failed.at) })
    else settle({ given: told.given ?? {} })
  })
  let started = false
  let current: Script | undefined
  const listen = (limitMs: number): Promise<Given> => {
    worker.ref()
    return new Promise((resolve, reject) => {
      let seen = Atomics.load(ticks, 0)
      let since = performance.now()
      const idle = process.memoryUsage.rss()
      const timer = setInterval(() => {
        const now = Atomics.load(ticks, 0)
        if (now !== seen) {
          seen = now
          since = performance.now()
        } else if (performance.now() - since > limitMs) {
          void worker.terminate()
          die(new Refusal(`a statement runs longer than ${limitMs / 1000} s${where(current, ticks)}`, placeOf(current, ticks)))
        }
        if (process.memoryUsage.rss() - idle > limits.memoryBytes) {
          void worker.terminate()
          die(
            new Refusal(
              `the database grew over ${Math.round(limits.memoryBytes / 2 ** 20)} MB${where(current, ticks)}`,
              placeOf(current, ticks),
            ),
          )
        }
      }, tickMs)
      waiting = { resolve, reject, timer }
    })
  }
  await listen(60_000)
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
      await worker.terminate()
    },
  }
}

function where(script: Script | undefined, ticks: Int32Array): string {
  return script ? `, statement ${Atomics.load(ticks, 1)} of \`${script.path}\`` : ''
}

function placeOf(script: Script | undefined, ticks: Int32Array): { path?: string; line?: number } {
  return script ? { path: script.path, line: Atomics.load(ticks, 2) || 1 } : {}
}
