import { dotWithin, nameParts } from '../../catalog/names.ts'
import { aspectCodes, schemaGuard, tellGone, weighAspects } from './factory.ts'
import { functionsNamed } from './subject.ts'

/** Protects one function, or every overload of its name: body, security, settings, volatility, owner. */
export const functionGuard = schemaGuard({
  kind: 'function',
  subject: {
    says: '`[schema.]function`, with its arguments where one overload is meant: `pay(integer)`',
    wrong: (subject) => {
      const parts = nameParts(subject)
      return parts.length === 1 || parts.length === 2
        ? dotWithin(parts)
        : `\`${subject}\` names no function; write \`function\` or \`schema.function(type)\``
    },
  },
  says: 'The function stays with the same body, security, settings, volatility and owner; an overload is another function.',
  options: {},
  codes: aspectCodes('function'),
  tables: () => [],
  find: (catalog, protection) => functionsNamed(catalog, protection.subject),
  weigh: (sight, before, after) => weighAspects(sight, before, after),
  gone: (sight, before) => tellGone(sight, before),
})
