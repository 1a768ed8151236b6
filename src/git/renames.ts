import { fieldsOf } from './paths.ts'
import { git } from './process.ts'
import type { GitTree } from './trees.ts'

/** A file that stands elsewhere after the change; `likeness` is 100 where its content is the same. */
export interface Rename {
  from: string
  to: string
  likeness: number
}

/** The renames that git pairs between two trees, by likeness of content. */
export async function renames(before: GitTree, after: GitTree): Promise<Rename[]> {
  const how = ['--raw', '-z', '-M', '-l1000', '--no-ext-diff', '--no-textconv', '--no-relative', '--ignore-submodules=none']
  const sides = after.id === undefined ? ['diff-index', '--cached', ...how, before.id!] : ['diff-tree', '-r', ...how, before.id!, after.id]
  const fields = fieldsOf(await git(after.source.place, sides))
  const found: Rename[] = []
  for (let at = 0; at < fields.length; ) {
    const likeness = / R(\d+)$/.exec(fields[at]!)?.[1]
    if (likeness !== undefined) found.push({ from: fields[at + 1]!, to: fields[at + 2]!, likeness: Number(likeness) })
    at += likeness === undefined ? 2 : 3
  }
  return found
}
