import { aspectOf } from '../../catalog/aspects.ts'
import { type CatalogObject, ofKind } from '../../catalog/catalog.ts'
import { shown } from '../../catalog/diff.ts'
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

/** Tells of a table, and of the parts of one, that a crash would empty now. */
export async function judgeLogging(sight: Sight, table: CatalogObject): Promise<void> {
  const { passage, protection } = sight
  const { engine } = passage.before
  const { same, loses, label } = aspectOf('table', 'persistence')
  for (const each of ofKind(passage.before, 'table')) {
    if (each !== table && !parentsOf(each).some((parent) => sameTable(engine, parent, table.name))) continue
    const now = each === table ? passage.after.objects.get(table.key) : sight.pairs().get(each.key)?.after
    const [was, is] = [each.aspects.persistence, now?.aspects.persistence]
    if (!now || same(was, is, {}) || !loses(was, is, {})) continue
    const [from, to] = [shown(was), shown(is)]
    const places = await lossPlaces(passage, each.key, 'changes it', 'persistence')
    const name = each === table ? protection.subject : shortName(each.name)
    const own = each === table ? '' : `${each.name} `
    sight.tell('schema/table-changed', { args: { table: name, aspect: label, from, to }, what: `${own}persistence ${from} ${to}`, places })
  }
}

function parentsOf(table: CatalogObject): string[] {
  const { inherits } = table.aspects
  if (typeof inherits === 'string') return [inherits]
  return Array.isArray(inherits) ? inherits.filter((parent) => typeof parent === 'string') : []
}
