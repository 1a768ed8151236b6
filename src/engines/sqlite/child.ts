import { writeSync } from 'node:fs'
import { Held } from './held.ts'
import type { Request } from './messages.ts'

// The process that holds one database: an endless statement can be ended by ending the process, and by nothing less.
const held = new Held()

process.on('disconnect', () => process.exit(0))
process.on('message', (request: Request) => process.send!(held.answer(request, progress)))

/** Says which statement begins, in a way that is through before the statement runs. */
function progress(statement: number): void {
  try {
    writeSync(1, `${statement}\n`)
  } catch {
    // A full pipe says that the parent is behind; it will read the next one.
  }
}
