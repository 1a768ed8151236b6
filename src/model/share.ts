/** One of several shares that together are a whole: `2/3` is the second of three. */
export interface Share {
  index: number
  of: number
}

/** The share's part of a list, in one piece, so that what each item needs of those before it is done once. */
export function sliceOf<T>(all: readonly T[], share: Share | undefined): readonly T[] {
  if (!share) return all
  const { index, of } = share
  return all.slice(Math.floor(((index - 1) * all.length) / of), Math.floor((index * all.length) / of))
}

/** Whether the share has the item at a place of a list that is dealt out one by one. */
export function isDealt(at: number, share: Share | undefined): boolean {
  return !share || at % share.of === share.index - 1
}
