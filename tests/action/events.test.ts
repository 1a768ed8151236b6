import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { forge, payloadOf } from './forge.ts'
import { run } from './runner.ts'
import { dropsColumn, vault } from './vault.ts'

function guarded() {
  const place = forge()
  place.work.commit(vault)
  place.push('main')
  return place
}

const codes = (report: any) => report.findings.map((each: any) => each.code)

test('a pull request is judged by what its merge would bring, from a checkout of one commit', async () => {
  const place = guarded()
  place.work.git('checkout', '-q', '-b', 'simplify')
  place.work.commit(dropsColumn)
  // What has come to the base since is none of the pull request's doing.
  place.work.git('checkout', '-q', 'main')
  place.work.commit({ 'README.md': '# The vault\n' })
  place.push('main')
  const { merge, payload } = place.pull(7, 'simplify')
  const workspace = place.checkout(merge).path
  const ran = await run({ workspace, event: 'pull_request', payload, env: { GITHUB_SHA: merge, GITHUB_REF: 'refs/pull/7/merge' } })
  expect(ran.exit).toBe(1)
  expect(codes(ran.report)).toEqual(['schema/column-dropped'])
})
