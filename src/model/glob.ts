import picomatch from 'picomatch'
import { wildcards } from './wildcards.ts'

/** Stars beyond so many in one glob are followed without going back, for a regular expression takes longer with each of them. */
const mostStars = 3

/** Tells whether a path fits one of the globs. `**` goes through folders, `[!a]` is any letter but `a`, dot files count, case counts unless `nocase`. */
export function globber(globs: readonly string[], options: { nocase?: boolean } = {}): (path: string) => boolean {
  const literal = new Set<string>()
  const matchers: ((path: string) => boolean)[] = []
  for (const glob of globs) {
    if (/[*?[\]{}()!+@\\]/.test(glob)) matchers.push(matcherOf(glob, options.nocase ?? false))
    else literal.add(options.nocase ? glob.toLowerCase() : glob)
  }
  return (path) => literal.has(options.nocase ? path.toLowerCase() : path) || matchers.some((fits) => fits(path))
}

function matcherOf(glob: string, nocase: boolean): (path: string) => boolean {
  return (glob.match(/\*+/g)?.length ?? 0) > mostStars ? wildcards(glob, nocase) : picomatch(glob, { dot: true, posix: true, nocase })
}
