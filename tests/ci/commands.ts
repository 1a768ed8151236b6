import { chmodSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { temporaryFolder } from '../git/repository.ts'

const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')

/** A folder of commands as a CI machine has them: pawl from source, and stand-ins for the programs of others. */
export function commands(more: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder()
  const all = {
    pawl: `export NODE_COMPILE_CACHE='${process.env.NODE_COMPILE_CACHE}'\nexec '${process.execPath}' --disable-warning=ExperimentalWarning '${main}' "$@"`,
    npm: 'exit 0',
    ...more,
  }
  for (const [name, text] of Object.entries(all)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  return folder
}

/** The PATH with those commands ahead of all others. */
export const pathWith = (folder: string) => [folder, process.env.PATH].join(delimiter)
