import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../git/repository.ts'

/** A repository as the forge holds it, with what it makes of pull requests. */
export interface Forge {
  /** Where branches are worked on. */
  work: TemporaryRepository
  bare: TemporaryRepository
  /** Pushes a branch; `how` is given to `git push`. */
  push(branch: string, ...how: string[]): void
  /** Opens or updates a pull request: what the forge then holds under `refs/pull`, and the event's payload. */
  pull(number: number, branch: string, from?: string): Pull
  /** Checks out as actions/checkout does: one commit, or with `depth: 0` all of the history. */
  checkout(commit: string, depth?: number): TemporaryRepository
}

export interface Pull {
  merge: string
  head: string
  base: string
  payload: any
}

const repository = { full_name: 'acme/vault', default_branch: 'main' }

export function forge(): Forge {
  const work = temporaryRepository()
  const path = join(temporaryFolder(), 'vault.git')
  mkdirSync(path)
  const bare = repositoryAt(path)
  bare.git('init', '-q', '--bare', '-b', 'main')
  // As GitHub allows.
  bare.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  work.git('remote', 'add', 'origin', path)
  const push = (branch: string, ...how: string[]) => void work.git('push', '-q', ...how, 'origin', `${branch}:${branch}`)
  return {
    work,
    bare,
    push,
    pull: (number, branch, from = 'acme/vault') => {
      const [base, head] = [bare.git('rev-parse', 'main'), work.git('rev-parse', branch)]
      work.git('push', '-q', '--force', 'origin', `${branch}:refs/pull/${number}/head`)
      const tree = bare.tryGit('merge-tree', '--write-tree', base, head)
      const merge =
        tree.status === 0 ? bare.git('commit-tree', tree.stdout.trim(), '-p', base, '-p', head, '-m', `Merge ${head} into ${base}`) : base
      if (tree.status === 0) bare.git('update-ref', `refs/pull/${number}/merge`, merge)
      const payload = {
        action: 'synchronize',
        number,
        repository,
        pull_request: {
          number,
          merge_commit_sha: merge,
          base: { ref: 'main', sha: base, repo: { full_name: 'acme/vault' } },
          head: { ref: branch, sha: head, repo: { full_name: from, fork: from !== 'acme/vault' } },
        },
      }
      return { merge, head, base, payload }
    },
    checkout: (commit, depth = 1) => {
      const folder = join(temporaryFolder(), 'vault')
      mkdirSync(folder)
      const clone = repositoryAt(folder)
      clone.git('init', '-q')
      clone.git('remote', 'add', 'origin', `file://${path}`)
      const how = depth ? [`--depth=${depth}`] : []
      const refs = depth
        ? [`+${commit}:refs/remotes/origin/checked`]
        : ['+refs/heads/*:refs/remotes/origin/*', `+${commit}:refs/remotes/origin/checked`]
      clone.git('fetch', '-q', '--no-tags', ...how, 'origin', ...refs)
      clone.git('checkout', '-q', '--force', '--detach', 'refs/remotes/origin/checked')
      return clone
    },
  }
}

export const payloadOf = (event: Record<string, unknown>) => ({ repository, ...event })
