import type { Catalog, CatalogObject } from '../../catalog/catalog.ts'
import { aspectCodes, schemaGuard, tellGone, weighAspects } from './factory.ts'
import { partSubject, tablesOfPart } from './named-part.ts'
import type { Sight } from './sight.ts'
import { idleCode, requireActing } from './standing.ts'
import { partNamed } from './subject.ts'

/** A trigger protects the function that it calls. */
async function weigh(sight: Sight, before: CatalogObject, after: CatalogObject): Promise<void> {
  await weighAspects(sight, before, after)
  const older = functionOf(sight.passage.before, before)
  const newer = functionOf(sight.passage.after, after)
  if (older && newer && older.name === newer.name) await weighAspects(sight, older, newer, ` of the function \`${older.name}\``)
}

function functionOf(catalog: Catalog, trigger: CatalogObject): CatalogObject | undefined {
  const name = trigger.aspects.function
  return typeof name === 'string' ? catalog.objects.get(`function:${name}`) : undefined
}

/** Protects one trigger: it stays, enabled, and does the same. */
export const trigger = schemaGuard({
  kind: 'trigger',
  subject: partSubject('trigger'),
  says: 'The trigger stays with the same meaning, enabled, and so does the function that it calls.',
  options: {},
  codes: { ...aspectCodes('trigger'), ...idleCode('trigger') },
  tables: tablesOfPart,
  find: (catalog, protection) => [partNamed(catalog, 'trigger', protection)].filter((found) => found !== undefined),
  weigh,
  gone: (sight, before) => tellGone(sight, before),
  require: requireActing,
})
