const begins = /^ {0,3}\[([^[\]]{1,200})\]:[ \t]*\S/

/** Link and footnote definitions of a document by label, each as its line. */
export function definitionsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const line of lines) {
    const label = begins.exec(line)?.[1]?.toLowerCase()
    if (label !== undefined && !found.has(label)) found.set(label, line)
  }
  return found
}

/** The definitions that a piece refers to and does not hold. */
export function wantedBy(own: readonly string[], definitions: ReadonlyMap<string, string>): readonly string[] {
  if (definitions.size === 0) return []
  const here = definitionsOf(own)
  const wanted = new Set<string>()
  for (const line of own) {
    for (const [, label] of line.matchAll(/\[([^[\]]{1,200})\]/g)) {
      const definition = definitions.get(label!.toLowerCase())
      if (definition !== undefined && !here.has(label!.toLowerCase())) wanted.add(definition)
    }
  }
  return [...wanted]
}
