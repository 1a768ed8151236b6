import type { CatalogObject } from '../../catalog/catalog.ts'
import { sameTable } from '../../catalog/names.ts'
import type { Place } from '../../model/place.ts'
import { lossPlaces, type Sight } from './sight.ts'

/** Parts of a partitioned or inherited table that are its parts no longer: they take their rows along. */
export async function partsGone(sight: Sight, table: CatalogObject): Promise<{ part: CatalogObject; places: readonly Place[] }[]> {
  const gone: { part: CatalogObject; places: readonly Place[] }[] = []
  const { passage } = sight
  const { engine } = passage.before
  const belongs = (object: CatalogObject) => parentsOf(object).some((parent) => sameTable(engine, parent, table.name))
  for (const part of passage.before.objects.values()) {
    if (part.kind !== 'table' || !belongs(part)) continue
    const now = sight.pairs().get(part.key)?.after
    if (now && belongs(now)) continue
    const places = await lossPlaces(passage, part.key, now ? 'detaches it' : 'drops it', now ? 'inherits' : undefined)
    gone.push({ part, places })
  }
  return gone
}

function parentsOf(table: CatalogObject): string[] {
  const { inherits } = table.aspects
  if (typeof inherits === 'string') return [inherits]
  return Array.isArray(inherits) ? inherits.filter((parent) => typeof parent === 'string') : []
}
