import { decideQuietly } from '../git/quiet.ts'
import { version } from './version.ts'

// The first file of every run: it loads nothing more until something guarded is seen.
const argv = process.argv.slice(2)
const quiet = decideQuietly({ cwd: process.cwd(), env: process.env, argv, version })
if (quiet) {
  const { protections, protocols } = quiet.looked
  process.stdout.write(`no findings, 0 amended · nothing guarded changed, ${protections} protections, ${protocols} protocols · held\n`)
} else {
  const { start } = await import('./start.ts')
  await start(argv)
}
