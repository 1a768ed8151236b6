import type { CatalogObject } from '../../catalog/catalog.ts'
import type { EngineError } from '../../catalog/effect.ts'
import type { Script } from '../../model/script.ts'
import { narrowed } from './births.ts'
import { fillTables } from './fill.ts'
import { type Request, type Requests, type Response, Stop } from './messages.ts'
import { answer, tableRows } from './questions.ts'
import { messageOf, runScript } from './run.ts'
import { type Kept, packed, Session, unpacked } from './session.ts'

const mostHeld = 32 * 2 ** 20

/** One database and its copies, and the answers to what is asked of them. */
export class Held {
  private session: Session | undefined
  private lastCopy = 0
  private readonly told = new Set<number>()
  private readonly copies = new Map<number, Kept>()

  /** Answers one request; `progress` is told of each statement before it begins. */
  answer(request: Request, progress: (statement: number) => void): Response {
    try {
      return { answer: this.respond(request, progress) }
    } catch (error) {
      return { refusal: messageOf(error), ...(error instanceof Stop && error.at ? { at: error.at } : {}) }
    }
  }

  /** The database as bytes, and how many copies of it were made, those that are still held as bytes too. */
  leave(): { bytes: Uint8Array; copies: Map<number, Uint8Array>; made: number } {
    const bytes = packed(this.session!.keep())
    this.session!.db.close()
    return { bytes, copies: new Map([...this.copies].map(([number, copy]) => [number, packed(copy)])), made: this.lastCopy }
  }

  close(): void {
    this.session?.db.close()
  }

  private respond(request: Request, progress: (statement: number) => void): unknown {
    if (request.does === 'open') {
      const { settings, memoryBytes, from, file } = request.ask
      this.session = new Session(settings, memoryBytes, from, file)
      return undefined
    }
    const open = this.session
    if (!open) throw new Stop('no database is open')
    switch (request.does) {
      case 'run':
        return runScript(open, request.ask.script, request.ask.tables, progress)
      case 'runEach':
        return runEach(open, request.ask, progress)
      case 'track':
        return open.track()
      case 'catalog':
        return this.catalog(open)
      case 'rows':
        return tableRows(open, request.ask)
      case 'fill':
        return fillTables(open, request.ask)
      case 'query':
        return answer(open, request.ask)
      case 'born':
        return request.ask.flatMap((key) => {
          const at = open.births.get(key)
          return at ? [[key, narrowed(key, at)] as const] : []
        })
      case 'keep':
        return this.keep(open)
      case 'bytes':
        return packed(this.copies.get(request.ask)!)
      case 'forget':
        this.copies.delete(request.ask)
        return undefined
      case 'rewind':
        return open.rewind(typeof request.ask === 'number' ? this.copies.get(request.ask)! : unpacked(request.ask))
      case 'reconnect':
        return open.reconnect()
      case 'lock':
        return open.lock(request.ask)
    }
  }

  private catalog(open: Session): Requests['catalog']['answer'] {
    const groups = open.schema.read(open.db)
    const fresh: [number, readonly CatalogObject[]][] = []
    for (const { number, objects } of groups) {
      if (this.told.has(number)) continue
      this.told.add(number)
      fresh.push([number, objects])
    }
    return { numbers: groups.map(({ number }) => number), fresh }
  }

  /** Keeps a copy here, where coming back to it costs least, and hands the oldest over where they grow too large. */
  private keep(open: Session): Requests['keep']['answer'] {
    this.copies.set(++this.lastCopy, open.keep())
    const spilled: [number, Uint8Array][] = []
    let held = 0
    for (const { bytes } of this.copies.values()) held += bytes.length
    for (const [number, copy] of this.copies) {
      if (held <= mostHeld || number === this.lastCopy) break
      spilled.push([number, packed(copy)])
      this.copies.delete(number)
      held -= copy.bytes.length
    }
    return { number: this.lastCopy, spilled }
  }
}

/** One fresh connection a script; statements are counted through all of them. */
function runEach(open: Session, scripts: readonly Script[], progress: (statement: number) => void): { whole: number; error?: EngineError } {
  let before = 0
  for (const [whole, script] of scripts.entries()) {
    open.reconnect()
    const ran = runScript(open, script, undefined, (statement) => progress(before + statement))
    if (ran.error) return { whole, error: ran.error }
    before += ran.statements
  }
  return { whole: scripts.length }
}
