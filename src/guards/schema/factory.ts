import { aspectOf } from '../../catalog/aspects.ts'
import { type Catalog, type CatalogObject, partsOf } from '../../catalog/catalog.ts'
import { changedAspects, shown } from '../../catalog/diff.ts'
import { ownName } from '../../catalog/names.ts'
import { carriedOver, renamesBetween } from '../../catalog/renames.ts'
import type { Code, Codes } from '../../model/finding.ts'
import type { Options, Values } from '../../model/option.ts'
import type { Protection } from '../../model/policy.ts'
import { type Guard, guard } from '../guard.ts'
import { nearOf } from './near.ts'
import { lossPlaces, type Sight, sightOf } from './sight.ts'

/** What tells one kind of schema protection from the others; all else is the table of aspects. */
export interface SchemaKind<O extends Options, C extends Codes> {
  kind: string
  subject: Guard['subject']
  says: string
  options: O
  codes: C
  /** Tables whose rows the subject speaks of, as the subject writes them. */
  tables(subject: string): readonly string[]
  /** The objects of a catalog that the subject names. */
  find(catalog: Catalog, protection: Protection): readonly CatalogObject[]
  /** Judges an object that stands on both sides. */
  weigh(sight: Sight, before: CatalogObject, after: CatalogObject, protection: Protection<Values<O>>): Promise<void>
  /** Tells that an object is gone; default: by the code `<kind>-dropped`. A renamed one may pass instead. */
  gone(sight: Sight, before: CatalogObject): Promise<void>
  /** Judges what the policy names, of the schema as it stands. */
  require?(sight: Sight, object: CatalogObject, before: CatalogObject | undefined, protection: Protection<Values<O>>): Promise<void>
}

/** Makes the guard of a kind of schema protection: what stood stands, with the same meaning. */
export function schemaGuard<const O extends Options, const C extends Codes>(definition: SchemaKind<O, C>): Guard<O, 'schema', C> {
  const { kind } = definition
  return guard<O, 'schema', C>({
    kind,
    evidence: 'schema',
    subject: definition.subject,
    says: definition.says,
    options: definition.options,
    codes: definition.codes,
    asks: (protection) => [{ database: protection.database ?? '', tables: definition.tables(protection.subject) }],
    holder: (protection, after) => definition.find(after as Catalog, protection as unknown as Protection)[0]?.key,
    async uphold(protection, passage, say) {
      const plain = protection as unknown as Protection
      const sight = sightOf(
        plain,
        passage,
        (code, saying) => say(code as keyof C & string, saying),
        (text) => say.limit(text),
      )
      const older = definition.find(passage.before, plain)
      const newer = definition.find(passage.after, plain)
      for (const before of older) {
        const after =
          newer.find((object) => object.key === before.key) ??
          (older.length === 1 && newer.length === 1 && before.kind !== 'function' ? newer[0] : undefined)
        if (after) await definition.weigh(sight, before, after, protection)
        else await definition.gone(sight, before)
      }
      if (passage.way !== 'standing') return
      if (older.length === 0 && newer.length === 0) {
        const near = nearOf(passage.after, kind, protection.subject)
        const args = { [kind]: protection.subject, database: protection.database ?? '', near }
        sight.tell(`schema/${kind}-missing`, { args, what: 'missing' })
      }
      for (const object of newer)
        await definition.require?.(sight, object, older.find((each) => each.key === object.key) ?? older[0], protection)
    },
  })
}

/** Judges an object by the table of aspects alone, told by the code `<kind>-changed`; `part` names what it is to the subject. */
export async function weighAspects(sight: Sight, before: CatalogObject, after: CatalogObject, part = ''): Promise<void> {
  const { kind, subject } = sight.protection
  const beside = sight.beside(before)
  for (const aspect of changedBeyondNames(sight, before, after)) {
    const known = aspectOf(before.kind, aspect)
    const [from, to] = [before.aspects[aspect], after.aspects[aspect]]
    if (!known.loses(from, to, beside)) continue
    const [was, is] = [shown(from), shown(to)]
    sight.tell(`schema/${kind}-changed`, {
      args: { name: subject, aspect: `${known.label}${part}`, ...(was.length + is.length > longest ? {} : { from: was, to: is }) },
      what: `${ownName(before)} ${aspect} ${was} ${is}`,
      places: await lossPlaces(sight.passage, before.key, 'changes it', aspect),
    })
  }
}

/** What differs of an object, but for the new names of what it speaks of. */
function changedBeyondNames(sight: Sight, before: CatalogObject, after: CatalogObject): string[] {
  const beside = sight.beside(before)
  const changed = changedAspects({ before, after }, beside)
  if (changed.length === 0 || !speaking.has(before.kind)) return changed
  const { passage } = sight
  const carried = carriedOver(before, renamesBetween(passage.before, passage.after, passage.sameDatabase))
  const still = new Set(changedAspects({ before: carried, after }, beside))
  return changed.filter((aspect) => still.has(aspect))
}

const speaking: ReadonlySet<string> = new Set(['constraint', 'index', 'trigger', 'rule', 'view', 'materialized view'])

/** Values longer than this, both together, are left to the places to show. */
const longest = 120

/** Tells that an object is gone, naming what it is called now where its identity shows that. */
export async function tellGone(sight: Sight, before: CatalogObject, name = sight.protection.subject): Promise<void> {
  const { kind } = sight.protection
  const renamed = before.identity !== undefined ? sight.pairs().get(before.key)?.after : movedTo(sight, before)
  sight.tell(`schema/${kind}-dropped`, {
    args: { [kind]: name, name, ...(renamed ? { renamed: ownName(renamed) } : {}) },
    what: `dropped ${ownName(before)}`,
    places: await lossPlaces(sight.passage, before.key, renamed ? 'renames it' : 'drops it'),
  })
}

/** Where an engine has no identities: the one new table with the very same columns. */
function movedTo(sight: Sight, before: CatalogObject): CatalogObject | undefined {
  if (before.kind !== 'table') return undefined
  const { before: older, after: newer } = sight.passage
  const shape = (catalog: Catalog, table: CatalogObject) =>
    partsOf(catalog, table.key, 'column')
      .map((column) => `${ownName(column)} ${column.aspects.type}`)
      .join('\n')
  const fresh = [...newer.objects.values()].filter((object) => object.kind === 'table' && !older.objects.has(object.key))
  const same = fresh.filter((object) => shape(newer, object) === shape(older, before))
  return same.length === 1 ? same[0] : undefined
}

/** The codes of a kind that is judged by its aspects alone: dropped, missing, changed. */
export function aspectCodes<const K extends string>(kind: K) {
  return {
    [`schema/${kind}-dropped`]: {
      says: (args) =>
        args.renamed ? `${kind} \`${args.name}\` is gone: it is renamed to \`${args.renamed}\`` : `${kind} \`${args.name}\` is dropped`,
      help: () => `leave the ${kind}, and add what you need in a new migration`,
    },
    [`schema/${kind}-missing`]: {
      says: (args) => `there is no ${kind} \`${args[kind]}\` in database \`${args.database}\`${args.near}`,
      help: (args) => `add a migration that makes \`${args[kind]}\`, or mend the name in the policy`,
    },
    [`schema/${kind}-changed`]: {
      says: (args) => `${args.aspect} of ${kind} \`${args.name}\` ${args.to ? `is ${args.to} and was ${args.from}` : 'is another one now'}`,
      help: (args) => `leave the ${args.aspect} of the ${kind} as it was`,
    },
  } satisfies Record<string, Code> as unknown as { readonly [code in `schema/${K}-${'dropped' | 'missing' | 'changed'}`]: Code }
}
