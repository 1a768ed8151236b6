import picomatch from 'picomatch'

/** Tells whether a path fits one of the globs. `**` goes through folders, `[!a]` is any letter but `a`, dot files count, case counts unless `nocase`. */
export function globber(globs: readonly string[], options: { nocase?: boolean } = {}): (path: string) => boolean {
  const literal = new Set<string>()
  const matchers: ((path: string) => boolean)[] = []
  for (const glob of globs) {
    if (/[*?[\]{}()!+@\\]/.test(glob)) matchers.push(picomatch(glob, { dot: true, posix: true, nocase: options.nocase ?? false }))
    else literal.add(options.nocase ? glob.toLowerCase() : glob)
  }
  return (path) => literal.has(options.nocase ? path.toLowerCase() : path) || matchers.some((fits) => fits(path))
}
