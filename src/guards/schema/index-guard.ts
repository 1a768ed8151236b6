import { aspectCodes, schemaGuard, weighAspects } from './factory.ts'
import { partSubject, passOrGone, tablesOfPart } from './named-part.ts'
import { partNamed } from './subject.ts'
import { indexWeakenings } from './weakenings.ts'

/** Protects one index: it stays with the same columns, condition and method, valid; a new name alone passes. */
export const index = schemaGuard({
  kind: 'index',
  subject: partSubject('index'),
  says: 'The index stays with the same columns, condition and method, and valid.',
  options: {},
  codes: aspectCodes('index'),
  tables: tablesOfPart,
  find: (catalog, protection) => [partNamed(catalog, 'index', protection)].filter((found) => found !== undefined),
  weigh: (sight, before, after) => weighAspects(sight, before, after),
  gone: passOrGone,
  weakenings: indexWeakenings,
})
