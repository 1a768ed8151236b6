import { expect, test } from 'vitest'
import { ask } from '../../src/github/api.ts'
import { example, startGithub } from './github.ts'

test('the server of these tests notices what GitHub would not take, and takes what it would', async () => {
  const path = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
  const github = await startGithub({ [path]: () => ({ status: 201, body: example('issue-comment') }) })
  const api = { url: github.url, token: undefined }
  await ask(api, 'POST', '/repos/acme/vault/issues/7/comments', { body: 'A word.' })
  expect(github.violations).toEqual([])
  await ask(api, 'POST', '/repos/acme/vault/issues/7/comments', { text: 'A word.' }).catch(() => {})
  await ask(api, 'GET', '/repos/acme/vault/issues/seven/comments').catch(() => {})
  await ask(api, 'GET', '/repos/acme/vault/issues/7/comments?size=3').catch(() => {})
  await ask(api, 'GET', '/repos/acme/vault/remarks').catch(() => {})
  expect(github.violations).toEqual([
    expect.stringContaining("must have required property 'body'"),
    expect.stringContaining('`issue_number` is `seven`'),
    expect.stringContaining('no parameter `size`'),
    expect.stringContaining('no such operation'),
  ])
  await github.stop()
})
