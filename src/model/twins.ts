/** A path as file systems compare it that know no case and join accents to their letters. */
export function folded(path: string): string {
  if (/^[\x20-\x7e]*$/.test(path)) return path.toLowerCase()
  // Letter by letter, so that a fold never changes how many letters there are.
  return path.normalize('NFC').replace(/./gsu, (letter) => {
    const upper = letter.toUpperCase()
    const lower = (upper.length === letter.length ? upper : letter).toLowerCase()
    return lower.length === letter.length ? lower : letter
  })
}

/** Groups of paths, or of folders on their way, that such a file system takes for one; each sorted. */
export function twins(paths: Iterable<string>): string[][] {
  const known = new Map<string, Set<string>>()
  const seen = new Set<string>()
  for (const path of paths) {
    for (let part = path; part !== '' && !seen.has(part); part = part.slice(0, Math.max(0, part.lastIndexOf('/')))) {
      seen.add(part)
      const fold = folded(part)
      const group = known.get(fold)
      if (group) group.add(part)
      else known.set(fold, new Set([part]))
    }
  }
  return [...known.values()].filter((group) => group.size > 1).map((group) => [...group].sort())
}
