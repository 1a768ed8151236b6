import { expect, test } from 'vitest'
import { renames } from '../../src/git/renames.ts'
import { openRepository } from '../../src/git/repository.ts'
import { commitTree, indexTree } from '../../src/git/trees.ts'
import { changedPaths } from '../../src/model/changed.ts'
import type { Tree } from '../../src/model/tree.ts'
import { link, stage, type TemporaryRepository, temporaryRepository } from './repository.ts'

const open = (repository: TemporaryRepository, env: NodeJS.ProcessEnv = {}) =>
  openRepository(repository.path, { ...repository.env, ...env })
const names = async (tree: Tree) => [...(await tree.entries()).keys()].sort()
const text = async (tree: Tree, path: string) => new TextDecoder().decode(await tree.bytes(path))

test('a commit and the index hold the same entries', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.txt': 'one\n', 'docs/b.md': 'two\n', '.hidden/.x': '' })
  const repo = await open(repository)
  const commit = await commitTree(repo, 'main')
  expect(await names(commit)).toEqual(['.hidden/.x', 'a.txt', 'docs/b.md'])
  expect(new Map(await indexTree(repo).entries())).toEqual(new Map(await commit.entries()))
  expect(await text(commit, 'docs/b.md')).toBe('two\n')
  expect(await commit.bytes('.hidden/.x')).toEqual(new Uint8Array(0))
  expect(await commit.bytes('docs')).toBeUndefined()
  repo.close()
})

test('modes are seen for what they are', async () => {
  const repository = temporaryRepository()
  link(repository, 'link', '../outside')
  stage(repository, 'run.sh', 'true\n', '100755')
  stage(repository, 'plain', 'x')
  stage(repository, 'module', '1'.repeat(40), '160000')
  const repo = await open(repository)
  const tree = indexTree(repo)
  const modes = Object.fromEntries([...(await tree.entries())].map(([path, entry]) => [path, entry.mode]))
  expect(modes).toEqual({ link: 'symlink', 'run.sh': 'executable', plain: 'file', module: 'gitlink' })
  expect(await text(tree, 'link')).toBe('../outside')
  await expect(tree.bytes('module')).rejects.toThrow('`module` is a submodule')
  await tree.prefetch?.(['module', 'plain', 'gone'])
  repo.close()
})

test('paths of any bytes are read, and no two of them are the same', async () => {
  const repository = temporaryRepository()
  const odd = [
    'a b',
    'new\nline',
    'quo"te',
    "it's",
    '-dash',
    'tab\there',
    'ä/ö.md',
    'back\\slash',
    'e\u0301',
    '\u00e9',
    'CON',
    '\ufffd',
    '\ufeffbom',
  ]
  for (const path of odd) stage(repository, path, `of ${path}`)
  stage(repository, Buffer.from([0x61, 0xff, 0x62]), 'bytes')
  stage(repository, 'a\\xffb', 'written out')
  stage(repository, Buffer.from([0x5c, 0xc3, 0x28, 0xe2, 0x82]), 'more bytes')
  const repo = await open(repository)
  repository.git('commit', '-qm', 'odd')
  for (const tree of [indexTree(repo), await commitTree(repo, 'HEAD')]) {
    expect(await names(tree)).toEqual([...odd, 'a\\xffb', 'a\\\\xffb', '\\\\\\xc3(\\xe2\\x82'].sort())
    for (const path of odd) expect(await text(tree, path)).toBe(`of ${path}`)
    expect(await text(tree, 'a\\xffb')).toBe('bytes')
    expect(await text(tree, 'a\\\\xffb')).toBe('written out')
  }
  repo.close()
})

test('a path of 4,096 bytes is read', async () => {
  const repository = temporaryRepository()
  const long = `${'d'.repeat(200)}/`.repeat(20) + 'f'.repeat(76)
  stage(repository, long, 'deep')
  const repo = await open(repository)
  expect(await names(indexTree(repo))).toEqual([long])
  repo.close()
})

test('attributes, filters and ignore rules hide and change nothing', async () => {
  const repository = temporaryRepository()
  repository.add({ '.gitattributes': '* text eol=crlf\n*.md filter=lower export-ignore\n', '.gitignore': '*.md\n', 'a.md': 'A\n' })
  repository.git('config', 'core.autocrlf', 'true')
  const repo = await open(repository)
  expect(await text(indexTree(repo), 'a.md')).toBe('A\n')
  repo.close()
})

test('bytes come as they are, also those that are no text', async () => {
  const repository = temporaryRepository()
  const every = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256)
  repository.commit({ bytes: every, 'line-end': '\n' })
  const repo = await open(repository)
  const tree = await commitTree(repo, 'HEAD')
  expect(Buffer.from((await tree.bytes('bytes'))!).equals(every)).toBe(true)
  expect(await text(tree, 'line-end')).toBe('\n')
  repo.close()
})

test('what `git add -N` announced is in no commit, so not in the index either', async () => {
  const repository = temporaryRepository()
  repository.commit({ kept: 'x', empty: '' })
  repository.git('rm', '-q', '--cached', 'kept')
  repository.git('add', '-N', 'kept')
  const repo = await open(repository)
  expect(await names(indexTree(repo))).toEqual(['empty'])
  repo.close()
})

test('unmerged paths are named', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.txt': '0\n' })
  repository.git('checkout', '-qb', 'side')
  repository.commit({ 'a.txt': '1\n' })
  repository.git('checkout', '-q', 'main')
  repository.commit({ 'a.txt': '2\n' })
  expect(repository.tryGit('merge', 'side').status).toBe(1)
  const repo = await open(repository)
  await expect(indexTree(repo).entries()).rejects.toThrow('the index holds unmerged paths: `a.txt`')
  repo.close()
})

test('a file above the limit is a refusal, and what was asked with it is still read', async () => {
  const repository = temporaryRepository()
  repository.commit({ big: Buffer.alloc(65 * 1024 * 1024), small: 'here', other: 'too' })
  const repo = await open(repository)
  const tree = await commitTree(repo, 'HEAD')
  const [before, big, after] = await Promise.allSettled([tree.bytes('small'), tree.bytes('big'), tree.bytes('other')])
  expect(before.status).toBe('fulfilled')
  expect(big).toMatchObject({ reason: { message: expect.stringContaining('`big` has 68157440 bytes') } })
  expect(after.status).toBe('fulfilled')
  repo.close()
})

test('a thousand files are read through one process', async () => {
  const repository = temporaryRepository()
  repository.commit(Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`f/${at}`, `content ${at}`])))
  const repo = await open(repository)
  const tree = await commitTree(repo, 'HEAD')
  await tree.prefetch?.(await names(tree))
  expect(await text(tree, 'f/999')).toBe('content 999')
  repo.close()
})

test('changed paths and renames are told, also of the index', async () => {
  const repository = temporaryRepository()
  const long = Array.from({ length: 40 }, (_, at) => `line ${at}\n`).join('')
  repository.commit({ 'old.md': long, 'same.md': 'x', 'gone.md': 'y', 'mode.sh': 'z' })
  repository.git('mv', 'old.md', 'new\nname.md')
  repository.add({ 'new\nname.md': `${long}more\n`, 'added.md': 'q' })
  repository.git('rm', '-q', 'gone.md')
  repository.git('update-index', '--chmod=+x', 'mode.sh')
  const repo = await open(repository)
  const change = { before: await commitTree(repo, 'HEAD'), after: indexTree(repo) }
  const changed = await changedPaths(change)
  expect(changed.map((each) => each.path)).toEqual(['added.md', 'gone.md', 'mode.sh', 'new\nname.md', 'old.md'])
  expect(changed[1]).toMatchObject({ before: { mode: 'file' }, after: undefined })
  expect(await renames(change.before, change.after)).toEqual([{ from: 'old.md', to: 'new\nname.md', likeness: expect.any(Number) }])
  repository.commit()
  const after = await commitTree(repo, 'HEAD')
  expect(await renames(change.before, after)).toHaveLength(1)
  repo.close()
})

test('a tree that names a path twice is a refusal', async () => {
  const repository = temporaryRepository()
  repository.commit({ a: 'x' })
  const blob = Buffer.from(repository.git('rev-parse', 'HEAD:a'), 'hex')
  const entry = Buffer.concat([Buffer.from('100644 a\0'), blob])
  repository.add({ raw: Buffer.concat([entry, entry]) })
  const id = repository.git('hash-object', '-t', 'tree', '-w', '--literally', 'raw')
  const commit = repository.git('commit-tree', '-m', 'twice', id)
  const repo = await open(repository)
  await expect((await commitTree(repo, commit)).entries()).rejects.toThrow('names a path twice')
  repo.close()
})
