import { expect, onTestFinished, test } from 'vitest'
import { ownersOf } from '../../src/github/codeowners.ts'
import { askRules } from '../../src/github/rules.ts'
import { checksOf } from '../../src/guards/workflow/checks.ts'
import { emptyTree, overlay, remember } from '../../src/model/files.ts'
import { example, startGithub } from './github.ts'

const at = '/repos/{owner}/{repo}'
const own = { checks: ['pawl'], workflows: ['.github/workflows/pawl.yml'] }

interface Forge {
  rules?: unknown[]
  classic?: { enforcement_level: string; contexts: string[] }
  bypass?: unknown[]
  codeowners?: Record<string, string>
}

/** What `askRules` says of a repository that GitHub holds to these rules. */
async function said({ rules = [], classic, bypass, codeowners = {} }: Forge) {
  const branch = example('branch-get')
  const protection = { enabled: true, required_status_checks: { url: 'https://api.github.com/x', checks: [], ...classic } }
  const ruleset = { ...example('repository-ruleset'), id: 3, name: 'main', rules: [] }
  delete ruleset.bypass_actors
  const github = await startGithub({
    [`GET ${at}/rules/branches/{branch}`]: ({ query }) => ({ status: 200, body: query.get('page') === '1' ? rules : [] }),
    [`GET ${at}/branches/{branch}`]: () => ({ status: 200, body: { ...branch, protection: classic ? protection : { enabled: false } } }),
    [`GET ${at}/rulesets/{ruleset_id}`]: () => ({ status: 200, body: { ...ruleset, ...(bypass ? { bypass_actors: bypass } : {}) } }),
    [`GET ${at}/contents/{path}`]: ({ params }) => {
      const text = codeowners[params.path!]
      if (text === undefined)
        return { status: 404, body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' } }
      const file = { ...example('content-file'), name: 'CODEOWNERS', path: params.path, content: Buffer.from(text).toString('base64') }
      return { status: 200, body: file }
    },
  })
  onTestFinished(github.stop)
  const told = await askRules({ token: 'ghp_secret', api: github.url, repository: 'acme/vault', branch: 'main', own })
  expect(github.violations).toEqual([])
  expect(new Set(github.tokens)).toEqual(new Set(['Bearer ghp_secret']))
  expect(JSON.stringify(told)).not.toContain('ghp_secret')
  return { facts: told.rules.facts.map(({ says, open }) => `${open ? 'open: ' : ''}${says}`), limits: told.limits }
}

const requires = (...names: string[]) => ({
  type: 'required_status_checks',
  ruleset_source_type: 'Repository',
  ruleset_source: 'acme/vault',
  ruleset_id: 3,
  parameters: { required_status_checks: names.map((context) => ({ context })), strict_required_status_checks_policy: true },
})
const reviews = {
  type: 'pull_request',
  ruleset_source_type: 'Repository',
  ruleset_source: 'acme/vault',
  ruleset_id: 3,
  parameters: {
    dismiss_stale_reviews_on_push: true,
    require_code_owner_review: true,
    require_last_push_approval: true,
    required_approving_review_count: 1,
    required_review_thread_resolution: false,
  },
}

test('a branch that requires the check, that nobody may pass by, and whose policies have owners leaves nothing open', async () => {
  const codeowners = { '.github/CODEOWNERS': '* @acme/all\n/policies/ @acme/platform\n' }
  const { facts, limits } = await said({ rules: [requires('lint', 'pawl'), reviews], bypass: [], codeowners })
  expect(facts).toEqual([
    '`main` requires the check `pawl`',
    'nobody may bypass the ruleset `main`',
    '`.github/CODEOWNERS` gives `policies/` to @acme/platform',
  ])
  expect(limits).toEqual([])
})

test('a branch that does not require the check says so, whatever else it requires', async () => {
  const { facts } = await said({ rules: [requires('lint')] })
  expect(facts).toEqual([
    'open: `main` does not require the check `pawl`: a pull request can be merged without it',
    'open: there is no CODEOWNERS, so nobody in particular is asked about a change of `policies/`',
  ])
})

test('a workflow that a ruleset requires is as good as its check, and so is the older protection of a branch', async () => {
  const workflows = {
    ...requires(),
    type: 'workflows',
    parameters: { workflows: [{ path: '.github/workflows/pawl.yml', repository_id: 1 }] },
  }
  expect((await said({ rules: [workflows], bypass: [] })).facts[0]).toBe('`main` requires the check `pawl`')
  const everyone = await said({ classic: { enforcement_level: 'everyone', contexts: ['pawl'] } })
  expect(everyone.facts.slice(0, 1)).toEqual(['`main` requires the check `pawl`'])
  expect(everyone.facts).toHaveLength(2)
  const most = await said({ classic: { enforcement_level: 'non_admins', contexts: ['pawl'] } })
  expect(most.facts[1]).toBe('open: administrators may merge without it')
})

test('who may bypass is told by name, and a token that may not see it says so', async () => {
  const bypass = [
    { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' },
    { actor_id: 12, actor_type: 'Team', bypass_mode: 'pull_request' },
    { actor_id: null, actor_type: 'DeployKey', bypass_mode: 'always' },
  ]
  expect((await said({ rules: [requires('pawl')], bypass })).facts.slice(1, 4)).toEqual([
    'open: whoever administers it may bypass the ruleset `main`',
    'open: the team 12 may bypass the ruleset `main` on pull requests',
    'open: a deploy key may bypass the ruleset `main`',
  ])
  expect((await said({ rules: [requires('pawl')] })).limits).toEqual([
    'who may bypass the ruleset `main` is not shown to this token; one that may administer the repository sees it',
  ])
})

test('owners that leave out a part of the policies, or the file that names them, leave it open', async () => {
  const part = await said({ rules: [requires('pawl'), reviews], bypass: [], codeowners: { CODEOWNERS: '/policies/* @acme/platform\n' } })
  expect(part.facts.at(-1)).toBe('open: `CODEOWNERS` does not cover `policies/`')
  const itself = await said({ rules: [requires('pawl'), reviews], bypass: [], codeowners: { CODEOWNERS: 'policies/ @acme/platform\n' } })
  expect(itself.facts.at(-1)).toBe('open: `CODEOWNERS` has no owner itself, so it can be changed first')
  const unasked = await said({ rules: [requires('pawl')], bypass: [], codeowners: { 'docs/CODEOWNERS': '* @acme/platform\n' } })
  expect(unasked.facts.at(-1)).toBe('open: no ruleset requires the review of code owners')
})

test('what the token may not ask is a limit, and nothing is made up', async () => {
  const github = await startGithub({})
  onTestFinished(github.stop)
  const { rules, limits } = await askRules({ token: 'x', api: github.url, repository: 'acme/vault', branch: 'main', own })
  expect(rules.facts).toEqual([])
  expect(limits).toHaveLength(3)
})

test.each([
  ['* @a', 'policies/x.yaml', ['@a']],
  ['*.yaml @a', 'policies/x.yaml', ['@a']],
  ['*.yaml @a', 'policies/x.yml', []],
  ['policies @a', 'deep/policies/x.yaml', ['@a']],
  ['/policies @a', 'deep/policies/x.yaml', []],
  ['/policies/ @a\n/policies/x.yaml', 'policies/x.yaml', []],
  ['/policies/** @a # why\n# policies/ @b', 'policies/deep/x.yaml', ['@a']],
  ['docs/* @a', 'docs/deep/x.md', []],
])('by %j the owners of %s are %j', (text, path, owners) => {
  expect(ownersOf(text, path)).toEqual(owners)
})

test('the checks that run pawl are known by the names of their jobs', async () => {
  const workflow = `on: pull_request
jobs:
  guard:
    name: pawl
    runs-on: ubuntu-latest
    steps: [{ uses: owner/pawl@v1 }]
  hand:
    runs-on: ubuntu-latest
    steps: [{ run: npx pawl check --base origin/main }]
  lint:
    runs-on: ubuntu-latest
    steps: [{ run: echo pawl }]
`
  const files = remember(overlay(emptyTree, new Map([['.github/workflows/pawl.yml', workflow]])))
  expect(await checksOf(files)).toEqual({ checks: ['pawl', 'hand'], workflows: ['.github/workflows/pawl.yml'] })
})
