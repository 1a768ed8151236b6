/** Something found in files, told apart by its text. */
export interface Sighting {
  path: string
  text: string
}

/** What names each sighting between two judgements: those that stood before keep one name, wherever they moved. */
export function nameSightings<S extends Sighting>(before: readonly S[], after: readonly S[]): { sighting: S; what: string }[] {
  const left = new Map<string, number>()
  for (const { text } of before) left.set(text, (left.get(text) ?? 0) + 1)
  const made = new Map<string, number>()
  let stood = 0
  return after.map((sighting) => {
    const count = left.get(sighting.text) ?? 0
    if (count > 0) {
      left.set(sighting.text, count - 1)
      return { sighting, what: `stood ${++stood}` }
    }
    const name = `${sighting.path} ${(made.get(sighting.path) ?? 0) + 1}`
    made.set(sighting.path, (made.get(sighting.path) ?? 0) + 1)
    return { sighting, what: `new ${name}` }
  })
}
