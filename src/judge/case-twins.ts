import type { Finding } from '../model/finding.ts'
import { globber } from '../model/glob.ts'
import type { Place } from '../model/place.ts'
import type { Files } from '../model/tree.ts'
import { folded, twins } from '../model/twins.ts'
import type { Guarded } from './databases.ts'

/** Codes that speak of paths as a checkout has them. */
export const pathCodes = {
  'path/case-twins': {
    says: ({ paths }: { paths: string }) => `${paths} differ by case alone, and a protection reads one of them`,
    help: () => 'keep one of them; a file system that knows no case checks out only one, and which one is chance',
  },
}

/** Groups of paths that a file system without case takes for one, where one of them is protected (each a warning). */
export async function caseTwins(files: Files, guarded: readonly Guarded[]): Promise<Finding<Place>[]> {
  const groups = twins((await files.entries()).keys())
  if (groups.length === 0) return []
  const globs = guarded.flatMap(({ guard, protection }) => guard.asks(protection).flatMap((ask) => ('paths' in ask ? ask.paths : [])))
  const fits = globber(globs.map(folded))
  const paths = [...(await files.entries()).keys()]
  const inside = (folder: string) => paths.some((path) => path.startsWith(`${folder}/`) && fits(folded(path)))
  const code = pathCodes['path/case-twins']
  return groups
    .filter((group) => group.some((path) => fits(folded(path)) || inside(path)))
    .map((group) => ({
      code: 'path/case-twins',
      level: 'warning' as const,
      kind: 'path',
      subject: folded(group[0]!),
      what: group.join('\0'),
      message: code.says({ paths: group.map((path) => `\`${path}\``).join(' and ') }),
      help: code.help(),
      docs: 'docs/guards/path.md#case-twins',
      places: group.map((path) => ({ side: 'after' as const, path })),
    }))
}
