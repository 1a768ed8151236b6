import { writeSync } from 'node:fs'
import { decideQuietly } from '../git/quiet.ts'
import { version } from './version.ts'

// The first file of every run: it loads nothing more until something guarded is seen.
const argv = process.argv.slice(2)
const quiet = decideQuietly({ cwd: process.cwd(), env: process.env, argv, version })
if (quiet?.documents.length === 0) {
  held()
} else {
  process.exitCode = 2
  const load = loader()
  if (quiet) {
    const today = new Date().toISOString().slice(0, 10)
    const judged = load('documents.cjs', () => import('../verbs/documents.ts'))
    // Whatever keeps documents from being judged alone is looked at closer.
    judged
      .then(({ documentsHold }) => documentsHold(quiet.documents, today))
      .catch(() => false)
      .then((hold) => (hold ? held() : lookCloser(load)))
  } else lookCloser(load)
}

/** Loads the rest: from the bundle, where this stands in one, else from its source. */
function loader() {
  const bundle = typeof __dirname === 'string' ? import('./compiled.ts').then(({ loaderOf }) => loaderOf(__dirname, argv[0])) : undefined
  return async <T>(file: string, source: () => Promise<T>) => (bundle ? ((await bundle)(file) as T) : source())
}

function held(): void {
  const { protections, protocols } = quiet!.looked
  const about = quiet!.documents.length === 0 ? 'nothing guarded changed, ' : ''
  const plural = (count: number | undefined, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`
  say(1, `no findings, 0 amended · ${about}${plural(protections, 'protection')}, ${plural(protocols, 'protocol')} · held\n`)
  process.exitCode = 0
}

function lookCloser(load: ReturnType<typeof loader>): void {
  load('start.cjs', () => import('./start.ts')).then(
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
