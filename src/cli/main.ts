import { writeSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { decideQuietly } from '../git/quiet.ts'
import { version } from './version.ts'

const compiled = typeof __dirname === 'string' ? join(__dirname, '.cache') : undefined

// The first file of every run: it loads nothing more until something guarded is seen.
const argv = process.argv.slice(2)
const quiet = decideQuietly({ cwd: process.cwd(), env: process.env, argv, version })
if (quiet) {
  const { protections, protocols } = quiet.looked
  say(1, `no findings, 0 amended · nothing guarded changed, ${protections} protections, ${protocols} protocols · held\n`)
} else {
  process.exitCode = 2
  // Beside the bundle, so that nothing is left in a temporary folder; where that cannot be written there is none.
  if (compiled) enableCompileCache(compiled)
  import('./start.ts').then(
    ({ start }) => start(argv),
    (error) => say(2, `refused: pawl could not be loaded: ${(error as Error).message}. Nothing was checked.\n`),
  )
}

/** Writes without a stream, which would take longer to open than to write; a reader that went away changes no verdict. */
function say(to: 1 | 2, text: string): void {
  try {
    writeSync(to, text)
  } catch {
    // Nobody listens.
  }
}
