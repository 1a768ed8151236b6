import { Refusal } from '../../model/refusal.ts'
import type { Limits } from '../engine.ts'
import { Bounds } from './bounded.ts'
import type { Held } from './held.ts'
import type { Holder, Place, Request, Requests } from './messages.ts'
import { Child, refusalAt } from './process.ts'

/** Settings that neither cost memory nor change what a statement may do. */
const plainSettings = new Set(['busy_timeout', 'foreign_keys', 'journal_mode', 'recursive_triggers', 'synchronous'])

/**
 * One database in this process, as long as all that is asked of it surely ends; from the first thing on that may not, it is in a
 * process of its own. To start one takes longer than most histories take to run.
 */
export class Near implements Holder {
  private readonly limits: Limits
  private queue: Promise<unknown> = Promise.resolve()
  private held: Held | undefined
  private closed = false
  private child: Child | undefined
  private opened: Requests['open']['ask'] | undefined
  private tracks = false
  private readonly bounds = new Bounds()
  /** Copies that were made before the database moved, by their numbers; those made since have higher ones. */
  private left: { copies: Map<number, Uint8Array>; made: number } = { copies: new Map(), made: 0 }

  constructor(limits: Limits) {
    this.limits = limits
  }

  ask<K extends keyof Requests>(does: K, ask: Requests[K]['ask'], place: Place = () => undefined): Promise<Requests[K]['answer']> {
    const answer = this.queue.then(() => this.one({ does, ask } as Request, place)) as Promise<Requests[K]['answer']>
    this.queue = answer.catch(() => {})
    return answer
  }

  async close(): Promise<void> {
    this.closed = true
    this.held?.close()
    this.held = undefined
    await this.child?.close()
  }

  private async one(request: Request, place: Place): Promise<unknown> {
    if (!this.child && !this.closed && !this.staysHere(request)) await this.move()
    if (this.child) return this.there(this.child, request, place)
    if (request.does === 'open') {
      this.opened = request.ask
      this.held = await newHeld()
    }
    if (!this.held || this.closed) throw new Refusal('the database is closed')
    if (request.does === 'track') this.tracks = true
    let begun = 0
    const response = this.held.answer(request, (statement) => {
      begun = statement
    })
    if ('refusal' in response) throw refusalAt(response.refusal, response.at ?? place(begun))
    return response.answer
  }

  private staysHere(request: Request): boolean {
    if (request.does === 'query' || request.does === 'lock') return false
    if (request.does === 'open') {
      const { from, file, settings } = request.ask
      return from === undefined && file === undefined && Object.keys(settings).every((name) => plainSettings.has(name.toLowerCase()))
    }
    if (request.does === 'run') return this.bounds.hold([request.ask.script])
    if (request.does === 'runEach') return this.bounds.hold(request.ask)
    if (request.does === 'fill') return request.ask.every(({ rows }) => this.bounds.fill(rows.length))
    return true
  }

  /** Starts the process, and takes the database there as it stands. */
  private async move(): Promise<void> {
    this.child = new Child(this.limits)
    const { held } = this
    this.held = undefined
    if (!held || !this.opened) return
    const { bytes, ...left } = held.leave()
    this.left = left
    await this.child.ask('open', { ...this.opened, from: bytes })
    if (this.tracks) await this.child.ask('track', undefined)
  }

  /** Asks the process; it counts its copies from 1 on. */
  private async there(child: Child, request: Request, place: Place): Promise<unknown> {
    const { copies, made } = this.left
    if (request.does === 'keep') {
      const { number, spilled } = await child.ask('keep', undefined)
      return { number: number + made, spilled: spilled.map(([each, bytes]) => [each + made, bytes] as const) }
    }
    if ((request.does === 'rewind' || request.does === 'bytes' || request.does === 'forget') && typeof request.ask === 'number') {
      const bytes = copies.get(request.ask)
      if (bytes === undefined) return child.ask(request.does, request.ask - made)
      if (request.does === 'rewind') return child.ask('rewind', bytes)
      if (request.does === 'bytes') return bytes
      copies.delete(request.ask)
      return undefined
    }
    return child.ask(request.does, request.ask, place)
  }
}

/** Node may call its SQLite experimental, in words that say nothing to whoever runs pawl. */
async function newHeld(): Promise<Held> {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return new (await import('./held.ts')).Held()
  } finally {
    process.emitWarning = emitWarning
  }
}
