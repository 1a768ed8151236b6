import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Makes a folder of pawl's own in git's common directory: step by step, since that directory itself is never made. */
export function makeFolder(commonDir: string, name: string): void {
  for (const folder of [join(commonDir, 'pawl'), join(commonDir, 'pawl', name)]) {
    try {
      mkdirSync(folder)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
