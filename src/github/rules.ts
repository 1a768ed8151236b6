import type { BranchRules } from '../model/report.ts'
import { type Api, ApiError, ask, askAll, repositoryPath } from './api.ts'
import { codeOwnersPaths, ownersOf } from './codeowners.ts'

/** Whose rules are asked for, and by which names pawl's own check goes there. */
export interface RulesAsked {
  token: string
  api: string
  repository: string
  branch: string
  /** Names of the checks, and paths of the workflows, that run pawl. */
  own: { checks: readonly string[]; workflows: readonly string[] }
}

interface Rule {
  type: string
  ruleset_id?: number
  ruleset_source?: string
  parameters?: {
    required_status_checks?: { context: string }[]
    workflows?: { path: string }[]
    require_code_owner_review?: boolean
  }
}

interface Ruleset {
  name: string
  bypass_actors?: { actor_type: string; actor_id?: number | null; bypass_mode?: string }[]
}

interface Branch {
  protection?: { required_status_checks?: { enforcement_level?: string; contexts?: string[] } }
}

/** What GitHub holds a branch to: whether it requires pawl's check, who may pass that by, and who must agree to a change of policies. */
export async function askRules({
  token,
  api: url,
  repository,
  branch,
  own,
}: RulesAsked): Promise<{ rules: BranchRules; limits: string[] }> {
  const api: Api = { url, token }
  const at = repositoryPath(repository)
  const limits: string[] = []
  const facts: BranchRules['facts'] = []
  const rules = await tried(
    () => askAll<Rule>(api, `${at}/rules/branches/${encodeURIComponent(branch)}`),
    'the rules of the branch',
    limits,
  )
  const classic = await tried(
    () => ask<Branch>(api, 'GET', `${at}/branches/${encodeURIComponent(branch)}`),
    'the protection of the branch',
    limits,
  )
  if (rules && classic) {
    const required = rules.filter((rule) => requires(rule, own))
    const checks = classic.protection?.required_status_checks
    const inClassic = checks?.enforcement_level !== 'off' && checks?.contexts?.some((name) => own.checks.includes(name))
    if (required.length || inClassic) facts.push({ says: `\`${branch}\` requires ${shown(own)}` })
    else facts.push({ says: `\`${branch}\` does not require ${shown(own)}: a pull request can be merged without it`, open: true })
    if (inClassic && checks?.enforcement_level === 'non_admins') facts.push({ says: 'administrators may merge without it', open: true })
    for (const id of new Set(required.flatMap(({ ruleset_id }) => ruleset_id ?? []))) facts.push(...(await bypass(api, at, id, limits)))
  }
  facts.push(...(await owners(api, at, branch, rules, limits)))
  return { rules: { branch, facts }, limits }
}

/** Asks, and puts what may not be seen among the limits; a server that does not answer is told the same way. */
async function tried<T>(question: () => Promise<T>, what: string, limits: string[]): Promise<T | undefined> {
  try {
    return await question()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    limits.push(`${what} could not be asked of GitHub: ${error.message}`)
    return undefined
  }
}

function requires({ type, parameters }: Rule, own: RulesAsked['own']): boolean {
  if (type === 'required_status_checks')
    return parameters?.required_status_checks?.some(({ context }) => own.checks.includes(context)) ?? false
  return type === 'workflows' && (parameters?.workflows?.some(({ path }) => own.workflows.includes(path)) ?? false)
}

function shown({ checks, workflows }: RulesAsked['own']): string {
  const names = checks.length ? checks : workflows
  return names.length ? `the check ${names.map((name) => `\`${name}\``).join(' or ')}` : 'a check that runs pawl, for no workflow does'
}

/** Who may pass a ruleset by. GitHub shows that to those alone who may edit it. */
async function bypass(api: Api, at: string, id: number, limits: string[]): Promise<BranchRules['facts']> {
  const ruleset = await tried(() => ask<Ruleset>(api, 'GET', `${at}/rulesets/${id}`), `the ruleset ${id}`, limits)
  if (!ruleset) return []
  if (!ruleset.bypass_actors) {
    limits.push(`who may bypass the ruleset \`${ruleset.name}\` is not shown to this token; one that may administer the repository sees it`)
    return []
  }
  if (ruleset.bypass_actors.length === 0) return [{ says: `nobody may bypass the ruleset \`${ruleset.name}\`` }]
  return ruleset.bypass_actors.map((actor) => ({
    says: `${who(actor)} may bypass the ruleset \`${ruleset.name}\`${actor.bypass_mode === 'pull_request' ? ' on pull requests' : ''}`,
    open: true,
  }))
}

function who({ actor_type, actor_id }: NonNullable<Ruleset['bypass_actors']>[number]): string {
  const roles: Readonly<Record<number, string>> = {
    2: 'whoever maintains the repository',
    4: 'whoever may write to it',
    5: 'whoever administers it',
  }
  if (actor_type === 'RepositoryRole') return roles[actor_id ?? 0] ?? `the repository role ${actor_id}`
  if (actor_type === 'OrganizationAdmin') return 'an administrator of the organization'
  if (actor_type === 'DeployKey') return 'a deploy key'
  return `the ${actor_type === 'Integration' ? 'app' : actor_type.toLowerCase()} ${actor_id}`
}

/** Whether a change below `policies/`, or of the file that says so, needs the word of an owner. */
async function owners(
  api: Api,
  at: string,
  branch: string,
  rules: readonly Rule[] | undefined,
  limits: string[],
): Promise<BranchRules['facts']> {
  for (const path of codeOwnersPaths) {
    const query = new URLSearchParams({ ref: branch })
    try {
      const { content = '' } = await ask<{ content?: string }>(api, 'GET', `${at}/contents/${path}?${query}`)
      return ownership(path, Buffer.from(content, 'base64').toString('utf8'), rules)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.status !== 404) {
        limits.push(`CODEOWNERS could not be asked of GitHub: ${error.message}`)
        return []
      }
    }
  }
  return [{ says: 'there is no CODEOWNERS, so nobody in particular is asked about a change of `policies/`', open: true }]
}

function ownership(file: string, text: string, rules: readonly Rule[] | undefined): BranchRules['facts'] {
  const probes = ['policies/policy.yaml', 'policies/folder/policy.yml']
  const found = probes.map((path) => ownersOf(text, path))
  if (found.some((names) => names.length === 0)) return [{ says: `\`${file}\` does not cover \`policies/\``, open: true }]
  const facts: BranchRules['facts'] = [{ says: `\`${file}\` gives \`policies/\` to ${[...new Set(found.flat())].join(', ')}` }]
  if (ownersOf(text, file).length === 0) facts.push({ says: `\`${file}\` has no owner itself, so it can be changed first`, open: true })
  if (rules && !rules.some(({ parameters }) => parameters?.require_code_owner_review))
    facts.push({ says: 'no ruleset requires the review of code owners', open: true })
  return facts
}
