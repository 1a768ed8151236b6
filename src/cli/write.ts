import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Refusal } from '../model/refusal.ts'

/** Writes a report's file whole or not at all: what stood there stays until the new text is on the disk. */
export function writeWhole(directory: string, file: string, text: string): void {
  const target = resolve(directory, file)
  const beside = join(dirname(target), `.pawl-${process.pid}-${Date.now()}.tmp`)
  try {
    const descriptor = openSync(beside, 'wx', 0o644)
    try {
      writeSync(descriptor, text)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(beside, target)
  } catch (error) {
    rmSync(beside, { force: true })
    throw new Refusal(`\`${file}\` could not be written: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`)
  }
}
