import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clone } from '../git/repository.ts'
import { forge } from './forge.ts'
import { release, run } from './runner.ts'
import { dropsColumn, vault } from './vault.ts'

test('the tag brings the whole release to a workflow, no branch leads to it, and a version is tagged once', async () => {
  const place = forge()
  const { work } = place
  const main = work.commit({ 'README.md': '# The source\n', '.gitignore': 'dist/\nnode_modules/\n' })
  const tag = () =>
    execFileSync(process.execPath, [join(import.meta.dirname, '../../dev/tag.ts'), release()], {
      cwd: work.path,
      env: { ...work.env, ...who },
      stdio: 'pipe',
    })
  const who = {
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
  }
  tag()
  expect(work.git('status', '--porcelain')).toBe('')
  expect(work.git('rev-list', '--parents', '-n', '1', 'v1').split(' ')).toHaveLength(1)
  expect(work.git('log', '-1', '--format=%s', 'v1')).toMatch(new RegExp(`^pawl \\d+\\.\\d+\\.\\d+, made from ${main}$`))
  // As the runner does for `uses: owner/pawl@v1`: that commit and nothing else.
  const action = clone(work, '--depth=1', '--branch=v1')
  for (const line of readFileSync(join(action.path, 'checksums.txt'), 'utf8').trim().split('\n')) {
    const [sum, path] = line.split('  ') as [string, string]
    expect(
      createHash('sha256')
        .update(readFileSync(join(action.path, path)))
        .digest('hex'),
      path,
    ).toBe(sum)
  }
  place.work.commit(vault)
  place.push('main')
  place.work.git('checkout', '-q', '-b', 'simplify')
  place.work.commit(dropsColumn)
  const { merge, payload } = place.pull(7, 'simplify')
  const ran = await run({
    workspace: place.checkout(merge).path,
    event: 'pull_request',
    payload,
    env: { GITHUB_SHA: merge },
    action: action.path,
  })
  expect(ran.outputs.verdict).toBe('slipped')
  // A version that was published stays what it was.
  expect(tag).toThrow(/already exists/)
})
