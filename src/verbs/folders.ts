import { nearest } from '../model/nearest.ts'
import type { Files } from '../model/tree.ts'
import type { Policies } from '../policy/load.ts'

/** What is said of databases whose folder holds nothing: nothing of them is rehearsed, and nobody need notice. */
export async function emptyFolders({ databases }: Pick<Policies, 'databases'>, files: Files): Promise<string[]> {
  const paths = [...(await files.entries()).keys()]
  const empty = [...databases.values()].filter(
    ({ migrations }) => !paths.some((path) => path === migrations || path.startsWith(`${migrations}/`)),
  )
  if (empty.length === 0) return []
  const folders = new Set(
    paths.flatMap((path) =>
      path
        .split('/')
        .slice(0, -1)
        .map((_, index, all) => all.slice(0, index + 1).join('/')),
    ),
  )
  return empty.map(({ name, migrations }) => {
    const near = nearest(migrations, folders)
    return `nothing lies below \`${migrations}\`, so nothing of database \`${name}\` was run${near ? `; \`${near}\` is near` : ''}`
  })
}
