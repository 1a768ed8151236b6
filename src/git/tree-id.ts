import { createHash } from 'node:crypto'
import type { Entry } from '../model/tree.ts'
import type { Repository } from './repository.ts'
import type { GitTree } from './trees.ts'

/** The id of a tree. That of the index is what `git write-tree` would give, told without a word to git: nothing is written. */
export async function treeId(tree: GitTree, { hash }: Pick<Repository, 'hash'>): Promise<string> {
  if (tree.id !== undefined) return tree.id
  const root: Folder = new Map()
  for (const [path, entry] of await tree.entries()) {
    const parts = path.split('/')
    const name = parts.pop()!
    let folder = root
    for (const part of parts) {
      const next = folder.get(part)
      folder = next instanceof Map ? next : (folder.set(part, new Map()).get(part) as Folder)
    }
    folder.set(name, entry)
  }
  return idOf(root, hash)
}

type Folder = Map<string, Entry | Folder>

const modes = { file: '100644', executable: '100755', symlink: '120000', gitlink: '160000' } as const

function idOf(folder: Folder, hash: Repository['hash']): string {
  const items = [...folder].map(([name, item]) => {
    const bytes = bytesOf(name)
    return item instanceof Map
      ? { order: Buffer.concat([bytes, Buffer.from('/')]), mode: '40000', bytes, id: idOf(item, hash) }
      : { order: bytes, mode: modes[item.mode], bytes, id: item.id }
  })
  items.sort((a, b) => Buffer.compare(a.order, b.order))
  const body = Buffer.concat(
    items.flatMap(({ mode, bytes, id }) => [Buffer.from(`${mode} `), bytes, Buffer.from([0]), Buffer.from(id, 'hex')]),
  )
  return createHash(hash).update(`tree ${body.length}\0`).update(body).digest('hex')
}

/** A name as git has it: bytes that are no UTF-8 stand as `\xNN` in the paths of trees, beside doubled backslashes. */
function bytesOf(name: string): Buffer {
  if (!/\\x[0-9a-f]{2}/.test(name)) return Buffer.from(name)
  const parts = name.split(/(\\\\|\\x[0-9a-f]{2})/)
  return Buffer.concat(
    parts.map((part) =>
      part === '\\\\' ? Buffer.from('\\') : /^\\x[0-9a-f]{2}$/.test(part) ? Buffer.from(part.slice(2), 'hex') : Buffer.from(part),
    ),
  )
}
