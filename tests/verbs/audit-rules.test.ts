import { execFileSync } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { pawl } from '../cases/command.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

let repository: CaseRepository | undefined
let server: Server | undefined
afterEach(() => {
  repository?.close()
  server?.close()
  repository = server = undefined
})

const files = {
  'policies/a.yaml': 'protocol: a\nstatus: irreversible\nprotect:\n  - document: docs/a.md\n',
  'docs/a.md': '# A\n\nThis stays.\n',
  '.github/workflows/ci.yml':
    'on: pull_request\njobs:\n  guard:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npx pawl check --base origin/main\n',
}

/** Audits a repository whose remote is there; each request that the forge gets is written down. */
async function audited(origin: string | undefined, env: Record<string, string>) {
  repository = caseRepository()
  repository.stage(
    new Map(Object.entries(files).map(([path, text]) => [path, { content: new TextEncoder().encode(text), mode: 'file' as const }])),
  )
  repository.commit('all')
  if (origin !== undefined) execFileSync('git', ['remote', 'add', 'origin', origin], { cwd: repository.folder })
  const asked: string[] = []
  server = createServer((request, response) => {
    asked.push(`${request.headers.authorization} ${request.url}`)
    const rules = [{ type: 'required_status_checks', ruleset_id: 7, parameters: { required_status_checks: [{ context: 'guard' }] } }]
    const answers: Record<string, unknown> = {
      '/repos/acme/vault/rules/branches/main?per_page=100&page=1': rules,
      '/repos/acme/vault/branches/main': {},
      '/repos/acme/vault/rulesets/7': { name: 'main is kept', bypass_actors: [] },
    }
    const answer = answers[request.url!]
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? { message: 'Not Found' }))
  })
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done))
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { exit, out } = await pawl(repository.folder, ['audit', '--format', 'json'], { ...env, GITHUB_API_URL: api })
  const report = JSON.parse(out)
  return { exit, asked, rules: report.rules, limits: report.limits.join('\n') as string }
}

it.each([
  ['https://git.example/acme/vault.git', { GITHUB_TOKEN: 'word', GITHUB_SERVER_URL: 'https://git.example' }],
  ['git@git.example:acme/vault', { GH_TOKEN: 'word', GITHUB_SERVER_URL: 'https://git.example' }],
  [undefined, { GITHUB_TOKEN: 'word', GITHUB_REPOSITORY: 'acme/vault' }],
])('with a token, what GitHub holds the default branch to is asked and told (%s)', async (origin, env) => {
  const { exit, asked, rules } = await audited(origin, env as unknown as Record<string, string>)
  expect(exit).toBe(0)
  expect(asked[0]).toBe('Bearer word /repos/acme/vault/rules/branches/main?per_page=100&page=1')
  expect(rules).toEqual({
    branch: 'main',
    facts: [
      { says: '`main` requires the check `guard`' },
      { says: 'nobody may bypass the ruleset `main is kept`' },
      { says: 'there is no CODEOWNERS, so nobody in particular is asked about a change of `policies/`', open: true },
    ],
  })
})

it.each([
  ['without a token', 'https://git.example/acme/vault.git', {}, 'there is no token (`GITHUB_TOKEN`)'],
  [
    'for a remote that is elsewhere',
    'https://gitlab.example/acme/vault.git',
    { GITHUB_TOKEN: 'word', GITHUB_SERVER_URL: 'https://git.example' },
    '`origin` is not at github.com',
  ],
  ['without a remote', undefined, { GITHUB_TOKEN: 'word' }, 'there is no remote `origin`'],
])('%s nobody is asked, and the audit says that it did not look', async (_, origin, env, why) => {
  const { exit, asked, rules, limits } = await audited(origin, env as unknown as Record<string, string>)
  expect([exit, asked, rules]).toEqual([0, [], undefined])
  expect(limits).toContain(`was not looked at: ${why}`)
})
