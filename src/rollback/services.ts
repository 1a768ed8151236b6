import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import { placeOf, type Version } from '../policy/versions.ts'
import { planFinding } from './codes.ts'

/** The services of several versions, each once, in the order of dependency: that in which every version lists its own. */
export function unitedServices(versions: readonly Version[]): string[] {
  const all = [...new Set(versions.flatMap(({ services }) => services))]
  const ahead = (one: string, other: string) => versions.some((version) => listedAhead(version, one, other))
  const united: string[] = []
  while (united.length < all.length) {
    const left = all.filter((service) => !united.includes(service))
    // Where two lists contradict each other nothing is free, and the first that was named goes on.
    united.push(left.find((service) => !left.some((other) => other !== service && ahead(other, service))) ?? left[0]!)
  }
  return united
}

/** Pairs of services that two versions list in opposite orders. */
export function contradictions(versions: readonly Version[]): Finding<Place>[] {
  const found: Finding<Place>[] = []
  for (const [index, first] of versions.entries()) {
    for (const second of versions.slice(index + 1)) {
      for (const [one, other] of pairs(first.services)) {
        if (!listedAhead(second, other, one)) continue
        const args = { one, other, first: first.name, second: second.name }
        found.push(planFinding('plan/services-contradict', { args, subject: first.name, at: placeOf(first, 'services') }))
      }
    }
  }
  return found
}

const pairs = (services: readonly string[]) =>
  services.flatMap((one, index) => services.slice(index + 1).map((other) => [one, other] as const))

const listedAhead = ({ services }: Version, one: string, other: string): boolean =>
  services.includes(one) && services.includes(other) && services.indexOf(one) < services.indexOf(other)
