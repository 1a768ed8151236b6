import { nearest } from '../model/nearest.ts'
import { Refusal } from '../model/refusal.ts'
import { runGit } from './process.ts'
import type { ObjectSource, Repository } from './repository.ts'

/** A commit that a person named, and the tree that it holds. */
export interface Commit {
  id: string
  tree: string
  parents: readonly string[]
  /** The committer's day in UTC: `2027-03-01`. */
  day: string
}

/** The id that a revision names, as `type`; `undefined` where it names nothing. What it names and can't be read is a refusal. */
export async function lookUp(repo: Repository, revision: string, type: 'commit' | 'tree' = 'commit'): Promise<string | undefined> {
  if (revision === '' || /[\0\n]/.test(revision)) return undefined
  const found = await verified(repo, `${revision}^{${type}}`)
  if (/ is ambiguous/.test(found.stderr)) {
    throw new Refusal(`revision \`${revision}\` is ambiguous; write it in full, like \`refs/heads/${revision}\``)
  }
  if (found.id !== undefined) return found.id
  // A ref may be there while its object is not: that is no missing revision.
  const named = await verified(repo, revision)
  if (named.id === undefined) return undefined
  throw new Refusal(`revision \`${revision}\` is ${named.id}, which is no ${type} that can be read here${notFetched(repo)}`)
}

async function verified(repo: Repository, revision: string): Promise<{ id?: string; stderr: string }> {
  const { status, stdout, stderr } = await runGit(repo.place, ['rev-parse', '--verify', '--end-of-options', revision])
  const id = stdout.toString('utf8').trim()
  return { id: status === 0 && /^[0-9a-f]{40,64}$/.test(id) ? id : undefined, stderr }
}

/** The commit that a revision names; one that names none is a refusal with the nearest name. */
export async function resolveCommit(repo: Repository, revision: string): Promise<Commit> {
  const id = await lookUp(repo, revision)
  if (id === undefined) throw await unknownRevision(repo, revision)
  return readCommit(repo, id)
}

/** Reads a commit by its id. */
export async function readCommit(source: ObjectSource, id: string): Promise<Commit> {
  const text = new TextDecoder('latin1').decode(await source.objects.read(id))
  const header = text.slice(0, text.indexOf('\n\n'))
  const tree = /^tree ([0-9a-f]+)$/m.exec(header)?.[1]
  const seconds = /^committer .*> (-?\d+) [+-]\d+$/m.exec(header)?.[1]
  if (tree === undefined || seconds === undefined) throw new Refusal(`object ${id} is not a commit that pawl can read`)
  return {
    id,
    tree,
    parents: [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map((match) => match[1]!),
    day: dayOf(Number(seconds)),
  }
}

/** The day in UTC of a commit's own seconds. */
export function dayOf(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 ? '9999-12-31' : date.toISOString().slice(0, 10)
}

async function unknownRevision(repo: Repository, revision: string): Promise<Refusal> {
  const listed = await runGit(repo.place, ['for-each-ref', '--format=%(refname:short)'])
  const names = listed.stdout.toString('utf8').split('\n').filter(Boolean)
  const near = nearest(
    revision,
    [...names, ...names.map((name) => name.replace(/^[^/]+\//, ''))].filter((name) => name !== revision),
  )
  return new Refusal(`there is no revision \`${revision}\` here${near ? `; did you mean \`${near}\`?` : ''}${notFetched(repo)}`)
}

function notFetched(repo: Repository): string {
  return repo.shallow ? '; this clone is shallow, so it may be only not fetched (`fetch-depth: 0`, `git fetch --unshallow`)' : ''
}
