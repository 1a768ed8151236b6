/**
 * Whether a text fits a pattern in which `*` stands for any run of letters, and `one`, where it is given, for any letter. It is never gone
 * back behind the last `*`, so that no pattern takes long.
 */
export function fitsStars(pattern: string, text: string, one?: string): boolean {
  let [at, star, from] = [0, -1, 0]
  for (let next = 0; next < text.length; ) {
    if (pattern[at] === '*') {
      star = at++
      from = next
    } else if (at < pattern.length && (pattern[at] === text[next] || pattern[at] === one)) {
      at++
      next++
    } else if (star === -1) return false
    else {
      at = star + 1
      next = ++from
    }
  }
  return /^\**$/.test(pattern.slice(at))
}
