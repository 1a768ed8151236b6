import type { Change } from './change.ts'
import type { Entry, Tree } from './tree.ts'

/** A path that is not the same on both sides: absent on one, or with another content or mode. */
export interface ChangedPath extends Change<Entry | undefined> {
  path: string
}

/** The paths that differ between two trees, sorted. */
export async function changedPaths(change: Change<Tree>): Promise<ChangedPath[]> {
  const [before, after] = await Promise.all([change.before.entries(), change.after.entries()])
  const changed: ChangedPath[] = []
  for (const [path, entry] of after) {
    const older = before.get(path)
    if (older?.id !== entry.id || older.mode !== entry.mode) changed.push({ path, before: older, after: entry })
  }
  for (const [path, entry] of before) if (!after.has(path)) changed.push({ path, before: entry, after: undefined })
  return changed.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}
