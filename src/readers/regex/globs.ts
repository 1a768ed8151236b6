import { wordMissing } from './compare.ts'
import { languageOf } from './language.ts'

/**
 * A path that `wide` fits and `narrow` does not, where globs can be compared as languages; `undefined` where there is none.
 * Globs that hold more than `*`, `**`, `?`, `{a,b}` and `[a-z]` fit the same paths only when they are written the same.
 */
export async function pathBeyond(wide: readonly string[], narrow: readonly string[]): Promise<string | undefined> {
  const [wider, narrower] = [wide.filter((glob) => !narrow.includes(glob)), narrow]
  if (wider.length === 0) return undefined
  const [older, newer] = [wider.map(globPattern), narrower.map(globPattern)]
  const odd = older.indexOf(undefined)
  if (odd !== -1) return wider[odd]
  const known = newer.filter((pattern) => pattern !== undefined)
  const [first, second] = [await languageOf(older.join('|')), await languageOf(known.length ? known.join('|') : '[^\\s\\S]')]
  return wordMissing(first, second)
}

/** A glob as a pattern over whole paths. */
function globPattern(glob: string): string | undefined {
  if (/[!+@?*]\(|\[[:.=]|\\|^!/.test(glob)) return undefined
  let depth = 0
  let pattern = ''
  for (const { 0: piece, index } of glob.matchAll(/\*\*\/|\/\*\*$|\*\*|\*|\?|\[[^\]/]+\]|[\s\S]/g)) {
    if (piece === '**/') pattern += '(?:[^/]+/)*'
    else if (piece === '/**') pattern += '(?:/[^/]+)+'
    else if (piece === '**') pattern += '[^]*'
    else if (piece === '*') pattern += wholePart(glob, index) ? '[^/]+' : '[^/]*'
    else if (piece === '?') pattern += '[^/]'
    else if (piece.length > 1) pattern += piece.replace(/^\[[!^]/, '[^/')
    else if (piece === '{') {
      depth++
      pattern += '(?:'
    } else if (piece === '}' && depth) {
      depth--
      pattern += ')'
    } else if (piece === ',' && depth) pattern += '|'
    else pattern += piece.replace(/[.+^$|()[\]{}\\/]/, '\\$&')
  }
  return depth === 0 ? pattern : undefined
}

/** Whether the star at an index is all of a part of the path, which is never empty. */
function wholePart(glob: string, index: number): boolean {
  return '/'.includes(glob[index - 1] ?? '/') && '/'.includes(glob[index + 1] ?? '/')
}
