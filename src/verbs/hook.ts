import { announcedHeads, type GitChange, mergeHeads, stagedChange } from '../git/changes.ts'
import type { Repository } from '../git/repository.ts'
import { nearest } from '../model/nearest.ts'
import { Refusal } from '../model/refusal.ts'

const known = ['pre-commit', 'pre-merge-commit', 'pre-push', 'pre-receive', 'update'] as const

/** What git's own hook of a name judges: its arguments and standard input as git gives them. */
export async function hookChanges(
  words: readonly string[],
  repository: Repository,
  host: { env: Readonly<Record<string, string | undefined>>; stdin(): Promise<string> },
): Promise<GitChange[]> {
  const [name] = words
  if (repository.top === undefined && (name === 'pre-commit' || name === 'pre-merge-commit'))
    throw new Refusal(`\`${name}\` needs a work tree, and this repository is bare`)
  if (name === 'pre-commit') return stagedChange(repository)
  if (name === 'pre-merge-commit') return stagedChange(repository, [...mergeHeads(repository), ...announcedHeads(host.env)])
  if (known.some((each) => each === name)) throw new Refusal(`\`pawl hook ${name}\` is not built yet`)
  const near = nearest(name ?? '', known)
  throw new Refusal(`pawl knows no hook \`${name}\`${near ? `; did you mean \`${near}\`?` : `; it knows ${known.join(', ')}`}`)
}
