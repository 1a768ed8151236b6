/** Something found in files, told apart by its text. */
export interface Sighting {
  path: string
  text: string
}

/**
 * What names each sighting between two judgements: those that stood before keep one name, wherever they moved.
 * With `touched`, one that stood in the same file with another text is the same one.
 */
export function nameSightings<S extends Sighting>(
  before: readonly S[],
  after: readonly S[],
  touched?: 'touched',
): { sighting: S; what: string }[] {
  const known = pair(before, after, ({ text }) => text)
  const left = before.filter((each) => ![...known.values()].includes(each))
  const moved = touched
    ? pair(
        left,
        after.filter((each) => !known.has(each)),
        ({ path }) => path,
      )
    : new Map<S, S>()
  const made = new Map<string, number>()
  let stood = 0
  return after.map((sighting) => {
    if (known.has(sighting) || moved.has(sighting)) return { sighting, what: `stood ${++stood}` }
    const name = `${sighting.path} ${(made.get(sighting.path) ?? 0) + 1}`
    made.set(sighting.path, (made.get(sighting.path) ?? 0) + 1)
    return { sighting, what: `new ${name}` }
  })
}

/** For each that can be paired by a key, its other. */
function pair<S>(before: readonly S[], after: readonly S[], keyOf: (each: S) => string): Map<S, S> {
  const left = Map.groupBy(before, keyOf)
  const pairs = new Map<S, S>()
  for (const each of after) {
    const other = left.get(keyOf(each))?.shift()
    if (other !== undefined) pairs.set(each, other)
  }
  return pairs
}
