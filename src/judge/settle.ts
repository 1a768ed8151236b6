import type { Change } from '../model/change.ts'
import type { Finding } from '../model/finding.ts'
import type { Place, Quoted } from '../model/place.ts'
import type { Files } from '../model/tree.ts'

const mostLines = 6

/** Lays the lines that findings point at into them, while the trees are open. */
export async function settle(findings: readonly Finding<Place>[], files: Change<Files>): Promise<Finding[]> {
  return Promise.all(
    findings.map(async (finding) => ({ ...finding, places: await Promise.all(finding.places.map((place) => quote(place, files))) })),
  )
}

async function quote(place: Place, files: Change<Files>): Promise<Quoted> {
  if (!place.span || place.hidden) return place
  const other = place.side === 'before' ? 'after' : 'before'
  const text = (await files[place.side].text(place.path)) ?? (await files[other].text(place.path))
  if (text === undefined) return place
  const lines = text.split(/\r?\n/)
  const last = Math.min(place.span.endLine, place.span.line + mostLines - 1)
  const quoted = []
  for (let number = place.span.line; number <= last; number++) quoted.push({ number, text: lines[number - 1] ?? '' })
  return { ...place, lines: quoted }
}
