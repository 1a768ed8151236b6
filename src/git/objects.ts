import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { Refusal } from '../model/refusal.ts'
import { type GitPlace, gitMessage, guardedSettings, notHere } from './process.ts'

/** The largest object that is read: nothing that a policy guards comes near, and memory stays bounded. */
const largest = 64 * 1024 * 1024
/** How many bytes of contents are remembered; the oldest are forgotten. */
const remembered = 256 * 1024 * 1024

/** Reads objects of a repository by id, through one process. */
export interface Objects {
  /** The bytes of an object; `path` is for messages. One that is missing, broken or too large is a refusal. */
  read(id: string, path?: string): Promise<Uint8Array>
  close(): void
}

interface Request {
  id: string
  path?: string
  done(bytes: Uint8Array): void
  fail(error: Refusal): void
}

/** Opens the objects of a repository; the process starts with the first read and never keeps this one alive. */
export function openObjects(place: GitPlace): Objects {
  const kept = new Map<string, { reading: Promise<Uint8Array>; size?: number }>()
  let total = 0
  let session: Session | undefined
  let closed = false
  const send = (requests: readonly Request[]): void => {
    if (closed) {
      for (const request of requests) request.fail(new Refusal('the repository was closed while it was read'))
      return
    }
    session ??= startSession(place, (left) => {
      session = undefined
      if (left.length > 0) send(left)
    })
    session.ask(requests)
  }
  let waiting: Request[] = []
  const ask = (request: Request) => {
    if (waiting.length === 0) {
      queueMicrotask(() => {
        const batch = waiting
        waiting = []
        send(batch)
      })
    }
    waiting.push(request)
  }
  const weigh = (id: string, size: number) => {
    const entry = kept.get(id)
    if (!entry) return
    entry.size = size
    total += size
    for (const [oldest, { size: bytes }] of kept) {
      if (total <= remembered) break
      if (bytes === undefined || oldest === id) continue
      kept.delete(oldest)
      total -= bytes
    }
  }
  return {
    read: (id, path) => {
      const known = kept.get(id)
      if (known) return known.reading
      const reading = new Promise<Uint8Array>((done, fail) => ask({ id, path, done, fail }))
      kept.set(id, { reading })
      reading.then(
        (bytes) => weigh(id, bytes.length),
        () => kept.delete(id),
      )
      return reading
    },
    close: () => {
      closed = true
      session?.close()
    },
  }
}

interface Session {
  ask(requests: readonly Request[]): void
  close(): void
}

/** One `git cat-file --batch`; `ended` is told which requests were not answered. */
function startSession(place: GitPlace, ended: (left: Request[]) => void): Session {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn('git', [...guardedSettings, 'cat-file', '--batch'], {
    ...place,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const pipes = [child.stdin, child.stdout, child.stderr] as unknown as Socket[]
  const alive = (yes: boolean) => {
    for (const pipe of pipes) yes ? pipe.ref?.() : pipe.unref?.()
    yes ? child.ref() : child.unref()
  }
  let asked: Request[] = []
  let next = 0
  let stderr = ''
  let over = false
  const end = (blame?: Refusal) => {
    if (over) return
    over = true
    child.kill()
    const [first, ...rest] = asked.slice(next)
    first?.fail(blame ?? unreadable(first, stderr))
    ended(rest)
  }
  const answers = answerReader({
    header: (line) => {
      if (over) return undefined
      const request = asked[next]
      const [, id, size] = /^(\S+) (?:missing|\w+ (\d+))$/.exec(line) ?? []
      if (!request || id !== request.id) {
        end(new Refusal('git cat-file answered in a way that pawl does not know'))
        return undefined
      }
      if (size === undefined) {
        next++
        // A broken object is "missing" too, and git says why on stderr, which may arrive later.
        setTimeout(() => {
          request.fail(unreadable(request, stderr))
          stderr = ''
        }, 5)
        return undefined
      }
      if (Number(size) > largest) {
        end(new Refusal(`\`${request.path ?? request.id}\` has ${size} bytes; pawl reads files up to ${largest} bytes`))
        return undefined
      }
      return Number(size)
    },
    body: (bytes) => asked[next++]?.done(bytes),
  })
  child.stdout.on('data', (chunk: Buffer) => {
    if (over) return
    answers(chunk)
    if (next < asked.length || over) return
    asked = []
    next = 0
    alive(false)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-4096)
  })
  child.stdin.on('error', () => {})
  child.on('error', () => end())
  child.on('close', () => end())
  alive(false)
  return {
    ask: (requests) => {
      asked.push(...requests)
      alive(true)
      child.stdin.write(requests.map((request) => `${request.id}\n`).join(''))
    },
    close: () => {
      child.stdin.end()
      end()
    },
  }
}

/** Cuts the stream of `--batch` into headers and bodies; `header` returns the size of the body that follows, if any. */
function answerReader(told: { header(line: string): number | undefined; body(bytes: Uint8Array): void }): (chunk: Buffer) => void {
  let head = Buffer.alloc(0)
  let body: Uint8Array | undefined
  let filled = 0
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (body) {
        const part = chunk.subarray(at, at + Math.min(chunk.length - at, body.length - filled))
        body.set(part, filled)
        filled += part.length
        at += part.length
        if (filled === body.length) {
          const whole = body.subarray(0, -1)
          body = undefined
          told.body(whole)
        }
        continue
      }
      const end = chunk.indexOf(10, at)
      head = Buffer.concat([head, chunk.subarray(at, end === -1 ? chunk.length : end)])
      at = end === -1 ? chunk.length : end + 1
      if (end === -1) continue
      const size = told.header(head.toString('latin1'))
      head = Buffer.alloc(0)
      if (size === undefined) continue
      body = new Uint8Array(size + 1)
      filled = 0
    }
  }
}

function unreadable(request: Request, stderr: string): Refusal {
  const says = gitMessage(stderr)
  if (says === '' || /promisor|not allowed/.test(says)) return new Refusal(notHere(request.id, request.path))
  return new Refusal(`object ${request.id}${request.path === undefined ? '' : ` of \`${request.path}\``} could not be read: ${says}`)
}
