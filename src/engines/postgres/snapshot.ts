import type { Image } from './image.ts'

/** One file or folder of emscripten's memory file system. */
interface FsNode {
  name: string
  parent: FsNode
  mode: number
  contents: Uint8Array | null | Record<string, FsNode>
  usedBytes?: number
}
interface Stream {
  fd: number | null
  position: number
  node: FsNode
}

/** The part of emscripten's file system that a copy needs. */
export interface SnapshotFs {
  lookupPath(path: string): { node: FsNode }
  isDir(mode: number): boolean
  isFile(mode: number): boolean
  hashAddNode(node: FsNode): void
  hashRemoveNode(node: FsNode): void
  streams: (Stream | null | undefined)[]
}

/** The engine's memory and files at a moment between two statements: all that it is. */
export interface Snapshot {
  /** All bytes of memory and files, one behind the other. */
  store: Uint8Array
  heapSize: number
  nodes: readonly {
    node: FsNode
    name: string
    parent: FsNode
    mode: number
    children?: Readonly<Record<string, FsNode>>
    from: number
    size: number
  }[]
  streams: readonly ({ stream: Stream; position: number; node: FsNode } | undefined)[]
  /** Libraries that were loaded; a library loaded later would be lost from memory, but not from the engine around it. */
  modules: string
}

const page = 65536

/** `spare` is the store of a copy that is no longer wanted, so that memory is not asked for again and again. */
export function takeSnapshot(memory: { HEAPU8: Uint8Array }, fs: SnapshotFs, root: string, modules: string, spare?: Uint8Array): Snapshot {
  const heapSize = usedBytes(memory.HEAPU8)
  let size = heapSize
  walk(fs, fs.lookupPath(root).node, (node) => {
    size += node.usedBytes ?? 0
  })
  const store = spare && spare.length >= size ? spare : new Uint8Array(size + size / 4)
  store.set(memory.HEAPU8.subarray(0, heapSize))
  let at = heapSize
  const nodes: Snapshot['nodes'][number][] = []
  walk(fs, fs.lookupPath(root).node, (node) => {
    const { name, parent, mode } = node
    const from = at
    if (fs.isDir(mode)) nodes.push({ node, name, parent, mode, children: { ...(node.contents as Record<string, FsNode>) }, from, size: 0 })
    else {
      const bytes = bytesOf(node)
      store.set(bytes, at)
      at += bytes.length
      nodes.push({ node, name, parent, mode, from, size: bytes.length })
    }
  })
  const streams = fs.streams.map((stream) => (stream ? { stream, position: stream.position, node: stream.node } : undefined))
  return { store, heapSize, nodes, streams, modules }
}

export function putBack(memory: { HEAPU8: Uint8Array }, fs: SnapshotFs, snapshot: Snapshot): void {
  const kept = new Set(snapshot.nodes.map(({ node }) => node))
  const there = new Set<FsNode>()
  walk(fs, snapshot.nodes[0]!.node, (node) => there.add(node))
  for (const node of there) if (!kept.has(node)) fs.hashRemoveNode(node)
  for (const { node, name, parent, mode, children, from, size } of snapshot.nodes) {
    if (there.has(node) && (node.name !== name || node.parent !== parent)) fs.hashRemoveNode(node)
    const add = !there.has(node) || node.name !== name || node.parent !== parent
    node.name = name
    node.parent = parent
    node.mode = mode
    if (add) fs.hashAddNode(node)
    if (children) node.contents = { ...children }
    else {
      node.contents = snapshot.store.slice(from, from + size)
      node.usedBytes = size
    }
  }
  fs.streams.length = 0
  for (const [fd, each] of snapshot.streams.entries()) {
    if (each) Object.assign(each.stream, { fd, position: each.position, node: each.node })
    fs.streams[fd] = each?.stream
  }
  const { HEAPU8 } = memory
  const used = usedBytes(HEAPU8)
  HEAPU8.set(snapshot.store.subarray(0, snapshot.heapSize))
  HEAPU8.fill(0, snapshot.heapSize, Math.max(snapshot.heapSize, used))
}

/** The files of a copy, to start another engine from. */
export function filesOf(snapshot: Snapshot): Image['files'] {
  const root = snapshot.nodes[0]!.node
  const pathOf = (parent: FsNode, name: string): string => {
    if (parent === root) return name
    const above = snapshot.nodes.find(({ node }) => node === parent)!
    return `${pathOf(above.parent, above.name)}/${name}`
  }
  return snapshot.nodes
    .slice(1)
    .filter(({ name }) => name !== 'postmaster.pid')
    .map(({ parent, name, children, from, size }) => ({
      path: pathOf(parent, name),
      ...(children ? {} : { bytes: snapshot.store.slice(from, from + size) }),
    }))
}

/** What a file holds; its store may be longer, and is of signed bytes where the engine wrote it. */
function bytesOf(node: FsNode): Uint8Array {
  const store = node.contents as Uint8Array | Int8Array | null
  return store ? new Uint8Array(store.buffer, store.byteOffset, node.usedBytes) : new Uint8Array()
}

function walk(fs: SnapshotFs, node: FsNode, seen: (node: FsNode) => void): void {
  seen(node)
  if (fs.isDir(node.mode)) for (const child of Object.values(node.contents as Record<string, FsNode>)) walk(fs, child, seen)
}

/** Memory is only ever taken from its end: what lies behind the last page in use was never touched. */
function usedBytes(heap: Uint8Array): number {
  const bytes = Buffer.from(heap.buffer, heap.byteOffset, heap.byteLength)
  const none = Buffer.alloc(page)
  let end = bytes.length
  while (end > 0 && bytes.compare(none, 0, page, end - page, end) === 0) end -= page
  return end
}
