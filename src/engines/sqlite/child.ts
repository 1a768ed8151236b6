import { writeSync } from 'node:fs'
import type { CatalogObject } from '../../catalog/catalog.ts'
import type { EngineError } from '../../catalog/effect.ts'
import type { Script } from '../../model/script.ts'
import { narrowed } from './births.ts'
import { fillTables } from './fill.ts'
import { type Request, type Response, Stop } from './messages.ts'
import { answer, tableRows } from './questions.ts'
import { messageOf, runScript } from './run.ts'
import { Session } from './session.ts'

// The process that holds one database: an endless statement can be ended by ending the process, and by nothing less.
let session: Session | undefined
const told = new Set<number>()

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
    session = new Session(request.ask.settings, request.ask.memoryBytes, request.ask.from)
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
      open.tracking = true
      return undefined
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
      return open.pack()
    case 'rewind':
      return open.unpack(request.ask)
    case 'reconnect':
      return open.reconnect()
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

function catalog(open: Session): { number: number; objects?: readonly CatalogObject[] }[] {
  return open.schema.read(open.db).map(({ number, objects }) => {
    if (told.has(number)) return { number }
    told.add(number)
    return { number, objects }
  })
}

/** Says which statement begins, in a way that is through before the statement runs. */
function progress(statement: number): void {
  try {
    writeSync(1, `${statement}\n`)
  } catch {
    // A full pipe says that the parent is behind; it will read the next one.
  }
}
