import type { Loss, Order } from './option.ts'

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Any difference protects less: what is asked is another thing. Adding the key is no loss. `plain` takes away what makes no difference. */
export function equal<T>(name: string, plain: (value: T) => unknown = (value) => value): Order<T> {
  return {
    weaker: (older, newer) => {
      if (older === undefined || (newer !== undefined && canonical(plain(older)) === canonical(plain(newer)))) return undefined
      return newer === undefined
        ? { says: `\`${name}: ${shown(older)}\` is gone` }
        : { says: `\`${name}\` was ${shown(older)} and is ${shown(newer)}` }
    },
  }
}

/** What the key says does not matter to the protection (`why`, `layer`). */
export const free: Order<unknown> = { weaker: () => undefined }

/** A list or mapping that asks for each of its items: it may grow. */
export function grows<T extends readonly unknown[] | Readonly<Record<string, unknown>>>(name: string): Order<T> {
  return { weaker: (older, newer) => missing(name, itemsOf(older), itemsOf(newer), 'is no longer asked') }
}

/** A list that accepts each of its items: it may shrink. */
export function shrinks<T extends readonly unknown[] | Readonly<Record<string, unknown>>>(name: string): Order<T> {
  return { weaker: (older, newer) => missing(name, itemsOf(newer), itemsOf(older), 'is accepted now') }
}

/** A number that asks more as it rises; absent asks nothing. */
export function rises(name: string, show: (value: number) => string = String): Order<number> {
  return {
    weaker: (older, newer) =>
      older === undefined || (newer !== undefined && newer >= older)
        ? undefined
        : { says: newer === undefined ? `\`${name}: ${show(older)}\` is gone` : `\`${name}\` was ${show(older)} and is ${show(newer)}` },
  }
}

/** A number that asks more as it falls; absent asks nothing. */
export function falls(name: string, show: (value: number) => string = String): Order<number> {
  return {
    weaker: (older, newer) =>
      older === undefined || (newer !== undefined && newer <= older)
        ? undefined
        : { says: newer === undefined ? `\`${name}: ${show(older)}\` is gone` : `\`${name}\` was ${show(older)} and is ${show(newer)}` },
  }
}

/** Words from the least that is asked to the most; absent is the first. */
export function ladder<W extends string>(name: string, ...words: readonly W[]): Order<W> {
  return {
    weaker: (older, newer) => {
      const was = older === undefined ? 0 : words.indexOf(older)
      const is = newer === undefined ? 0 : words.indexOf(newer)
      return is >= was ? undefined : { says: `\`${name}\` was ${words[was]} and is ${newer === undefined ? 'gone' : words[is]}` }
    },
  }
}

/** A switch that asks something when it is on. */
export function switchedOn(name: string): Order<boolean> {
  return {
    weaker: (older, newer) =>
      older && !newer ? { says: `\`${name}: true\` is ${newer === undefined ? 'gone' : 'false now'}` } : undefined,
  }
}

/** The same value written in another order of keys is the same value. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner) =>
      inner && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
        : inner,
    ) ?? 'undefined'
  )
}

function itemsOf(value: readonly unknown[] | Readonly<Record<string, unknown>> | undefined): ReadonlyMap<string, string> {
  if (value === undefined) return new Map()
  const items = Array.isArray(value)
    ? value.map((item) => [canonical(item), shown(item)] as const)
    : Object.entries(value).map(([key, item]) => [canonical([key, item]), `${key}: ${shown(item)}`] as const)
  return new Map(items)
}

function missing(name: string, of: ReadonlyMap<string, string>, from: ReadonlyMap<string, string>, says: string): Loss | undefined {
  const gone = [...of].filter(([key]) => !from.has(key)).map(([, item]) => `\`${item}\``)
  return gone.length ? { says: `${name}: ${gone.join(', ')} ${says}` } : undefined
}
