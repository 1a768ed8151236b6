import { weighCalls } from './calls.ts'
import { aspectCodes, schemaGuard } from './factory.ts'
import { partSubject, passOrGone, tablesOfPart, weighPart } from './named-part.ts'
import { idleCode, requireActing } from './standing.ts'
import { partNamed } from './subject.ts'

/** Protects one constraint: it stays with the same meaning, validated; a new name alone passes. */
export const constraint = schemaGuard({
  kind: 'constraint',
  subject: partSubject('constraint'),
  says: 'The constraint stays with the same meaning, enforced and validated.',
  options: {},
  codes: { ...aspectCodes('constraint'), ...idleCode('constraint') },
  tables: tablesOfPart,
  find: (catalog, protection) => [partNamed(catalog, 'constraint', protection)].filter((found) => found !== undefined),
  weigh: async (sight, before, after) => {
    await weighPart(sight, before, after)
    await weighCalls(sight, before, after)
  },
  gone: passOrGone,
  require: requireActing,
})
