import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Repository } from '../git/repository.ts'
import { treeId } from '../git/tree-id.ts'
import type { GitTree } from '../git/trees.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import type { Asked } from '../verbs/asked.ts'
import { plan, type ReadBackup, type ReadBackups, type Wanted } from '../verbs/plan.ts'
import { type Command, verbs } from './arguments.ts'
import type { Host } from './host.ts'

/** Makes the plan between the versions that were named. */
export async function planBetween(command: Command, repository: Repository, tree: GitTree, asked: Asked, host: Host): Promise<Report> {
  const [from, to] = command.words as [string, string?]
  const { tier, emergency, ready } = command.flags
  if (to === undefined && !emergency) throw new Refusal(`\`pawl plan\` is written \`${verbs.plan!.usage[0]}\``)
  const top = repository.top ?? host.cwd
  const wanted: Wanted = {
    from,
    ...(to === undefined ? {} : { to }),
    ...(tier === undefined ? {} : { tier: String(tier) }),
    emergency: emergency === true,
    tree: await treeId(tree, repository),
    ...(ready
      ? { backups: async (files) => new Map(files.map((file) => [file, readBackup(placed(file, top, host))])) as ReadBackups }
      : {}),
    now: host.now(),
  }
  return plan(tree, wanted, asked)
}

/** The file of a backup: from the top of the repository, or what a variable of pawl's own says. */
function placed(file: string, top: string, { env }: Host): string {
  return resolve(
    top,
    file.replace(/^\$\{?(PAWL_[A-Z0-9_]+)\}?/, (name, variable: string) => env[variable] ?? name),
  )
}

/** What a backup is like; `undefined` where nothing can be read. */
function readBackup(file: string): ReadBackup | undefined {
  try {
    if (!statSync(file).isDirectory()) return readFile(file)
    const files = readdirSync(file).sort()
    const all = files.map((name) => readFile(join(file, name)))
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
