import type { Plan, WayBack } from '../model/plan.ts'
import type { Category } from '../model/report.ts'
import { span } from '../policy/tables/rollback.ts'

const categories: readonly Category[] = ['additive', 'modification', 'breaking', 'structural']

/** How complex a rollback is: told by the highest category of what it takes back. */
const complexities: Readonly<Record<Category, Plan['complexity']>> = {
  additive: 'simple',
  modification: 'moderate',
  breaking: 'complex',
  structural: 'very-complex',
}

/** The highest category of the migrations that are taken back; with none it is as simple as can be. */
export function categoryOfWays(ways: readonly WayBack[]): { category: Category; complexity: Plan['complexity'] } {
  const highest = Math.max(0, ...ways.map(({ category }) => categories.indexOf(category)))
  return { category: categories[highest]!, complexity: complexities[categories[highest]!] }
}

/** Milliseconds that a rollback takes: what documents estimate, each document once; where none does, what the rehearsal took. */
export function estimateOf(ways: readonly WayBack[]): number {
  const documents = new Map<string, number>()
  let rehearsed = 0
  for (const { document, ms } of ways) {
    if (document?.estimate === undefined) rehearsed += ms
    else documents.set(document.path, document.estimate)
  }
  return rehearsed + [...documents.values()].reduce((sum, each) => sum + each, 0)
}

/** Milliseconds that a migration nobody has limited may take. */
const unlimited = 5 * 60_000

/** Milliseconds that taking migrations back may take at most: what their categories allow, else what their documents estimate. */
export function ceilingOf(ways: readonly WayBack[]): number {
  return ways.reduce((sum, { within, document }) => sum + (within ?? document?.estimate ?? unlimited), 0)
}

/** Whether taking a migration back stops the service: as its document says, else told by its category. */
export function needsDowntime({ category, document }: WayBack): boolean {
  return document?.downtime === undefined ? category === 'breaking' || category === 'structural' : document.downtime > 0
}

/** A duration in whole minutes, or in seconds below one, as policies write it: `45m`, `90s`, `2h`. */
export function rounded(milliseconds: number): string {
  return span(milliseconds >= 6e4 ? Math.round(milliseconds / 6e4) * 6e4 : Math.ceil(milliseconds / 1e3) * 1e3)
}
