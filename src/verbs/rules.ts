import { originUrl } from '../git/branches.ts'
import type { Repository } from '../git/repository.ts'
import { remember } from '../model/files.ts'
import type { Report } from '../model/report.ts'
import type { Tree } from '../model/tree.ts'
import type { Asked } from './asked.ts'

/** Where a repository is on GitHub, and the server that answers for it. */
interface OnGitHub {
  repository: string
  api: string
}

/** An audit with what GitHub holds the default branch to, asked where the environment has a token; else it says that it was not looked at. */
export async function withRules(report: Report, tree: Tree, repository: Repository, asked: Asked, many: boolean): Promise<Report> {
  const what = 'whether the rules of the default branch require this check, who may bypass them and whether CODEOWNERS covers `policies/`'
  const unasked = (why: string): Report => ({ ...report, limits: [...report.limits, `${what} was not looked at: ${why}`] })
  const token = asked.env.GITHUB_TOKEN || asked.env.GH_TOKEN
  if (!token) return unasked('there is no token (`GITHUB_TOKEN`)')
  const place = await placeOf(repository, asked.env, many)
  if (typeof place === 'string') return unasked(place)
  const branch = await asked.branch()
  if (branch === undefined) return unasked('the default branch is not known here')
  const { askRules } = await import('../github/rules.ts')
  const { checksOf } = await import('../guards/workflow/checks.ts')
  const { rules, limits } = await askRules({ token, ...place, branch, own: await checksOf(remember(tree)) })
  return { ...report, rules, limits: [...report.limits, ...limits] }
}

/** Named by the runner of a workflow, else by the remote. A token goes to no server but the one that it is for. */
async function placeOf(repository: Repository, env: Asked['env'], many: boolean): Promise<OnGitHub | string> {
  const { GITHUB_REPOSITORY: named, GITHUB_API_URL: api } = env
  if (named && !many) return { repository: named, api: api || 'https://api.github.com' }
  const url = await originUrl(repository)
  if (url === undefined) return 'there is no remote `origin` that tells where the repository is'
  const found = /^(?:[a-z+]+:\/\/)?(?:[^@/]+@)?([^/:]+)(?::\d+)?[/:]([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(url)
  const [, host = '', name = ''] = found ?? []
  if (host === 'github.com' || host === 'ssh.github.com') return { repository: name, api: 'https://api.github.com' }
  const own = env.GITHUB_SERVER_URL && URL.canParse(env.GITHUB_SERVER_URL) ? new URL(env.GITHUB_SERVER_URL).hostname : undefined
  if (api && own !== undefined && own === host) return { repository: name, api }
  return '`origin` is not at github.com; `GITHUB_SERVER_URL` and `GITHUB_API_URL` name a server of your own'
}
