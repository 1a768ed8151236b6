import type { CatalogObject } from '../../catalog/catalog.ts'
import type { Code } from '../../model/finding.ts'
import type { Sight } from './sight.ts'

const states: Readonly<Record<string, (object: CatalogObject) => string | undefined>> = {
  constraint: ({ aspects }) => (aspects.enforced === false ? 'not enforced' : aspects.validated === false ? 'not validated' : undefined),
  index: ({ aspects }) => (aspects.valid === false ? 'not valid' : undefined),
  trigger: ({ aspects }) =>
    aspects.enabled === 'disabled' || aspects.enabled === 'replica'
      ? `${aspects.enabled}`.replace('replica', 'enabled for replicas alone')
      : undefined,
}

/** Tells of an object that stands and does not act; where the change itself turned it off, that is told as a change. */
export async function requireActing(sight: Sight, object: CatalogObject, before: CatalogObject | undefined): Promise<void> {
  const { kind, subject } = sight.protection
  const is = states[kind]?.(object)
  if (is === undefined || (before && states[kind]?.(before) === undefined)) return
  sight.tell(`schema/${kind}-idle`, { args: { name: subject, is }, what: is })
}

/** The code of a kind whose objects may stand without acting. */
export function idleCode<const K extends string>(kind: K) {
  return {
    [`schema/${kind}-idle`]: {
      says: (args) => `${kind} \`${args.name}\` stands and is ${args.is}`,
      help: (args) => `add a migration after which ${kind} \`${args.name}\` acts on every row`,
    },
  } satisfies Record<string, Code> as unknown as { readonly [code in `schema/${K}-idle`]: Code }
}
