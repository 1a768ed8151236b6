import { dotWithin, nameParts } from '../../catalog/names.ts'
import { weighCalls } from './calls.ts'
import { aspectCodes, schemaGuard, tellGone, weighAspects } from './factory.ts'
import { lossPlaces } from './sight.ts'
import { objectNamed } from './subject.ts'

/** Protects one view: it stays with the same query; it may gain columns at its end. */
export const view = schemaGuard({
  kind: 'view',
  subject: {
    says: '`[schema.]view`',
    wrong: (subject) =>
      nameParts(subject).length <= 2 ? dotWithin(nameParts(subject)) : `\`${subject}\` names no view; write \`view\` or \`schema.view\``,
  },
  says: 'The view stays with the same query and options; it may gain columns at its end.',
  options: {},
  codes: aspectCodes('view'),
  tables: () => [],
  find: (catalog, protection) =>
    [objectNamed(catalog, ['view', 'materialized view'], protection.subject)].filter((found) => found !== undefined),
  weigh: async (sight, before, after) => {
    if (before.kind === after.kind) {
      await weighAspects(sight, before, after)
      return weighCalls(sight, before, after)
    }
    // One shows what stands, the other what stood when it was filled.
    sight.tell('schema/view-changed', {
      args: { name: sight.protection.subject, aspect: 'kind', from: `\`${before.kind}\``, to: `\`${after.kind}\`` },
      what: `kind ${before.kind} ${after.kind}`,
      places: await lossPlaces(sight.passage, before.key, 'drops it'),
    })
  },
  gone: (sight, before) => tellGone(sight, before),
})
