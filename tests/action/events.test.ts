import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../git/repository.ts'
import { type Forge, forge, payloadOf } from './forge.ts'
import { startGithub } from './github.ts'
import { release, run } from './runner.ts'
import { dropsColumn, vault } from './vault.ts'

beforeAll(() => void release())

/** A forge whose default branch is guarded, with a branch that holds what the files say. */
function guarded(branch: string, files: Record<string, string>): Forge {
  const place = forge()
  place.work.commit(vault)
  place.push('main')
  place.work.git('checkout', '-q', '-b', branch)
  place.work.commit(files)
  place.push(branch)
  return place
}

const codes = (report: any) => report.findings.map((each: any) => each.code)
const messages = (report: any) => report.refusals.map((each: any) => each.message).join('\n')
const zeros = '0'.repeat(40)

describe('a pull request', () => {
  test('is judged by what its merge would bring, from a checkout of one commit', async () => {
    const place = guarded('simplify', dropsColumn)
    // What has come to the base since is none of the pull request's doing.
    place.work.git('checkout', '-q', 'main')
    place.work.commit({ 'docs/more.md': '# More\n' })
    place.push('main')
    const { merge, payload } = place.pull(7, 'simplify')
    const workspace = place.checkout(merge)
    const ran = await run({ workspace: workspace.path, event: 'pull_request', payload, env: { GITHUB_SHA: merge } })
    expect(ran.exit).toBe(1)
    expect(codes(ran.report)).toEqual(['schema/column-dropped'])
    expect(ran.outputs).toMatchObject({ verdict: 'slipped', findings: '1', errors: '1', coverage: '2/3' })
    expect(ran.commands.filter((each) => each.startsWith('::error'))).toEqual([
      expect.stringMatching(/^::error title=schema\/column-dropped,file=migrations\/0002_simplify\.up\.sql,line=1,/),
    ])
    expect(ran.summary).toContain('| `vault` Sealed vault | irreversible | platform | **2/3** (below required 3/3) |')
    expect(ran.summary).toContain('| `0002_simplify` | **none** |'.replaceAll('**', ''))
    // One commit more was fetched, and nothing else moved.
    expect(workspace.git('status', '--porcelain')).toBe('')
    expect(workspace.git('rev-list', '--count', 'HEAD')).toBe('1')
  })

  test('that weakens nothing passes, with the whole of the coverage told', async () => {
    const place = guarded('words', { 'README.md': '# The vault\n' })
    const { merge, payload } = place.pull(8, 'words')
    const ran = await run({ workspace: place.checkout(merge, 0).path, event: 'pull_request', payload, env: { GITHUB_SHA: merge } })
    expect(ran.exit).toBe(0)
    expect(ran.outputs).toMatchObject({ verdict: 'held', findings: '0', errors: '0', coverage: '3/3' })
    expect(ran.commands).toEqual([])
  })

  test('is judged by its head where the step checked that out, and by its new head after a force push', async () => {
    const place = guarded('simplify', dropsColumn)
    const first = place.pull(7, 'simplify')
    place.work.git('commit', '-q', '--amend', '--allow-empty', '-m', 'again', '--no-verify')
    place.work.git('rm', '-q', 'migrations/0002_simplify.up.sql')
    place.work.git('commit', '-q', '--amend', '--allow-empty', '--no-verify', '-m', 'nothing is dropped')
    place.push('simplify', '--force')
    const { head, merge, payload } = place.pull(7, 'simplify')
    expect(merge).not.toBe(first.merge)
    const ran = await run({ workspace: place.checkout(head).path, event: 'pull_request', payload, env: { GITHUB_SHA: merge } })
    expect(ran.exit).toBe(0)
    // A rerun of the older event still judges what that event was about.
    const again = await run({
      workspace: place.checkout(head).path,
      event: 'pull_request',
      payload: first.payload,
      env: { GITHUB_SHA: first.merge },
    })
    expect(again.exit).toBe(1)
  })

  test('whose merge the forge has not made is merged here, with as much history as that needs', async () => {
    const place = guarded('simplify', dropsColumn)
    place.work.git('checkout', '-q', 'main')
    for (let count = 0; count < 12; count++) place.work.commit({ 'docs/log.md': `# ${count}\n` })
    place.push('main')
    const { head, payload } = place.pull(7, 'simplify')
    place.bare.git('update-ref', '-d', 'refs/pull/7/merge')
    const ran = await run({
      workspace: place.checkout(head).path,
      event: 'pull_request_target',
      payload,
      env: { GITHUB_SHA: place.bare.git('rev-parse', 'main') },
    })
    expect(codes(ran.report)).toEqual(['schema/column-dropped'])
    expect(ran.exit).toBe(1)
  })

  test('whose base cannot be fetched is refused with the two lines to add', async () => {
    const place = guarded('simplify', dropsColumn)
    const { merge, payload } = place.pull(7, 'simplify')
    const workspace = place.checkout(merge)
    workspace.git('remote', 'set-url', 'origin', 'file:///nowhere')
    const ran = await run({ workspace: workspace.path, event: 'pull_request', payload, env: { GITHUB_SHA: merge } })
    expect(ran.exit).toBe(2)
    expect(ran.outputs.verdict).toBe('unknown')
    expect(messages(ran.report)).toMatch(/is not here and could not be fetched: .*`with:` and `fetch-depth: 0`/s)
    expect(ran.commands.some((each) => each.startsWith('::error title=pawl could not decide::'))).toBe(true)
  })

  test('is judged by the policy of its base, and its own edits of policies are told apart', async () => {
    const weaker = vault['policies/vault.yaml']!.replace(
      / {2}- column: keys\.agent_id\n {4}layer: database\n/,
      '  - document: docs/why.md\n',
    )
    const place = guarded('simplify', { ...dropsColumn, 'policies/vault.yaml': weaker, 'docs/why.md': '# Why\n\nA reason.\n' })
    const { merge, payload } = place.pull(7, 'simplify')
    const ran = await run({ workspace: place.checkout(merge).path, event: 'pull_request', payload, env: { GITHUB_SHA: merge } })
    expect(ran.exit).toBe(1)
    expect(codes(ran.report).sort()).toEqual(['policy/weakened', 'schema/column-dropped'])
    // What it takes away still counts as asked.
    expect(ran.outputs.coverage).toBe('2/3')
    expect(ran.summary).toContain('= docs: https://github.com/owner/pawl/blob/v1/docs/guards/schema.md#column-dropped')
    expect(ran.summary).toMatch(
      /### Policies\n\n\*\*Takes away\*\*\n\n- .*column:keys\.agent_id.*\n\n\*\*Adds\*\*\n\n- .*document:docs\/why\.md/s,
    )
  })
})

test('pull_request_target reads the head as data: nothing of it is checked out or run', async () => {
  const canary = join(temporaryFolder(), 'canary')
  const place = guarded('run', {
    'policies/database.yaml': `${vault['policies/database.yaml']!.replace(' }', ', run: { up: "touch ${canary}" } }')}`,
    'docs/sealed.md': '',
  })
  const { base, payload } = place.pull(9, 'run', 'stranger/vault')
  const workspace = place.checkout(base)
  const ran = await run({
    workspace: workspace.path,
    event: 'pull_request_target',
    payload,
    inputs: { 'allow-run': 'true' },
    env: { GITHUB_SHA: base },
  })
  expect(ran.exit).not.toBe(0)
  expect(codes(ran.report)).toContain('document/says-nothing')
  expect(ran.report.limits).toContain('no command of `run:` was run: the event is `pull_request_target`')
  expect(workspace.git('rev-parse', 'HEAD')).toBe(base)
  expect(workspace.git('status', '--porcelain')).toBe('')
  expect(workspace.git('for-each-ref', '--format=%(refname)')).toBe('refs/remotes/origin/checked')
  expect(existsSync(canary)).toBe(false)
})

test('pull_request_target is judged by the base as it is now, not by a merge that was made with an older one', async () => {
  const place = forge()
  place.work.commit({ ...vault, 'docs/note.md': '# Note\n\nA word.\n' })
  place.push('main')
  place.work.git('checkout', '-q', '-b', 'words')
  place.work.git('rm', '-q', 'docs/note.md')
  place.work.commit({}, 'no word')
  const { payload } = place.pull(9, 'words', 'stranger/vault')
  place.work.git('checkout', '-q', 'main')
  place.work.commit({ 'policies/vault.yaml': `${vault['policies/vault.yaml']}  - document: docs/note.md\n` })
  place.push('main')
  const now = place.bare.git('rev-parse', 'main')
  const ran = await run({ workspace: place.checkout(now).path, event: 'pull_request_target', payload, env: { GITHUB_SHA: now } })
  expect([ran.exit, codes(ran.report)]).toEqual([1, ['document/missing']])
})

test('pull_request_target needs no checkout at all: what is judged is fetched as data and gone again', async () => {
  const place = guarded('simplify', dropsColumn)
  const { base, payload } = place.pull(9, 'simplify', 'stranger/vault')
  const server = temporaryFolder()
  mkdirSync(join(server, 'acme'))
  symlinkSync(place.bare.path, join(server, 'acme', 'vault'))
  const workspace = temporaryFolder()
  const env = { GITHUB_SHA: base, GITHUB_SERVER_URL: `file://${server}`, TMPDIR: temporaryFolder() }
  const ran = await run({ workspace, event: 'pull_request_target', payload, env })
  expect([ran.exit, codes(ran.report)]).toEqual([1, ['schema/column-dropped']])
  expect([readdirSync(workspace), readdirSync(env.TMPDIR)]).toEqual([[], []])
})

test('no command is run for the head of a fork, and the step says so', async () => {
  const place = guarded('words', { 'README.md': '# Words\n' })
  const { merge, payload } = place.pull(9, 'words', 'stranger/vault')
  const ran = await run({
    workspace: place.checkout(merge).path,
    event: 'pull_request',
    payload,
    inputs: { 'allow-run': 'true' },
    env: { GITHUB_SHA: merge },
  })
  expect(ran.exit).toBe(0)
  expect(ran.report.limits).toContain('no command of `run:` was run: the pull request comes from a fork')
})

test('a merge group is judged as the merge that it is', async () => {
  const place = guarded('simplify', dropsColumn)
  const { merge, base } = place.pull(7, 'simplify')
  place.bare.git('update-ref', 'refs/heads/gh-readonly-queue/main/pr-7', merge)
  const payload = payloadOf({
    merge_group: { head_sha: merge, head_ref: 'refs/heads/gh-readonly-queue/main/pr-7', base_sha: base, base_ref: 'refs/heads/main' },
  })
  const ran = await run({ workspace: place.checkout(merge).path, event: 'merge_group', payload, env: { GITHUB_SHA: merge } })
  expect(codes(ran.report)).toEqual(['schema/column-dropped'])
})

describe('a push', () => {
  test('to the default branch is judged as the branch moved, also where it was forced', async () => {
    const place = guarded('simplify', dropsColumn)
    const before = place.bare.git('rev-parse', 'main')
    place.work.git('checkout', '-q', '--orphan', 'anew')
    place.work.git('rm', '-q', '--cached', 'docs/sealed.md')
    place.work.commit({}, 'a history of its own')
    place.work.git('push', '-q', '--force', 'origin', 'anew:main')
    const after = place.bare.git('rev-parse', 'main')
    const payload = payloadOf({ ref: 'refs/heads/main', before, after, forced: true, deleted: false })
    const ran = await run({ workspace: place.checkout(after).path, event: 'push', payload, env: { GITHUB_SHA: after } })
    expect(codes(ran.report)).toEqual(['document/missing', 'schema/column-dropped'])
  })

  test('to another branch is judged against the default branch; tags and deletions are told as not judged', async () => {
    const place = guarded('simplify', dropsColumn)
    const after = place.bare.git('rev-parse', 'simplify')
    const workspace = place.checkout(after).path
    const payload = payloadOf({ ref: 'refs/heads/simplify', before: zeros, after })
    const ran = await run({ workspace, event: 'push', payload, env: { GITHUB_SHA: after } })
    expect(codes(ran.report)).toEqual(['schema/column-dropped'])
    const tag = await run({
      workspace,
      event: 'push',
      payload: payloadOf({ ref: 'refs/tags/v1', before: zeros, after }),
      env: { GITHUB_SHA: after },
    })
    expect([tag.exit, tag.report.limits]).toEqual([0, ['`refs/tags/v1` is no branch and was not judged']])
  })

  test('that deletes the default branch is a finding', async () => {
    const place = guarded('simplify', dropsColumn)
    const before = place.bare.git('rev-parse', 'main')
    const payload = payloadOf({ ref: 'refs/heads/main', before, after: zeros, deleted: true })
    const ran = await run({ workspace: place.checkout(before).path, event: 'push', payload, env: { GITHUB_SHA: before } })
    expect([ran.exit, codes(ran.report)]).toEqual([1, ['branch/default-deleted']])
  })
})

test.each([
  ['schedule', {}],
  ['workflow_dispatch', payloadOf({})],
])('%s audits the state, and asks what GitHub holds the branch to', async (event, payload) => {
  const place = guarded('simplify', dropsColumn)
  const commit = place.bare.git('rev-parse', 'main')
  const rules = '/repos/{owner}/{repo}/rules/branches/{branch}'
  const github = await startGithub({ [`GET ${rules}`]: () => ({ status: 200, body: [] }) })
  const env = { GITHUB_SHA: commit, GITHUB_REF: 'refs/heads/main', GITHUB_API_URL: github.url }
  const ran = await run({ workspace: place.checkout(commit).path, event, payload, inputs: { token: 'ghs_token-of-the-job' }, env })
  await github.stop()
  expect(ran.exit).toBe(0)
  expect(ran.report.verb).toBe('audit')
  expect(ran.outputs.coverage).toBe('3/3')
  expect(github.asked).toContain('GET /repos/acme/vault/rules/branches/main')
  expect(github.violations).toEqual([])
  expect(ran.report.limits.join('\n')).toContain('the protection of the branch could not be asked of GitHub')
})

test('an event that pawl does not know, and a workspace without a checkout, are refused', async () => {
  const place = guarded('simplify', dropsColumn)
  const { merge, payload } = place.pull(7, 'simplify')
  const unknown = await run({ workspace: place.checkout(merge).path, event: 'issue_comment', payload, env: { GITHUB_SHA: merge } })
  expect([unknown.exit, messages(unknown.report)]).toEqual([
    2,
    expect.stringContaining('pawl does not know what to judge on `issue_comment`'),
  ])
  const nowhere = await run({ workspace: join(place.work.path, '..'), event: 'pull_request', payload, env: { GITHUB_SHA: merge } })
  expect([nowhere.exit, messages(nowhere.report)]).toEqual([2, expect.stringContaining('`uses: actions/checkout`')])
})
