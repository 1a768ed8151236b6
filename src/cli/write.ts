import { appendFileSync, closeSync, fsyncSync, lstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Refusal } from '../model/refusal.ts'

/** Writes a report's file whole or not at all: what stood there stays until the new text is on the disk. */
export function writeWhole(directory: string, file: string, text: string): void {
  try {
    replaceWhole(resolve(directory, file), text)
  } catch (error) {
    throw new Refusal(`\`${file}\` could not be written: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`)
  }
}

/** Puts a text in the place of a file at once, so that whoever reads it sees the old or the new; throws what the system says. */
export function replaceWhole(target: string, text: string): void {
  if (isOpenEnd(target)) {
    appendFileSync(target, text)
    return
  }
  const beside = join(dirname(target), `.pawl-${process.pid}-${Date.now()}.tmp`)
  try {
    const descriptor = openSync(beside, 'wx', 0o644)
    try {
      const bytes = Buffer.from(text)
      // A disk that has room for the half of it takes that without a word.
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(beside, target)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}

/** A device, a pipe or a name of one under `/dev`, which is written into: root would put a file in the place of `/dev/null`. */
function isOpenEnd(target: string): boolean {
  const found = lstatSync(target, { throwIfNoEntry: false })
  if (!found || found.isFile() || found.isDirectory()) return false
  return !found.isSymbolicLink() || target.startsWith('/dev/')
}

/** Writes a new file below a folder, through no symlink; false where something stands at its place. */
export function writeNew(top: string, path: string, text: string): boolean {
  let folder = top
  for (const part of dirname(path).split('/')) {
    folder = join(folder, part)
    if (!(lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? true))
      throw new Refusal(`\`${path}\` could not be written: a part of its way is no folder`)
  }
  const target = join(top, path)
  if (lstatSync(target, { throwIfNoEntry: false })) return false
  mkdirSync(folder, { recursive: true })
  writeWhole(top, path, text)
  return true
}
