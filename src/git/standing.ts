/** What stands at the root of a commit and at some paths of it, each entry as `ls-tree -z` lists it. */
export interface Standing {
  root: string
  found: string
}

/** What to ask `git cat-file --batch` for, so that it can be told what stands at some paths: all folders above them. */
export function foldersAsked(commit: string, paths: readonly string[]): string {
  return foldersAbove(paths)
    .map((folder) => `${commit}${folder === '' ? '^{tree}' : `:${folder}`}\n`)
    .join('')
}

/** What stands, from the answers of git; `undefined` where a folder that is listed is not here. */
export function standingIn(answered: Buffer, paths: readonly string[]): Standing | undefined {
  const folders = new Map<string, Map<string, string> | undefined>()
  let from = 0
  for (const folder of foldersAbove(paths)) {
    const end = answered.indexOf(10, from)
    const [, id, type, size] = /^([0-9a-f]+) ([a-z]+) (\d+)$/.exec(answered.toString('latin1', from, end)) ?? []
    from = end + 1
    if (id === undefined) continue
    if (type === 'tree') folders.set(folder, entriesIn(answered.subarray(from, from + Number(size)), id.length / 2))
    from += Number(size) + 1
  }
  const root = folders.get('')
  if (!root) return undefined
  const found: string[] = []
  for (const path of paths) {
    let at = root
    const parts = path.split('/')
    for (const [depth, part] of parts.entries()) {
      const entry = at.get(part)
      if (entry === undefined) break
      if (depth === parts.length - 1) found.push(`${entry}\t${path}`)
      else if (!entry.startsWith('040000')) break
      else {
        const below = folders.get(parts.slice(0, depth + 1).join('/'))
        if (!below) return undefined
        at = below
      }
    }
  }
  return { root: [...root].map(([name, entry]) => `${entry}\t${name}\0`).join(''), found: found.join('\0') }
}

/** The root, and each folder above a path. */
function foldersAbove(paths: readonly string[]): string[] {
  const folders = new Set([''])
  for (const path of paths) for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) folders.add(path.slice(0, at))
  return [...folders]
}

/** The entries of a folder by name, out of a tree object: mode, name and raw id of each. */
function entriesIn(tree: Buffer, idBytes: number): Map<string, string> {
  const entries = new Map<string, string>()
  for (let at = 0; at < tree.length; ) {
    const [space, end] = [tree.indexOf(32, at), tree.indexOf(0, at)]
    const mode = tree.toString('latin1', at, space).padStart(6, '0')
    const type = mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob'
    at = end + 1 + idBytes
    entries.set(tree.toString('utf8', space + 1, end), `${mode} ${type} ${tree.toString('hex', end + 1, at)}`)
  }
  return entries
}
