// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells and workflows write variables so
import { it } from 'vitest'
import { checksOf } from '../../src/guards/workflow/checks.ts'
import type { Edit } from '../../src/model/files.ts'
import { type Installed, installations, installedBy } from '../../src/readers/hooks/installations.ts'
import { packageOf } from '../../src/readers/hooks/package.ts'
import type { Way } from '../../src/readers/hooks/way.ts'
import { filled, injected, runSource, shellOf } from '../../src/readers/workflow/script.ts'
import { files } from '../guards/told.ts'
import { holds } from './table.ts'

type Tree = Readonly<Record<string, Edit>>
const executable = (content: string): Edit => ({ content, mode: 'executable' })
const hook = '#!/bin/sh\npawl\n'
const package_ = (parts: object) => JSON.stringify(parts, null, 1)
const lefthook = { 'package.json': package_({ devDependencies: { lefthook: '1' } }) }
const make = (line: string) => ({ Makefile: `setup:\n\t${line}\n` })

/** A way in one line: what it is, where it stands, and how its text is run. */
function shown(way: Way): string {
  const at = (where: { path: string; span?: object }) => `${where.path}${where.span ? `:${Object.values(where.span).join(' ')}` : ''}`
  switch (way.is) {
    case 'missing':
      return `missing ${way.path} for ${way.by}`
    case 'unclear':
      return `unclear at ${at(way.where)}: ${way.says}`
    case 'script':
      return `script ${way.path} of ${way.by}, ${way.run.flavour} -${way.run.flags} in ${way.run.folder || '.'}${way.mustBeExecutable ? ', to be executable' : ''}${way.harmless?.('.husky/_/husky.sh') ? ", husky's own is harmless" : ''}`
    case 'commands':
      return `commands of ${way.by} in ${way.path}${way.limit ? ` (${way.limit})` : ''}: ${way.commands
        .map(({ where, run, unless }) => {
          const vars = [...(run.vars ?? [])].map(([name, value]) => `${name}=${(value as { text: string }).text}`).join(' ')
          return `[${at(where)} ${run.flavour} -${run.flags} in ${run.folder || '.'}${run.cwd ? ` cwd ${(run.cwd as { rest: string }).rest}` : ''} ${vars}: ${run.text.replaceAll('\n', '⏎')}${unless ? ` unless ${unless}` : ''}]`
        })
        .join(' ')}`
  }
}
const whole = (installed: Installed | undefined) =>
  installed
    ? [...installed.all.map((way) => `all: ${shown(way)}`), ...installed.any.map((way) => `any: ${shown(way)}`)].join(' ; ') || 'nothing'
    : 'no such step'

it('a repository has its hooks installed in one way or another', async () => {
  const yml = (text: string, more: Tree = {}): Tree => ({ ...lefthook, 'lefthook.yml': text, ...more })
  const framework = (hooks: string, more = ''): Tree => ({
    '.pre-commit-config.yaml': `${more}repos:\n  - repo: local\n    hooks:\n${hooks}`,
  })
  const simple = (parts: object, more: Tree = {}): Tree => ({
    'package.json': package_({ scripts: { prepare: 'simple-git-hooks' }, ...parts }),
    ...more,
  })
  const husky = (version: string | undefined, text = hook, prepare = 'husky', more: Tree = {}): Tree => ({
    'package.json': package_({ scripts: { prepare }, devDependencies: version === undefined ? {} : { husky: version } }),
    '.husky/pre-commit': text,
    ...more,
  })
  const trees: readonly (readonly [what: string, tree: Tree, hook?: string])[] = [
    ['nothing', {}],
    ...[
      'preinstall',
      'install',
      'postinstall',
      'prepublish',
      'preprepare',
      'prepare',
      'postprepare',
      'prepublishOnly',
      'setup',
      'test',
    ].map(
      (name) =>
        [
          `a script ${name}`,
          { 'package.json': package_({ scripts: { [name]: 'git config core.hooksPath dev' } }), 'dev/pre-commit': executable(hook) },
        ] as const,
    ),
    ...['GNUmakefile', 'Makefile', 'makefile', 'setup.mk', 'dev/Makefile', 'dev/a.mk', 'Makefile.am', 'MAKEFILE', '.mk'].map(
      (name) => [name, { [name]: 'setup:\n\tgit config core.hooksPath dev\n', 'dev/pre-commit': executable(hook) }] as const,
    ),
    ...['unhook', 'nohooks', 'disable-hooks', 'remove', 'clean', 'hooks'].map(
      (name) =>
        [`a target ${name}`, { Makefile: `${name}:\n\tgit config core.hooksPath dev\n`, 'dev/pre-commit': executable(hook) }] as const,
    ),
    ['a link for a Makefile', { Makefile: { content: 'x.mk', mode: 'symlink' } }],
    [
      'no lifecycle',
      { 'package.json': package_({ scripts: { prepare: 'husky' } }), '.npmrc': 'ignore-scripts=true\n', '.husky/pre-commit': hook },
    ],
    [
      'no lifecycle, spaced',
      {
        'package.json': package_({ scripts: { prepare: 'husky' } }),
        '.npmrc': 'a=b\n  ignore-scripts  =  "true"\n',
        '.husky/pre-commit': hook,
      },
    ],
    [
      'a lifecycle after all',
      {
        'package.json': package_({ scripts: { prepare: 'husky' } }),
        '.npmrc': '#ignore-scripts=true\nignore-scripts=false\n',
        '.husky/pre-commit': hook,
      },
    ],
    [
      'two folders',
      { Makefile: 'a:\n\tgit config core.hooksPath a\nb:\n\tgit config core.hooksPath b\n', 'a/pre-commit': executable(hook) },
    ],
    [
      'one folder twice',
      { Makefile: 'a:\n\tgit config core.hooksPath a\nb:\n\tgit config core.hooksPath a\n', 'a/pre-commit': executable(hook) },
    ],
    ['the last of a step', make('git config core.hooksPath a && git config core.hooksPath b')],
    ['set and unset', make('git config core.hooksPath a && git config --unset core.hooksPath')],
    ['a folder outside', make('git config core.hooksPath /etc/hooks')],
    ['a folder only runs tell', make('git config core.hooksPath "$X"')],
    ['the root', { ...make('git config core.hooksPath .'), 'pre-commit': executable(hook) }],
    ['made executable', { ...make('git config core.hooksPath dev && chmod +x dev/*'), 'dev/pre-commit': hook }],
    ['another made executable', { ...make('git config core.hooksPath dev && chmod +x other/*'), 'dev/pre-commit': hook }],
    ...['+x', 'u+x', 'a+rx', 'ugo+rwx', '755', '0755', '644', '-x', '+r', '700', '111', 'x+x'].map(
      (mode) =>
        [`chmod ${mode}`, { ...make(`git config core.hooksPath dev && chmod ${mode} ./dev/pre-commit`), 'dev/pre-commit': hook }] as const,
    ),
    ['a hook of another language', { ...make('git config core.hooksPath dev'), 'dev/pre-commit': executable('#!/usr/bin/env node\n') }],
    ['a hook that is a link', { ...make('git config core.hooksPath dev'), 'dev/pre-commit': { content: 'x', mode: 'symlink' } }],
    ['no hook', make('git config core.hooksPath dev')],
    [
      'a script of the tree',
      {
        'package.json': package_({ scripts: { prepare: './dev/setup' } }),
        'dev/setup': executable('#!/bin/sh\ngit config core.hooksPath dev\n'),
        'dev/pre-commit': executable(hook),
      },
    ],
    [
      'a script of a script',
      {
        'package.json': package_({ scripts: { prepare: 'npm run setup', setup: 'git config core.hooksPath dev' } }),
        'dev/pre-commit': executable(hook),
      },
    ],
    ...[
      undefined,
      '9',
      '^9.1.7',
      '~9',
      '>=9',
      '>=8',
      '=9',
      'v9',
      '8',
      '^8.0.3',
      '4',
      '^4.3.0',
      '5.0.0',
      '*',
      'latest',
      'next',
      '9.x',
      '9.1.0-beta.1',
      'npm:husky@9',
      'npm:husky@^8',
      'github:a/b',
      '<9',
      ' 9 ',
      '10.2',
      '9.1 || 8',
    ].map((version) => [`husky ${version}`, husky(version)] as const),
    ...[
      'husky install',
      'husky install hooks',
      'husky install ./.husky/',
      'husky ./.husky/',
      'husky config',
      'husky add x',
      'husky set x',
      'husky uninstall',
      'husky init',
      'husky -v',
      'husky "$X"',
      'HUSKY=0 husky',
      'HUSKY=1 husky',
      'cd web && husky',
      'cd . && husky',
      'husky; husky install config',
    ].map((prepare) => [prepare, husky('9', hook, prepare, { 'config/pre-commit': hook, 'hooks/pre-commit': hook })] as const),
    ...[
      '. "$(dirname -- "$0")/_/husky.sh"',
      'source ./_/husky.sh',
      '  . "$(dirname "$0")/_/husky.sh"  ',
      '# . "$(dirname "$0")/_/husky.sh"',
      'echo . x/_/husky.sh',
      '. x/husky.sh',
      '. x/_/husky.sh now',
    ].map((line) => [`husky 8 with ${line}`, husky('8', `#!/bin/bash\n${line}\npawl\n`)] as const),
    ['husky 8 that is not there', husky('8', hook, 'husky install gone')],
    ['husky 9 that is not there', husky('9', hook, 'husky gone')],
    ['husky 9 that is a link', { ...husky('9'), '.husky/pre-commit': { content: 'x', mode: 'symlink' } }],
    ...['lefthook.yml', 'lefthook.yaml', '.lefthook.yml', '.config/lefthook.yml', '.lefthook.yaml', 'config/lefthook.yml'].map(
      (path) => [path, { ...lefthook, [path]: 'pre-commit:\n  commands:\n    a: { run: pawl }\n' }] as const,
    ),
    ['lefthook.toml', { ...lefthook, 'lefthook.toml': '[pre-commit.commands.a]\nrun = "pawl"\nskip = false\n' }],
    ['lefthook.toml that is none', { ...lefthook, 'lefthook.toml': '[[[' }],
    [
      'lefthook.toml of lists and days',
      {
        ...lefthook,
        'lefthook.toml': 'day = 2020-01-01\n[[pre-commit.jobs]]\nrun = "pawl"\n[[pre-commit.jobs]]\nrun = "two"\nonly = [{ ref = "x" }]\n',
      },
    ],
    ['lefthook.json', { ...lefthook, 'lefthook.json': '{"pre-commit":{"jobs":[{"run":"pawl"}]}}' }],
    ['lefthook that is no YAML', yml('a: [')],
    ['lefthook that says nothing', yml('- a')],
    ['lefthook without the hook', yml('pre-push: { jobs: [] }')],
    ['lefthook for another', yml('pre-push:\n  jobs:\n    - run: pawl\n'), 'pre-push'],
    ...[
      'extends: [a]',
      'remotes: [{ a: b }]',
      'remote: { a: b }',
      'rc: x',
      'extends: []',
      'rc: ""',
      'rc: false',
      'rc: ~',
      'rc: null',
      'rc: FALSE',
      'remote: {}',
      'source_dir: dev',
      'source_dir: ./dev/',
      'colors: true',
    ].map(
      (line) =>
        [
          `lefthook with ${line}`,
          yml(`${line}\npre-commit:\n  scripts:\n    a.sh: {}\n  commands:\n    a: { run: pawl }\n`, {
            'dev/pre-commit/a.sh': '#!/bin/bash\npawl\n',
            '.lefthook/pre-commit/a.sh': 'pawl\n',
          }),
        ] as const,
    ),
    ...[
      'lefthook-local.yml',
      '.lefthook-local.json',
      '.config/lefthook-local.toml',
      'x/lefthook-local.yml',
      'lefthook-local.yml.md',
      'alefthook-local.yml',
    ].map((path) => [`beside ${path}`, yml('pre-commit: { jobs: [{ run: pawl }] }', { [path]: '{}' })] as const),
    ...['skip', 'only', 'glob', 'exclude', 'files', 'file_types', 'exclude_tags', 'root', 'tags', 'env', 'interactive'].flatMap((key) => [
      [
        `${key} of a command`,
        yml(`pre-commit:\n  commands:\n    a: { run: pawl, ${key}: ${key === 'env' ? '{ A: b, C: [d] }' : '/web/'} }\n`),
      ] as const,
      [
        `${key} of the hook`,
        yml(
          `pre-commit:\n  ${key}: ${key === 'env' ? '{ A: b }' : 'web'}\n  commands:\n    a: { run: pawl }\n  jobs:\n    - run: pawl\n  scripts:\n    a.sh: {}\n`,
          { '.lefthook/pre-commit/a.sh': 'pawl\n' },
        ),
      ] as const,
      [
        `${key} of a group`,
        yml(
          `pre-commit:\n  jobs:\n    - group:\n        ${key}: ${key === 'env' ? '{ A: b }' : 'web'}\n        jobs:\n          - run: pawl\n    - ${key}: ${key === 'env' ? '{ A: b }' : 'web'}\n      group:\n        jobs: [{ run: two }]\n`,
        ),
      ] as const,
    ]),
    ['an empty root', yml('pre-commit: { jobs: [{ run: pawl, root: "" }, { run: two, root: "/" }, { run: three, root: ./a/ }] }')],
    [
      'files filled in',
      yml(
        'pre-commit: { jobs: [{ run: "a {staged_files} {1}" }, { run: "b {push_files}" }, { run: "c {all_files} {files}" }, { run: "d {other} {0}{12}" }] }',
      ),
    ],
    ['jobs of no kind', yml('pre-commit: { jobs: [a, [b], { script: c }, { run: [d] }], commands: { a: b, c: { run: [x] } } }')],
    [
      'scripts by runner',
      yml(
        'pre-commit:\n  scripts:\n    a.sh: { runner: bash }\n    b.sh: { runner: sh }\n    c.sh: { runner: dash, skip: true }\n    d.sh: { runner: node }\n    e.sh: { runner: bashful }\n    f.sh: { runner: xbash }\n    gone.sh: { runner: sh }\n',
        Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [`.lefthook/pre-commit/${name}.sh`, '#!/bin/bash -e\npawl\n'])),
      ),
    ],
    [
      'scripts by first line',
      yml('pre-commit:\n  scripts:\n    a: {}\n    b: {}\n    c: x\n', {
        '.lefthook/pre-commit/a': '#!/bin/bash -e\npawl\n',
        '.lefthook/pre-commit/b': '#!/usr/bin/env node\n',
        '.lefthook/pre-commit/c': 'pawl\n',
      }),
    ],
    ...[
      ['nobody', {}],
      ['a platform of it', { 'package.json': package_({ optionalDependencies: { 'lefthook-linux-x64': '1' } }) }],
      ['a scoped one', { 'package.json': package_({ dependencies: { '@evilmartians/lefthook': '1' } }) }],
      ['another package', { 'package.json': package_({ dependencies: { xlefthook: '1', lefthookx: '1' } }) }],
      ['a step', { 'package.json': package_({ scripts: { prepare: 'lefthook install' } }) }],
      ['another call', { 'package.json': package_({ scripts: { prepare: 'lefthook run' } }) }],
      ['a Gemfile', { Gemfile: 'gem "lefthook"\n' }],
      ['a Gemfile that says not', { Gemfile: '# gem "lefthook"\n' }],
      ['go.mod', { 'go.mod': 'require x/lefthook v1\n' }],
      ['go.mod that says not', { 'go.mod': '// x/lefthook v1\n' }],
      ['pyproject.toml', { 'pyproject.toml': 'dev = ["lefthook"]\n' }],
      ['requirements', { 'requirements-dev.txt': 'lefthook==1\n' }],
      ['others', { 'requirements.md': 'lefthook\n', 'go.sum': 'lefthook\n' }],
    ].map(
      ([who, tree]) =>
        [`lefthook brought by ${who}`, { 'lefthook.yml': 'pre-commit: { jobs: [{ run: pawl }] }', ...(tree as Tree) }] as const,
    ),
    ['the framework', framework('      - { id: a, entry: pawl check, language: system, always_run: true, pass_filenames: false }\n')],
    ['the framework with files', framework('      - { id: a, entry: pawl check, language: system, always_run: yes }\n')],
    [
      'the framework sometimes',
      framework(
        "      - { id: a, entry: pawl check, language: system, pass_filenames: FALSE }\n      - { id: b, entry: two, always_run: 'On', pass_filenames: no }\n      - { id: c, entry: three, always_run: truely }\n",
      ),
    ],
    ...['fail', 'pygrep', 'docker', 'docker_image', 'python', 'script', 'dockerless'].map(
      (language) => [`the framework in ${language}`, framework(`      - { id: a, entry: pawl, language: ${language} }\n`)] as const,
    ),
    [
      'the framework with words',
      framework(
        `      - { id: a, entry: "pawl 'a b' \\"c \\\\\\" d\\" e\\\\ f ; x", args: [--x, "y z", [w]] }\n      - { id: b, entry: "open 'quote" }\n      - { id: c, entry: [x] }\n      - d\n      - { id: e, entry: "  it's'  '  " }\n      - { id: f, entry: "a''b \\"\\" ''" }\n`,
      ),
    ],
    [
      'the framework of others',
      { '.pre-commit-config.yaml': 'repos:\n  - repo: https://x/y\n    hooks: [{ id: a, entry: pawl }]\n  - x\n  - { repo: local }\n' },
    ],
    ...['commit', 'push', 'merge-commit', 'pre-commit', 'pre-push', 'manual', '[push, commit]', '[]'].flatMap((stage) => [
      [`the framework at ${stage}`, framework(`      - { id: a, entry: pawl, stages: ${stage} }\n`)] as const,
      [
        `the framework by default at ${stage}`,
        framework('      - { id: a, entry: pawl }\n      - { id: b, entry: two, stages: [commit] }\n', `default_stages: ${stage}\n`),
      ] as const,
    ]),
    ['the framework at push', framework('      - { id: a, entry: pawl }\n'), 'pre-push'],
    [
      'the framework installed at push',
      framework('      - { id: a, entry: pawl }\n', 'default_install_hook_types: [pre-commit, push]\n'),
      'pre-push',
    ],
    ['the framework that is no YAML', { '.pre-commit-config.yaml': 'a: [' }],
    ['the framework that says nothing', { '.pre-commit-config.yaml': '- a' }],
    ['simple-git-hooks', simple({ 'simple-git-hooks': { 'pre-commit': 'pawl check' } })],
    ['simple-git-hooks without it', simple({ 'simple-git-hooks': { 'pre-push': 'pawl check' } })],
    ['simple-git-hooks of a list', simple({ 'simple-git-hooks': { 'pre-commit': ['pawl'] } })],
    ['simple-git-hooks with nothing', simple({})],
    ...[
      '.simple-git-hooks.json',
      'simple-git-hooks.json',
      '.simple-git-hooks.cjs',
      'simple-git-hooks.js',
      'simple-git-hooks.mjs',
      'simple-git-hooks.ts',
    ].map((path) => [path, simple({}, { [path]: '{ "pre-commit": "pawl" }' })] as const),
    ['simple-git-hooks by a link', simple({}, { 'simple-git-hooks.json': { content: 'x', mode: 'symlink' } })],
    ...[
      'simple-git-hooks x.js',
      'SKIP_INSTALL_SIMPLE_GIT_HOOKS=1 simple-git-hooks',
      'SKIP_INSTALL_SIMPLE_GIT_HOOKS=true simple-git-hooks',
      'SKIP_INSTALL_SIMPLE_GIT_HOOKS=0 simple-git-hooks',
      'npx simple-git-hooks',
      'simple-git',
    ].map(
      (prepare) => [prepare, { 'package.json': package_({ scripts: { prepare }, 'simple-git-hooks': { 'pre-commit': 'pawl' } }) }] as const,
    ),
    [
      'several',
      {
        ...simple({ 'simple-git-hooks': { 'pre-commit': 'pawl' }, devDependencies: { lefthook: '1' } }),
        'lefthook.yml': 'pre-commit: { jobs: [{ run: pawl }] }',
        ...framework('      - { id: a, entry: pawl }\n'),
      },
    ],
  ]
  await holds(
    trees,
    async ([, tree, name = 'pre-commit']) => whole(await installations(files(tree), name)),
    ([what]) => what,
  )
})

it('a step that a policy names installs a hook, or is not there', async () => {
  const rows: readonly (readonly [what: string, file: string, contains: string, tree: Tree, hook?: string])[] = [
    ['no file', 'Makefile', 'git config core.hooksPath dev', {}],
    [
      'a Makefile',
      'Makefile',
      'git config core.hooksPath dev',
      { ...make('git config core.hooksPath dev'), 'dev/pre-commit': executable(hook) },
    ],
    [
      'with signs of make',
      'Makefile',
      '@-git config core.hooksPath dev',
      { ...make('git config core.hooksPath dev'), 'dev/pre-commit': executable(hook) },
    ],
    [
      'the same folder otherwise',
      'Makefile',
      'git config core.hooksPath ./dev/',
      { ...make('git config --local core.hooksPath dev'), 'dev/pre-commit': executable(hook) },
    ],
    [
      'more words',
      'Makefile',
      'lefthook install',
      { ...make('lefthook install --force'), ...lefthook, 'lefthook.yml': 'pre-commit: { jobs: [{ run: pawl }] }' },
    ],
    [
      'fewer words',
      'Makefile',
      'lefthook install --force',
      { ...make('lefthook install'), ...lefthook, 'lefthook.yml': 'pre-commit: { jobs: [{ run: pawl }] }' },
    ],
    ['words within others', 'Makefile', 'a b', make('x a b')],
    [
      'words within those of git',
      'Makefile',
      'core.hooksPath dev',
      { ...make('git config core.hooksPath dev'), 'dev/pre-commit': executable(hook) },
    ],
    ...['husky', 'lefthook', 'pre-commit', 'ln', 'cp', 'install', 'mv'].map(
      (name) =>
        [
          `words within those of ${name}`,
          'Makefile',
          'hooks/pre-commit .git',
          { ...make(`${name} -s hooks/pre-commit .git`), 'hooks/pre-commit': executable(hook) },
        ] as const,
    ),
    [
      'another program',
      'Makefile',
      'pre-commit install',
      { ...make('pre-commit install'), '.pre-commit-config.yaml': 'repos: [{ repo: local, hooks: [{ id: a, entry: pawl }] }]' },
    ],
    ['without the program', 'Makefile', 'echo', { ...make('echo; pre-commit'), '.pre-commit-config.yaml': 'repos: []' }],
    [
      'simple-git-hooks',
      'package.json',
      'simple-git-hooks',
      { 'package.json': package_({ scripts: { hooks: 'simple-git-hooks' }, 'simple-git-hooks': { 'pre-commit': 'pawl' } }) },
    ],
    [
      'unset again',
      'setup.sh',
      'git config core.hooksPath dev',
      { 'setup.sh': executable('#!/bin/sh\ngit config core.hooksPath dev\ngit config --unset core.hooksPath\n') },
    ],
    [
      'moved by the lifecycle',
      'setup.sh',
      'git config core.hooksPath dev',
      {
        'setup.sh': executable('#!/bin/sh\ngit config core.hooksPath dev\n'),
        'dev/pre-commit': executable(hook),
        'package.json': package_({ scripts: { prepare: 'git config core.hooksPath other' } }),
      },
    ],
    [
      'in package.json',
      'package.json',
      'git config core.hooksPath dev',
      {
        'dev/pre-commit': executable(hook),
        'package.json': package_({ scripts: { setup: 'git config core.hooksPath dev', prepare: 'git config core.hooksPath other' } }),
      },
    ],
    ...[
      'setup.sh',
      'setup.bash',
      'setup',
      'dev/setup',
      'setup.txt',
      'setup.md',
      'a.MARKDOWN',
      'a.rst',
      'a.adoc',
      'justfile',
      'a.yml',
      'setup.x',
    ].map(
      (path) =>
        [
          `in ${path}`,
          path,
          'git config core.hooksPath dev',
          { [path]: 'git config core.hooksPath dev\n', 'dev/pre-commit': executable(hook) },
        ] as const,
    ),
    [
      'in a script of node',
      'setup.js',
      'git config core.hooksPath dev',
      { 'setup.js': '#!/usr/bin/env node\nrun("git config core.hooksPath dev")\n', 'hooks/pre-commit': executable(hook) },
    ],
    ...['# a', '// a', '-- a', '; a', '  # a', 'x # a', 'x#a', '/* a */', '<!-- a -->', 'a', 'b  a\n', 'a b', 'x // a'].map(
      (line) =>
        [
          `text ${line}`,
          'tasks.yml',
          'run  setup',
          { 'tasks.yml': `tasks:\n  ${line.replace(/\ba\b/, 'run setup')}\n`, 'hooks/pre-commit': executable(hook) },
        ] as const,
    ),
    ['an empty script', 'setup.sh', '$X', { 'setup.sh': executable('#!/bin/sh\n') }],
    [
      'a placed hook',
      'install.sh',
      'cp hooks/pre-commit .git/hooks/',
      { 'install.sh': executable('#!/bin/sh\ncp hooks/pre-commit .git/hooks/\n'), 'hooks/pre-commit': hook },
    ],
    [
      'a placed hook made executable',
      'install.sh',
      'install -m 755 hooks/pre-commit .git/hooks/',
      { 'install.sh': executable('#!/bin/sh\ninstall -m 755 hooks/pre-commit .git/hooks/\n'), 'hooks/pre-commit': hook },
    ],
    [
      'a placed hook with chmod',
      'install.sh',
      'cp hooks/pre-commit x && chmod +x x',
      { 'install.sh': executable('#!/bin/sh\ncp hooks/pre-commit x && chmod +x x\n'), 'hooks/pre-commit': hook },
    ],
    [
      'a hook by its ending',
      'install.sh',
      'cp hooks/* .git/hooks/',
      { 'install.sh': executable('#!/bin/sh\ncp hooks/* .git/hooks/\n'), 'hooks/pre-commit.sh': hook },
    ],
    [
      'a hook of a folder',
      'install.sh',
      'ln -s a/hooks/ x',
      { 'install.sh': executable('#!/bin/sh\nln -s a/hooks/ x\n'), 'a/hooks/pre-commit': hook, 'b/hooks/pre-commit': hook },
    ],
    [
      'several hooks',
      'install.sh',
      'cp * x',
      { 'install.sh': executable('#!/bin/sh\ncp * x\n'), 'a/hooks/pre-commit': hook, 'b/husky/pre-commit': hook },
    ],
    [
      'a hook of the tests',
      'install.sh',
      'cp * x',
      {
        'install.sh': executable('#!/bin/sh\ncp * x\n'),
        'tests/hooks/pre-commit': hook,
        'b/hooks/pre-commit': hook,
        'c/pre-commit': hook,
        'd/hooks/pre-commit.py': hook,
      },
    ],
    [
      'a hook that is named',
      'install.sh',
      'cp c/pre-commit x',
      { 'install.sh': executable('#!/bin/sh\ncp c/pre-commit x\n'), 'c/pre-commit': hook, 'b/hooks/pre-commit': hook },
    ],
    [
      'a hook at the root',
      'install.sh',
      'cp pre-commit x',
      { 'install.sh': executable('#!/bin/sh\ncp pre-commit x\n'), 'pre-commit': hook },
    ],
    ['no hook', 'install.sh', 'cp * x', { 'install.sh': executable('#!/bin/sh\ncp * x\n') }],
    [
      'another hook',
      'install.sh',
      'cp hooks/* x',
      { 'install.sh': executable('#!/bin/sh\ncp hooks/* x\n'), 'hooks/pre-push': hook },
      'pre-push',
    ],
  ]
  await holds(
    rows,
    async ([, file, contains, tree, name = 'pre-commit']) => whole(await installedBy(files(tree), { file, contains }, name)),
    ([what]) => what,
  )
})

it('package.json says its scripts, what is installed, and its programs', async () => {
  await holds(
    [
      '',
      '[]',
      'null',
      '1',
      '{}',
      '{"scripts":{"a":"b"}}',
      '{\n  "a": "a",\n  "scripts": {\n    "x": "1",\n    "a": "b c",\n    "n": 1\n  }\n}',
      '{"scripts":[],"dependencies":null}',
      '{"dependencies":{"a":"1"},"devDependencies":{"b":"2"},"optionalDependencies":{"c":"3"},"peerDependencies":{"d":"4"},"otherDependencies":{"e":"5"}}',
      '{"name":"p","bin":"./bin/p.js"}',
      '{"name":"@a/p","bin":"bin/p.js"}',
      '{"bin":"bin/p.js"}',
      '{"name":1,"bin":"bin/p.js"}',
      '{"name":"p","bin":{"q":"./q.js","r":1}}',
    ],
    (text) => {
      const { scripts, dependencies, programs } = packageOf(text)
      return [[...scripts].map(([name, { text: own, span }]) => [name, own, ...Object.values(span)]), [...dependencies], [...programs]]
    },
  )
})

it('the shell of a step is known, swallows, or is not', async () => {
  const plain = { windows: false, container: false }
  const shells = [
    undefined,
    'bash',
    'sh',
    'pwsh',
    'powershell',
    'cmd',
    'python',
    'xpwsh',
    'pwshx',
    'bash {0}',
    'bash -e {0}',
    'sh -e {0}',
    '/bin/bash -eu {0}',
    '/usr/bin/sh {0}',
    'usr/bin/sh {0}',
    'bash --noprofile --norc -eo pipefail {0}',
    'bash --login {0}',
    'bash --posix {0}',
    'bash -o errexit {0}',
    'bash -o pipefail {0}',
    'bash -o other {0}',
    'bash -e +e {0}',
    'bash -e +x {0}',
    'bash -c {0}',
    'bash -ec {0}',
    'bash',
    'bash -e',
    'bash -e x {0}',
    'bash -e1 {0}',
    'bash x-e {0}',
    '  bash   -e   {0}',
    'true {0}',
    ': {0}',
    'echo {0}',
    'cat {0}',
    'cat',
    'truely {0}',
    'xcat {0}',
    'bash -e {0} x',
    'bash -xo pipefail {0}',
    'bash -eo errexit +eu {0}',
  ]
  await holds(
    shells,
    (shell) => shellOf(shell, plain, 'a'),
    (shell) => shell ?? 'none',
  )
  await holds(
    ['a', 'a b', 'a\nb', 'a\n', '\na b\n', 'a; b', 'a | b', 'npx pawl@1.2 check --base=origin/main', '$x', 'a {b}', 'a "b"', '(a)', ''],
    (text) => [
      shellOf(undefined, { windows: true, container: false }, text),
      shellOf('pwsh', plain, text),
      shellOf(undefined, { windows: false, container: true }, text),
      shellOf('bash', { windows: true, container: true }, text),
    ],
  )
})

it('the text of a step is filled in where it is known, and told where an author writes in it', async () => {
  const context = {
    event: 'pull_request',
    action: 'opened',
    defaultBranch: 'main',
    matrix: { os: 'linux' },
    inputs: new Map(),
    env: new Map(),
    needs: new Map(),
    runner: 'Linux',
  } as never
  const own = [
    'head_ref',
    'event.pull_request.title',
    'event.pull_request.body',
    'event.pull_request.head.ref',
    'event.pull_request.head.label',
    'event.comment.body',
    'event.review.body',
    'event.issue.title',
    'event.issue.body',
    'event.pull_request.number',
    'event.pull_request.head.sha',
    'base_ref',
    'head_refs',
    'event.issue.bodys',
    'event.comment.title',
  ]
  await holds(
    [
      'a',
      '${{ matrix.os }}',
      'a ${{ matrix.os }} b ${{ github.event_name }}',
      '${{ secrets.A }}',
      '${{ a',
      '${{\nmatrix.os\n}}',
      '$${{ matrix.os }}',
      '${{ 1 }}${{ true }}',
      ...own.map((name) => `x \${{ github.${name} }} y`),
      'github.head_ref',
      "${{ format('{0}', github.head_ref) }}",
      '${{\ngithub.head_ref }}',
      'x.github.head_ref',
    ],
    (text) => [filled(text, context).replaceAll('\uE000', '·'), injected(text)],
  )
})

it('what stands in a step is shown in its file', async () => {
  const rows: readonly (readonly [file: string, span: number[], text: string, start: number, end: number])[] = [
    ['run: pawl check', [1, 6, 1, 16], 'pawl check', 0, 4],
    ['  - run: pawl check', [1, 10, 1, 20], 'pawl check', 5, 10],
    ['run: "pawl check"', [1, 6, 1, 18], 'pawl check', 0, 4],
    ['run: |\n  a\n  pawl check\n', [1, 6, 3, 13], 'a\npawl check\n', 2, 6],
    ['run: |\n\n    a\n    pawl check\n', [1, 6, 4, 15], '\na\npawl check\n', 3, 13],
    ['run: >\n  a\n  pawl\n', [1, 6, 3, 7], 'a pawl\n', 2, 6],
    ['run: pawl\n  check', [1, 6, 2, 8], 'pawl check', 0, 4],
    ['run: |\n  a\n', [1, 6, 2, 4], 'a\n', 0, 2],
    ['run: |-\n  abc', [1, 6, 2, 6], 'abc', 0, 99],
  ]
  await holds(rows, ([file, [line, column, endLine, endColumn], text, start, end]) => {
    const node = { kind: 'scalar', text: text.trimEnd(), plain: true, span: { line, column, endLine, endColumn } } as never
    return Object.values(runSource('w.yml', file, node, text).locate(start, end) ?? {}).join(' ')
  })
})

it('the checks that run pawl go by the name of their job', async () => {
  const workflow = (steps: string, name = '') => ({
    '.github/workflows/a.yml': `on: pull_request\njobs:\n  one:\n${name}    steps:\n${steps}  two:\n    steps: [{ run: ls }]\n`,
  })
  await holds(
    [
      ...[
        'pawl check',
        'npx pawl check',
        'node bin/pawl.js hook x',
        "'pawl' check",
        'pawl  check',
        'pawl audit',
        'xpawl check',
        'pawl checks',
        'ls',
      ].map((run) => [run, workflow(`      - run: ${JSON.stringify(run)}\n`)] as const),
      ...['a/pawl@v1', 'a/pawl/action@v1', 'a/pawls@v1', './', 'a/b@v1'].map(
        (uses) => [uses, workflow(`      - uses: ${uses}\n`)] as const,
      ),
      ['a name', workflow('      - run: pawl check\n', '    name: The gate\n')],
      ['no list', workflow('      - a\n      - [b]\n')],
      ['no YAML', { '.github/workflows/a.yml': 'a: [' }],
      [
        'two files',
        {
          '.github/workflows/b.yaml': 'jobs: { b: { steps: [{ run: pawl check }] } }',
          '.github/workflows/a.yml': 'jobs: { a: { steps: [{ run: pawl check }] } }',
          '.github/a.yml': 'jobs: { c: { steps: [{ run: pawl check }] } }',
        },
      ],
      ['no jobs', { '.github/workflows/a.yml': 'on: push' }],
    ] as (readonly [string, Tree])[],
    ([, tree]) => checksOf(files(tree)),
    ([what]) => what,
  )
})
