import { weighCalls } from './calls.ts'
import { aspectCodes, schemaGuard } from './factory.ts'
import { partSubject, passOrGone, tablesOfPart, weighPart } from './named-part.ts'
import { idleCode, requireActing } from './standing.ts'
import { partNamed } from './subject.ts'

/** Protects one index: it stays with the same columns, condition and method, valid; a new name alone passes. */
export const index = schemaGuard({
  kind: 'index',
  subject: partSubject('index'),
  says: 'The index stays with the same columns, condition and method, and valid.',
  options: {},
  codes: { ...aspectCodes('index'), ...idleCode('index') },
  tables: tablesOfPart,
  find: (catalog, protection) => [partNamed(catalog, 'index', protection)].filter((found) => found !== undefined),
  weigh: async (sight, before, after) => {
    await weighPart(sight, before, after)
    await weighCalls(sight, before, after)
  },
  gone: passOrGone,
  require: requireActing,
})
