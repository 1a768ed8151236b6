import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import { behind, placeOf, type Version } from '../policy/versions.ts'
import { planFinding } from './codes.ts'

/** The nearest version behind one that is known to be good; undefined where none is. */
export function nearestKnownGood(versions: readonly Version[], from: Version): Version | undefined {
  return behind(versions, from).find(({ knownGood }) => knownGood)
}

/** What keeps a way back from being taken in an emergency: no leave to go, or an end that nobody knows to be good. */
export function emergencyFindings(versions: readonly Version[], way: readonly Version[]): Finding<Place>[] {
  const [from, to] = [way[0]!, way.at(-1)!]
  const found: Finding<Place>[] = []
  for (const version of way.slice(0, -1)) {
    const { available } = version.emergency
    // What one only passes through is left in no emergency of its own; it may still forbid it.
    if (available || (version !== from && available === undefined)) continue
    const why =
      available === false ? `${version.name} says \`available: false\`` : `${version.name} states no \`emergency: { available: true }\``
    const args = { version: from.name, why }
    found.push(planFinding('plan/no-emergency', { args, subject: version.name, at: placeOf(version, 'emergency') }))
  }
  if (!to.knownGood) {
    const near = nearestKnownGood(versions, from)?.name ?? ''
    found.push(planFinding('plan/not-known-good', { args: { to: to.name, near }, subject: to.name, at: to.at }))
  }
  return found
}
