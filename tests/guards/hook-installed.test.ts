import { describe, expect, it } from 'vitest'
import { hook } from '../../src/guards/hook/hook.ts'
import type { Edit } from '../../src/model/files.ts'
import { hook as weaken } from '../../src/weakenings/hook.ts'
import { files, protocolOf, told } from './told.ts'

type Tree = Record<string, Edit>

/** The codes that a tree gives rise to. */
async function codes(tree: Tree, options: object = {}, name = 'pre-commit'): Promise<string[]> {
  const lines = await told(hook, protocolOf('hook', [[name, { runs: 'pawl check', ...options }]]), undefined, tree)
  return lines.map((line) => line.replace(/: .*/s, '').replace('hook/', ''))
}

const held: string[] = []
const line = 'pawl check --staged\n'
const script = (text = line): Edit => ({ content: `#!/bin/sh\n${text}`, mode: 'executable' })
const package_ = (scripts: object, devDependencies: object = { husky: '^9.0.0' }, more: object = {}) =>
  JSON.stringify({ scripts, devDependencies, ...more }, null, 2)

describe('husky', () => {
  const with_ = (prepare: string | undefined, version: string = '^9.1.7', text = line, more: Tree = {}) =>
    codes({
      'package.json': package_(prepare === undefined ? {} : { prepare }, version === 'none' ? {} : { husky: version }),
      '.husky/pre-commit': text,
      ...more,
    })

  it('is installed where a script of the install calls it', async () => {
    for (const prepare of [
      'husky',
      'husky || true',
      'husky install',
      'is-ci || husky',
      'npm run build && husky',
      'npx husky',
      '[ -n "$CI" ] || husky',
    ])
      expect(await with_(prepare), prepare).toEqual(held)
    expect(await codes({ 'package.json': package_({ postinstall: 'husky' }), '.husky/pre-commit': line })).toEqual(held)
    expect(await with_('./scripts/setup.sh', '9', line, { 'scripts/setup.sh': script('npx husky\n') })).toEqual(held)
    expect(await codes({ 'package.json': package_({ prepare: 'husky config/hooks' }), 'config/hooks/pre-commit': line })).toEqual(held)
  })

  it('is not where none does', async () => {
    for (const prepare of [
      undefined,
      'true || husky',
      'echo husky',
      '# husky',
      'false && husky',
      'HUSKY=0 husky',
      'husky --help',
      'husky uninstall',
      'husky init',
    ])
      expect(await with_(prepare), prepare).toEqual(['not-installed'])
    expect(await with_('husky', '9', line, { '.npmrc': 'ignore-scripts=true\n' })).toEqual(['not-installed'])
    expect(await with_('husky elsewhere')).toEqual(['missing'])
    expect(await codes({ 'package.json': package_({ setup: 'husky' }), '.husky/pre-commit': line })).toEqual(['not-installed'])
  })

  it('runs `sh -e` from version 9 on, and the reading is strict where the version is not known', async () => {
    const middle = 'pawl check --staged\necho done\n'
    expect(await with_('husky', '^9.1.7', middle)).toEqual(held)
    expect(await with_('husky', 'latest', middle)).toEqual(held)
    expect(await with_('husky', '9.x', middle)).toEqual(held)
    expect(await with_('husky', 'none', middle)).toEqual(['failure-ignored'])
    expect(await with_('husky', '>=8', middle)).toEqual(['failure-ignored'])
    expect(await with_('husky', 'github:typicode/husky', middle)).toEqual(['failure-ignored'])
    expect(await with_('husky', 'none')).toEqual(held)
    expect(await with_('husky', '^4.3.0')).toEqual(['not-followed'])
  })

  it('of version 8 takes the hook as git does, again with `-e` where it brings its own first line', async () => {
    const own = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\npawl check --staged\necho done\n'
    const of = (content: string, mode: 'file' | 'executable') =>
      codes({ 'package.json': package_({ prepare: 'husky install' }, { husky: '^8.0.3' }), '.husky/pre-commit': { content, mode } })
    expect(await of(own, 'executable')).toEqual(held)
    expect(await of(own, 'file')).toEqual(['not-executable'])
    expect(await of(own.replace(/^\. .*\n/m, ''), 'executable')).toEqual(['failure-ignored'])
    expect(await of('#!/bin/sh\npawl check --staged\n', 'executable')).toEqual(held)
  })

  it('does not take a link for a hook', async () => {
    expect(await with_('husky', '9', line, { '.husky/pre-commit': { content: '/dev/null', mode: 'symlink' } })).toEqual(['not-a-file'])
    expect(await with_('husky', '9', line, { '.husky/pre-commit': undefined })).toEqual(['missing'])
  })
})

describe('a folder of the repository', () => {
  const folder = (path: string, edit: Edit, more: Tree) => codes({ [path]: edit, ...more })

  it('is installed by a tracked step that sets `core.hooksPath`', async () => {
    const ways: [string, Tree][] = [
      ['.githooks/pre-commit', { 'package.json': package_({ prepare: 'git config core.hooksPath .githooks' }) }],
      ['.githooks/pre-commit', { 'package.json': package_({ postinstall: 'git config --local core.hookspath ./.githooks || true' }) }],
      ['dev/hooks/pre-commit', { Makefile: '.PHONY: setup\nsetup:\n\t@git config core.hooksPath dev/hooks\n' }],
      ['dev/hooks/pre-commit', { Makefile: 'setup:\n\tgit config core.hooksPath "$$(pwd)/dev/hooks"\n' }],
      ['dev/hooks/pre-commit', { Makefile: 'ifeq (a,b)\nelse\nsetup:\n\tgit config core.hooksPath dev/hooks\nendif\n' }],
      ['dev/hooks/pre-commit', { Makefile: 'HOOKS := dev/hooks\nsetup: ; git config core.hooksPath $(HOOKS)\n' }],
      [
        'dev/hooks/pre-commit',
        {
          Makefile: 'setup:\n\t./scripts/setup\n',
          'scripts/setup': script('cd "$(dirname "$0")/.."\ngit config core.hooksPath dev/hooks\n'),
        },
      ],
      [
        'hooks/pre-commit',
        {
          'package.json': package_({ prepare: 'sh scripts/setup.sh' }),
          'scripts/setup.sh': script('git config set core.hooksPath "$(git rev-parse --show-toplevel)/hooks"\n'),
        },
      ],
    ]
    for (const [path, more] of ways) expect(await folder(path, script(), more), JSON.stringify(more)).toEqual(held)
  })

  it('is not by what never runs, and its hook has to be executable', async () => {
    const hook_ = 'dev/hooks/pre-commit'
    expect(await folder(hook_, script(), {})).toEqual(['not-installed'])
    expect(await folder(hook_, script(), { Makefile: 'setup:\n\t# git config core.hooksPath dev/hooks\n' })).toEqual(['not-installed'])
    expect(await folder(hook_, script(), { Makefile: '# git config core.hooksPath dev/hooks\n' })).toEqual(['not-installed'])
    expect(await folder(hook_, script(), { Makefile: 'setup:\n\techo git config core.hooksPath dev/hooks\n' })).toEqual(['not-installed'])
    expect(await folder(hook_, script(), { Makefile: 'ifeq (yes,no)\nsetup:\n\tgit config core.hooksPath dev/hooks\nendif\n' })).toEqual([
      'not-installed',
    ])
    expect(
      await folder(hook_, script(), { Makefile: 'ifeq (yes,yes)\nelse\nsetup:\n\tgit config core.hooksPath dev/hooks\nendif\n' }),
    ).toEqual(['not-installed'])
    expect(await folder(hook_, script(), { 'README.md': 'git config core.hooksPath dev/hooks\n' })).toEqual(['not-installed'])
    const makefile = { Makefile: 'setup:\n\tgit config core.hooksPath dev/hooks\n' }
    expect(await folder(hook_, `#!/bin/sh\n${line}`, makefile)).toEqual(['not-executable'])
    expect(await folder(hook_, `#!/bin/sh\n${line}`, { Makefile: `${makefile.Makefile}\tchmod +x dev/hooks/*\n` })).toEqual(held)
    expect(await folder(hook_, { content: '../x', mode: 'symlink' }, makefile)).toEqual(['not-a-file'])
  })

  it('is another one when `core.hooksPath` is moved', async () => {
    const moved = (to: string) => folder('dev/hooks/pre-commit', script(), { Makefile: `setup:\n\tgit config core.hooksPath ${to}\n` })
    expect(await moved('/dev/null')).toEqual(['not-followed'])
    expect(await moved('other')).toEqual(['missing'])
    expect(await moved('$(HOOKS)')).toEqual(['not-followed'])
    expect(
      await folder('dev/hooks/pre-commit', script(), {
        Makefile: 'setup:\n\tgit config core.hooksPath dev/hooks\n\tgit config --unset core.hooksPath\n',
      }),
    ).toEqual(['not-installed'])
    expect(
      await folder('dev/hooks/pre-commit', script(), {
        Makefile: 'setup:\n\tgit config core.hooksPath dev/hooks\n\nunhook:\n\tgit config core.hooksPath /dev/null\n',
      }),
    ).toEqual(held)
    expect(
      await codes({ 'package.json': package_({ prepare: 'husky && git config core.hooksPath off' }), '.husky/pre-commit': line }),
    ).toEqual(['missing'])
  })
})

describe('`installed-by`', () => {
  const options = { 'installed-by': { file: 'Makefile', contains: 'git config core.hooksPath dev/hooks' } }
  const with_ = (Makefile: string, more: Tree = {}) => codes({ Makefile, 'dev/hooks/pre-commit': script(), ...more }, options)

  it('names a step that runs', async () => {
    expect(await with_('setup:\n\tgit config core.hooksPath dev/hooks\n')).toEqual(held)
    expect(await with_('setup:\n\t@git  config   core.hooksPath dev/hooks || true\n')).toEqual(held)
    expect(await with_('test:\n\tcargo test\n\nsetup: deps\n\tnpm ci && git config core.hooksPath dev/hooks\n')).toEqual(held)
    expect(await with_('all: setup\nsetup:\n\tgit config \\\n\t  core.hooksPath dev/hooks\n')).toEqual(held)
  })

  it('does not take text for code', async () => {
    for (const text of [
      '# git config core.hooksPath dev/hooks\n',
      'setup:\n\t# git config core.hooksPath dev/hooks\n',
      'setup:\n\techo "git config core.hooksPath dev/hooks"\n',
      'setup:\n\tfalse && git config core.hooksPath dev/hooks\n',
      'HELP = git config core.hooksPath dev/hooks\n',
      'setup:\n\tgit config core.hooksPath dev/other\n',
      '',
    ])
      expect(await with_(text), text).toEqual(['install-step-missing'])
    expect(await with_('setup:\n\tgit config core.hooksPath dev/hooks\n\tgit config core.hooksPath dev/none\n')).toEqual(['missing'])
  })

  it('may be a script, a script of package.json, or a file of another tool', async () => {
    const by = (file: string, contains: string, text: Edit, more: Tree = {}) =>
      codes({ [file]: text, 'dev/hooks/pre-commit': script(), ...more }, { 'installed-by': { file, contains } })
    expect(await by('setup.sh', 'git config core.hooksPath dev/hooks', script('git config core.hooksPath dev/hooks\n'))).toEqual(held)
    expect(await by('setup.sh', 'git config core.hooksPath dev/hooks', script('exit 0\ngit config core.hooksPath dev/hooks\n'))).toEqual([
      'install-step-missing',
    ])
    expect(
      await by('package.json', 'git config core.hooksPath dev/hooks', package_({ setup: 'git config core.hooksPath dev/hooks' })),
    ).toEqual(held)
    expect(await by('justfile', 'git config core.hooksPath dev/hooks', 'setup:\n  git config core.hooksPath dev/hooks\n')).toEqual(held)
    expect(await by('justfile', 'git config core.hooksPath dev/hooks', 'setup:\n  # git config core.hooksPath dev/hooks\n')).toEqual([
      'install-step-missing',
    ])
    expect(await by('README.md', 'git config core.hooksPath dev/hooks', 'git config core.hooksPath dev/hooks\n')).toEqual([
      'install-step-missing',
    ])
    expect(
      await by(
        'setup.sh',
        'ln -s ../../dev/hooks/pre-commit .git/hooks/pre-commit',
        script('ln -s ../../dev/hooks/pre-commit .git/hooks/pre-commit\n'),
      ),
    ).toEqual(held)
    expect(await by('Makefile', 'cp dev/hooks/* .git/hooks/', 'setup:\n\tcp dev/hooks/* .git/hooks/\n')).toEqual(held)
  })
})

describe('a step that the policy names', () => {
  const given = { 'installed-by': { file: 'setup.sh', contains: 'git config core.hooksPath dev/hooks' } }
  const with_ = (text: string) => codes({ 'setup.sh': script(text), 'dev/hooks/pre-commit': script() }, given)

  it('may be written in another way that sets the same folder', async () => {
    expect(await with_('git config core.hooksPath dev/hooks')).toEqual(held)
    expect(await with_('git config --local core.hooksPath "./dev/hooks"')).toEqual(held)
    expect(await with_('git config core.hooksPath other/hooks')).toEqual(['install-step-missing'])
  })

  it('does not count where it is undone', async () => {
    expect(await with_('git config core.hooksPath dev/hooks\ngit config --unset core.hooksPath')).toEqual(['not-followed'])
    expect(await with_('git config --unset core.hooksPath\ngit config core.hooksPath dev/hooks')).toEqual(held)
  })
})

describe('simple-git-hooks', () => {
  const with_ = (command: string | undefined, scripts: object = { prepare: 'simple-git-hooks' }, more: Tree = {}) =>
    codes({ 'package.json': package_(scripts, {}, { 'simple-git-hooks': command ? { 'pre-commit': command } : {} }), ...more })

  it('runs the command of package.json, or of a file of its own', async () => {
    expect(await with_('npx pawl check --staged')).toEqual(held)
    expect(await with_('npx lint-staged && npx pawl check --staged', { postinstall: 'npx simple-git-hooks' })).toEqual(held)
    const file = { '.simple-git-hooks.json': '{ "pre-commit": "pawl hook pre-commit" }' }
    expect(await with_(undefined, { prepare: 'simple-git-hooks' }, file)).toEqual(held)
  })

  it('does not where nothing calls it, or the command is lost', async () => {
    expect(await with_('npx pawl check --staged', {})).toEqual(['not-installed'])
    expect(await with_('npx pawl check --staged', { prepare: 'SKIP_INSTALL_SIMPLE_GIT_HOOKS=1 simple-git-hooks' })).toEqual([
      'not-installed',
    ])
    expect(await with_(undefined)).toEqual(['missing'])
    expect(await with_('npx pawl check --staged; npm test')).toEqual(['failure-ignored'])
    expect(await with_('echo pawl check --staged')).toEqual(['command-missing'])
    expect(await with_('pawl check --staged', undefined, { '.simple-git-hooks.cjs': 'module.exports = {}' })).toEqual(['not-followed'])
    expect(await with_('pawl check --staged', { prepare: 'simple-git-hooks ./other.js' })).toEqual(['not-followed'])
  })
})

describe('lefthook', () => {
  const with_ = (config: string, more: Tree = {}) =>
    codes({ 'lefthook.yml': config, 'package.json': package_({}, { lefthook: '^1.0.0' }), ...more })
  const command = (rest = '') => `pre-commit:\n  commands:\n    pawl:\n      run: pawl check --staged\n${rest}`

  it('runs a command each time where nothing lets it be left out', async () => {
    expect(await with_(command())).toEqual(held)
    expect(await with_(`min_version: 1.5.0\n${command('    lint:\n      glob: "*.ts"\n      run: eslint {staged_files}\n')}`)).toEqual(held)
    expect(
      await with_('pre-commit:\n  parallel: true\n  jobs:\n    - name: pawl\n      run: pawl hook pre-commit\n    - run: eslint .\n'),
    ).toEqual(held)
    expect(await with_('pre-commit:\n  jobs:\n    - group:\n        jobs:\n          - run: pawl hook pre-commit\n')).toEqual(held)
    expect(await with_('pre-commit:\n  scripts:\n    guard.sh:\n      runner: bash\n', { '.lefthook/pre-commit/guard.sh': line })).toEqual(
      held,
    )
    expect(
      await codes({ 'lefthook.toml': '[pre-commit.commands.pawl]\nrun = "pawl check --staged"\n', Gemfile: "gem 'lefthook'\n" }),
    ).toEqual(held)
    expect(
      await codes({
        '.lefthook.json': '{"pre-commit":{"commands":{"pawl":{"run":"pawl check --staged"}}}}',
        Makefile: 'setup:\n\tlefthook install\n',
      }),
    ).toEqual(held)
    expect(await with_(command('      skip: false\n'))).toEqual(held)
  })

  it('does not where something does', async () => {
    expect(await with_(command('      glob: "*.sql"\n'))).toEqual(['not-always-run'])
    expect(await with_(command('      root: backend/\n'))).toEqual(['not-always-run'])
    expect(await with_(command('      skip: [merge, rebase]\n'))).toEqual(['not-always-run'])
    expect(await with_(command('      only:\n        - ref: main\n'))).toEqual(['not-always-run'])
    expect(await with_(command('  skip: true\n'))).toEqual(['not-always-run'])
    expect(await with_('pre-commit:\n  commands:\n    pawl:\n      run: pawl check --staged {staged_files}\n')).toEqual(['not-followed'])
    expect(await with_(command().replace('--staged', '--staged || true'))).toEqual(['failure-ignored'])
    expect(await with_(command().replace('pawl check', 'echo pawl check'))).toEqual(['command-missing'])
    expect(await with_(`pre-push:\n  commands:\n    pawl:\n      run: pawl check --staged\n`)).toEqual(['missing'])
    expect(await with_(`extends: [other.yml]\n${command()}`)).toEqual(['not-followed'])
    expect(await with_(command(), { 'lefthook-local.yml': 'pre-commit:\n  skip: true\n' })).toEqual(['not-followed'])
    expect(await with_('pre-commit: [\n')).toEqual(['not-followed'])
    expect(await codes({ 'lefthook.yml': command() })).toEqual(['not-installed'])
    expect(await with_(command('      env:\n        GIT_INDEX_FILE: /dev/null\n'))).toEqual(['other-command'])
  })
})

describe('the pre-commit framework', () => {
  const config = (rest = '', entry = 'pawl check --staged') =>
    `repos:\n  - repo: local\n    hooks:\n      - id: pawl\n        name: pawl\n        language: system\n        pass_filenames: false\n        entry: ${entry}\n${rest}`
  const always = '        always_run: true\n'
  const with_ = (text: string, name = 'pre-commit') => codes({ '.pre-commit-config.yaml': text }, {}, name)

  it('runs an entry each time where it is told to', async () => {
    expect(await with_(config(always))).toEqual(held)
    expect(await with_(config(`${always}        stages: [commit]\n`))).toEqual(held)
    expect(await with_(`default_stages: [pre-commit, pre-push]\n${config(always)}`)).toEqual(held)
    expect(await with_(config(always, 'bash -c "pawl check --staged"'))).toEqual(held)
    expect(await with_(config(always, 'npx pawl hook pre-commit'))).toEqual(held)
    expect(await with_(config(always.replace('true', 'yes')))).toEqual(held)
  })

  it('does not where it is not', async () => {
    expect(await codes({ '.pre-commit-config.yml': config(always) })).toEqual(['not-installed'])
    expect(await with_(config())).toEqual(['not-always-run'])
    expect(await with_(config(`${always}        stages: [manual]\n`))).toEqual(['command-missing'])
    expect(await with_(`default_stages: [pre-push]\n${config(always)}`)).toEqual(['command-missing'])
    expect(await with_(config(always, 'bash -c "pawl check --staged || true"'))).toEqual(['failure-ignored'])
    expect(await with_(config(always, 'pawl check --staged || true'))).toEqual(['other-command'])
    expect(await with_(config(always).replace('pass_filenames: false', 'pass_filenames: true'))).toEqual(['not-followed'])
    expect(await with_(config(always).replace('repo: local', 'repo: https://example.com/hooks'))).toEqual(['command-missing'])
    expect(await with_(config(always).replace('language: system', 'language: fail'))).toEqual(['command-missing'])
  })
})

describe('the drill of a hook', () => {
  it('knows at least five weakenings, and each is seen for what it is', async () => {
    for (const tree of [
      { 'package.json': package_({ prepare: 'husky' }), '.husky/pre-commit': `lint-staged\n${line}` },
      { Makefile: 'setup:\n\tgit config core.hooksPath dev/hooks\n', 'dev/hooks/pre-commit': script(`set -e\n${line}`) },
    ] as Tree[]) {
      const protocol = protocolOf('hook', [['pre-commit', { runs: 'pawl check' }]])
      let count = 0
      for await (const { what, caughtBy, change } of weaken({ protection: protocol.protect[0]! as never, files: files(tree) })) {
        if (!('edits' in change)) continue
        const lines = await told(hook, protocol, tree, { ...tree, ...Object.fromEntries(change.edits) })
        const codes = lines.map((each) => each.replace(/: .*/s, ''))
        expect(
          codes.some((code) => caughtBy.includes(code)),
          `${what}: ${codes}`,
        ).toBe(true)
        count++
      }
      expect(count).toBeGreaterThanOrEqual(8)
    }
  })
})
