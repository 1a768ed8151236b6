import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory of this process, gone at the latest when it ends. */
export interface Temporary {
  readonly path: string
  remove(): void
}

/** Makes a directory below the system's temporary one; `undefined` where that can't be written. */
export function makeTemporary(purpose: string): Temporary | undefined {
  sweepTemporary()
  try {
    const path = mkdtempSync(join(tmpdir(), `pawl-${process.pid}-${machine()}-${purpose}-`))
    const remove = () => {
      process.off('exit', remove)
      rmSync(path, { recursive: true, force: true, maxRetries: 3 })
    }
    process.on('exit', remove)
    return { path, remove }
  } catch {
    return undefined
  }
}

/** Removes what a killed pawl left behind: directories of this machine and user whose process is gone. */
export function sweepTemporary(): void {
  try {
    const left = new RegExp(`^pawl-(\\d+)-${machine()}-[a-z]+-`)
    for (const name of readdirSync(tmpdir())) {
      const pid = left.exec(name)?.[1]
      if (pid !== undefined && !isAlive(Number(pid))) removeOurs(join(tmpdir(), name))
    }
  } catch {
    // A directory that can't be listed holds nothing that could be swept.
  }
}

/** Containers may share a temporary directory and have process ids of their own. */
function machine(): string {
  return (
    hostname()
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 32) || 'here'
  )
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function removeOurs(path: string): void {
  try {
    const found = lstatSync(path)
    if (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid)) rmSync(path, { recursive: true, force: true })
  } catch {
    // Another pawl swept it first.
  }
}
