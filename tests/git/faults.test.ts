import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rangeChange, stagedChange } from '../../src/git/changes.ts'
import { mergeChange } from '../../src/git/merge.ts'
import { renames } from '../../src/git/renames.ts'
import { openRepository } from '../../src/git/repository.ts'
import { commitTree, indexTree } from '../../src/git/trees.ts'
import { clone, repositoryAt, temporaryFolder, temporaryRepository } from './repository.ts'

/** A folder to be PATH, with a `git` that is the given shell text. */
function fakeGit(text: string, mode = 0o755): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n${text}\n`)
  chmodSync(join(folder, 'git'), mode)
  return folder
}

test('no git on PATH is a refusal that says which is needed', async () => {
  const repository = temporaryRepository()
  await expect(openRepository(repository.path, { ...repository.env, PATH: '/nowhere' })).rejects.toThrow(
    'git was not found on PATH (PATH is `/nowhere`). pawl needs git 2.31 or newer. Nothing was checked.',
  )
})

test('a git that cannot be started is a refusal', async () => {
  const repository = temporaryRepository()
  const path = fakeGit('', 0o644)
  await expect(openRepository(repository.path, { ...repository.env, PATH: path })).rejects.toThrow(/git could not be started \(EACCES\)/)
})

test.each(['git version 2.17.1', 'git version 2.30.9', 'git version 1.99', 'busybox'])('`%s` is too old', async (says) => {
  const repository = temporaryRepository()
  await expect(openRepository(repository.path, { ...repository.env, PATH: fakeGit(`echo ${says}`) })).rejects.toThrow(
    /is too old: pawl needs git 2\.31 or newer/,
  )
})

test.each([
  'git version 2.31.0',
  'git version 2.39.5 (Apple Git-154)',
  'git version 3.0.0.windows.1',
])('`%s` is new enough', async (says) => {
  const repository = temporaryRepository()
  const path = fakeGit(`[ "$#" = 1 ] || exec /usr/bin/git "$@"; case $1 in --version) echo '${says}';; esac`)
  // pawl asks for the version after its own settings, so the fake answers by the last argument.
  writeFileSync(
    join(path, 'git'),
    `#!/bin/sh\nfor last; do :; done\n[ "$last" = --version ] && { echo '${says}'; exit; }\nexec /usr/bin/git "$@"\n`,
  )
  const repo = await openRepository(repository.path, { ...repository.env, PATH: path })
  expect(repo.top).toBe(repository.path)
})

test('outside a repository, in a folder that is not there and inside `.git` the refusal says how to go on', async () => {
  const repository = temporaryRepository()
  const outside = temporaryFolder()
  await expect(openRepository(outside, repository.env)).rejects.toThrow(
    /is not inside a git repository; run pawl in one, or begin with `git init`/,
  )
  await expect(openRepository(join(outside, 'none'), repository.env)).rejects.toThrow(/there is no folder/)
  await expect(openRepository(join(repository.path, '.git'), repository.env)).rejects.toThrow(
    `is inside git's own directory; run pawl in \`${repository.path}\``,
  )
  await expect(openRepository(join(repository.path, '.git/objects'), repository.env)).rejects.toThrow(/inside git's own directory/)
})

test('a bare repository has commits to compare, and no index', async () => {
  const origin = temporaryRepository()
  origin.commit({ 'a.md': '1' })
  origin.commit({ 'b.md': '2' })
  const bare = clone(origin, '--bare')
  const repo = await openRepository(bare.path, bare.env)
  expect(repo.top).toBeUndefined()
  const change = await rangeChange(repo, 'main~1..main')
  expect([...(await change.after.entries()).keys()]).toEqual(['a.md', 'b.md'])
  expect(() => indexTree(repo)).toThrow(/a bare repository has no index/)
  await expect(stagedChange(repo)).rejects.toThrow(/a bare repository has no index/)
  repo.close()
})

test.runIf(process.getuid?.() === 0)("another user's repository is refused with git's own words and the line that allows it", async () => {
  const repository = temporaryRepository()
  chownSync(repository.path, 12345, 12345)
  chownSync(join(repository.path, '.git'), 12345, 12345)
  await expect(openRepository(repository.path, repository.env)).rejects.toThrow(
    `detected dubious ownership in repository at '${repository.path}'; \`git config --global --add safe.directory ${repository.path}\` allows it`,
  )
})

test('a clone without contents, its remote gone, refuses instead of reading nothing, and asks no network', async () => {
  const origin = temporaryRepository()
  origin.git('config', 'uploadpack.allowFilter', 'true')
  origin.commit({ 'a.md': 'here' })
  const partial = clone(origin, '--filter=blob:none', '--no-checkout')
  const canary = join(partial.path, '..', 'canary')
  partial.git('config', 'remote.origin.url', `ext::sh -c touch% ${canary}`)
  partial.git('config', 'protocol.ext.allow', 'always')
  const repo = await openRepository(partial.path, partial.env)
  const tree = await commitTree(repo, 'HEAD')
  expect([...(await tree.entries()).keys()]).toEqual(['a.md'])
  await expect(tree.bytes('a.md')).rejects.toThrow(
    /object [0-9a-f]{40} of `a\.md` is not here; `git fetch --refetch --no-filter` brings it/,
  )
  expect(existsSync(canary)).toBe(false)
  partial.git('config', 'remote.origin.url', `file://${origin.path}`)
  partial.git('fetch', '-q', '--refetch', '--no-filter')
  expect(new TextDecoder().decode(await tree.bytes('a.md'))).toBe('here')
  repo.close()
})

test('a clone without folders refuses to list them', async () => {
  const origin = temporaryRepository()
  origin.git('config', 'uploadpack.allowFilter', 'true')
  origin.commit({ 'docs/a.md': 'here' })
  const partial = clone(origin, '--filter=tree:0', '--no-checkout')
  partial.git('config', 'remote.origin.url', 'file:///nowhere')
  const repo = await openRepository(partial.path, partial.env)
  await expect(commitTree(repo, 'HEAD').then((tree) => tree.entries())).rejects.toThrow(/is not here|could not be read/)
  repo.close()
})

test('a truncated pack and a broken object are refusals, and what is whole is still read', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': randomBytes(500), 'b.md': 'whole' })
  const id = repository.git('rev-parse', 'HEAD:a.md')
  const loose = join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2))
  chmodSync(loose, 0o644)
  truncateSync(loose, 200)
  const repo = await openRepository(repository.path, repository.env)
  const tree = await commitTree(repo, 'HEAD')
  const [a, b] = await Promise.allSettled([tree.bytes('a.md'), tree.bytes('b.md')])
  expect(a).toMatchObject({
    reason: { message: expect.stringMatching(/object [0-9a-f]{40} of `a\.md` (could not be read: .*|is not here.*)/) },
  })
  expect(b.status).toBe('fulfilled')
  repo.close()
  const packed = temporaryRepository()
  packed.commit(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`${at}`, `${at}`.repeat(500)])))
  packed.git('gc', '-q')
  const folder = join(packed.path, '.git/objects/pack')
  const pack = join(folder, readdirSync(folder).find((name) => name.endsWith('.pack'))!)
  chmodSync(pack, 0o644)
  truncateSync(pack, 300)
  const cut = await openRepository(packed.path, packed.env)
  await expect(stagedChange(cut).then(([change]) => change!.before.entries())).rejects.toThrow()
  cut.close()
})

test('a lock on the index is no hindrance, a broken index is a refusal', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': '1' })
  writeFileSync(join(repository.path, '.git/index.lock'), '')
  const repo = await openRepository(repository.path, repository.env)
  expect([...(await indexTree(repo).entries()).keys()]).toEqual(['a.md'])
  writeFileSync(join(repository.path, '.git/index'), 'DIRCxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')
  await expect(indexTree(repo).entries()).rejects.toThrow(/git ls-files failed/)
  repo.close()
})

test('nothing that the configuration of a checkout names is run', async () => {
  const repository = temporaryRepository()
  const lines = (first: string) => [first, ...Array.from({ length: 30 }, (_, at) => `${at}`)].join('\n')
  repository.commit({ 'a.md': lines('a'), '.gitattributes': '* diff=evil filter=evil merge=evil\n' })
  repository.git('checkout', '-qb', 'work')
  repository.commit({ 'b.md': '2' })
  repository.git('checkout', '-q', 'main')
  repository.commit({ 'c.md': '3' })
  repository.git('mv', 'a.md', 'moved.md')
  const canary = join(repository.path, '..', 'canary')
  const evil = join(temporaryFolder(), 'evil')
  writeFileSync(evil, `#!/bin/sh\ntouch '${canary}'\ncat\n`)
  chmodSync(evil, 0o755)
  const keys = ['core.fsmonitor', 'core.pager', 'core.editor', 'core.sshCommand', 'core.askPass', 'diff.external', 'diff.evil.command']
  keys.push('diff.evil.textconv', 'filter.evil.clean', 'filter.evil.smudge', 'filter.evil.process', 'merge.evil.driver', 'gpg.program')
  for (const key of [...keys, 'pager.ls-tree', 'pager.diff-tree', 'core.gitProxy', 'core.alternateRefsCommand'])
    repository.git('config', key, evil)
  repository.git('config', 'filter.evil.required', 'true')
  for (const verb of ['ls-tree', 'cat-file', 'rev-parse']) repository.git('config', `alias.${verb}`, `!${evil}`)
  repository.git('config', 'log.showSignature', 'true')
  const hooks = join(repository.path, 'hooks')
  mkdirSync(hooks)
  for (const name of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction']) symlinkSync(evil, join(hooks, name))
  repository.git('config', 'core.hooksPath', hooks)
  const repo = await openRepository(repository.path, repository.env)
  const [change] = await stagedChange(repo)
  await change!.after.prefetch?.([...(await change!.after.entries()).keys()])
  expect(await renames(change!.before, change!.after)).toHaveLength(1)
  await mergeChange(repo, 'main', 'work')
  await rangeChange(repo, 'main..work')
  expect(existsSync(canary)).toBe(false)
  repo.close()
})

test('the environment of a person changes nothing', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'ä.md': '1' })
  const strange = {
    GIT_TRACE: '1',
    GIT_PAGER: 'false',
    LANG: 'tr_TR.UTF-8',
    LC_ALL: 'tr_TR.UTF-8',
    GIT_CEILING_DIRECTORIES: repository.path,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: '/nowhere',
    GIT_OBJECT_DIRECTORY: '/nowhere',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.bare',
    GIT_CONFIG_VALUE_0: 'true',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NAMESPACE: 'x',
    GIT_EDITOR: 'false',
  }
  for (const [name, value] of Object.entries(strange)) {
    const repo = await openRepository(repository.path, { ...repository.env, [name]: value })
    expect([...(await indexTree(repo).entries()).keys()], name).toEqual(['ä.md'])
    repo.close()
  }
})

test('a repository named by GIT_DIR and GIT_WORK_TREE is the one that is read', async () => {
  const repository = temporaryRepository()
  repository.commit({ 'a.md': '1' })
  const elsewhere = temporaryFolder()
  const env = { ...repository.env, GIT_DIR: join(repository.path, '.git'), GIT_WORK_TREE: repository.path }
  const repo = await openRepository(elsewhere, env)
  expect(repo.top).toBe(repository.path)
  expect([...(await indexTree(repo).entries()).keys()]).toEqual(['a.md'])
  repo.close()
})

test('a repository whose path has spaces, quotes and a line break is opened', async () => {
  const path = join(temporaryFolder(), `it's "a"\nfolder: é`)
  mkdirSync(path)
  const repository = repositoryAt(path)
  repository.git('init', '-q', '-b', 'main')
  repository.commit({ 'sub/a.md': '1' })
  repository.git('checkout', '-qb', 'work')
  repository.commit({ 'b.md': '2' })
  repository.git('checkout', '-q', 'main')
  repository.commit({ 'c.md': '3' })
  const repo = await openRepository(join(path, 'sub'), repository.env)
  expect(repo.top).toBe(path)
  const [change] = await mergeChange(repo, 'main', 'work')
  expect([...(await change!.after.entries()).keys()]).toEqual(['b.md', 'c.md', 'sub/a.md'])
  repo.close()
})
