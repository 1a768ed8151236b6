import type { Host } from '../cli/host.ts'
import { git } from '../git/process.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { makeTemporary } from '../git/temporary.ts'
import { Refusal } from '../model/refusal.ts'

/** The repository to judge in: what a step checked out, or a new one of objects alone, where nothing may be checked out. */
export interface Opened {
  repo: Repository
  /** It holds nothing yet, and goes when the step ends. */
  empty: boolean
}

/** Opens the checkout. `pull_request_target` needs none: what is judged is fetched as data. */
export async function openCheckout(folder: string, host: Host): Promise<Opened> {
  try {
    return { repo: await openRepository(folder, { ...host.env }), empty: false }
  } catch (error) {
    if (!(error instanceof Refusal) || !/is not inside a git repository|there is no folder/.test(error.message)) throw error
    if (host.env.GITHUB_EVENT_NAME === 'pull_request_target') return { repo: await emptyRepository(host), empty: true }
    throw new Refusal(`\`${folder}\` is no checkout; put a step \`uses: actions/checkout\` with \`fetch-depth: 0\` ahead of this one`)
  }
}

async function emptyRepository({ env }: Host): Promise<Repository> {
  const room = makeTemporary('fetch')
  if (!room) throw new Refusal('the temporary folder cannot be written, so nothing can be fetched')
  const place = { cwd: room.path, env: { ...env, GIT_CONFIG_NOSYSTEM: '1', GIT_TEMPLATE_DIR: '' } }
  await git(place, ['init', '--quiet', '--bare', '.'])
  const server = env.GITHUB_SERVER_URL ?? 'https://github.com'
  await git(place, ['config', 'remote.origin.url', `${server}/${env.GITHUB_REPOSITORY}`])
  const repo = await openRepository(room.path, { ...env })
  repo.held.push(room.remove)
  // No more is fetched than is asked for.
  return { ...repo, shallow: true }
}
