import type { Options, Order, Values } from '../../model/option.ts'
import { falls, ladder, rises, shrinks, switchedOn } from '../../model/orders.ts'
import { count, duration, flag, list, name, record, shape, text, word } from '../../model/values.ts'
import { movedFiles } from './moved.ts'
import { template } from './values.ts'

/** A duration as policies write it. */
export const span = (milliseconds: number): string => {
  const units = [
    ['d', 864e5],
    ['h', 36e5],
    ['m', 6e4],
    ['s', 1e3],
  ] as const
  const unit = units.find(([, size]) => milliseconds >= size && milliseconds % size === 0)
  return unit ? `${milliseconds / unit[1]}${unit[0]}` : `${milliseconds}ms`
}

const required = word('required')
/** A word that asks for something by standing there. */
export const asked = <W extends string>(key: string, value = 'required'): Order<W> => ({
  weaker: (older, newer) => (older && !newer ? { says: `\`${key}: ${value}\` is gone` } : undefined),
})

/** What one category of change owes. */
export const categoryOptions = {
  rehearsal: {
    type: word('reversible', 'any', 'none'),
    order: rehearsalOrder(),
    says: '`reversible`: the way back must restore everything. `any`: a missing down passes. `none`: the down is not graded.',
  },
  document: { type: required, order: asked('document'), says: 'A rollback document must stand beside the migration.' },
  within: { type: duration, order: falls('within', span), says: 'How long the rollback may take; the document states `estimate`.' },
  'tested-within': {
    type: duration,
    order: falls('tested-within', span),
    says: 'How old the last test of the rollback may be; the document states `last-tested`.',
  },
  approvals: { type: count, order: rises('approvals'), says: 'How many people must have approved; the document states `approved-by`.' },
  downtime: { type: duration, order: falls('downtime', span), says: 'How long the service may be down; the document states `downtime`.' },
  contact: { type: required, order: asked('contact'), says: 'The document states whom to call.' },
  services: { type: required, order: asked('services'), says: 'The document states which services are hit.' },
  resumable: {
    type: flag,
    order: switchedOn('resumable'),
    says: 'Stopped after any statement that commits, the way back run again from its start still reaches the same schema.',
  },
} as const satisfies Options

/** The categories of change, computed and never declared. */
const categoriesOptions = {
  additive: {
    type: shape(categoryOptions),
    order: category('additive'),
    says: 'Adds objects, optional columns, enum values, looser checks.',
  },
  modification: { type: shape(categoryOptions), order: category('modification'), says: 'Changes types compatibly, defaults, validation.' },
  breaking: {
    type: shape(categoryOptions),
    order: category('breaking'),
    says: 'Removes or renames, changes a type incompatibly, adds what old writers violate.',
  },
  structural: { type: shape(categoryOptions), order: category('structural'), says: 'Changes keys, tenancy or partitioning.' },
} as const satisfies Options

/** The keys of rollback rules beside the database that they govern. */
export const rollbackOptions = {
  document: {
    type: template('migration'),
    order: movedFiles('document'),
    says: 'Where the rollback documents stand: `docs/rollback/{migration}.md`.',
  },
  categories: {
    type: shape(categoriesOptions),
    order: each(categoriesOptions),
    says: 'What each category of change owes. An absent one is as an empty one.',
  },
  lossy: {
    type: word('forbidden', 'documented', 'allowed'),
    order: standard('lossy', 'documented', 'allowed', 'documented', 'forbidden'),
    says: 'Whether a way back may lose data. Default: `documented`.',
  },
  impossible: {
    type: word('forbidden', 'documented'),
    order: standard('impossible', 'documented', 'documented', 'forbidden'),
    says: 'Whether there may be no way back. Default: `documented`.',
  },
  names: {
    type: record(list(text, { lone: true })),
    order: otherNames(),
    says: 'Other names that documents use for a field: `{ estimate: [Duration] }`.',
  },
  until: { type: name, order: earlier('until'), says: 'The migration from which on no down may drop what stood.' },
  frozen: {
    type: flag,
    order: switchedOn('frozen'),
    says: 'A migration that stands in the base may not be edited, renamed, reordered or removed. Default: `false`.',
  },
  backup: { type: list(text, { lone: true }), order: shrinks('backup'), says: 'Commands that count as a backup beside the known ones.' },
} as const satisfies Options

/** Without `rehearsal` a way back is owed as `lossy` and `impossible` allow: more than `any` asks, less than `reversible`. */
function rehearsalOrder(): Order<'reversible' | 'any' | 'none'> {
  const rank = (value: 'reversible' | 'any' | 'none' | undefined) => ['none', 'any', undefined, 'reversible'].indexOf(value)
  return {
    weaker: (older, newer) =>
      rank(newer) >= rank(older)
        ? undefined
        : {
            says:
              newer === undefined
                ? `\`rehearsal: ${older}\` is gone`
                : `\`rehearsal\` was ${older ?? 'owed as lossy and impossible allow'} and is ${newer}`,
          },
  }
}

/** A ladder whose absent value is `normal`. */
function standard<W extends string>(key: string, normal: W, ...words: readonly W[]): Order<W> {
  const order = ladder(key, ...words)
  return { weaker: (older, newer, files) => order.weaker(older ?? normal, newer ?? normal, files) }
}

/** Every key of a mapping by its own order; an absent mapping is an empty one. */
function each<O extends Options>(options: O): Order<Values<O>> {
  return {
    weaker: async (older, newer, files) => {
      const [was, is] = [older ?? {}, newer ?? {}] as Record<string, unknown>[]
      const losses = []
      for (const [key, option] of Object.entries(options)) {
        const loss = await option.order.weaker(was![key], is![key], files)
        if (loss) losses.push(loss.says)
      }
      return losses.length ? { says: losses.join('; ') } : undefined
    },
  }
}

function category(key: string): Order<Values<typeof categoryOptions>> {
  const order = each(categoryOptions)
  return {
    weaker: async (older, newer, files) => {
      const loss = await order.weaker(older, newer, files)
      return loss && { says: `${key}: ${loss.says}` }
    },
  }
}

/** A name more is a field more that is believed. */
function otherNames(): Order<Readonly<Record<string, readonly string[]>>> {
  return {
    weaker: (older, newer, files) => {
      const flat = (names: typeof older) => Object.entries(names ?? {}).flatMap(([field, all]) => all.map((one) => `${field}: ${one}`))
      return shrinks<readonly string[]>('names').weaker(flat(older), flat(newer), files)
    },
  }
}

/** A migration that forbids from there on: a later one, by name, forbids less. */
function earlier(key: string): Order<string> {
  return {
    weaker: (older, newer) => {
      if (older === undefined || older === newer) return undefined
      if (newer === undefined) return { says: `\`${key}: ${older}\` is gone` }
      return newer.localeCompare(older, 'en', { numeric: true }) < 0 ? undefined : { says: `\`${key}\` was ${older} and is ${newer}` }
    },
  }
}
