import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { Refusal } from '../model/refusal.ts'
import type { Tree } from '../model/tree.ts'
import { makeTemporary, type Temporary } from './temporary.ts'

/** Writes a tree into a temporary folder, as git would check it out; no filter runs, and links that lead out of it are left out. */
export async function checkout(tree: Tree): Promise<Temporary> {
  const folder = makeTemporary('checkout')
  if (!folder) throw new Refusal('the temporary folder cannot be written, so no command can be run')
  const entries = await tree.entries()
  await tree.prefetch?.([...entries.keys()])
  for (const [path, { mode }] of entries) {
    if (mode === 'gitlink') continue
    const bytes = (await tree.bytes(path)) ?? new Uint8Array()
    const target = join(folder.path, path)
    mkdirSync(dirname(target), { recursive: true })
    if (mode !== 'symlink') {
      writeFileSync(target, bytes, { flag: 'wx' })
      if (mode === 'executable') chmodSync(target, 0o755)
      continue
    }
    const to = Buffer.from(bytes).toString('utf8')
    const inside = normalize(join(dirname(path), to))
    if (!to.startsWith('/') && !inside.startsWith('..')) link(to, target)
  }
  return folder
}

/** A link, or where the system lets nobody make one, a file that holds where it leads, as git writes it there. */
function link(to: string, target: string): void {
  try {
    symlinkSync(to, target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
    writeFileSync(target, to, { flag: 'wx' })
  }
}
