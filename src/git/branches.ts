import { Refusal } from '../model/refusal.ts'
import { gitMessage, runGit } from './process.ts'
import type { Repository } from './repository.ts'
import { lookUp } from './revisions.ts'

/** The default branch as it is known here. */
export interface Branch {
  /** Without `refs/heads/`: `main`. */
  name: string
  ref: string
  id: string
}

/** The names that a default branch may have where nothing says which it is, the likeliest first. */
export async function likelyNames(repo: Repository): Promise<string[]> {
  return [...new Set([await configured(repo), 'main', 'master'].filter(Boolean))]
}

async function configured(repo: Repository): Promise<string> {
  return (await runGit(repo.place, ['config', '--get', 'init.defaultBranch'])).stdout.toString('utf8').trim()
}

/** What the default branch is called, also where it has no commit yet: then as `init.defaultBranch` says. */
export async function defaultName(repo: Repository): Promise<string | undefined> {
  return (await defaultBranch(repo))?.name ?? ((await configured(repo)) || undefined)
}

/** The default branch: HEAD of the remote as known here, else `init.defaultBranch`, else main or master. A bare repository's is its own HEAD. */
export async function defaultBranch(repo: Repository, remote = 'origin'): Promise<Branch | undefined> {
  const remotes = `refs/remotes/${remote}/`
  const pointed = await pointedAt(repo, `${remotes}HEAD`)
  if (pointed) return { ...pointed, name: pointed.ref.replace(remotes, '') }
  if (repo.top === undefined) {
    const own = await pointedAt(repo, 'HEAD')
    if (own) return { ...own, name: own.ref.replace('refs/heads/', '') }
  }
  for (const name of await likelyNames(repo)) {
    for (const ref of [remotes + name, ...(remote === 'origin' ? [`refs/heads/${name}`] : [])]) {
      const id = await lookUp(repo, ref)
      if (id !== undefined) return { name, ref, id }
    }
  }
  return undefined
}

/** The ref that a symbolic ref points at, where that is there. */
async function pointedAt(repo: Repository, symbolic: string): Promise<{ ref: string; id: string } | undefined> {
  const found = await runGit(repo.place, ['symbolic-ref', '-q', symbolic])
  const ref = found.stdout.toString('utf8').trim()
  const id = found.status === 0 ? await lookUp(repo, ref) : undefined
  return id === undefined ? undefined : { ref, id }
}

/** Where the remote `origin` is; undefined where there is none. */
export async function originUrl(repo: Repository): Promise<string | undefined> {
  return (await runGit(repo.place, ['config', '--get', 'remote.origin.url'])).stdout.toString('utf8').trim() || undefined
}

/** Whether a commit is in the history of another. */
export async function containedIn(repo: Repository, commit: string, tip: string): Promise<boolean> {
  const found = await runGit(repo.place, ['merge-base', '--is-ancestor', commit, tip])
  if (found.status > 1) throw new Refusal(`whether ${commit} is in ${tip} could not be told: ${gitMessage(found.stderr)}`)
  return found.status === 0
}
