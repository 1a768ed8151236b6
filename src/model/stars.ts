/** Whether a text fits a pattern in which `*` stands for any run of letters, and `one`, where it is given, for any letter. */
export function fitsStars(pattern: string, text: string, one?: string): boolean {
  return fitsParts(
    pattern.split(''),
    text.split(''),
    (part) => part === '*',
    (part, letter) => part === letter || part === one,
  )
}

/**
 * Whether parts fit a pattern in which a star stands for any run of them. It is never gone back behind the last star, so that no pattern
 * takes long.
 */
export function fitsParts<P, T>(
  pattern: readonly P[],
  parts: readonly T[],
  isStar: (part: P) => boolean,
  is: (part: P, other: T) => boolean,
): boolean {
  let [at, star, from] = [0, -1, 0]
  for (let next = 0; next < parts.length; ) {
    if (at < pattern.length && isStar(pattern[at]!)) {
      star = at++
      from = next
    } else if (at < pattern.length && is(pattern[at]!, parts[next]!)) {
      at++
      next++
    } else if (star === -1) return false
    else {
      at = star + 1
      next = ++from
    }
  }
  return pattern.slice(at).every(isStar)
}
