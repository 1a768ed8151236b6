import { writeSync } from 'node:fs'
import type { CatalogObject } from '../../catalog/catalog.ts'
import type { EngineError } from '../../catalog/effect.ts'
import type { Script } from '../../model/script.ts'
import { narrowed } from './births.ts'
import { fillTables } from './fill.ts'
import { type Request, type Requests, type Response, Stop } from './messages.ts'
import { answer, tableRows } from './questions.ts'
import { messageOf, runScript } from './run.ts'
import { type Kept, packed, Session, unpacked } from './session.ts'

// The process that holds one database: an endless statement can be ended by ending the process, and by nothing less.
let session: Session | undefined
const told = new Set<number>()
const copies = new Map<number, Kept>()
const mostHeld = 32 * 2 ** 20
let lastCopy = 0

process.on('disconnect', () => process.exit(0))
process.on('message', (request: Request) => {
  let response: Response
  try {
    response = { answer: respond(request) }
  } catch (error) {
    response = { refusal: messageOf(error), ...(error instanceof Stop && error.at ? { at: error.at } : {}) }
  }
  process.send!(response)
})

function respond(request: Request): unknown {
  if (request.does === 'open') {
    const { settings, memoryBytes, from, file } = request.ask
    session = new Session(settings, memoryBytes, from, file)
    return undefined
  }
  const open = session
  if (!open) throw new Stop('no database is open')
  switch (request.does) {
    case 'run':
      return runScript(open, request.ask.script, request.ask.tables, progress)
    case 'runEach':
      return runEach(open, request.ask)
    case 'track':
      return open.track()
    case 'catalog':
      return catalog(open)
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
      return keep(open)
    case 'bytes':
      return packed(copies.get(request.ask)!)
    case 'forget':
      copies.delete(request.ask)
      return undefined
    case 'rewind':
      return open.rewind(typeof request.ask === 'number' ? copies.get(request.ask)! : unpacked(request.ask))
    case 'reconnect':
      return open.reconnect()
    case 'lock':
      return open.lock(request.ask)
  }
}

/** One fresh connection a script; statements are counted through all of them. */
function runEach(open: Session, scripts: readonly Script[]): { whole: number; error?: EngineError } {
  let before = 0
  for (const [whole, script] of scripts.entries()) {
    open.reconnect()
    const ran = runScript(open, script, undefined, (statement) => progress(before + statement))
    if (ran.error) return { whole, error: ran.error }
    before += ran.statements
  }
  return { whole: scripts.length }
}

function catalog(open: Session): Requests['catalog']['answer'] {
  const groups = open.schema.read(open.db)
  const fresh: [number, readonly CatalogObject[]][] = []
  for (const { number, objects } of groups) {
    if (told.has(number)) continue
    told.add(number)
    fresh.push([number, objects])
  }
  return { numbers: groups.map(({ number }) => number), fresh }
}

/** Keeps a copy here, where coming back to it costs least, and hands the oldest over where they grow too large. */
function keep(open: Session): Requests['keep']['answer'] {
  copies.set(++lastCopy, open.keep())
  const spilled: [number, Uint8Array][] = []
  let held = 0
  for (const { bytes } of copies.values()) held += bytes.length
  for (const [number, copy] of copies) {
    if (held <= mostHeld || number === lastCopy) break
    spilled.push([number, packed(copy)])
    copies.delete(number)
    held -= copy.bytes.length
  }
  return { number: lastCopy, spilled }
}

/** Says which statement begins, in a way that is through before the statement runs. */
function progress(statement: number): void {
  try {
    writeSync(1, `${statement}\n`)
  } catch {
    // A full pipe says that the parent is behind; it will read the next one.
  }
}
