import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { clone, repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from './repository.ts'

const room = join(import.meta.dirname, '../../src/git')

/** Installs a hook that writes down what it is asked to judge, path by path, with the text of each. */
function watched(repository: TemporaryRepository, hook = 'pre-commit'): () => unknown {
  const folder = temporaryFolder()
  const out = join(folder, 'seen.json')
  writeFileSync(
    join(folder, 'hook.ts'),
    `import { readFileSync, writeFileSync } from 'node:fs'
    import { announcedHeads, mergeHeads, stagedChange } from '${room}/changes.ts'
    import { pushedChanges, readPushed } from '${room}/pushes.ts'
    import { openRepository } from '${room}/repository.ts'
    import { changedPaths } from '${join(room, '../model/changed.ts')}'
    const [name, ...args] = process.argv.slice(2)
    const repo = await openRepository(process.cwd(), process.env)
    const push = name === 'pre-push' || name === 'pre-receive' || name === 'update'
    const heads = name === 'pre-merge-commit' ? announcedHeads(process.env) : mergeHeads(repo)
    const changes = push
      ? (await pushedChanges(repo, name, readPushed(name, args, name === 'update' ? '' : readFileSync(0, 'utf8')), args[0])).changes
      : await stagedChange(repo, heads)
    const seen = {}
    for (const change of changes) for (const { path } of await changedPaths(change)) seen[path] = Buffer.from((await change.after.bytes(path)) ?? []).toString()
    writeFileSync(${JSON.stringify(out)}, JSON.stringify(seen))
    repo.close()`,
  )
  repository.hook(hook, `exec '${process.execPath}' --disable-warning=ExperimentalWarning '${join(folder, 'hook.ts')}' ${hook} "$@"`)
  return () => (existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')) : undefined)
}

function write(repository: TemporaryRepository, files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(repository.path, name)), { recursive: true })
    writeFileSync(join(repository.path, name), content)
  }
}

function started(): TemporaryRepository {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': '1', 'b.md': '1', 'c.md': '1' })
  return repository
}

test('`git commit` shows what is staged, not what stands in the work tree', () => {
  const repository = started()
  const seen = watched(repository)
  repository.add({ 'a.md': '2' })
  write(repository, { 'a.md': 'unstaged', 'b.md': 'unstaged' })
  repository.git('commit', '-qm', 'x')
  expect(seen()).toEqual({ 'a.md': '2' })
})

test('`git commit -a` and `git commit <path>` hand over an index of their own', () => {
  const repository = started()
  const seen = watched(repository)
  write(repository, { 'a.md': '2', 'b.md': '2' })
  repository.git('commit', '-qam', 'x')
  expect(seen()).toEqual({ 'a.md': '2', 'b.md': '2' })
  repository.add({ 'a.md': '3' })
  write(repository, { 'c.md': '3' })
  repository.git('commit', '-qm', 'x', 'c.md')
  expect(seen()).toEqual({ 'c.md': '3' })
  repository.git('commit', '-qm', 'x', '--include', 'b.md')
  expect(seen()).toEqual({ 'a.md': '3' })
})

test('`git commit` from a folder, and in a repository whose git directory is elsewhere', () => {
  const repository = started()
  const seen = watched(repository)
  repository.add({ 'sub/d.md': '4' })
  repository.git('-C', 'sub', 'commit', '-qm', 'x')
  expect(seen()).toEqual({ 'sub/d.md': '4' })
  const apart = temporaryRepository(`--separate-git-dir=${join(temporaryFolder(), 'git')}`)
  const there = watched(apart)
  apart.add({ 'a.md': '1' })
  apart.git('commit', '-qm', 'x')
  expect(there()).toEqual({ 'a.md': '1' })
})

test('`git commit --amend` is judged against HEAD', () => {
  const repository = started()
  repository.commit({ 'b.md': '2' })
  const seen = watched(repository)
  repository.add({ 'c.md': '2' })
  repository.git('commit', '-q', '--amend', '-m', 'x')
  expect(seen()).toEqual({ 'c.md': '2' })
})

test('a linked work tree and a submodule run the hook on their own index', () => {
  const repository = started()
  const seen = watched(repository)
  const other = join(temporaryFolder(), 'other')
  repository.git('worktree', 'add', '-q', '-b', 'side', other)
  const linked = repositoryAt(other)
  linked.add({ 'a.md': 'linked' })
  linked.git('commit', '-qm', 'x')
  expect(seen()).toEqual({ 'a.md': 'linked' })
})

test('merging the default branch shows what the branch changed, also where git commits by itself', () => {
  const repository = started()
  repository.git('checkout', '-qb', 'work')
  repository.commit({ 'b.md': 'work' })
  repository.git('checkout', '-q', 'main')
  repository.commit({ 'c.md': 'main' })
  repository.git('checkout', '-q', 'work')
  const seen = watched(repository, 'pre-merge-commit')
  repository.git('merge', '-q', '--no-edit', 'main')
  expect(seen()).toEqual({ 'b.md': 'work' })
})

test('a commit in the middle of a rebase is judged against HEAD', () => {
  const repository = started()
  repository.git('checkout', '-qb', 'work')
  repository.commit({ 'b.md': 'work' })
  repository.git('checkout', '-q', 'main')
  repository.commit({ 'b.md': 'main' })
  repository.git('checkout', '-q', 'work')
  const seen = watched(repository)
  expect(repository.tryGit('rebase', 'main').status).toBe(1)
  repository.add({ 'b.md': 'both' })
  repository.git('commit', '-qm', 'both')
  expect(seen()).toEqual({ 'b.md': 'both' })
})

test('pre-push shows what the remote will get', () => {
  const origin = temporaryRepository()
  origin.commit({ 'a.md': '1' })
  const local = clone(origin)
  const seen = watched(local, 'pre-push')
  local.git('checkout', '-qb', 'work')
  local.commit({ 'b.md': '2' })
  local.git('push', '-q', 'origin', 'work')
  expect(seen()).toEqual({ 'b.md': '2' })
})

test('pre-receive reads what is still in quarantine, and update what is not', () => {
  for (const hook of ['pre-receive', 'update']) {
    const origin = temporaryRepository()
    origin.commit({ 'a.md': '1', 'd.md': 'x\n\n\n\n\n\n\n\ny\n' })
    const server = clone(origin, '--bare')
    const seen = watched(server, hook)
    const local = clone(server)
    local.commit({ 'a.md': '2' })
    local.git('push', '-q', 'origin', 'main')
    expect(seen(), hook).toEqual({ 'a.md': '2' })
    local.git('checkout', '-qb', 'work', 'HEAD^')
    local.commit({ 'b.md': '3' })
    local.git('push', '-q', 'origin', 'work')
    expect(seen(), hook).toEqual({ 'b.md': '3' })
  }
})

test('a push into a repository with a work tree is judged from inside its git directory', () => {
  const server = started()
  server.git('checkout', '-q', '--detach')
  const seen = watched(server, 'pre-receive')
  const local = clone(server, '--branch=main')
  local.commit({ 'a.md': '2' })
  local.git('push', '-q', 'origin', 'main')
  expect(seen()).toEqual({ 'a.md': '2' })
})
