import { type Finding, findingKey } from '../model/finding.ts'
import type { Place } from '../model/place.ts'

/** What is new: findings that did not stand before the change, each once for each protection that has slipped by it. */
export function newFindings(findings: readonly Finding<Place>[], stood: readonly Finding<Place>[]): Finding<Place>[] {
  const known = new Set(stood.map(findingKey))
  const told = new Set(findings.map(whereTold))
  const seen = new Set<string>()
  return findings.filter((finding) => {
    const key = findingKey(finding)
    const own = `${finding.protection ?? ''}\0${key}`
    const asBad = finding.unless?.some((other) => known.has(findingKey({ ...finding, ...other })))
    const said = finding.within !== undefined && told.has(whereTold({ ...finding, ...finding.within }))
    if (known.has(key) || seen.has(own) || asBad || said) return false
    seen.add(own)
    return true
  })
}

/** What is told of one protection at one place. */
function whereTold(finding: Finding<Place>): string {
  const { path, span } = finding.places[0] ?? {}
  return [finding.protection, path, span?.line, span?.column, findingKey(finding)].join('\0')
}

/** Errors first, then by the place they point at, so that the order of reading is the order of mending. */
export function inOrder(findings: readonly Finding<Place>[]): Finding<Place>[] {
  const rank = (finding: Finding<Place>) =>
    [
      finding.level === 'error' ? '0' : '1',
      finding.places[0]?.path ?? '',
      String(finding.places[0]?.span?.line ?? 0).padStart(8, '0'),
      finding.code,
      finding.message,
    ].join('\0')
  return [...findings].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0))
}
