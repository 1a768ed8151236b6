import { git } from './process.ts'
import type { Repository } from './repository.ts'
import { dayOf } from './revisions.ts'

/** A commit of a branch as `git log` lists it. */
export interface Logged {
  id: string
  tree: string
  /** The committer's day in UTC. */
  day: string
}

/**
 * The commits of a branch, newest first, that touch one of these paths: its first parents alone, so that a merge is what it brought.
 * Globs are git's own here, case aside; one that git has no word for is widened, so that a commit too many is listed, and none too few.
 */
export async function touching(
  repo: Repository,
  commit: string,
  paths: { literals: readonly string[]; globs: readonly string[]; folders: readonly string[] },
  most: number,
): Promise<Logged[]> {
  const specs = [
    ...[...paths.literals, ...paths.folders].map((path) => (/^\.?$/.test(path) ? ':(top)' : `:(top,icase,literal)${path}`)),
    ...paths.globs.map((glob) => `:(top,icase,glob)${widened(glob)}`),
  ].filter((spec) => !spec.includes('\n'))
  const asked = ['log', '--first-parent', `--max-count=${most}`, '--format=%H %T %ct', '--stdin']
  const output = await git(repo.place, asked, `${commit}\n--\n${specs.join('\n')}\n`)
  return output
    .toString('latin1')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [id = '', tree = '', seconds = '0'] = line.split(' ')
      return { id, tree, day: dayOf(Number(seconds)) }
    })
}

/** A glob as git reads it: from the first part that only picomatch knows on, everything. */
function widened(glob: string): string {
  const parts = glob.split('/')
  const odd = parts.findIndex((part) => /[{}()!+@|\\]/.test(part) || (part.includes('**') && part !== '**'))
  return odd === -1 ? glob : [...parts.slice(0, odd), '**'].join('/')
}
