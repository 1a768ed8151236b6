import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { announcedHeads, rangeChange, stagedChange } from '../../src/git/changes.ts'
import { openRepository } from '../../src/git/repository.ts'
import { commitTree } from '../../src/git/trees.ts'
import { changedPaths } from '../../src/model/changed.ts'
import { temporaryRepository } from './repository.ts'

const paths = async (change: Parameters<typeof changedPaths>[0]) => (await changedPaths(change)).map((each) => each.path)

test('the first commit is judged against nothing', async () => {
  const repository = temporaryRepository()
  repository.add({ 'a.md': 'x' })
  const repo = await openRepository(repository.path, repository.env)
  const [change] = await stagedChange(repo)
  expect(change!.before.label).toBe('the empty tree')
  expect(await paths(change!)).toEqual(['a.md'])
  repo.close()
})

test('a HEAD that is broken is no first commit', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': 'x' })
  writeFileSync(join(repository.path, '.git/refs/heads/main'), 'garbage\n')
  const repo = await openRepository(repository.path, repository.env)
  await expect(stagedChange(repo)).rejects.toThrow(/HEAD/)
  writeFileSync(join(repository.path, '.git/refs/heads/main'), `${'1'.repeat(40)}\n`)
  await expect(stagedChange(repo)).rejects.toThrow(/HEAD/)
  repo.close()
})

test('the index is judged against HEAD, a detached one too', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': 'x' })
  repository.git('checkout', '-q', '--detach')
  repository.add({ 'b.md': 'y' })
  const repo = await openRepository(repository.path, repository.env)
  const [change] = await stagedChange(repo)
  expect(await paths(change!)).toEqual(['b.md'])
  repo.close()
})

/** A branch `work` that has left `main`; both have gone on. */
function parted() {
  const repository = temporaryRepository()
  repository.commit({ 'base.md': '0' })
  repository.git('checkout', '-qb', 'work')
  repository.commit({ 'work.md': '1' })
  repository.git('checkout', '-q', 'main')
  repository.commit({ 'main.md': '2' })
  return repository
}

test('merging the default branch into a branch does not charge the branch with what the default branch did', async () => {
  const repository = parted()
  repository.git('checkout', '-q', 'work')
  repository.git('merge', '-q', '--no-commit', '--no-ff', 'main')
  const repo = await openRepository(repository.path, repository.env)
  const [change, ...more] = await stagedChange(repo)
  expect(more).toEqual([])
  expect(await paths(change!)).toEqual(['work.md'])
  repo.close()
})

test('merging what is older than the branch does not hide what the default branch had when the branch began', async () => {
  const repository = parted()
  repository.git('checkout', '-qb', 'older', 'main~1')
  repository.commit({ 'older.md': '3' })
  repository.git('checkout', '-qb', 'late', 'main')
  repository.commit({ 'late.md': '4' })
  repository.git('checkout', '-q', 'main')
  repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'older')
  repository.git('checkout', '-q', 'late')
  repository.git('merge', '-q', '--no-commit', '--no-ff', 'older')
  const kept = await openRepository(repository.path, repository.env)
  expect(await Promise.all((await stagedChange(kept)).map(paths))).toEqual([['late.md']])
  kept.close()
  repository.git('rm', '-q', '--cached', 'main.md')
  const repo = await openRepository(repository.path, repository.env)
  expect(await Promise.all((await stagedChange(repo)).map(paths))).toEqual([['late.md', 'main.md']])
  repo.close()
})

test('merging a branch into the default branch is judged against HEAD', async () => {
  const repository = parted()
  repository.git('merge', '-q', '--no-commit', '--no-ff', 'work')
  const repo = await openRepository(repository.path, repository.env)
  const [change] = await stagedChange(repo)
  expect(change!.before.label).toMatch(/HEAD/)
  expect(await paths(change!)).toEqual(['work.md'])
  repo.close()
})

test('in an octopus merge the default branch is what the branch is judged against', async () => {
  const repository = parted()
  repository.git('checkout', '-qb', 'third', 'main~1')
  repository.commit({ 'third.md': '3' })
  repository.git('checkout', '-q', 'work')
  repository.git('merge', '-q', '--no-commit', '--no-ff', 'main', 'third')
  const repo = await openRepository(repository.path, repository.env)
  const changes = await stagedChange(repo)
  expect(await Promise.all(changes.map(paths))).toEqual([['third.md', 'work.md']])
  repo.close()
})

test('pre-merge-commit, which runs before MERGE_HEAD is there, learns of the merge by its environment', async () => {
  const repository = parted()
  repository.git('checkout', '-q', 'work')
  const seen = join(repository.path, '..', 'seen')
  repository.hook('pre-merge-commit', `env > '${seen}'; test ! -e .git/MERGE_HEAD`)
  repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'main')
  const { readFileSync } = await import('node:fs')
  const env = Object.fromEntries(
    readFileSync(seen, 'utf8')
      .split('\n')
      .map((line) => line.split('=', 2)),
  )
  const heads = announcedHeads(env)
  expect(heads).toEqual([repository.git('rev-parse', 'main')])
  repository.git('reset', '-q', '--soft', 'HEAD^')
  const repo = await openRepository(repository.path, repository.env)
  expect(await paths((await stagedChange(repo, heads))[0]!)).toEqual(['work.md'])
  repo.close()
})

test('a cherry-pick and a rebase in progress are judged against HEAD', async () => {
  const repository = parted()
  repository.git('cherry-pick', '--no-commit', 'work')
  const repo = await openRepository(repository.path, repository.env)
  expect(await paths((await stagedChange(repo))[0]!)).toEqual(['work.md'])
  repo.close()
})

test('two commits are compared as they are, and the later of their days counts as today', async () => {
  const repository = temporaryRepository()
  repository.env.GIT_COMMITTER_DATE = '2024-05-01T23:30:00-03:00'
  const one = repository.commit({ 'a.md': 'x' })
  repository.env.GIT_COMMITTER_DATE = '2023-01-01T00:00:00Z'
  repository.commit({ 'b.md': 'y' })
  const repo = await openRepository(repository.path, repository.env)
  const change = await rangeChange(repo, `${one}..main`)
  expect(await paths(change)).toEqual(['b.md'])
  expect(change.day).toBe('2024-05-02')
  expect(await paths(await rangeChange(repo, `${one.slice(0, 8)}..`))).toEqual(['b.md'])
  for (const wrong of ['main', 'main...work', 'a..b..c', 'main.. main']) await expect(rangeChange(repo, wrong)).rejects.toThrow()
  repo.close()
})

test('a revision that names nothing is refused with the nearest name, one like an option is no option', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': 'x' })
  const repo = await openRepository(repository.path, repository.env)
  await expect(commitTree(repo, 'mian')).rejects.toThrow('there is no revision `mian` here; did you mean `main`?')
  for (const odd of ['--output=x', '--all', '', '^main', 'main..main', 'main:a.md', 'main\n', '-']) {
    await expect(commitTree(repo, odd)).rejects.toThrow(/there is no revision|is no commit that can be read here/)
  }
  repo.close()
})

test('a name that a branch and a tag share is refused, its full names are not', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': 'x' })
  repository.git('tag', 'both')
  repository.commit({ 'a.md': 'y' })
  repository.git('branch', 'both')
  repository.git('config', 'core.warnAmbiguousRefs', 'false')
  const repo = await openRepository(repository.path, repository.env)
  await expect(commitTree(repo, 'both')).rejects.toThrow('revision `both` is ambiguous')
  expect((await commitTree(repo, 'refs/heads/both')).commit.id).toBe(repository.git('rev-parse', 'main'))
  repo.close()
})

test('an annotated tag names its commit, and replacement objects and grafts are off', async () => {
  const repository = temporaryRepository()
  const one = repository.commit({ 'a.md': 'real' })
  repository.git('tag', '-a', '-m', 'tag', 'v1')
  const two = repository.commit({ 'a.md': 'false' })
  repository.git('replace', one, two)
  const repo = await openRepository(repository.path, repository.env)
  const tree = await commitTree(repo, 'v1')
  expect(new TextDecoder().decode(await tree.bytes('a.md'))).toBe('real')
  repo.close()
})
