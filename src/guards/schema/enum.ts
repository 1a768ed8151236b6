import { dotWithin, nameParts } from '../../catalog/names.ts'
import { aspectCodes, schemaGuard, tellGone, weighAspects } from './factory.ts'
import { objectNamed } from './subject.ts'

/** Protects one enum: it stays with its values in their order; it may gain values. */
export const enumGuard = schemaGuard({
  kind: 'enum',
  subject: {
    says: '`[schema.]enum`',
    wrong: (subject) =>
      nameParts(subject).length <= 2 ? dotWithin(nameParts(subject)) : `\`${subject}\` names no enum; write \`enum\` or \`schema.enum\``,
  },
  says: 'The enum stays with its values in their order; it may gain values.',
  options: {},
  codes: aspectCodes('enum'),
  tables: () => [],
  find: (catalog, protection) => [objectNamed(catalog, ['enum'], protection.subject)].filter((found) => found !== undefined),
  weigh: (sight, before, after) => weighAspects(sight, before, after),
  gone: (sight, before) => tellGone(sight, before),
})
