import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryRepository } from '../git/repository.ts'
import { type Adopted, adopted } from './room.ts'

const root = join(import.meta.dirname, '..', '..')
const whole = '# Held\n\n## Why\n\nBecause.\n\n## Who\n\nAll.\n'
const less = '# Held\n\n## Why\n\nBecause.\n'
const base = {
  'policies/held.yaml': 'protocol: held\nstatus: irreversible\nprotect:\n  - document: held.md\n    headings: [Why, Who]\n',
  'held.md': whole,
  'a.txt': 'one\n',
}
const write = (project: Adopted, path: string, text: string) => writeFileSync(join(project.path, path), text)
const missing = 'error[document/heading-missing]'

/** A repository whose hook is this text. */
function hooked(text: string, more: Readonly<Record<string, string>> = {}): Adopted {
  const project = adopted({ ...base, ...more })
  project.hook('pre-commit', text)
  return project
}

/** Commits as a person does. */
function commit(project: Adopted, ...words: string[]) {
  return project.exec('git', ['commit', '-m', 'a change', ...words])
}

it('judges what each form of `git commit` will record, and not what stands on the disk', () => {
  const project = hooked('pawl hook pre-commit')
  write(project, 'held.md', less)
  expect(commit(project, '-a')).toMatchObject({ status: 1, said: expect.stringContaining(missing) })
  expect(commit(project, 'held.md')).toMatchObject({ status: 1, said: expect.stringContaining(missing) })
  expect(project.exec('git', ['commit', '-m', 'part', '-p'], 'y\n')).toMatchObject({ status: 1, said: expect.stringContaining(missing) })
  write(project, 'a.txt', 'two\n')
  expect(commit(project, 'a.txt')).toMatchObject({ status: 0 })
  write(project, 'a.txt', 'three\n')
  project.git('add', 'a.txt')
  expect(commit(project, '--amend')).toMatchObject({ status: 0 })
  project.git('add', 'held.md')
  write(project, 'held.md', whole)
  expect(commit(project, '--amend')).toMatchObject({ status: 1, said: expect.stringContaining(missing) })
})

it('sees beside lint-staged what is staged alone: a part of a file, and a file that is gone', () => {
  const lint = JSON.stringify({ 'lint-staged': { '*.txt': 'true' } })
  const project = hooked('lint-staged --quiet && pawl hook pre-commit', { 'package.json': lint })
  // The work tree is whole again, and what is staged is not.
  write(project, 'held.md', less)
  write(project, 'a.txt', 'two\n')
  project.git('add', '-A')
  write(project, 'held.md', whole)
  expect(commit(project)).toMatchObject({ status: 1, said: expect.stringContaining(missing) })
  // What is staged is whole, and the work tree is not.
  project.git('add', 'held.md')
  write(project, 'held.md', less)
  expect(commit(project)).toMatchObject({ status: 0 })
  project.git('checkout', '-q', '--', '.')
  rmSync(join(project.path, 'held.md'))
  write(project, 'a.txt', 'three\n')
  project.git('add', '-A')
  expect(commit(project)).toMatchObject({ status: 1, said: expect.stringContaining('error[document/missing]') })
  project.git('reset', '-q')
  project.git('rm', '-q', '--cached', 'held.md')
  expect(commit(project)).toMatchObject({ status: 1, said: expect.stringContaining('error[document/missing]') })
})

it('refuses words that git gives no such hook, and names the nearest of a hook that is misspelt', async () => {
  const project = adopted(base)
  expect(await project.pawl('hook', 'pre-commit', 'extra')).toMatchObject({
    exit: 2,
    err: expect.stringContaining('`pawl hook pre-commit`'),
  })
  expect(await project.pawl('hook', 'pre-merge-commit', 'a', 'b')).toMatchObject({ exit: 2 })
  expect(await project.pawl('hook', 'pre-comit')).toMatchObject({ exit: 2, err: expect.stringContaining('did you mean `pre-commit`?') })
  expect(await project.pawl('hook', 'post-rewrite')).toMatchObject({ exit: 2, err: expect.stringContaining('it knows pre-commit') })
  expect(project.exec('pawl', ['hook', 'pre-commit', 'extra'])).toMatchObject({ status: 2 })
  expect(project.exec('pawl', ['hook', 'pre-commit'])).toMatchObject({ status: 0 })
})

it('judges in a folder of a monorepo, and from another with `-C`, by the policies at the root', async () => {
  const project = hooked('cd packages/a && pawl hook pre-commit', { 'packages/a/x.txt': 'x' })
  expect(project.tryCommit({ 'packages/a/x.txt': 'y' })).toMatchObject({ status: 0 })
  expect(project.tryCommit({ 'held.md': less })).toMatchObject({ status: 1 })
  project.add({ 'held.md': less })
  expect(await project.pawl('-C', 'packages/a', 'check', '--staged')).toMatchObject({ exit: 1 })
  expect(project.exec('pawl', ['-C', join(project.path, 'packages'), 'hook', 'pre-commit'])).toMatchObject({ status: 1 })
})

it('stops a push of what a commit without hooks brought, at the pusher and at the server', () => {
  const project = adopted(base)
  const server = temporaryRepository('--bare')
  project.git('remote', 'add', 'origin', server.path)
  project.git('push', '-q', 'origin', 'main')
  project.git('remote', 'set-head', 'origin', 'main')
  project.git('checkout', '-qb', 'work')
  write(project, 'held.md', less)
  expect(commit(project, '-a', '--no-verify')).toMatchObject({ status: 0 })
  project.hook('pre-push', 'exec pawl hook pre-push "$@"')
  expect(project.exec('git', ['push', 'origin', 'work'])).toMatchObject({ status: 1, said: expect.stringContaining(missing) })
  server.hook('pre-receive', 'exec pawl hook pre-receive')
  expect(project.exec('git', ['push', '--no-verify', 'origin', 'work'])).toMatchObject({
    status: 1,
    said: expect.stringContaining(missing),
  })
})

it('acts under the pre-commit framework as a published hook', () => {
  const published = temporaryRepository()
  copyFileSync(join(root, '.pre-commit-hooks.yaml'), join(published.path, '.pre-commit-hooks.yaml'))
  published.git('add', '-A')
  const rev = published.commit({}, 'hooks')
  const project = adopted({
    ...base,
    '.pre-commit-config.yaml': `repos:\n  - repo: ${published.path}\n    rev: ${rev}\n    hooks: [{ id: pawl-system }]\n`,
  })
  expect(project.exec('pre-commit', ['validate-manifest', join(root, '.pre-commit-hooks.yaml')])).toMatchObject({ status: 0 })
  project.run('pre-commit', 'install')
  expect(project.tryCommit({ 'a.txt': 'two\n' })).toMatchObject({ status: 0 })
  expect(project.tryCommit({ 'held.md': undefined })).toMatchObject({ status: 1, said: expect.stringContaining('error[document/missing]') })
})
