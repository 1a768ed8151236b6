import { type CatalogObject, ofKind } from '../../catalog/catalog.ts'
import { sameTable, shortName } from '../../catalog/names.ts'
import { lossPlaces, type Sight } from './sight.ts'

/** Tells of parts of a partitioned or inherited table that are its parts no longer, for they take their rows along; whether there are any. */
export async function judgeParts(sight: Sight, table: CatalogObject): Promise<boolean> {
  let any = false
  const { passage } = sight
  const { engine } = passage.before
  const belongs = (object: CatalogObject) => parentsOf(object).some((parent) => sameTable(engine, parent, table.name))
  for (const part of ofKind(passage.before, 'table')) {
    if (!belongs(part)) continue
    const now = sight.pairs().get(part.key)?.after
    if (now && belongs(now)) continue
    const places = await lossPlaces(passage, part.key, now ? 'detaches it' : 'drops it', now ? 'inherits' : undefined)
    sight.tell('schema/partition-detached', {
      args: { partition: shortName(part.name), table: sight.protection.subject },
      what: part.name,
      places,
    })
    any = true
  }
  return any
}

function parentsOf(table: CatalogObject): string[] {
  const { inherits } = table.aspects
  if (typeof inherits === 'string') return [inherits]
  return Array.isArray(inherits) ? inherits.filter((parent) => typeof parent === 'string') : []
}
