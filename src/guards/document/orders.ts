import type { Loss, Options, Order } from '../../model/option.ts'
import { canonical } from '../../model/orders.ts'
import { type Expected, showExpected } from './values.ts'

type Keyed = Readonly<Record<string, unknown>>

/** A mapping asks at least as much where each of its keys does. */
export function product<T extends object>(name: string, options: Options): Order<T> {
  return {
    weaker: async (older, newer, files) => {
      if (older === undefined) return undefined
      if (newer === undefined) return { says: `\`${name}\` is gone` }
      for (const [key, option] of Object.entries(options)) {
        const loss = await option.order.weaker((older as Keyed)[key], (newer as Keyed)[key], files)
        if (loss) return { says: `\`${name}\`: ${loss.says}` }
      }
      return undefined
    },
  }
}

/** Each item of the older list must be asked by one of the newer, at least as much. */
export function each<T extends object>(name: string, options: Options): Order<readonly T[]> {
  const item = product<T>(name, options)
  return {
    weaker: async (older, newer, files) => {
      for (const was of older ?? []) {
        let loss: Loss | undefined = { says: `\`${name}\` is gone` }
        for (const is of newer ?? []) {
          const here = await item.weaker(was, is, files)
          if (!here) loss = undefined
          else if (newer?.length === 1) loss = here
          if (!loss) break
        }
        if (loss) return newer?.length === 1 || !newer ? loss : { says: `\`${name}\`: \`${canonical(was)}\` is no longer asked in full` }
      }
      return undefined
    },
  }
}

/** Expected values by name: each stays, and fits no text that it did not fit. */
export function expects(name: string, same: (key: string) => string): Order<Readonly<Record<string, Expected>>> {
  return {
    weaker: async (older, newer) => {
      const now = new Map(Object.entries(newer ?? {}).map(([key, value]) => [same(key), value]))
      for (const [key, was] of Object.entries(older ?? {})) {
        const is = now.get(same(key))
        if (!is) return { says: `${name}: \`${key}: ${showExpected(was)}\` is no longer asked` }
        if (!(await implied(was, is))) return { says: `${name}: \`${key}\` was \`${showExpected(was)}\` and is \`${showExpected(is)}\`` }
      }
      return undefined
    },
  }
}

/** Whether all that fits the newer fits the older. */
async function implied(was: Expected, is: Expected): Promise<boolean> {
  if (canonical(was) === canonical(is)) return true
  if ('text' in was && 'text' in is) return false
  const { matcherOf, narrower } = await import('../../readers/pattern.ts')
  // A pattern that fits one text alone is that text.
  if ('text' in was)
    return 'pattern' in is && narrower([`^${was.text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$`, ''], [is.pattern, is.flags])
  if ('text' in is) return (await matcherOf(was.pattern, was.flags, () => ({})))(is.text)
  return narrower([was.pattern, was.flags], [is.pattern, is.flags])
}

/** What is asked in one place: asked anywhere before, it may be narrowed to a place. */
export function placed(name: string): Order<string> {
  return {
    weaker: (older, newer) =>
      older === undefined || older === newer
        ? undefined
        : { says: `\`${name}\` was \`${older}\` and is ${newer === undefined ? 'gone' : `\`${newer}\``}` },
  }
}
