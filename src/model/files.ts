import type { Entry, Files, Mode, Reader, Tree } from './tree.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

/** What readers made of contents, by reader and content id; handed in so that both sides of a change share it. */
export type Made = Map<string, unknown>

/** A tree that remembers what readers made of its files. */
export function remember(tree: Tree, made: Made = new Map()): Files {
  const once = async <T>(key: string, make: () => T | Promise<T>): Promise<T> => {
    if (!made.has(key)) made.set(key, await make())
    return made.get(key) as T
  }
  const read = async <T>(path: string, reader: Reader<T>): Promise<T | undefined> => {
    const entry = (await tree.entries()).get(path)
    if (!entry) return undefined
    return once(`${reader.name}\0${entry.id}\0${path}`, async () => reader.read((await tree.bytes(path)) ?? new Uint8Array(), path))
  }
  return {
    label: tree.label,
    entries: () => tree.entries(),
    bytes: (path) => tree.bytes(path),
    prefetch: async (paths) => tree.prefetch?.(paths),
    read,
    text: (path) => read(path, { name: 'text', read: (bytes) => decoder.decode(bytes) }),
    match: async (globs) => {
      const { globber } = await import('./glob.ts')
      const fits = globber(globs)
      return [...(await tree.entries()).keys()].filter((path) => fits(path)).sort()
    },
  }
}

/** One edit of an overlay: new content, new content with a mode, or `undefined` to take the path away. */
export type Edit = string | Uint8Array | { content: string | Uint8Array; mode?: Mode } | undefined

/** A tree as it would be with some paths changed; nothing is written. */
export function overlay(tree: Tree, edits: ReadonlyMap<string, Edit>, label = `${tree.label}, edited`): Tree {
  const added = new Map<string, { entry: Entry; bytes: Uint8Array }>()
  let entries: Promise<ReadonlyMap<string, Entry>> | undefined
  const merge = async () => {
    const merged = new Map(await tree.entries())
    for (const [path, edit] of edits) {
      if (edit === undefined) {
        merged.delete(path)
        continue
      }
      const whole = typeof edit === 'string' || edit instanceof Uint8Array ? { content: edit } : edit
      const bytes = typeof whole.content === 'string' ? encoder.encode(whole.content) : whole.content
      const entry: Entry = { mode: whole.mode ?? merged.get(path)?.mode ?? 'file', id: contentId(bytes) }
      added.set(path, { entry, bytes })
      merged.set(path, entry)
    }
    return merged
  }
  return {
    label,
    entries: () => {
      entries ??= merge()
      return entries
    },
    bytes: async (path) => {
      if (!edits.has(path)) return tree.bytes(path)
      entries ??= merge()
      await entries
      return added.get(path)?.bytes
    },
    prefetch: async (paths) => tree.prefetch?.(paths.filter((path) => !edits.has(path))),
  }
}

/** A tree of nothing: what stood before the first commit. */
export const emptyTree: Tree = {
  label: 'the empty tree',
  entries: async () => new Map(),
  bytes: async () => undefined,
}

/** Names content made in memory; the text itself is the surest name and is never shown. */
function contentId(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return `memory:${text}`
}
