import { aspectOf } from '../../catalog/aspects.ts'
import { type CatalogObject, partsOf } from '../../catalog/catalog.ts'
import { shown } from '../../catalog/diff.ts'
import { dotWithin, nameParts, ownName } from '../../catalog/names.ts'
import { codesOfTable } from './codes.ts'
import { judgeAspects, tellDropped } from './column-losses.ts'
import { judgeData } from './data.ts'
import type { Guarded } from './effects.ts'
import { schemaGuard, tellGone } from './factory.ts'
import { judgeKeys } from './key-losses.ts'
import { judgeLogging, judgeParts } from './partitions.ts'
import { lossPlaces, type Sight } from './sight.ts'
import { tableNamed } from './subject.ts'
import { judgeSwallowing } from './swallowing.ts'

async function weigh(sight: Sight, before: CatalogObject, after: CatalogObject): Promise<void> {
  const { passage, protection } = sight
  const columns: Guarded[] = partsOf(passage.before, before.key, 'column').map((column) => ({
    column,
    shown: `${protection.subject}.${ownName(column)}`,
  }))
  const newer = new Map(partsOf(passage.after, after.key, 'column').map((column) => [ownName(column), column]))
  for (const name of ['kind', 'partitioning']) {
    const aspect = aspectOf('table', name)
    const [was, is] = [before.aspects[name], after.aspects[name]]
    if (aspect.same(was, is, {}) || !aspect.loses(was, is, {})) continue
    const [from, to] = [shown(was), shown(is)]
    const places = await lossPlaces(passage, before.key, 'changes it', name)
    sight.tell('schema/table-changed', {
      args: { table: protection.subject, aspect: aspect.label, from, to },
      what: `${name} ${from} ${to}`,
      places,
    })
  }
  const gone = new Set<string>()
  for (const guarded of columns) {
    const name = ownName(guarded.column)
    const now = newer.get(name)
    if (now) await judgeAspects(sight, guarded, now)
    else {
      gone.add(name)
      await tellDropped(sight, guarded)
    }
  }
  await judgeKeys(sight, before, after, { shown: protection.subject, gone, keys: true, references: true, onDelete: true, onUpdate: true })
  const detached = await judgeParts(sight, before)
  await judgeLogging(sight, before)
  await judgeSwallowing(sight, after)
  await judgeData(sight, before, after, protection.subject, columns, false, detached)
}

/** Protects one table: it stays, with all its columns, keys and rows; it may gain columns. */
export const table = schemaGuard({
  kind: 'table',
  subject: {
    says: '`[schema.]table`',
    wrong: (subject) => {
      const parts = nameParts(subject)
      return parts.length === 1 || parts.length === 2
        ? dotWithin(parts)
        : `\`${subject}\` names no table; write \`table\` or \`schema.table\``
    },
  },
  says: 'The table stays, with all its columns, keys and rows; it may gain columns.',
  options: {},
  codes: codesOfTable,
  tables: (subject) => [subject],
  find: (catalog, protection) => {
    const found = tableNamed(catalog, nameParts(protection.subject))
    return found ? [found] : []
  },
  weigh,
  gone: (sight, before) => tellGone(sight, before),
})
