import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stagedChange } from '../../src/git/changes.ts'
import { openRepository } from '../../src/git/repository.ts'
import { changedPaths } from '../../src/model/changed.ts'
import { twins } from '../../src/model/twins.ts'
import { clone, repositoryAt, stage, type TemporaryRepository, temporaryFolder, temporaryRepository } from './repository.ts'

/** Commits a few files and stages a change of each sort. */
function fill(repository: TemporaryRepository): TemporaryRepository {
  repository.commit({ 'a.md': '1', 'docs/b.md': '2', 'src/c.ts': '3' })
  return change(repository)
}

function change(repository: TemporaryRepository): TemporaryRepository {
  repository.add({ 'a.md': 'changed', 'docs/new.md': 'new' })
  repository.git('rm', '-q', '--cached', '--sparse', 'src/c.ts')
  return repository
}

/** What the index of a repository changes, with the contents after it. */
async function seen(repository: TemporaryRepository, folder = '.') {
  const repo = await openRepository(join(repository.path, folder), repository.env)
  const [staged] = await stagedChange(repo)
  const changed = await changedPaths(staged!)
  const texts = await Promise.all(changed.map(async ({ path }) => [path, new TextDecoder().decode(await staged!.after.bytes(path))]))
  repo.close()
  return Object.fromEntries(texts)
}

const expected = { 'a.md': 'changed', 'docs/new.md': 'new', 'src/c.ts': '' }

test('a plain repository, seen from its root and from a folder', async () => {
  const repository = fill(temporaryRepository())
  expect(await seen(repository)).toEqual(expected)
  expect(await seen(repository, 'docs')).toEqual(expected)
})

test('SHA-256', async () => {
  const repository = fill(temporaryRepository('--object-format=sha256'))
  expect(await seen(repository)).toEqual(expected)
  const fresh = temporaryRepository('--object-format=sha256')
  fresh.add({ 'a.md': 'x', empty: '' })
  expect(await seen(fresh)).toEqual({ 'a.md': 'x', empty: '' })
})

test('a split index, an untracked cache, every index version', async () => {
  for (const version of ['2', '3', '4']) {
    const repository = fill(temporaryRepository())
    repository.git('update-index', '--split-index', '--untracked-cache', `--index-version=${version}`)
    repository.add({ 'docs/new.md': 'new' })
    expect(await seen(repository), version).toEqual(expected)
  }
})

test('a sparse checkout, with and without a sparse index', async () => {
  for (const sparse of ['--sparse-index', '--no-sparse-index']) {
    const repository = temporaryRepository()
    repository.commit({ 'a.md': '1', 'docs/b.md': '2', 'src/c.ts': '3', 'far/away/d.md': '4' })
    repository.git('sparse-checkout', 'init', '--cone', sparse)
    repository.git('sparse-checkout', 'set', 'docs')
    expect(await seen(change(repository)), sparse).toEqual(expected)
    const repo = await openRepository(repository.path, repository.env)
    expect((await (await stagedChange(repo))[0]!.after.entries()).has('far/away/d.md')).toBe(true)
    repo.close()
  }
})

test('files taken for unchanged and left out of the work tree', async () => {
  const repository = fill(temporaryRepository())
  repository.git('update-index', '--assume-unchanged', 'a.md')
  repository.git('update-index', '--skip-worktree', 'docs/new.md')
  expect(await seen(repository)).toEqual(expected)
})

test('a linked work tree has an index of its own', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': '1', 'docs/b.md': '2', 'src/c.ts': '3' })
  const other = join(temporaryFolder(), 'other')
  repository.git('worktree', 'add', '-q', '-b', 'side', other)
  const linked = change({ ...repositoryAt(other), env: repository.env })
  expect(await seen(linked)).toEqual(expected)
  expect(await seen(repository)).toEqual({})
  const repo = await openRepository(other, repository.env)
  expect(repo.commonDir).toBe(join(repository.path, '.git'))
  expect(repo.gitDir).toBe(join(repository.path, '.git/worktrees/other'))
  repo.close()
})

test('a submodule is a repository of its own, and a link in the one around it, whatever it is told to ignore', async () => {
  const inner = temporaryRepository()
  inner.commit({ 'policies/a.yaml': 'x' })
  const outer = temporaryRepository()
  outer.commit({ 'a.md': '1' })
  outer.git('submodule', '--quiet', 'add', `file://${inner.path}`, 'sub')
  outer.git('config', '-f', '.gitmodules', 'submodule.sub.ignore', 'all')
  outer.git('config', 'submodule.sub.ignore', 'all')
  const repo = await openRepository(outer.path, outer.env)
  const changed = await changedPaths((await stagedChange(repo))[0]!)
  expect(changed.map((each) => [each.path, each.after?.mode])).toEqual([
    ['.gitmodules', 'file'],
    ['sub', 'gitlink'],
  ])
  repo.close()
  const inside = repositoryAt(join(outer.path, 'sub'))
  inside.add({ 'policies/b.yaml': 'y' })
  expect(await seen(inside)).toEqual({ 'policies/b.yaml': 'y' })
})

test('a shallow clone', async () => {
  const origin = temporaryRepository()
  origin.commit({ 'x.md': '0' })
  origin.commit({ 'a.md': '1', 'docs/b.md': '2', 'src/c.ts': '3' })
  expect(await seen(change(clone(origin, '--depth=1')))).toEqual(expected)
})

test('objects borrowed from another repository', async () => {
  const origin = temporaryRepository()
  origin.commit({ 'a.md': '1', 'docs/b.md': '2', 'src/c.ts': '3' })
  expect(await seen(change(clone(origin, '--shared')))).toEqual(expected)
})

test('a repository around the one that is meant, and an empty `.git` folder', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': '1' })
  mkdirSync(join(repository.path, 'inner/.git'), { recursive: true })
  repository.add({ 'b.md': '2' })
  expect(await seen(repository, 'inner')).toEqual({ 'b.md': '2' })
})

test('paths that differ by case alone, or in how an accent is written, are all there and told as twins', async () => {
  const repository = temporaryRepository()
  for (const path of ['Docs/A.md', 'docs/a.md', 'e\u0301.md', '\u00e9.md', 'policies/x.yaml', 'Policies/y.yaml'])
    stage(repository, path, path)
  const repo = await openRepository(repository.path, repository.env)
  const entries = await (await stagedChange(repo))[0]!.after.entries()
  expect(entries.size).toBe(6)
  const groups = twins(entries.keys()).map((group) => group.join(' '))
  expect(groups.sort()).toEqual(['Docs docs', 'Docs/A.md docs/a.md', 'Policies policies', 'e\u0301.md \u00e9.md'].sort())
  repo.close()
})

test('the work tree, the index and the stash are never touched', async () => {
  const repository = fill(temporaryRepository())
  writeFileSync(join(repository.path, 'a.md'), 'unstaged')
  const state = () => [repository.git('status', '--porcelain=v2'), repository.git('stash', 'list'), repository.git('count-objects', '-v')]
  const before = state()
  expect(await seen(repository)).toEqual(expected)
  expect(state()).toEqual(before)
})
