import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { decideQuietly } from '../../src/git/quiet.ts'
import { openRepository } from '../../src/git/repository.ts'
import { commitTree } from '../../src/git/trees.ts'
import { keepWatch, type Watch, watcher } from '../../src/git/watch.ts'
import { repositoryAt, stage, type TemporaryRepository, temporaryFolder, temporaryRepository } from './repository.ts'

const watch: Watch = {
  literals: ['docs/enforcement/Complete.md', 'Straße.md'],
  globs: ['src/**/*.rs', '.husky/*', 'tests/[A-Z]*.ts'],
  folders: ['migrations', 'db/'],
  documents: {},
  leads: [],
}

async function guarded(list: Watch = watch): Promise<TemporaryRepository> {
  const repository = temporaryRepository()
  repository.commit({
    'policies/a.yaml': 'x',
    'docs/enforcement/Complete.md': '1',
    'src/deep/a.rs': '1',
    'notes.md': '1',
    'migrations/1.sql': '',
  })
  await keep(repository, list)
  return repository
}

async function keep(repository: TemporaryRepository, list: Watch = watch) {
  const repo = await openRepository(repository.path, repository.env)
  await keepWatch(repo, await commitTree(repo, 'HEAD'), '0.1.0', async () => ({ watch: list, looked: { protections: 7 } }))
  repo.close()
}

const quiet = (repository: TemporaryRepository, start: Partial<Parameters<typeof decideQuietly>[0]> = {}) =>
  decideQuietly({ cwd: repository.path, env: repository.env, argv: ['hook', 'pre-commit'], version: '0.1.0', ...start })

test('a change of what nothing guards is decided, and says what was looked at', async () => {
  const repository = await guarded()
  repository.add({ 'notes.md': '2', 'new/file.txt': '', 'src/a.ts': '', 'policy/a.yaml': '', 'my policies/x': '', 'migrations.md': '' })
  repository.git('mv', 'notes.md', 'moved.md')
  expect(quiet(repository)).toEqual({ looked: { protections: 7 }, documents: [] })
  expect(quiet(repository, { argv: ['check', '--staged'] })).toEqual({ looked: { protections: 7 }, documents: [] })
})

test('two processes of git decide it, also where something leads on to what is watched', async () => {
  const repository = await guarded({ ...watch, leads: ['.husky/pre-commit', 'package.json'] })
  repository.add({ 'new/file.txt': '' })
  const folder = temporaryFolder()
  const real = repository.env.PATH!.split(delimiter).find((each) => existsSync(join(each, 'git')))!
  writeFileSync(join(folder, 'git'), `#!/bin/sh\necho "$3" >> "${folder}/calls"\nexec "${real}/git" "$@"\n`, { mode: 0o755 })
  expect(quiet(repository, { env: { ...repository.env, PATH: [folder, repository.env.PATH].join(delimiter) } })).toBeDefined()
  expect(readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')).toEqual(['cat-file', 'diff-index'])
})

test('a list that is not the one kept last still decides', async () => {
  const repository = await guarded({ ...watch, leads: ['package.json'] })
  repository.git('checkout', '-q', '-b', 'other')
  repository.commit({ 'policies/a.yaml': 'y' })
  await keep(repository, { ...watch, leads: ['notes.md'] })
  repository.git('checkout', '-q', 'main')
  repository.add({ 'new/file.txt': '' })
  expect(quiet(repository)).toBeDefined()
  repository.commit({ 'package.json': '{}' })
  repository.add({ 'new/other.txt': '' })
  expect(quiet(repository)).toBeUndefined()
})

test.each([
  'docs/enforcement/Complete.md',
  'DOCS/enforcement/complete.MD',
  'src/x.rs',
  'SRC/deep/er/X.RS',
  'src/.hidden/x.rs',
  '.husky/pre-commit',
  'migrations/2.sql',
  'Migrations/sub/2.sql',
  'db/x',
  'policies/b.yaml',
  'policies/notes.txt',
  'Policies/b.yaml',
  'tests/Some.ts',
  'STRASSE.MD'.replace('SS', 'ß'),
])('a change of `%s` is looked at closer', async (path) => {
  const repository = await guarded()
  stage(repository, path, 'changed')
  expect(quiet(repository)).toBeUndefined()
})

test('what is removed, renamed away, changed in mode or made a link is looked at closer', async () => {
  const ways: ((repository: TemporaryRepository) => void)[] = [
    (repository) => repository.git('rm', '-q', 'docs/enforcement/Complete.md'),
    (repository) => repository.git('mv', 'docs/enforcement/Complete.md', 'elsewhere.md'),
    (repository) => repository.git('mv', 'policies', 'elsewhere'),
    (repository) => repository.git('update-index', '--chmod=+x', 'src/deep/a.rs'),
    (repository) => stage(repository, 'docs/enforcement/Complete.md', 'target', '120000'),
    (repository) => {
      repository.git('rm', '-rq', '--cached', 'migrations')
      stage(repository, 'migrations', '1'.repeat(40), '160000')
    },
  ]
  for (const way of ways) {
    const repository = await guarded()
    way(repository)
    expect(quiet(repository)).toBeUndefined()
  }
})

test('a submodule that is told to be ignored is still seen', async () => {
  const repository = await guarded({ ...watch, literals: ['vendor'] })
  stage(repository, 'vendor', '1'.repeat(40), '160000')
  repository.add({ '.gitmodules': '[submodule "vendor"]\n\tpath = vendor\n\turl = x\n\tignore = all\n' })
  repository.git('config', 'diff.ignoreSubmodules', 'all')
  expect(quiet(repository)).toBeUndefined()
})

test('without a list for these policies and this pawl it is looked at closer', async () => {
  const repository = await guarded()
  repository.add({ 'notes.md': '2' })
  expect(quiet(repository)).toBeDefined()
  expect(quiet(repository, { version: '0.2.0' })).toBeUndefined()
  repository.commit({ 'policies/a.yaml': 'y' })
  repository.add({ 'notes.md': '3' })
  expect(quiet(repository)).toBeUndefined()
  await keep(repository)
  expect(quiet(repository)).toBeDefined()
})

test('other verbs, flags, folders and hooks are looked at closer', async () => {
  const repository = await guarded()
  repository.add({ 'docs/notes.md': '2' })
  for (const argv of [[], ['check'], ['check', '--staged', '--no-cache'], ['hook', 'pre-push'], ['hook', 'pre-merge-commit'], ['audit']]) {
    expect(quiet(repository, { argv }), argv.join(' ')).toBeUndefined()
  }
  expect(quiet(repository, { cwd: join(repository.path, 'docs') })).toBeUndefined()
  expect(quiet(repository, { cwd: temporaryFolder() })).toBeUndefined()
  expect(quiet(repository, { env: { ...repository.env, PATH: '/nowhere' } })).toBeUndefined()
})

test('a first commit, a merge in progress, unmerged paths and paths of other bytes are looked at closer', async () => {
  expect(quiet(temporaryRepository())).toBeUndefined()
  const repository = await guarded()
  repository.git('checkout', '-qb', 'side')
  repository.commit({ 'notes.md': 'side' })
  repository.git('checkout', '-q', 'main')
  repository.commit({ 'notes.md': 'main' })
  repository.tryGit('merge', 'side')
  expect(quiet(repository)).toBeUndefined()
  repository.add({ 'notes.md': 'both' })
  expect(quiet(repository)).toBeUndefined()
  repository.commit()
  repository.tryGit('cherry-pick', 'side', '--strategy-option=theirs')
  stage(repository, Buffer.from([0x61, 0xff]), 'x')
  expect(quiet(repository)).toBeUndefined()
})

test('a twin of `policies` by case in the base is looked at closer', async () => {
  const repository = await guarded()
  stage(repository, 'POLICIES/x.yaml', 'x')
  repository.git('commit', '-qm', 'twin')
  repository.add({ 'notes.md': '2' })
  expect(quiet(repository)).toBeUndefined()
})

test('a list with any byte changed is looked at closer', async () => {
  const repository = await guarded()
  repository.add({ 'notes.md': '2' })
  const folder = join(repository.path, '.git/pawl/watch')
  const path = join(folder, readdirSync(folder)[0]!)
  const whole = readFileSync(path)
  for (const at of whole.keys()) {
    writeFileSync(path, Buffer.from(whole.map((byte, index) => (index === at ? byte ^ 1 : byte))))
    if (quiet(repository) !== undefined) expect.fail(`byte ${at}`)
  }
  writeFileSync(path, whole)
  expect(quiet(repository)).toBeDefined()
}, 120_000)

test('a linked work tree and the index of a hook are read where they are', async () => {
  const repository = await guarded()
  const other = join(temporaryFolder(), 'other')
  repository.git('worktree', 'add', '-q', '-b', 'side', other)
  const linked = repositoryAt(other)
  linked.add({ 'notes.md': '2' })
  expect(quiet(linked)).toBeDefined()
  expect(quiet(linked, { env: { ...linked.env, GIT_DIR: join(repository.path, '.git/worktrees/other') } })).toBeDefined()
  linked.add({ 'src/x.rs': '2' })
  expect(quiet(linked)).toBeUndefined()
  expect(quiet(repository)).toBeDefined()
  repository.git('read-tree', '--index-output=.git/other-index', 'HEAD')
  const env = { ...repository.env, GIT_INDEX_FILE: '.git/other-index' }
  repository.add({ 'src/y.rs': '2' })
  expect(quiet(repository)).toBeUndefined()
  expect(quiet(repository, { env })).toBeDefined()
})

test('an edited document that only its own protections read is handed out with both sides; anything else is looked at closer', async () => {
  const path = 'docs/enforcement/Complete.md'
  const list = { ...watch, documents: { [path]: [{ id: 'a' }] } }
  const repository = await guarded(list)
  repository.add({ [path]: 'two\n', 'notes.md': '2' })
  const documents = quiet(repository)!.documents
  expect(documents).toEqual([{ path, before: Buffer.from('1'), after: Buffer.from('two\n'), protections: [{ id: 'a' }] }])
  const ways: ((repository: TemporaryRepository) => void)[] = [
    (it) => it.add({ 'src/x.rs': '2' }),
    (it) => it.add({ 'docs/Enforcement/complete.md': '2' }),
    (it) => it.git('rm', '-q', '--cached', path),
    (it) => it.git('update-index', '--chmod=+x', path),
    (it) => stage(it, path, 'target', '120000'),
    (it) => it.add({ [path]: 'x'.repeat(2 ** 20 + 1) }),
  ]
  for (const way of ways) {
    const other = await guarded(list)
    other.add({ [path]: 'two\n' })
    way(other)
    expect(quiet(other)).toBeUndefined()
  }
})

test('a list that watches everything lets nothing by', () => {
  for (const pattern of [''])
    expect(
      watcher({ literals: [], folders: [], pattern, documents: {}, leads: { paths: [], listing: '', root: '' }, looked: {} })('any'),
    ).toBe(true)
})

test('the lists of old policies are forgotten', async () => {
  const repository = await guarded()
  for (let at = 0; at < 35; at++) {
    repository.commit({ 'policies/a.yaml': `${at}` })
    await keep(repository)
  }
  expect(readdirSync(join(repository.path, '.git/pawl/watch'))).toHaveLength(32)
})
