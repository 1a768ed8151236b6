import { globber } from '../model/glob.ts'

/** Where GitHub looks for it, the first that is there counts. */
export const codeOwnersPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const

/** Who owns a path by the text of a CODEOWNERS file: the last pattern that fits it counts, and it may name nobody. */
export function ownersOf(text: string, path: string): string[] {
  let owners: string[] = []
  for (const line of text.split(/\r?\n/)) {
    const [pattern, ...names] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
    if (pattern && fits(pattern, path)) owners = names
  }
  return owners
}

/** Patterns as gitignore(5) has them, less `!` and ranges, which GitHub leaves out. */
function fits(pattern: string, path: string): boolean {
  if (/^!|\[/.test(pattern)) return false
  const body = pattern.replace(/^\//, '').replace(/\/$/, '')
  const anchored = pattern.slice(0, -1).includes('/')
  const from = anchored ? body : `**/${body}`
  // A name stands for a file or a folder with all below it; one that ends in `/*` for the files of that folder alone.
  const globs = pattern.endsWith('/') ? [`${from}/**`] : pattern.endsWith('/*') ? [from] : [from, `${from}/**`]
  return globber(globs)(path)
}
