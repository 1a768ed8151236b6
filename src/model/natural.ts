/** Orders names as people count: `2_b` before `10_a`. Written out, for a collator costs a third of a whole quiet run to load. */
export function naturally(a: string, b: string): number {
  const [older, newer] = [parts(a), parts(b)]
  for (let at = 0; at < Math.min(older.length, newer.length); at++) {
    const order = byPart(older[at]!, newer[at]!)
    if (order !== 0) return order
  }
  return older.length - newer.length
}

const parts = (name: string): string[] => name.match(/\d+|\D+/g) ?? []

function byPart(a: string, b: string): number {
  const numbers = /^\d/.test(a) && /^\d/.test(b)
  const [left, right] = numbers ? [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')] : [a, b]
  if (numbers && left.length !== right.length) return left.length - right.length
  return left < right ? -1 : left > right ? 1 : 0
}
