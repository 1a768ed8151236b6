import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mergeChange } from '../../src/git/merge.ts'
import { openRepository } from '../../src/git/repository.ts'
import { changedPaths } from '../../src/model/changed.ts'
import type { Tree } from '../../src/model/tree.ts'
import { clone, type TemporaryRepository, temporaryRepository } from './repository.ts'

const paths = async (change: Parameters<typeof changedPaths>[0]) => (await changedPaths(change)).map((each) => each.path)
const text = async (tree: Tree, path: string) => new TextDecoder().decode(await tree.bytes(path))
const rooms = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`pawl-${process.pid}-`))
const lines = (first: string, last: string) => [first, ...Array.from({ length: 20 }, (_, at) => `${at}`), last, ''].join('\n')

function parted(ours: Record<string, string>, theirs: Record<string, string>, ...init: string[]): TemporaryRepository {
  const repository = temporaryRepository(...init)
  repository.commit({ 'both.md': lines('a', 'z') })
  repository.git('checkout', '-qb', 'work')
  repository.commit(theirs)
  repository.git('checkout', '-q', 'main')
  repository.commit(ours)
  return repository
}

test.each([[[]], [['--object-format=sha256']]])('the tip of the base is compared with what a merge would make of it %s', async (init) => {
  const repository = parted({ 'main.md': 'm', 'both.md': lines('A', 'z') }, { 'work.md': 'w', 'both.md': lines('a', 'Z') }, ...init)
  const before = repository.git('count-objects')
  const repo = await openRepository(repository.path, repository.env)
  const [change, ...more] = await mergeChange(repo, 'main', 'work')
  expect(more).toEqual([])
  expect(change!.limits).toEqual([])
  expect(await paths(change!)).toEqual(['both.md', 'work.md'])
  expect(await text(change!.after, 'both.md')).toBe(lines('A', 'Z'))
  expect(repository.git('count-objects')).toBe(before)
  expect(rooms()).toHaveLength(1)
  repo.close()
  expect(rooms()).toEqual([])
})

test('where they conflict, the head is judged against the merge base, and that is said', async () => {
  const repository = parted({ 'both.md': 'main', 'main.md': 'm' }, { 'both.md': 'work' })
  const repo = await openRepository(repository.path, repository.env)
  const [change] = await mergeChange(repo, 'main', 'work')
  expect(await paths(change!)).toEqual(['both.md'])
  expect(change!.limits).toEqual(['the two conflict: `work` was judged against the merge base, not against the tip of `main`'])
  repo.close()
})

test('a branch that is merged already changes nothing, one ahead changes what it adds', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': '1' })
  repository.git('branch', 'old')
  repository.commit({ 'b.md': '2' })
  const repo = await openRepository(repository.path, repository.env)
  expect(await paths((await mergeChange(repo, 'main', 'old'))[0]!)).toEqual([])
  expect(await paths((await mergeChange(repo, 'old', 'main'))[0]!)).toEqual(['b.md'])
  repo.close()
})

test('histories that share nothing are refused, naming both', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': '1' })
  repository.git('checkout', '-q', '--orphan', 'island')
  repository.commit({ 'b.md': '2' })
  const repo = await openRepository(repository.path, repository.env)
  await expect(mergeChange(repo, 'main', 'island')).rejects.toThrow('`main` and `island` are unrelated')
  repo.close()
})

/** `main` and `work` have each merged the other's first commit; both then go on. */
function crissCross(last: { main: Record<string, string>; work: Record<string, string> }) {
  const repository = parted({ 'main.md': '1' }, { 'work.md': '1' })
  const [main, work] = [repository.git('rev-parse', 'main'), repository.git('rev-parse', 'work')]
  repository.git('merge', '-q', '-m', 'merge', work)
  repository.commit(last.main)
  repository.git('checkout', '-q', 'work')
  repository.git('merge', '-q', '-m', 'merge', main)
  repository.commit(last.work)
  return repository
}

test('a criss-cross that merges is one change', async () => {
  const repository = crissCross({ main: { 'm2.md': '2' }, work: { 'w2.md': '2' } })
  const repo = await openRepository(repository.path, repository.env)
  const changes = await mergeChange(repo, 'main', 'work')
  expect(await Promise.all(changes.map(paths))).toEqual([['w2.md']])
  repo.close()
})

test('a criss-cross that conflicts charges nobody with what both merge bases have together', async () => {
  const repository = crissCross({ main: { 'both.md': 'main' }, work: { 'both.md': 'work' } })
  const repo = await openRepository(repository.path, repository.env)
  const changes = await mergeChange(repo, 'main', 'work')
  expect(await Promise.all(changes.map(paths))).toEqual([['both.md']])
  expect(changes[0]!.limits.join()).toMatch(/the two conflict: `work` was judged against the merge base/)
  repo.close()
})

test('a criss-cross that conflicts, also in its merge bases, is judged against each of them', async () => {
  const repository = parted({ 'main.md': '1', 'both.md': 'main' }, { 'work.md': '1', 'both.md': 'work' })
  const [main, work] = [repository.git('rev-parse', 'main'), repository.git('rev-parse', 'work')]
  for (const [branch, other] of [
    ['main', work],
    ['work', main],
  ] as const) {
    repository.git('checkout', '-q', branch)
    repository.git('merge', '-q', '-s', 'ours', '--no-commit', other)
    repository.add({ 'main.md': '1', 'work.md': '1' })
    repository.commit({ 'both.md': `${branch} 2` })
  }
  const repo = await openRepository(repository.path, repository.env)
  const changes = await mergeChange(repo, 'main', 'work')
  expect((await Promise.all(changes.map(paths))).sort()).toEqual([
    ['both.md', 'main.md'],
    ['both.md', 'work.md'],
  ])
  repo.close()
})

test('a git that cannot merge without a work tree judges against the merge base, and says so', async () => {
  const repository = parted({ 'main.md': 'm' }, { 'work.md': 'w' })
  const repo = await openRepository(repository.path, repository.env)
  const [change] = await mergeChange({ ...repo, gitVersion: async () => [2, 37] }, 'main', 'work')
  expect(change!.limits).toEqual([
    "git 2.37 can't merge without a work tree: `work` was judged against the merge base, not against the tip of `main`",
  ])
  expect(await paths(change!)).toEqual(['work.md'])
  repo.close()
})

test('a shallow clone without the merge base is refused with how to fetch it', async () => {
  const origin = parted({ 'main.md': 'm' }, { 'work.md': 'w' })
  const shallow = clone(origin, '--depth=1', '--no-single-branch')
  const repo = await openRepository(shallow.path, shallow.env)
  await expect(mergeChange(repo, 'origin/main', 'origin/work')).rejects.toThrow(/the history is shallow.*fetch-depth: 0/)
  await expect(mergeChange(repo, 'origin/other', 'HEAD')).rejects.toThrow(/shallow/)
  repo.close()
})

test('a shallow clone that has the merge base merges', async () => {
  const origin = parted({ 'main.md': 'm' }, { 'work.md': 'w' })
  const shallow = clone(origin, '--depth=2', '--no-single-branch')
  origin.git('config', 'a.b', 'c')
  const repo = await openRepository(shallow.path, shallow.env)
  expect(await paths((await mergeChange(repo, 'origin/main', 'origin/work'))[0]!)).toEqual(['work.md'])
  repo.close()
})

test('a clone without blobs that a merge needs is refused with how to fetch them; one that has them merges', async () => {
  const origin = parted({ 'both.md': lines('A', 'z') }, { 'both.md': lines('a', 'Z') })
  origin.git('config', 'uploadpack.allowFilter', 'true')
  const local = clone(origin, '--filter=blob:none')
  const repo = await openRepository(local.path, local.env)
  await expect(mergeChange(repo, 'origin/main', 'origin/work')).rejects.toThrow(/is not here; `git fetch --refetch --no-filter` brings it/)
  repo.close()
  for (const rev of ['origin/main', 'origin/work', 'origin/main~1']) local.git('cat-file', 'blob', `${rev}:both.md`)
  const again = await openRepository(local.path, local.env)
  const [change] = await mergeChange(again, 'origin/main', 'origin/work')
  expect(await text(change!.after, 'both.md')).toBe(lines('A', 'Z'))
  again.close()
})

test('no merge driver that the repository names is run', async () => {
  const repository = parted({ 'both.md': lines('A', 'z') }, { 'both.md': lines('a', 'Z'), '.gitattributes': '*.md merge=evil\n' })
  const canary = join(repository.path, '..', 'canary')
  repository.commit({ '.gitattributes': '*.md merge=evil\n' })
  repository.git('config', 'merge.evil.driver', `touch '${canary}'`)
  repository.git('config', 'core.attributesFile', join(repository.path, '.gitattributes'))
  const repo = await openRepository(repository.path, repository.env)
  const [change] = await mergeChange(repo, 'main', 'work')
  expect(await text(change!.after, 'both.md')).toBe(lines('A', 'Z'))
  expect(readdirSync(join(repository.path, '..'))).not.toContain('canary')
  repo.close()
})

test('without a temporary directory the merge base is what is judged against', async () => {
  const repository = parted({ 'main.md': 'm' }, { 'work.md': 'w' })
  const repo = await openRepository(repository.path, repository.env)
  const real = process.env.TMPDIR
  process.env.TMPDIR = join(repository.path, 'missing')
  try {
    const [change] = await mergeChange(repo, 'main', 'work')
    expect(change!.limits[0]).toMatch(/there is no temporary directory/)
  } finally {
    if (real === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = real
  }
  repo.close()
})
