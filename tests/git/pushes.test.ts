import { expect, test } from 'vitest'
import { pushedChanges, readPushed } from '../../src/git/pushes.ts'
import { openRepository } from '../../src/git/repository.ts'
import { changedPaths } from '../../src/model/changed.ts'
import { clone, repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from './repository.ts'

const none = '0'.repeat(40)
const paths = async (change: Parameters<typeof changedPaths>[0]) => (await changedPaths(change)).map((each) => each.path)

async function push(repository: TemporaryRepository, hook: 'pre-push' | 'pre-receive', lines: string[], remote?: string) {
  const repo = await openRepository(repository.path, repository.env)
  const { changes, ...rest } = await pushedChanges(repo, hook, readPushed(hook, [], lines.map((line) => `${line}\n`).join('')), remote)
  const seen = await Promise.all(
    changes.map(async (change) => ({ ref: change.ref, before: change.before.label, paths: await paths(change) })),
  )
  repo.close()
  return { ...rest, changes: seen }
}

test('each hook is told of refs in its own way', () => {
  const [one, two] = ['1'.repeat(40), '2'.repeat(64)]
  const moved = { ref: 'refs/heads/x', from: one, to: two }
  expect(readPushed('pre-push', ['origin', 'url'], `HEAD ${two} refs/heads/x ${one}\n`)).toEqual([moved])
  expect(readPushed('pre-receive', [], `${one} ${two} refs/heads/x\n${none} ${one} refs/heads/y\n`)).toEqual([
    moved,
    { ref: 'refs/heads/y', from: undefined, to: one },
  ])
  expect(readPushed('update', ['refs/heads/x', one, '0'.repeat(64)], '')).toEqual([{ ref: 'refs/heads/x', from: one, to: undefined }])
  expect(readPushed('pre-push', [], '')).toEqual([])
  expect(readPushed('pre-push', [], `(delete) ${none} refs/heads/x ${one}\n`)).toEqual([{ ref: 'refs/heads/x', from: one, to: undefined }])
  for (const wrong of ['x', `${one} ${two}`, `${one} ${two} refs/heads/x more`, `${one} zz refs/heads/x`]) {
    expect(() => readPushed('pre-receive', [], `${wrong}\n`)).toThrow('which is not how it tells of a ref')
  }
})

/** A clone with `main` and `work`, each one commit further than the remote's `main`. */
function cloned() {
  const origin = temporaryRepository()
  const base = origin.commit({ 'a.md': '1' })
  const local = clone(origin)
  const main = local.commit({ 'main.md': '2' })
  local.git('checkout', '-qb', 'work', base)
  const work = local.commit({ 'work.md': '3' })
  return { local, base, main, work }
}

test('pre-push judges the default branch as it moves, and any other against the default branch of the remote', async () => {
  const { local, base, main, work } = cloned()
  const lines = [
    `main ${main} refs/heads/main ${base}`,
    `work ${work} refs/heads/work ${none}`,
    `v1 ${work} refs/tags/v1 ${none}`,
    `(delete) ${none} refs/heads/old ${work}`,
  ]
  expect(await push(local, 'pre-push', lines, 'origin')).toEqual({
    changes: [
      { ref: 'refs/heads/main', before: `commit ${base.slice(0, 10)}`, paths: ['main.md'] },
      { ref: 'refs/heads/work', before: expect.stringContaining('refs/remotes/origin/main'), paths: ['work.md'] },
    ],
    deleted: [],
    limits: ['`refs/tags/v1` is no branch and was not judged', '`refs/heads/old` is deleted, and what it held was not judged'],
  })
})

test('to delete the default branch is told apart', async () => {
  const { local, base } = cloned()
  expect(await push(local, 'pre-push', [`(delete) ${none} refs/heads/main ${base}`], 'origin')).toEqual({
    changes: [],
    deleted: ['refs/heads/main'],
    limits: [],
  })
})

test('a remote whose default branch is not known is refused, but for the first push of a default branch', async () => {
  const repository = temporaryRepository()
  const id = repository.commit({ 'a.md': '1' })
  await expect(push(repository, 'pre-push', [`work ${id} refs/heads/work ${none}`], 'origin2')).rejects.toThrow(
    /the default branch of the remote is not known here.*git remote set-head/,
  )
  const first = await push(repository, 'pre-push', [`main ${id} refs/heads/main ${none}`], 'origin2')
  expect(first.changes).toEqual([{ ref: 'refs/heads/main', before: 'the empty tree', paths: ['a.md'] }])
})

test('a branch that shares no commit with the default branch is not judged, and that is said', async () => {
  const { local } = cloned()
  local.git('checkout', '-q', '--orphan', 'pages')
  const id = local.commit({ 'index.html': 'x' })
  const told = await push(local, 'pre-push', [`pages ${id} refs/heads/pages ${none}`], 'origin')
  expect(told.changes).toEqual([])
  expect(told.limits).toEqual(["`refs/heads/pages` shares no commit with `main`, so it can't be merged into it, and was not judged"])
})

test('what the remote has and this clone has not is a refusal', async () => {
  const { local, main } = cloned()
  await expect(push(local, 'pre-push', [`main ${main} refs/heads/main ${'1'.repeat(40)}`], 'origin')).rejects.toThrow('is not here')
})

test('one ref that cannot be judged hides nothing of the others', async () => {
  const { local, base, main, work } = cloned()
  const lines = [
    `main ${main} refs/heads/main ${'1'.repeat(40)}`,
    `work ${work} refs/heads/work ${none}`,
    `(delete) ${none} refs/heads/main ${base}`,
  ]
  const told = await push(local, 'pre-push', lines, 'origin')
  expect(told.refusals?.map(({ message }) => message)).toEqual([expect.stringContaining('is not here')])
  expect(told.changes.map(({ ref }) => ref)).toEqual(['refs/heads/work'])
  expect(told.deleted).toEqual(['refs/heads/main'])
})

test('a server judges the first push against nothing, and a second default branch is another branch', async () => {
  const server = repositoryAt(temporaryFolder())
  server.git('init', '-q', '--bare', '-b', 'main')
  const work = temporaryRepository()
  const first = work.commit({ 'a.md': '1' })
  work.git('push', '-q', server.path, 'main:refs/other/main')
  expect((await push(server, 'pre-receive', [`${none} ${first} refs/heads/main`])).changes).toEqual([
    { ref: 'refs/heads/main', before: 'the empty tree', paths: ['a.md'] },
  ])
  expect((await push(server, 'pre-receive', [`${none} ${first} refs/heads/topic`])).changes).toHaveLength(1)
  work.git('push', '-q', server.path, 'main')
  const second = work.commit({ 'b.md': '2' })
  work.git('push', '-q', server.path, 'main:refs/other/main')
  const told = await push(server, 'pre-receive', [`${none} ${second} refs/heads/master`, `${first} ${second} refs/heads/main`])
  expect(told.changes.map((change) => [change.ref, change.paths])).toEqual([
    ['refs/heads/master', ['b.md']],
    ['refs/heads/main', ['b.md']],
  ])
})
