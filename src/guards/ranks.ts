/**
 * Tells of a code which findings are as bad, by groups of codes with the worst first: what stood before is no news when it turns into
 * something no worse.
 */
export function ranked(ranks: readonly (readonly string[])[]): (code: string, what: string) => { code: string; what: string }[] {
  return (code, what) => {
    const rank = ranks.findIndex((group) => group.includes(code))
    return ranks.slice(0, rank + 1).flatMap((group) => group.map((each) => ({ code: each, what })))
  }
}
