import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foldersAsked, standingIn } from '../../src/git/standing.ts'
import { type TemporaryRepository, temporaryRepository } from './repository.ts'

const paths = [
  '.husky/pre-commit',
  '.npmrc',
  'dev/hooks',
  'dev/hooks/pre-commit',
  'dev/none/pre-commit',
  'leads/on',
  'package.json',
  'package.json/below',
  'scripts/ü b.sh',
  'vendor/tool/run.sh',
]

const standing = ({ path: cwd, env }: TemporaryRepository, commit = 'HEAD') =>
  standingIn(execFileSync('git', ['cat-file', '--batch'], { cwd, env, input: foldersAsked(commit, paths) }), paths)

const listed = (repository: TemporaryRepository, ...words: string[]) =>
  repository.git('--literal-pathspecs', 'ls-tree', '-z', '--full-tree', 'HEAD', ...words)

describe.each(['sha1', 'sha256'])('what stands in a commit of %s', (format) => {
  const laidOut = () => {
    const repository = temporaryRepository(`--object-format=${format}`)
    repository.commit({ '.npmrc': '1', 'dev/hooks/pre-commit': '1', 'dev/hooks/x': '', 'package.json': '{}', 'scripts/ü b.sh': '', a: '' })
    writeFileSync(join(repository.path, 'a'), '2')
    chmodSync(join(repository.path, 'dev/hooks/pre-commit'), 0o755)
    symlinkSync('dev', join(repository.path, 'leads'))
    repository.git('add', '-A')
    const tip = repository.git('rev-parse', 'HEAD').trim()
    repository.git('update-index', '--add', '--cacheinfo', `160000,${tip},vendor/tool`)
    repository.git('commit', '-q', '-m', 'more')
    return repository
  }

  it('is told as git lists it', () => {
    const repository = laidOut()
    const found = standing(repository)!
    expect(found.root).toBe(listed(repository))
    const there = ['.npmrc', 'dev/hooks', 'dev/hooks/pre-commit', 'package.json', 'scripts/ü b.sh']
    expect(found.found.split('\0')).toEqual(there.map((path) => listed(repository, path).replace(/\0$/, '')))
  })

  it('is not told where a folder is not here, or the commit is not', () => {
    const repository = laidOut()
    expect(standing(repository, 'HEAD~7')).toBeUndefined()
    const id = repository.git('rev-parse', 'HEAD:dev/hooks').trim()
    rmSync(join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true })
    expect(standing(repository)).toBeUndefined()
  })
})
