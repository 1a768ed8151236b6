import { afterEach, describe, expect, it } from 'vitest'
import { version } from '../../src/cli/version.ts'
import { decideQuietly } from '../../src/git/quiet.ts'
import type { Edit } from '../../src/model/files.ts'
import { pawl } from '../cases/command.ts'
import type { CaseRepository } from '../cases/repository.ts'
import { repositoryOf, type Tree, treeOf } from '../faults/room.ts'

let repository: CaseRepository | undefined
afterEach(() => {
  repository?.close()
  repository = undefined
})

const script = (content: string): Edit => ({ content: `#!/bin/bash\nset -e\n${content}\n`, mode: 'executable' })
const runs = script('pawl check --staged')
const policy = (item: string) => ({ 'policies/p.yaml': `protocol: p\ntitle: P\nprotect:\n  - ${item}\n` })
const hook = policy('{ hook: pre-commit, runs: pawl check }')
const scripts = (prepare: string, more: object = {}) => JSON.stringify({ scripts: { prepare }, ...more })
const husky = { ...hook, 'package.json': scripts('husky', { devDependencies: { husky: '9' } }) }
const folder = (path: string): Tree => ({
  ...hook,
  Makefile: `setup:\n\tgit config core.hooksPath ${path}\n`,
  [`${path}/pre-commit`]: runs,
})
const workflow = (run: string): Tree => ({
  ...policy('{ workflow: .github/workflows/ci.yml, runs: pawl }'),
  '.github/workflows/ci.yml': `on: pull_request\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: ${run}\n`,
})

async function checked(before: Tree, after: Tree): Promise<string> {
  repository = repositoryOf(before, after)
  const { exit, out, err } = await pawl(repository.folder, ['check', '--staged', '--no-cache'])
  return `${exit} ${/\[([\w/-]+)\]/.exec(out)?.[1] ?? err}`.trim()
}

describe('a file that a hook or a workflow leads to is judged, whatever it is called', () => {
  const rows: [string, Tree, Tree, string][] = [
    ['a folder of hooks of any name', folder('tools/git'), { 'tools/git/pre-commit': script('true') }, 'hook/command-missing'],
    ['a hook taken away there', folder('.config/git'), { '.config/git/pre-commit': undefined }, 'hook/missing'],
    [
      'a script without an ending',
      { ...husky, '.husky/pre-commit': './ci/guard', 'ci/guard': runs },
      { 'ci/guard': script('true') },
      'hook/command-missing',
    ],
    [
      'a sourced file',
      { ...husky, '.husky/pre-commit': '. ./build/lib.inc', 'build/lib.inc': 'pawl check --staged' },
      { 'build/lib.inc': 'pawl check --staged || true' },
      'hook/failure-ignored',
    ],
    [
      'a script of the package.json of a folder',
      { ...workflow('cd web && npm run guard'), 'web/package.json': '{"scripts":{"guard":"pawl check --base origin/main"}}' },
      { 'web/package.json': '{"scripts":{"guard":"true"}}' },
      'workflow/command-missing',
    ],
    [
      'husky in a folder of its own',
      {
        ...hook,
        'package.json': scripts('husky git/own', { devDependencies: { husky: '9' } }),
        'git/own/pre-commit': 'pawl check --staged',
      },
      { 'git/own/pre-commit': 'true' },
      'hook/command-missing',
    ],
    [
      'a configuration that goes before another',
      { ...hook, 'package.json': scripts('simple-git-hooks', { 'simple-git-hooks': { 'pre-commit': 'pawl check --staged' } }) },
      { '.simple-git-hooks.json': '{ "pre-commit": "true" }' },
      'hook/command-missing',
    ],
    [
      'scripts of lefthook in a folder of its own',
      {
        ...hook,
        'package.json': scripts('lefthook install'),
        'lefthook.yml': 'source_dir: lh\npre-commit:\n  scripts:\n    a.bash: { runner: bash }\n',
        'lh/pre-commit/a.bash': 'pawl check --staged',
      },
      { 'lh/pre-commit/a.bash': 'true' },
      'hook/command-missing',
    ],
    [
      'a script of a workflow',
      { ...workflow('./ci/guard'), 'ci/guard': script('pawl check --base origin/main') },
      { 'ci/guard': script('true') },
      'workflow/command-missing',
    ],
  ]
  it.each(rows)('%s', async (_, before, after, code) => {
    expect(await checked(before, after)).toBe(`1 ${code}`)
  })

  it('a file beside it is not looked at', async () => {
    expect(await checked({ ...folder('tools/git'), 'tools/git/notes': 'a' }, { 'tools/git/notes': 'b' })).toBe('0')
    expect(await checked(folder('tools/git'), { 'tools/git/pre-commit': script('npm test\npawl check --staged') })).toBe('0')
  })
})

describe('what is kept of a base for quiet commits', () => {
  const quiet = () => decideQuietly({ cwd: repository!.folder, env: process.env, argv: ['check', '--staged'], version: version })
  const judged = async (tree: Tree) => {
    repository!.stage(treeOf(tree))
    return (await pawl(repository!.folder, ['check', '--staged'])).exit
  }

  it('holds the files that are led to, and ends where something else leads on', async () => {
    let tree: Tree = { ...folder('tools/git'), 'notes.md': '1', 'ci/guard': runs }
    repository = repositoryOf(tree)
    expect(await judged({ ...tree, 'notes.md': '2' })).toBe(0)
    expect(quiet()).toBeDefined()
    repository.stage(treeOf({ ...tree, 'tools/git/pre-commit': script('true') }))
    expect(quiet()).toBeUndefined()

    // The hook leads elsewhere from here on, without pawl having seen the commit.
    tree = { ...tree, 'tools/git/pre-commit': script('./ci/guard') }
    repository.stage(treeOf(tree))
    repository.commit('elsewhere')
    repository.stage(treeOf({ ...tree, 'notes.md': '2' }))
    expect(quiet()).toBeUndefined()
    expect(await judged({ ...tree, 'ci/guard': script('true') })).toBe(1)
    expect(await judged({ ...tree, 'notes.md': '2' })).toBe(0)
    expect(quiet()).toBeDefined()

    // Another way to install hooks, by a file that was not there.
    tree = { ...tree, 'package.json': scripts('husky gh'), 'gh/pre-commit': 'pawl check --staged || exit 1' }
    repository.stage(treeOf(tree))
    repository.commit('another way')
    expect(await judged({ ...tree, 'gh/pre-commit': 'true' })).toBe(1)
  })
})
