import type { CatalogObject } from '../../catalog/catalog.ts'
import { ownName } from '../../catalog/names.ts'
import { otherCall } from './calls.ts'
import { aspectCodes, schemaGuard } from './factory.ts'
import { partSubject, passOrGone, tablesOfPart, weighPart } from './named-part.ts'
import { lossPlaces, type Sight } from './sight.ts'
import { idleCode, requireActing } from './standing.ts'
import { partNamed } from './subject.ts'

/** A check protects the functions that it calls: without them it asks something else. */
async function weigh(sight: Sight, before: CatalogObject, after: CatalogObject): Promise<void> {
  await weighPart(sight, before, after)
  const { passage, protection } = sight
  const call = otherCall(passage.before, passage.after, before)
  if (!call || String(before.aspects.expression) !== String(after.aspects.expression)) return
  sight.tell('schema/constraint-changed', {
    args: { name: protection.subject, aspect: `function \`${call.name}\`` },
    what: `${ownName(before)} calls ${call.name}`,
    places: await lossPlaces(passage, call.key, 'changes it'),
  })
}

/** Protects one constraint: it stays with the same meaning, validated; a new name alone passes. */
export const constraint = schemaGuard({
  kind: 'constraint',
  subject: partSubject('constraint'),
  says: 'The constraint stays with the same meaning, enforced and validated.',
  options: {},
  codes: { ...aspectCodes('constraint'), ...idleCode('constraint') },
  tables: tablesOfPart,
  find: (catalog, protection) => [partNamed(catalog, 'constraint', protection)].filter((found) => found !== undefined),
  weigh,
  gone: passOrGone,
  require: requireActing,
})
