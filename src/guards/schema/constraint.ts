import { aspectCodes, schemaGuard, weighAspects } from './factory.ts'
import { partSubject, passOrGone, tablesOfPart } from './named-part.ts'
import { partNamed } from './subject.ts'
import { constraintWeakenings } from './weakenings.ts'

/** Protects one constraint: it stays with the same meaning, validated; a new name alone passes. */
export const constraint = schemaGuard({
  kind: 'constraint',
  subject: partSubject('constraint'),
  says: 'The constraint stays with the same meaning, enforced and validated.',
  options: {},
  codes: aspectCodes('constraint'),
  tables: tablesOfPart,
  find: (catalog, protection) => [partNamed(catalog, 'constraint', protection)].filter((found) => found !== undefined),
  weigh: (sight, before, after) => weighAspects(sight, before, after),
  gone: passOrGone,
  weakenings: constraintWeakenings,
})
