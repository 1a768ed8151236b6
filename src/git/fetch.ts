import { devNull } from 'node:os'
import { Refusal } from '../model/refusal.ts'
import { mergeBases } from './merge.ts'
import { gitMessage, runGit } from './process.ts'
import type { Repository } from './repository.ts'
import { type Commit, readCommit } from './revisions.ts'

/** Who asks the remote: a token for its server, where one was given. */
export interface Caller {
  server: string
  token: string | undefined
}

/** The two lines that bring all of the history, for refusals. */
const wayOut = 'give the step of `actions/checkout` the two lines `with:` and `fetch-depth: 0`'

/** Takes one commit, or what a ref names, from `origin`: objects alone. Nothing is checked out and no ref is written. */
async function fetchFrom(
  repo: Repository,
  what: readonly string[],
  caller: Caller,
  how: readonly string[] = depth(repo, 1),
): Promise<string> {
  const quiet = ['-c', `core.hooksPath=${devNull}`, '-c', 'gc.auto=0', '-c', 'maintenance.auto=false']
  const flags = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--no-auto-maintenance']
  const env = { ...repo.place.env, ...authorization(caller) }
  delete env.GIT_ALLOW_PROTOCOL
  delete env.GIT_NO_LAZY_FETCH
  const outcome = await runGit({ cwd: repo.place.cwd, env }, [...quiet, 'fetch', ...flags, ...how, 'origin', ...what])
  return outcome.status === 0 ? '' : gitMessage(outcome.stderr) || 'git fetch failed'
}

/** A commit by its id, fetched where it is not here; a Refusal with the two lines to add where it cannot be had. */
export async function haveCommit(repo: Repository, id: string, named: string, caller: Caller): Promise<Commit> {
  if (await isHere(repo, id)) return readCommit(repo, id)
  const problem = await fetchFrom(repo, [id], caller)
  if (problem === '' && (await isHere(repo, id))) return readCommit(repo, id)
  throw new Refusal(`${named} (${id.slice(0, 10)}) is not here and could not be fetched${problem ? `: ${problem}` : ''}; ${wayOut}`)
}

/** The commit that a ref of the remote names; undefined where there is none. */
export async function haveRef(repo: Repository, ref: string, caller: Caller): Promise<Commit | undefined> {
  const listed = await runGit(
    { cwd: repo.place.cwd, env: { ...repo.place.env, ...authorization(caller), GIT_ALLOW_PROTOCOL: undefined } },
    ['ls-remote', '--quiet', 'origin', ref],
  )
  const id = /^([0-9a-f]{40,64})\t/.exec(listed.stdout.toString('utf8'))?.[1]
  return listed.status === 0 && id ? haveCommit(repo, id, `\`${ref}\``, caller) : undefined
}

/** Deepens a shallow history until two commits have a common ancestor here. */
export async function deepenTo(repo: Repository, one: Commit, other: Commit, caller: Caller): Promise<void> {
  for (const how of repo.shallow ? ['--deepen=100', '--deepen=1000', '--unshallow'] : []) {
    if ((await mergeBases(repo, one, other)).length > 0) return
    const problem = await fetchFrom(repo, [one.id, other.id], caller, [how])
    if (problem) throw new Refusal(`the history is shallow and could not be deepened: ${problem}; ${wayOut}`)
  }
}

/** In a whole clone nothing may be cut off; in a shallow one no more is fetched than was asked for. */
function depth(repo: Repository, commits: number): string[] {
  return repo.shallow ? [`--depth=${commits}`] : []
}

async function isHere(repo: Repository, id: string): Promise<boolean> {
  return (await runGit(repo.place, ['cat-file', '-e', `${id}^{tree}`])).status === 0
}

/** The token as git sends it to that server and no other; in the environment, so that no list of processes shows it. */
function authorization({ server, token }: Caller): NodeJS.ProcessEnv {
  if (token === undefined) return {}
  const key = `http.${server.replace(/\/+$/, '')}/.extraheader`
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  // The empty value forgets the header that the checkout may have left: two of them are refused.
  return {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: key,
    GIT_CONFIG_VALUE_0: '',
    GIT_CONFIG_KEY_1: key,
    GIT_CONFIG_VALUE_1: `AUTHORIZATION: basic ${basic}`,
  }
}
