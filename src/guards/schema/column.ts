import type { CatalogObject } from '../../catalog/catalog.ts'
import { withoutCasts } from '../../catalog/expressions.ts'
import { dotWithin, nameParts, ownName } from '../../catalog/names.ts'
import { normalType } from '../../catalog/types.ts'
import type { Order, Values } from '../../model/option.ts'
import { equal, ladder } from '../../model/orders.ts'
import type { Protection } from '../../model/policy.ts'
import { flag, text, word } from '../../model/values.ts'
import { codesOfColumn } from './codes.ts'
import { judgeAspects, tellAspect, tellDropped } from './column-losses.ts'
import { judgeData } from './data.ts'
import { schemaGuard } from './factory.ts'
import { judgeKeys, tellReference } from './key-losses.ts'
import { referencesOf } from './keys.ts'
import { type Named, referring, unmet } from './requirements.ts'
import type { Sight } from './sight.ts'
import { columnNamed } from './subject.ts'

const actions = ['no action', 'restrict', 'cascade', 'set null', 'set default'] as const

/** What was refused may not be let through; to refuse it from now on asks for more. */
const stricter = (name: string): Order<boolean> => {
  const order = equal<boolean>(name)
  return { weaker: (older, newer, files) => (older === false && newer ? undefined : order.weaker(older, newer, files)) }
}

/** A name without what makes no difference: the schema `public`, and case where nothing is quoted. */
const plainName = (name: string): string => (name.includes('"') ? name : name.toLowerCase()).replace(/^public\.(?=.)/, '')

const options = {
  type: { type: text, order: equal('type', normalType), says: 'The type that the column has, as the engine names it.' },
  'not-null': { type: flag, order: stricter('not-null'), says: 'Whether the column refuses NULL.' },
  unique: { type: flag, order: stricter('unique'), says: 'Whether a key on this column alone keeps its values distinct.' },
  default: { type: text, order: equal('default', withoutCasts), says: 'The default, as an SQL expression.' },
  references: { type: text, order: equal('references', plainName), says: 'The column that it references: `table.column`.' },
  'on-delete': { type: word(...actions), order: equal('on-delete'), says: 'What the reference does when the other row is deleted.' },
  'on-update': { type: word(...actions), order: equal('on-update'), says: 'What the reference does when the other key changes.' },
  data: {
    type: word('kept', 'frozen'),
    order: ladder('data', 'kept', 'frozen'),
    says: '`frozen`: not even a first value may be given to a NULL.',
  },
} as const

type Column = Protection<Values<typeof options>>

const aspectOfKey: Readonly<Record<string, string>> = { type: 'type', 'not-null': 'notNull', default: 'default' }

async function weigh(sight: Sight, before: CatalogObject, after: CatalogObject, protection: Column): Promise<void> {
  const { passage } = sight
  const guarded = { shown: protection.subject, column: before }
  const asked = (key: keyof Named) => protection.options[key] !== undefined
  await judgeAspects(
    sight,
    guarded,
    after,
    new Set(
      Object.keys(aspectOfKey)
        .filter((key) => asked(key as keyof Named))
        .map((key) => aspectOfKey[key]!),
    ),
  )
  const table = { before: passage.before.objects.get(before.of ?? ''), after: passage.after.objects.get(after.of ?? '') }
  if (!table.before || !table.after) return
  const failing = new Set(unmet(passage.before, before, protection.options).map(({ key }) => key))
  // What is named and did not hold is asked anew, so it is not pinned as it stood.
  const told = await judgeKeys(sight, table.before, table.after, {
    column: ownName(before),
    shown: protection.subject,
    keys: !failing.has('unique'),
    references: !failing.has('references'),
    onDelete: !failing.has('on-delete'),
    onUpdate: !failing.has('on-update'),
  })
  for (const { key, asks } of unmet(passage.after, after, protection.options)) {
    if (failing.has(key) || (key === 'unique' ? told.keys : aspectOfKey[key] ? 0 : told.references)) continue
    await tellUnmet(sight, key, asks, before, after, protection)
  }
  await judgeData(sight, table.before, table.after, tableOf(protection.subject), [guarded], protection.options.data === 'frozen')
}

const tableOf = (subject: string) => subject.slice(0, Math.max(0, subject.lastIndexOf('.')))

/** Tells that what the policy names held before and does not any more. */
async function tellUnmet(
  sight: Sight,
  key: keyof Named,
  asks: string,
  before: CatalogObject,
  after: CatalogObject,
  protection: Column,
): Promise<void> {
  const aspect = aspectOfKey[key]
  if (aspect) {
    const show = (value: unknown) => (value === undefined || value === null ? 'absent' : `\`${value}\``)
    return tellAspect(sight, protection.subject, before, aspect, show(before.aspects[aspect]), show(after.aspects[aspect]))
  }
  if (key === 'unique') {
    sight.tell('schema/key-dropped', { args: { key: `\`${asks}\``, subject: protection.subject }, what: asks })
    return
  }
  const older = referring(sight.passage.before, before, protection.options.references)[0]
  if (!older) return
  const table = sight.passage.after.objects.get(after.of ?? '')
  const newer = table && referencesOf(sight.passage.after, table).find((each) => each.columns.includes(ownName(after)))
  await tellReference(sight, protection.subject, older, newer, ownName(before))
}

/** Protects one column: it stays, and keeps its shape, its keys, its references and its values. */
export const column = schemaGuard({
  kind: 'column',
  subject: {
    says: '`[schema.]table.column`',
    wrong: (subject) => {
      const parts = nameParts(subject)
      return parts.length === 2 || parts.length === 3
        ? dotWithin(parts.slice(0, -1))
        : `\`${subject}\` names no column; write \`table.column\``
    },
  },
  says: 'The column stays, and keeps type, default, nullability, keys, references and data.',
  options,
  codes: codesOfColumn,
  tables: (subject) => [tableOf(subject)],
  find: (catalog, protection) => {
    const found = columnNamed(catalog, protection.subject)
    return found ? [found] : []
  },
  weigh,
  gone: (sight, before) => tellDropped(sight, { shown: sight.protection.subject, column: before }),
  require: async (sight, object, before, protection) => {
    const held = new Set<string>(
      before ? unmet(sight.passage.before, before, protection.options).map(({ key }) => key) : Object.keys(options),
    )
    for (const { key, asks } of unmet(sight.passage.after, object, protection.options)) {
      if (!held.has(key)) continue
      const unless = [{ code: 'schema/column-missing', what: 'missing' }]
      sight.tell('schema/column-unlike-policy', { args: { column: protection.subject, asks }, what: asks, unless })
    }
  },
})
