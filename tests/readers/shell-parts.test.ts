// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write variables so
import { it } from 'vitest'
import { hooksPathOf } from '../../src/readers/hooks/folder.ts'
import { expandMake, makefile } from '../../src/readers/hooks/make.ts'
import { evaluateTest } from '../../src/readers/shell/conditions.ts'
import { packageRunner } from '../../src/readers/shell/packages.ts'
import { inFolder, pathIn } from '../../src/readers/shell/places.ts'
import { takenBy } from '../../src/readers/shell/taken.ts'
import { shebang } from '../../src/readers/shell/tree.ts'
import { compare, data, failed, isTrue, literal, root, type Value } from '../../src/readers/shell/values.ts'
import { peel } from '../../src/readers/shell/wrappers.ts'
import { holds } from './table.ts'

const special: Readonly<Record<string, Value>> = {
  '?': data,
  '?*': { is: 'data', many: true },
  '?.sh': { is: 'data', ends: '.sh' },
  FAILED: failed,
  ROOT: root,
  'ROOT/a': { is: 'place', base: 'root', rest: '/a' },
  HERE: { is: 'place', base: 'script', rest: '' },
  'HERE/..': { is: 'place', base: 'script', rest: '/..' },
  "''": literal(''),
}

const asValue = (word: string): Value => (Object.hasOwn(special, word) ? special[word]! : literal(word))

/** Words as they are written; `?` only runs tell, `ROOT` and `HERE` are the folders of the tree and of the script. */
const words = (text: string): Value[] => text.split(' ').map(asValue)
const shown = (value: Value): string =>
  value.is === 'text'
    ? value.text
    : value.is === 'data'
      ? `?${value.ends ?? ''}${value.many ? '*' : ''}`
      : value.is === 'place'
        ? `${value.base}:${value.rest}`
        : 'FAILED'
const line = (values: readonly Value[]) => values.map(shown).join(' ')

it('a runner of packages starts a command, a script, or what is not clear', async () => {
  const flags = ['-y', '-q', '-s', '--yes', '--no', '--no-install', '--quiet', '--silent', '--offline', '--prefer-offline']
  const more = [
    '--if-present',
    '--bun',
    '--frozen-lockfile',
    '--loglevel=warn',
    '-x',
    '--other',
    '--package=a',
    '--',
    '-yy',
    'x-y',
    '--yes1',
  ]
  const verbs =
    'ci install i audit rebuild prune config pack publish version ls cache dedupe add store licenses info why build pm update test t tst run run-script rum exec x dlx lint'
  await holds(
    [
      'pawl check',
      '? check',
      'npx',
      'npx pawl check',
      'bunx pawl check',
      'pnpx pawl check',
      'npx pawl@1.2.3 check',
      'npx @a/pawl check',
      'npx @a/pawl@2 check',
      'npx pawl@npm:other check',
      'npx pawl@github/x check',
      'npx ? check',
      'npx -p a pawl',
      'npx --package b pawl',
      'npx -p ? pawl',
      'npx -p a -p b pawl check',
      'npx -- pawl',
      'npx --yes -- pawl --yes',
      ...[...flags, ...more].flatMap((flag) => [
        `npx ${flag} pawl check`,
        `npm ${flag} run guard`,
        `npm run ${flag} guard`,
        `npm run guard ${flag} a`,
      ]),
      ...['npm', 'pnpm', 'yarn', 'bun'].flatMap((manager) => [
        manager,
        `${manager} --quiet`,
        `${manager} ?`,
        `${manager} run`,
        `${manager} run ?`,
        ...verbs.split(' ').map((verb) => `${manager} ${verb} pawl check`),
        `${manager} --version`,
        `${manager} run guard -- --staged`,
        `${manager} run guard --staged`,
        `${manager} run guard a -- b -- c`,
        `${manager} guard -- b`,
        `${manager} run --if-present guard`,
        `${manager} --if-present run guard`,
        `${manager} exec -- pawl check`,
        `${manager} exec pawl -- check`,
        `${manager} exec --silent pawl -- check`,
        `${manager} exec pawl check -- more`,
        ...['--prefix', '-C', '--dir', '--cwd'].flatMap((option) => [
          `${manager} ${option} web run guard`,
          `${manager} ${option}=web run guard`,
          `${manager} run guard ${option} web`,
          `${manager} run guard -- ${option} web`,
          `${manager} ${option} ? run guard`,
          `${manager} ${option} web ci`,
          `${manager} ${option} web exec pawl`,
          `${manager} ${option}`,
          `${manager} --quiet ${option} web run guard`,
          `${manager} ${option}x web run guard`,
        ]),
      ]),
    ],
    (text) => {
      const runner = packageRunner(words(text))
      if (runner?.is === 'command') return `command ${line(runner.words)}${runner.from.length ? ` from ${runner.from}` : ''}`
      if (runner?.is !== 'script') return runner?.is ?? 'another command'
      const { name, args, ifPresent, orCommand, folder } = runner
      return `script ${name} (${line(args)})${ifPresent ? ' if there' : ''}${orCommand ? ' or command' : ''}${folder ? ` in ${shown(folder)}` : ''}`
    },
  )
})

it('what merely starts a command is taken off', async () => {
  const flags: Readonly<Record<string, readonly string[]>> = {
    builtin: ['-p', '--'],
    command: ['-p', '--', '-v', '-px', 'x--'],
    exec: ['-c', '-l', '-cl', '--', '-a name', '-ax', '-x', '-lc', '-c1'],
    env: ['-i', '-', '-v', '--ignore-environment', '--', '-u NAME', 'A=1', 'A=1 B=2', '1A=1', '-S', '--unset=A', '-uX', '-iv', 'A=x=y'],
    nice: ['-n5', '-5', '--adjustment=5', '-n 5', '-x', '-n5x', '--adjustment', '-55', '-n55', 'x-5'],
    nohup: ['--', '-x'],
    time: ['-p', '-v', '-x', '-pv'],
    ionice: ['-c2', '-c 2', '-n 4', '-c22', '-cx', '-t', '-c2x'],
    stdbuf: ['-oL', '-o L', '-i0', '-e 0', '-x', '--output=L', '-oLL'],
    timeout: [
      '60',
      '-k 5 60',
      '-s INT 60',
      '--preserve-status 60',
      '--foreground 60',
      '-v 60',
      '--verbose 60',
      '--kill-after=5 60',
      '--signal=INT 60',
      '--other 60',
      '-ks 60',
      '-vv 60',
    ],
    'cross-env': ['A=1', 'A=1 B=2', '-x'],
    'cross-env-shell': ['A=1'],
    bundle: ['exec', 'install', 'exec exec'],
    mise: ['exec', 'exec --', 'run', 'exec -x'],
    pipenv: ['run', 'exec'],
    poetry: ['run', 'run -x'],
    rye: ['run', 'test'],
    uv: ['run', 'run --frozen', 'run --locked', 'run --', 'run -x', 'run --frozenx', 'tool'],
    volta: ['run', 'pin'],
    sudo: [''],
    toString: [''],
  }
  const rows = Object.entries(flags).flatMap(([name, each]) => [
    name,
    `${name} pawl check`,
    ...each.map((flag) => `${name} ${flag} pawl check`),
  ])
  await holds(
    [
      ...rows,
      'exec',
      'exec --',
      'exec -a',
      '? pawl',
      'env ? pawl',
      'nice env A=1 timeout 5 pawl check',
      '/usr/bin/env A=1 pawl',
      '/bin/nice pawl',
      'bin/nice pawl',
      '/opt/bin/nice pawl',
      'x/usr/bin/env pawl',
      'command exec pawl',
      'exec command pawl',
      `${'nice '.repeat(7)}pawl`,
      `${'nice '.repeat(9)}pawl`,
    ],
    (text) => {
      const { words: rest, vars, past, outside, replaces } = peel(words(text), new Map([['B', literal('0')]]))
      const set = [...vars]
        .filter(([name, value]) => name !== 'B' || shown(value) !== '0')
        .map(([name, value]) => `${name}=${shown(value)}`)
      return [line(rest), ...set, past && 'past functions', outside && 'outside', replaces && 'replaces'].filter(Boolean).join(', ')
    },
  )
})

it('a call of git takes something away from what a later command looks at', async () => {
  await holds(
    [
      ...[
        '',
        ' push',
        ' save',
        ' -q',
        ' -k',
        ' -qk',
        ' --keep-index',
        ' push -k',
        ' push --keep-index -q',
        ' push -q -- a',
        ' save x',
        ' pop',
        ' apply',
        ' pop --index',
        ' apply --index',
        ' pop --indexes',
        ' list',
        ' drop',
        ' show',
        ' popx --index',
        ' ?',
        ' push --keep-indexes',
        ' -xk1',
      ].map((rest) => `git stash${rest}`),
      ...[
        '',
        ' -q',
        ' HEAD',
        ' HEAD~1',
        ' HEAD^',
        ' HEAD@{1}',
        ' @~',
        ' @^',
        ' @{u}',
        ' @',
        ' origin/main',
        ' a/b',
        ' main~2',
        ' x^',
        ' a.b/c',
        ' main',
        ' -- a',
        ' HEAD~1 -- a',
        ' HEAD~1 a',
        ' --soft',
        ' --soft HEAD',
        ' --soft @',
        ' --soft HEAD~1',
        ' --soft main',
        ' --hard',
        ' --hard main',
        ' --hard HEAD',
        ' --keep main',
        ' --merge main',
        ' --mixed main',
        ' --hardly main',
        ' ?',
        ' --hard ?',
        ' --soft HEADx',
      ].map((rest) => `git reset${rest}`),
      ...[' a', ' --staged a', ' -S a', ' -SW a', ' -WS a', ' -W a', ' --stagedx a', ' -s a'].map((rest) => `git restore${rest}`),
      ...[' a', ' --cached a', ' --cachedx a', ' -r --cached .'].map((rest) => `git rm${rest}`),
      ...[' HEAD', ' -n HEAD', ' --dry-run HEAD', ' --index-output=x HEAD', ' --index-output x HEAD', ' -nx HEAD'].map(
        (rest) => `git read-tree${rest}`,
      ),
      ...[
        '',
        ' --refresh',
        ' --force-remove a',
        ' --cacheinfo 1',
        ' --cacheinfo=1',
        ' --index-info',
        ' --assume-unchanged a',
        ' --skip-worktree a',
        ' --no-skip-worktree a',
        ' --again',
      ].map((rest) => `git update-index${rest}`),
      ...['', ' -m x', ' --dry-run', ' --dry-runs', ' --amend'].map((rest) => `git commit${rest}`),
      'git revert HEAD',
      ...['checkout', 'switch'].flatMap((verb) =>
        [
          '',
          ' main',
          ' .',
          ' HEAD',
          ' FETCH_HEAD',
          ' @',
          ' HEADS',
          ' -b x',
          ' -B x',
          ' -c x',
          ' -C x',
          ' -d x',
          ' --orphan x',
          ' --orphans x',
          ' -- a',
          ' main -- a',
          ' a b',
          ' a.txt',
          ' package.json',
          ' src/a',
          ' origin/main',
          ' upstream/main',
          ' refs/heads/x',
          ' v1.2.3',
          ' a.b-c',
          ' ?',
          ' -q main',
          ' -bx y',
          ' -',
          ' v1',
          ' 1.2',
          ' v1.2.3.txt',
          ' feature/x',
        ].map((rest) => `git ${verb}${rest}`),
      ),
      ...['update-ref', 'symbolic-ref'].flatMap((verb) =>
        [
          '',
          ' HEAD',
          ' HEAD x',
          ' refs/heads/a HEAD',
          ' refs/heads/a HEAD~2',
          ' refs/heads/a @^',
          ' refs/heads/a abc',
          ' refs/heads/a HEADx',
          ' refs/heads/a HEAD~a',
          ' -d HEAD',
          ' refs/heads/a ?',
        ].map((rest) => `git ${verb}${rest}`),
      ),
      ...[
        '',
        ' a',
        ' -f a',
        ' -f a HEAD',
        ' -f a @',
        ' -f a HEAD~1',
        ' -f a main',
        ' --force a',
        ' --force a HEAD',
        ' -M a',
        ' -M a HEAD',
        ' -C a HEAD',
        ' -qf a HEAD',
        ' -m a HEAD',
        ' --forced a HEAD',
        ' -F a HEAD',
        ' -d a',
      ].map((rest) => `git branch${rest}`),
      ...[
        ' origin',
        ' .',
        ' . HEAD:main',
        ' . +HEAD:main',
        ' . @:main',
        ' . :main',
        ' . main:other',
        ' . xHEAD:y',
        ' origin HEAD:main',
        ' . a HEAD:b',
        ' . ?',
      ].map((rest) => `git fetch${rest}`),
      'git',
      'git status',
      'git -C . reset',
      'git -C ./ reset',
      'git -C .. reset',
      'git -C sub reset',
      'git -C ? reset',
      'git -c a.b=c reset',
      'git --no-pager reset',
      'git --git-dir=x reset',
      'git --work-tree=x reset',
      'git --git-dir x reset',
      'git -c -C reset',
      'hub reset',
      '? reset',
    ],
    (text) => {
      const stood = { index: 'an index', head: 'a head' }
      const told = (taken: { index?: string | undefined; head?: string | undefined }) => `${taken.index ?? '-'} / ${taken.head ?? '-'}`
      return `${told(takenBy(words(text)))}, after others: ${told(takenBy(words(text), stood))}`
    },
  )
})

it('a folder is followed within the tree', async () => {
  const targets = [
    'a',
    'a/b',
    './a',
    '../a',
    '../../a',
    '../../../a',
    '.',
    '..',
    '/a',
    '~',
    '~/a',
    '-',
    '-a',
    'a//b/',
    'a/../b',
    '?',
    '?.sh',
    'ROOT',
    'ROOT/a',
    'HERE',
    'HERE/..',
    'FAILED',
    "''",
  ]
  const folders = ['ROOT', 'ROOT/a', 'HERE', '?', '/abs', 'FAILED']
  await holds(
    folders.flatMap((from) => targets.map((to) => `${from} ${to}`)),
    (text) => {
      const [from, to] = words(text)
      return `${shown(inFolder(from!, to!, 'dev/hooks'))} = ${pathIn(from!, to!, 'dev/hooks') ?? '-'}`
    },
  )
})

it('the first line of a script names its shell', async () => {
  await holds(
    [
      '',
      'echo',
      '#!/bin/sh',
      '#! /bin/sh ',
      '#!/bin/bash',
      '#!/bin/dash',
      '#!/bin/ash',
      '#!/bin/zsh',
      '#!/bin/shx',
      '#!sh',
      '#!/usr/bin/env sh',
      '#!/usr/bin/env bash -e',
      '#!/usr/bin/env -S bash -e',
      '#!/usr/bin/env -S',
      '#!/usr/bin/env',
      '#!/usr/bin/env node',
      '#!/usr/bin/xenv sh',
      '#!env sh',
      '#!/bin/sh -e',
      '#!/bin/sh -eu',
      '#!/bin/bash -euo pipefail',
      '#!/bin/bash -e -o pipefail',
      '#!/bin/bash -o pipefail',
      '#!/bin/bash --posix',
      '#!/bin/bash -e x',
      '#!/bin/bash pipefail',
      '#!/bin/sh -n',
      '#!/bin/sh -E',
      '#!/bin/sh -1',
      '#!/bin/sh\t-e',
      '#!/bin/sh -e\necho',
      ' #!/bin/sh -e',
      '#!/bin/bash -e -x',
      '#!',
    ].map((text) => text),
    (text) => shebang(text) ?? 'no shell of ours',
  )
})

it('a condition of known words is decided', async () => {
  const operands = ['a', "''", '0', '1', '7', '07', '-1', 'FAILED', '?', '?.sh', 'x.sh', 'ROOT', ' 5']
  const operators = ['=', '==', '!=', '-eq', '-ne', '-gt', '-lt', '-ge', '-le', '-nt', '=~']
  await holds(
    [
      ...operands.flatMap((one) => operators.flatMap((operator) => operands.map((other) => [one, operator, other]))),
      ...operands.flatMap((one) => [[one], ['-n', one], ['-z', one], ['-f', one], ['!', one], ['!', '-n', one], ['!', '!', one]]),
      ...[
        '! a = a',
        '! a = b',
        '! ! a = a',
        '! a = a -a b = b',
        '! a = b -a b = b',
        '! a = b -o b = b',
        'a = a -a b = c',
        'a = a -o b = c',
        'a = b -o b = c',
        'a = b -a ? = c',
        'a = a -a ? = c',
        'a = a -o ? = c',
        'a = b -o ? = c',
        'a = a -a b = b -o c = d',
        'a = b -a b = b -o c = c',
        '( a = a )',
        '( a = a ) -a b = b',
        '-a a',
        '-o a',
        'a -a',
        '?* = a',
        'a = ?*',
        '?*',
        'a b c d',
        'a b',
        'a b c',
        'a b c d e',
        '! a b c d',
      ].map((text) => text.split(' ')),
    ],
    (row) => evaluateTest(row.map(asValue)) ?? '?',
    (row) => row.join(' '),
  )
  await holds(
    operands.flatMap((one) =>
      ['==', '!=', '>', '<', '>=', '<='].flatMap((operator) => operands.map((other) => [one, operator, other] as const)),
    ),
    ([one, operator, other]) => compare(operator, asValue(one), asValue(other)) ?? '?',
    (row) => row.join(' '),
  )
  await holds(operands, (one) => isTrue(asValue(one)) ?? '?')
})

it('a call of git config names the folder of hooks', async () => {
  await holds(
    [
      'core.hooksPath dev',
      'core.hookspath dev',
      'CORE.HOOKSPATH ./dev/',
      'core.hooksPath',
      'core.hooksPath ?',
      'core.hooksPath ROOT/a',
      'core.hooksPath HERE',
      'core.hooksPath ../x',
      'core.hooksPath /etc',
      'core.hooksPath ~/x',
      'core.hooksPath .',
      "core.hooksPath ''",
      '--local core.hooksPath dev',
      'set core.hooksPath dev',
      '--unset core.hooksPath',
      '--unset-all core.hooksPath',
      'unset core.hooksPath',
      '--unset core.other',
      '-f x core.hooksPath dev',
      '--file=x core.hooksPath dev',
      '--file x core.hooksPath dev',
      '--get core.hooksPath',
      '--get-all core.hooksPath',
      'get core.hooksPath',
      '--global core.hooksPath dev',
      '--replace-all core.hooksPath dev',
      '? core.hooksPath dev',
      'core.hooksPathx dev',
      '',
    ]
      .flatMap((rest) => [`git config ${rest}`, `git -C . config ${rest}`])
      .concat([
        'git -c a=b config core.hooksPath dev',
        'git -C . -c a=b config core.hooksPath dev',
        'git status core.hooksPath dev',
        'hub config core.hooksPath dev',
        'git -c config core.hooksPath dev',
      ]),
    (text) => hooksPathOf({ words: words(text) } as never) ?? 'nothing of it',
  )
})

it('a Makefile runs the lines of its targets', async () => {
  await holds(
    [
      'a:\n\techo 1\n\techo 2\n',
      'a:\n\t@echo 1\n\t-echo 2\n\t+echo 3\n\t@-  echo 4\n',
      'a: b c\n\techo\n',
      'a b: c\n\techo\n',
      'a:: c\n\techo\n',
      'a: b ; echo 1\n\techo 2\n',
      'a:;@echo 1\n',
      'a: ;\n',
      'a: # echo ; no\n\techo\n',
      '# a:\n\techo\n',
      'a := b\nb:\n\techo $(a) ${a}\n',
      'a ::= b # c\nb:\n\techo $(a)\n',
      'a ?= b\nb:\n\techo $(a)\n',
      'a=b\nc = $(a)d\nb:\n\techo $(c)\n',
      'a = b  # why\nb:\n\techo $(a)x\n',
      'b:\n\techo $(none) $(MAKE) $$HOME ${none} $$$$ $@\n',
      'x.y-z = 1\nb:\n\techo $(x.y-z)\n',
      'b:\n\techo a \\\n\t  b\n\techo c\\\\\n\techo d\n',
      'b:\n\techo end \\',
      'define f\na:\n\techo no\nendef\nb:\n\techo\n',
      'defined:\n\techo\n',
      'ifeq (a,a)\nb:\n\techo\nendif\n',
      'ifeq (a,b)\nb:\n\techo\nendif\nc:\n\techo c\n',
      'ifneq (a,b)\nb:\n\techo\nendif\n',
      'ifneq (a,a)\nb:\n\techo\nendif\n',
      'ifeq ($(a),b)\nb:\n\techo\nendif\n',
      'ifeq ( a , a )\nb:\n\techo\nendif\n',
      'ifdef a\nb:\n\techo\nendif\n',
      'ifndef a\nb:\n\techo\nendif\n',
      'ifeq (a,b)\nb:\n\techo b\nelse\nc:\n\techo c\nendif\n',
      'ifeq (a,b)\nifeq (a,a)\nb:\n\techo b\nendif\nendif\nd:\n\techo d\n',
      'else\nendif\nb:\n\techo\n',
      'ifeq (a,a)\nb:\n\techo b\nelse\nc:\n\techo c\nendif\nd:\n\techo d\n',
      'ifeq (a,b)\nelse ifeq (a,a)\nb:\n\techo b\nelse\nc:\n\techo c\nendif\n',
      'ifeq (a,a)\nelse ifeq (a,a)\nb:\n\techo b\nelse\nc:\n\techo c\nendif\n',
      'ifeq (a,b)\nelse ifneq (a,a)\nb:\n\techo b\nelse\nc:\n\techo c\nendif\n',
      'ifdef a\nb:\n\techo b\nelse\nc:\n\techo c\nendif\n',
      'ifeqx: y\n\techo\n',
      'elsewhere:\n\techo\n',
      'endifx:\n\techo\n',
      '\techo alone\n',
      'a:\n\t\n\techo\n\n\techo after\n',
      'a: b = c\n\techo\n',
      'a:b\n  echo no tab\n',
      '.PHONY: a\na:\n\techo\n',
      'a/b%.o: c\n\techo\n',
    ],
    async (text) => {
      const targets = (await makefile.read(new TextEncoder().encode(text), 'Makefile')) ?? []
      return targets
        .map(
          ({ name, lines }) => `[${name}] ${lines.map(({ text: each, span }) => `${each} @${Object.values(span).join(' ')}`).join(' ; ')}`,
        )
        .join(' ')
    },
  )
  await holds(
    ['a$(b)c', '$$(pwd)/$(b)', '$(MAKE) b', '${MAKE}', '$$$(b)', '$${b}', '${b}', '$$(c)', '$(b c)', '$(d)', '$b', '$$$$'],
    (text) => expandMake(text, new Map([['b', 'B']])),
  )
})
