import type { Circumstances } from '../guards/guard.ts'
import type { Change } from '../model/change.ts'
import type { Entry, Files } from '../model/tree.ts'
import type { Guarded } from './databases.ts'
import { nothingHeard, uphold } from './uphold.ts'

/**
 * The paths of a tree that guards looked up, there or not: what they read leads them further than what they ask for.
 * A change of none of them, and of nothing that is asked for, leaves what they say as it is.
 */
export async function followed(guarded: readonly Guarded[], files: Files, circumstances: Circumstances): Promise<Set<string>> {
  const paths = new Set<string>()
  const traced = tracing(files, paths)
  const standing: Change<Files> = { before: traced, after: traced }
  for (const { guard, protection } of guarded) {
    if (guard.follows && guard.evidence === 'files') await uphold(guard, protection, standing, circumstances, nothingHeard())
  }
  return paths
}

/** The same tree, noting each path that is looked up. */
function tracing(files: Files, paths: Set<string>): Files {
  let entries: ReadonlyMap<string, Entry> | undefined
  return {
    label: files.label,
    entries: async () => {
      entries ??= noting(await files.entries(), paths)
      return entries
    },
    bytes: (path) => files.bytes(noted(path)),
    read: (path, reader) => files.read(noted(path), reader),
    text: (path) => files.text(noted(path)),
    match: (globs) => files.match(globs),
  }

  function noted(path: string): string {
    paths.add(path)
    return path
  }
}

function noting(all: ReadonlyMap<string, Entry>, paths: Set<string>): ReadonlyMap<string, Entry> {
  return {
    size: all.size,
    get: (path) => all.get(paths.add(path) && path),
    has: (path) => all.has(paths.add(path) && path),
    keys: () => all.keys(),
    values: () => all.values(),
    entries: () => all.entries(),
    forEach: (each) => all.forEach(each),
    [Symbol.iterator]: () => all[Symbol.iterator](),
  }
}
