import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry, Tree } from '../model/tree.ts'

/** A folder on the disk as a tree: what is there now, symlinks as themselves, `.git` left out. Nothing is followed out of it. */
export function folderTree(folder: string): Tree {
  let listed: Map<string, Entry> | undefined
  const list = () => {
    const entries = new Map<string, Entry>()
    walk(folder, '', entries)
    return entries
  }
  return {
    label: `the folder ${folder}`,
    entries: async () => {
      listed ??= list()
      return listed
    },
    bytes: async (path) => {
      listed ??= list()
      return listed.has(path) ? content(join(folder, path)) : undefined
    },
  }
}

function walk(folder: string, prefix: string, entries: Map<string, Entry>): void {
  for (const name of readdirSync(join(folder, prefix)).sort()) {
    if (name === '.git') continue
    const path = prefix === '' ? name : `${prefix}/${name}`
    const state = lstatSync(join(folder, path))
    if (state.isDirectory()) walk(folder, path, entries)
    else if (state.isSymbolicLink() || state.isFile()) {
      const mode = state.isSymbolicLink() ? 'symlink' : state.mode & 0o100 ? 'executable' : 'file'
      entries.set(path, {
        mode,
        id: createHash('sha256')
          .update(content(join(folder, path)))
          .digest('hex'),
      })
    }
  }
}

function content(file: string): Buffer {
  return lstatSync(file).isSymbolicLink() ? Buffer.from(readlinkSync(file)) : readFileSync(file)
}
