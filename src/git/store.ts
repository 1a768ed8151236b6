import { createHash, randomBytes } from 'node:crypto'
import { lstat, readdir, readFile, rename, rm, unlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from './folder.ts'

/** Contents kept between runs. It never fails: what can't be read was never there, what can't be written is not kept. */
export interface Store {
  get(key: string): Promise<Uint8Array | undefined>
  /** The content of the first of many keys that has any; much cheaper than to ask for each. */
  first(keys: readonly string[]): Promise<{ key: string; content: Uint8Array } | undefined>
  put(key: string, content: Uint8Array): Promise<void>
  /** Why nothing could be kept, once that was tried. */
  problem(): string | undefined
}

/** The layout of an entry; another number is another pawl's entry, and is thrown away. */
const layout = 'pawl-entry 1'
const bound = 256 * 1024 * 1024
const largest = 64 * 1024 * 1024

/** Opens the cache of a repository; `limit` bounds its bytes, and the entries longest unused go first. */
export function openStore(repo: { readonly commonDir: string }, limit = bound): Store {
  const folder = join(repo.commonDir, 'pawl', 'entries')
  let problem: string | undefined
  const get = async (key: string): Promise<Uint8Array | undefined> => {
    const path = join(folder, nameOf(key))
    try {
      const found = await lstat(path)
      const content = found.isFile() && found.size <= largest + 4096 ? unwrapped(await readFile(path), key) : undefined
      if (content === undefined) await rm(path, { recursive: true, force: true })
      else await utimes(path, new Date(), new Date()).catch(() => {})
      return content
    } catch {
      return undefined
    }
  }
  return {
    get,
    first: async (keys) => {
      const names = new Set(await readdir(folder).catch(() => []))
      for (const key of names.size ? keys : []) {
        const content = names.has(nameOf(key)) ? await get(key) : undefined
        if (content) return { key, content }
      }
      return undefined
    },
    put: async (key, content) => {
      if (content.length > Math.min(largest, limit)) return
      const temporary = join(folder, `.${process.pid}-${randomBytes(6).toString('hex')}`)
      try {
        makeFolder(repo.commonDir, 'entries')
        await writeFile(temporary, wrapped(content, key), { flag: 'wx' })
        await rename(temporary, join(folder, nameOf(key)))
        await shrink(folder, limit)
      } catch (error) {
        problem = `nothing is kept between runs: ${(error as Error).message}`
        await unlink(temporary).catch(() => {})
      }
    },
    problem: () => problem,
  }
}

/** Keeps nothing: for `--no-cache`. */
export const noStore: Store = { get: async () => undefined, first: async () => undefined, put: async () => {}, problem: () => undefined }

function nameOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

function checksum(content: Uint8Array, key: string): string {
  return createHash('sha256').update(`${layout}\0${key.length}\0${key}\0`).update(content).digest('hex')
}

function wrapped(content: Uint8Array, key: string): Buffer {
  return Buffer.concat([Buffer.from(`${layout} ${checksum(content, key)}\n`), content])
}

/** The content of an entry; `undefined` where a bit of it is not as it was written. */
function unwrapped(entry: Buffer, key: string): Uint8Array | undefined {
  const end = entry.indexOf(10)
  const content = new Uint8Array(entry.subarray(end + 1))
  return entry.toString('latin1', 0, end) === `${layout} ${checksum(content, key)}` ? content : undefined
}

/** Takes the entries longest unused until the rest fits, and what a killed pawl left half-written. */
async function shrink(folder: string, limit: number): Promise<void> {
  const names = await readdir(folder)
  const entries = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      const found = await lstat(path).catch(() => undefined)
      return found && { path, size: found.size, used: found.mtimeMs, half: name.startsWith('.') }
    }),
  )
  const newest = entries.filter((entry) => entry !== undefined).sort((a, b) => b.used - a.used)
  let total = 0
  for (const entry of newest) {
    total += entry.size
    const abandoned = entry.half && Date.now() - entry.used > 3_600_000
    if (abandoned || (total > limit && !entry.half)) await rm(entry.path, { recursive: true, force: true }).catch(() => {})
  }
}
