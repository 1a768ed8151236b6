import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ReadBackup } from '../verbs/plan.ts'
import type { Host } from './host.ts'

/** The file of a backup: from the top of the repository, or what a variable of pawl's own says. */
function placed(file: string, top: string, { env }: Host): string {
  return resolve(
    top,
    file.replace(/^\$\{?(PAWL_[A-Z0-9_]+)\}?/, (name, variable: string) => env[variable] ?? name),
  )
}

/** What a backup that a document names is like; `undefined` where nothing can be read. */
export function readBackup(name: string, top: string, host: Host): ReadBackup | undefined {
  const file = placed(name, top, host)
  try {
    if (!statSync(file).isDirectory()) return readFile(file)
    const files = readdirSync(file).sort()
    const all = files.map((each) => readFile(join(file, each)))
    const sha256 = createHash('sha256')
      .update(all.map((each, at) => `${each.sha256}  ${files[at]}\n`).join(''))
      .digest('hex')
    const written = new Date(Math.max(0, ...all.map((each) => each.written.getTime())))
    const none = new Uint8Array()
    return { files, sha256, written, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0), head: none, tail: none }
  } catch {
    return undefined
  }
}

const piece = 1 << 20
const edge = 4096

/** Reads a file piece by piece: a backup may be larger than memory. */
function readFile(path: string): ReadBackup {
  const descriptor = openSync(path, 'r')
  try {
    const { mtime, size } = fstatSync(descriptor)
    const hash = createHash('sha256')
    const buffer = Buffer.alloc(piece)
    let head = Buffer.alloc(0)
    let tail = Buffer.alloc(0)
    for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer)) {
      const part = buffer.subarray(0, read)
      hash.update(part)
      if (head.length < edge) head = Buffer.concat([head, part]).subarray(0, edge)
      tail = Buffer.concat([tail, part.subarray(-edge)]).subarray(-edge)
    }
    return { bytes: size, written: mtime, sha256: hash.digest('hex'), head, tail }
  } finally {
    closeSync(descriptor)
  }
}
