// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows write variables so
import { it } from 'vitest'
import { workflow } from '../../src/guards/workflow/workflow.ts'
import type { Edit } from '../../src/model/files.ts'
import { holds } from '../readers/table.ts'
import { protocolOf, said } from './told.ts'

type Tree = Readonly<Record<string, Edit>>
const path = '.github/workflows/ci.yml'
const sha = 'a'.repeat(40)

/** What is said of a tree, less what stood before, for `cargo test` or another command. */
async function told(tree: Tree, options: object = {}, before?: Tree): Promise<string> {
  const lines = await said(workflow, protocolOf('workflow', [[path, { runs: 'cargo test', ...options }]]), before, tree)
  return lines.map((line) => line.replace('workflow/', '')).join(' ; ') || 'held'
}

const on = 'on: pull_request\n'
const job = (body: string, steps = '- run: cargo test') =>
  `${on}jobs:\n  test:\n    runs-on: ubuntu-latest\n${body.replace(/^(?=.)/gm, '    ')}\n    steps:\n${steps.replace(/^(?=.)/gm, '      ')}\n`
const step = (text: string) => job('', text)
const rows = (texts: readonly string[], options: object = {}, more: Tree = {}) =>
  holds(
    texts,
    (text) => told({ [path]: text, ...more }, options),
    (text) => text.replace(`${on}jobs:\n  test:\n    runs-on: ubuntu-latest\n`, '… ').replaceAll('\n', '⏎'),
  )
const pawl = { runs: 'pawl' }

it('a job holds a command, or something keeps it', async () => {
  await rows([
    ...[
      'true',
      'false',
      '${{ false }}',
      "github.event_name == 'push'",
      "github.event_name == 'pull_request'",
      "github.event.action == 'opened'",
      'always()',
      'success()',
      'failure()',
      '!cancelled()',
      'secrets.A',
      '',
    ].map((condition) => job(`if: ${condition}`)),
    ...['0', '1', '0.5', '-1', '${{ 0 }}', '${{ vars.A }}', 'x', '""'].flatMap((limit) => [
      job(`timeout-minutes: ${limit}`),
      step(`- run: cargo test\n  timeout-minutes: ${limit}`),
    ]),
    ...['true', 'false', '${{ false }}', '${{ true }}', '${{ vars.A }}', '${{ vars.A && false }}', 'False', '""', '[a]', 'x'].flatMap(
      (value) => [job(`continue-on-error: ${value}`), step(`- run: cargo test\n  continue-on-error: ${value}`)],
    ),
    job('environment: production'),
    job('environment: { name: production }'),
    job('strategy: { matrix: { a: [] } }'),
    job('strategy: { matrix: { a: [1, 2] } }', '- run: cargo test\n  if: matrix.a == 1'),
    job('strategy: { matrix: { a: [1, 2] } }', '- run: cargo test\n  if: matrix.a == 3'),
    job('strategy: { matrix: "${{ fromJSON(needs.a.outputs.m) }}" }'),
    job('strategy: { matrix: { flag: [true] } }\ncontinue-on-error: ${{ matrix.flag }}'),
    job('strategy: { matrix: { flag: [true, false] } }\ncontinue-on-error: ${{ matrix.flag }}'),
    job('env: { A: x }', "- run: cargo test\n  if: env.A == 'x'"),
    job('env: { A: x }', "- run: cargo test\n  if: env.A == 'y'"),
    job('', "- run: cargo test\n  env: { A: y }\n  if: env.A == 'y'"),
    `${on}env: { A: x }\njobs:\n  test:\n    env: { A: y }\n    steps:\n      - run: cargo test\n        if: env.A == 'y'\n`,
    ...[
      'ubuntu-latest',
      'windows-latest',
      'macos-14',
      'WINDOWS-2022',
      '[self-hosted, linux]',
      '[self-hosted, Windows]',
      '[self-hosted]',
      '${{ matrix.os }}',
      '${{ vars.A }}',
      '{ group: x }',
    ].flatMap((runner) => [
      `${on}jobs:\n  test:\n    runs-on: ${runner}\n    strategy: { matrix: { os: [windows-latest] } }\n    steps:\n      - run: cargo test\n        if: runner.os == 'Linux'\n`,
      `${on}jobs:\n  test:\n    runs-on: ${runner}\n    strategy: { matrix: { os: [windows-latest] } }\n    steps:\n      - run: |\n          cargo test\n          echo\n`,
    ]),
    ...['a', '[a]', '[a, b]', 'b', 'none', 'c', 'd'].flatMap((needs) => [
      `${on}jobs:\n  a: { steps: [{ run: x }] }\n  b: { if: false, steps: [{ run: x }] }\n  c: { needs: b, steps: [{ run: x }] }\n  d: { needs: test, steps: [] }\n  test:\n    needs: ${needs}\n    steps:\n      - run: cargo test\n`,
      `${on}jobs:\n  a: { steps: [{ run: x }] }\n  b: { if: false, steps: [{ run: x }] }\n  c: { needs: b, if: always(), steps: [] }\n  d: { needs: test }\n  test:\n    needs: ${needs}\n    if: always()\n    steps:\n      - run: cargo test\n`,
    ]),
    `${on}jobs:\n  test: x\n  other: { steps: [{ run: cargo test }] }\n`,
    `${on}jobs:\n  one: { if: false, steps: [{ run: cargo test }] }\n  two: { continue-on-error: true, steps: [{ run: cargo test }] }\n`,
    `${on}jobs:\n  one: { if: false, steps: [{ run: cargo test }] }\n  two: { steps: [{ run: cargo test }] }\n`,
    `${on}jobs: {}\n`,
    `${on}jobs: { test: {} }\n`,
  ])
})

it('a step runs the command in its shell and folder, or does not', async () => {
  await rows([
    ...[
      'bash',
      'sh',
      'pwsh',
      'cmd',
      'python',
      'bash {0}',
      'bash -e {0}',
      'bash +e {0}',
      'true {0}',
      '${{ vars.SHELL }}',
      "${{ 'sh' }}",
    ].flatMap((shell) => [
      step(`- run: |\n    cargo test\n    echo\n  shell: ${shell}`),
      job(`defaults: { run: { shell: "${shell}" } }`, '- run: |\n    cargo test\n    echo'),
      step(`- run: ls\n  shell: ${shell}`),
    ]),
    `${on}defaults: { run: { shell: "bash +e {0}" } }\njobs:\n  test:\n    steps:\n      - run: |\n          cargo test\n          echo\n`,
    `${on}defaults: { run: { shell: "bash +e {0}" } }\njobs:\n  test:\n    defaults: { run: { shell: bash } }\n    steps:\n      - run: |\n          cargo test\n          echo\n`,
    job('container: rust', '- run: |\n    cargo test | tee log\n    echo'),
    step('- run: cargo test || true'),
    step('- run: |\n    if [ "$X" ]; then\n      cargo test\n    fi'),
    step('- run: exit 0; cargo test'),
    step('- run: $X; cargo test'),
    step('- run: eval "$X"\n- run: cargo test'),
    step('- run: eval "$X"; cargo test'),
    step('- run: [cargo test]'),
    step('- name: x'),
    step('- x'),
    step('- run: cargo test ${{ github.head_ref }}'),
    step('- run: echo ${{ github.event.pull_request.title }}; cargo test'),
    step('- run: cargo ${{ vars.A }}'),
    step("- run: cargo ${{ 'test' }}"),
    step('- run: cargo test\n  if: failure()'),
    step('- run: cargo test\n  if: always()'),
    step("- run: cargo test\n  if: github.event_name == 'push'"),
    step('- run: cargo test\n  if: secrets.A'),
  ])
  await rows(
    [
      ...['.', './', 'web', './web/', '/tmp', '../x', 'a/../..', '${{ vars.A }}', '${{ github.workspace }}', ''].map((folder) =>
        step(`- run: npx pawl check --base origin/main\n  working-directory: ${folder}`),
      ),
      job('defaults: { run: { working-directory: web } }', '- run: npx pawl check --base origin/main'),
      ...[
        'npx pawl check --base origin/main',
        'pawl check --staged',
        'pawl check',
        'npx pawl audit',
        'pawl hook pre-commit',
        'pawl check --base main --head main',
        'pawl check a..b',
        'pawl check a..a',
        'pawl check --base "${{ github.base_ref }}"',
        'pawl --help',
        'pawl check $X',
        'PATH=x pawl check --base a',
        'cd /tmp && pawl check --base a',
        'pawl check --shard 1/2',
        'pawl check --base a --format json',
        'pawl check --base a --no-cache',
        'pawl -C sub check --base a',
        'pawl -C. check --base a',
        'pawl check --unknown',
        'pawl',
        'echo pawl check',
      ].map((run) => step(`- run: ${JSON.stringify(run)}`)),
    ],
    pawl,
  )
})

it("pawl's own action judges the change, or something else", async () => {
  const use = (given: string, uses = `acme/pawl@${sha}`) => step(`- uses: ${uses}\n  with: { ${given} }`)
  await rows(
    [
      step(`- uses: acme/pawl@${sha}`),
      step('- uses: Acme/PAWL@v1'),
      step('- uses: acme/pawl'),
      step('- uses: acme/pawls@v1'),
      step('- uses: acme/other/pawl@v1'),
      ...[
        'verb: check',
        'verb: audit',
        'verb: ""',
        'VERB: audit',
        'verb: "${{ vars.A }}"',
        'working-directory: .',
        'working-directory: ./',
        'working-directory: web',
        'working-directory: "${{ vars.A }}"',
        'base: main',
        'base: origin/main',
        'base: other',
        'base: ""',
        'base: "${{ github.base_ref }}"',
        'base: " ${{ github.event.pull_request.base.sha }} "',
        'base: "${{ github.event.pull_request.base.ref }}"',
        'base: "${{ github.sha }}"',
        'base: "x${{ github.base_ref }}"',
        'head: ""',
        'head: "${{ github.sha }}"',
        'head: "${{ github.ref }}"',
        'head: "${{ github.head_ref }}"',
        'head: "${{ github.event.pull_request.head.sha }}"',
        'head: "${{ github.event.pull_request.head.ref }}"',
        'head: main',
        'head: "${{ github.base_ref }}"',
        'comment: true',
        'verb: [a]',
      ].map((given) => use(given)),
      use('verb: check', './'),
      use('verb: audit', './'),
      use('verb: check', '.'),
      use('verb: check', './action'),
      step(`- uses: acme/pawl@${sha}\n  if: false`),
      step(`- uses: acme/pawl@${sha}\n  continue-on-error: true`),
    ],
    pawl,
    { 'package.json': '{"name":"pawl","bin":"bin/pawl.js"}' },
  )
  await rows([step(`- uses: acme/pawl@${sha}`), step('- uses: ./')], pawl)
  await rows([step(`- uses: acme/pawl@${sha}`)], { runs: 'pawl audit' })
  await rows([step(`- uses: acme/pawl@${sha}`)], { runs: 'pawl check' })
})

it('workflows and actions of the repository are followed', async () => {
  const called = (head: string, body = 'steps: [{ run: cargo test }]') => ({
    '.github/workflows/called.yml': `${head}\njobs:\n  inner:\n    ${body}\n`,
  })
  const caller = (more = '') => `${on}jobs:\n  test:\n    uses: ./.github/workflows/called.yml\n${more}`
  const cases: readonly (readonly [string, Tree])[] = [
    ['called', { [path]: caller(), ...called('on: workflow_call') }],
    ['called in a list', { [path]: caller(), ...called('on: [push, workflow_call]') }],
    ['not for calls', { [path]: caller(), ...called('on: push') }],
    ['not there', { [path]: caller() }],
    ['no YAML', { [path]: caller(), '.github/workflows/called.yml': 'a: [' }],
    ['of another repository', { [path]: `${on}jobs:\n  test:\n    uses: acme/x/.github/workflows/a.yml@v1\n` }],
    ['skipped within', { [path]: caller(), ...called('on: workflow_call', 'if: false\n    steps: [{ run: cargo test }]') }],
    ['skipped around', { [path]: caller('    if: false\n'), ...called('on: workflow_call') }],
    ['ignored around', { [path]: caller('    continue-on-error: true\n'), ...called('on: workflow_call') }],
    ...['boolean', 'string', 'number'].flatMap((type) =>
      [
        '',
        '    with: { Run: true }\n',
        '    with: { run: "false" }\n',
        '    with: { run: "${{ vars.A }}" }\n',
        '    with: { run: "${{ \'true\' }}" }\n',
      ].flatMap((given) =>
        ['', ', default: true', ', default: false', ', default: "${{ 1 == 1 }}"', ', default: [a]'].map(
          (standard) =>
            [
              `input of ${type}${standard}, ${given.trim() || 'not given'}`,
              {
                [path]: caller(given),
                ...called(
                  `on: { workflow_call: { inputs: { run: { type: ${type}${standard} } } } }`,
                  'steps: [{ run: cargo test, if: inputs.run }]',
                ),
              },
            ] as const,
        ),
      ),
    ),
    [
      'called by the called',
      {
        [path]: caller(),
        '.github/workflows/called.yml': 'on: workflow_call\njobs: { a: { uses: ./.github/workflows/two.yml } }\n',
        '.github/workflows/two.yml': 'on: workflow_call\njobs: { b: { steps: [{ run: cargo test }] } }\n',
      },
    ],
    [
      'called by itself',
      { [path]: caller(), '.github/workflows/called.yml': 'on: workflow_call\njobs: { a: { uses: ./.github/workflows/called.yml } }\n' },
    ],
    ...['action.yml', 'action.yaml', 'other.yml'].map(
      (name) =>
        [
          `an action ${name}`,
          { [path]: step('- uses: ./act/'), [`act/${name}`]: 'runs: { using: composite, steps: [{ run: cargo test, shell: bash }] }' },
        ] as const,
    ),
    [
      'an action at the root',
      { [path]: step('- uses: ./'), 'action.yml': 'runs: { using: composite, steps: [{ run: cargo test, shell: bash }] }' },
    ],
    ['an action of node', { [path]: step('- uses: ./act'), 'act/action.yml': 'runs: { using: node20, main: a.js }' }],
    ['an action that is no YAML', { [path]: step('- uses: ./act'), 'act/action.yml': 'a: [' }],
    ['an action without steps', { [path]: step('- uses: ./act'), 'act/action.yml': 'runs: { using: composite }' }],
    [
      'an action with inputs',
      {
        [path]: step('- uses: ./act\n  with: { run: "false" }'),
        'act/action.yml':
          'inputs: { Run: { default: "true" } }\nruns: { using: composite, steps: [{ run: cargo test, shell: bash, if: "inputs.run == \'true\'" }] }',
      },
    ],
    [
      'an action with a default',
      {
        [path]: step('- uses: ./act'),
        'act/action.yml':
          'inputs: { run: { default: "true" } }\nruns: { using: composite, steps: [{ run: cargo test, shell: bash, if: "inputs.run == \'true\'" }] }',
      },
    ],
    ['an action of another repository', { [path]: step('- uses: acme/act@v1') }],
    [
      'an action that is skipped',
      {
        [path]: step('- uses: ./act\n  if: false'),
        'act/action.yml': 'runs: { using: composite, steps: [{ run: cargo test, shell: bash }] }',
      },
    ],
    [
      'an action within an action',
      {
        [path]: step('- uses: ./a'),
        'a/action.yml': 'runs: { using: composite, steps: [{ uses: ./b }] }',
        'b/action.yml': 'runs: { using: composite, steps: [{ run: cargo test, shell: bash }] }',
      },
    ],
    ['an action within itself', { [path]: step('- uses: ./a'), 'a/action.yml': 'runs: { using: composite, steps: [{ uses: ./a }] }' }],
  ]
  await holds(
    cases,
    ([, tree]) => told(tree),
    ([what]) => what,
  )
})

it('what is used is pinned by a commit', async () => {
  const uses = [
    `a/b@${sha}`,
    `a/b@${'A'.repeat(40)}`,
    `a/b@${'0'.repeat(64)}`,
    `a/b@${'0'.repeat(50)}`,
    `a/b@${sha}x`,
    'a/b@v1',
    'a/b',
    `docker://a@sha256:${'0'.repeat(64)}`,
    `docker://a@sha256:${'0'.repeat(63)}`,
    'docker://a:1',
    `docker://a@${sha}`,
    './act',
    './act/',
    './.github/workflows/called.yml',
    './none',
  ]
  const more = {
    'act/action.yml': 'runs: { using: composite, steps: [{ uses: c/d@v1 }, { uses: ./act }] }',
    '.github/workflows/called.yml': 'jobs: { a: { uses: e/f@v1, steps: [{ uses: g/h@v1 }] } }',
  }
  await rows(
    uses.map((each) => step(`- uses: ${each}\n- run: cargo test`)),
    { pinned: 'sha' },
    more,
  )
  await rows(
    [`${on}jobs:\n  a: { uses: x/y/.github/workflows/z.yml@main }\n  test:\n    steps:\n      - uses: [a]\n      - run: cargo test\n`],
    { pinned: 'sha' },
  )
})

it('a job may do no more than before', async () => {
  const with_ = (top: string, own = '') =>
    `${on}${top && `permissions: ${top}\n`}jobs:\n  test:\n${own && `    permissions: ${own}\n`}    steps: [{ run: cargo test }]\n`
  const levels = [
    '',
    'read-all',
    'write-all',
    '{}',
    '{ contents: read }',
    '{ contents: write }',
    '{ contents: none }',
    '{ checks: write, contents: read }',
    '[a]',
    '{ contents: odd }',
    'none',
  ]
  await holds(
    levels.flatMap((before) =>
      levels.flatMap((after) => [
        [with_(before), with_(after), `${before || '-'} to ${after || '-'}`] as const,
        [with_('read-all', before), with_('read-all', after), `own ${before || '-'} to ${after || '-'}`] as const,
      ]),
    ),
    ([before, after]) => told({ [path]: after }, {}, { [path]: before }),
    ([, , what]) => what,
  )
})

it('a head with the rights of the base is data, and no more', async () => {
  const target = (steps: string, event = 'pull_request_target') =>
    `on: ${event}\njobs:\n  gate:\n    steps:\n${steps.replace(/^(?=.)/gm, '      ')}\n`
  const refs = [
    '${{ github.event.pull_request.head.sha }}',
    '${{ github.event.pull_request.head.ref }}',
    '${{ github.head_ref }}',
    'refs/pull/${{ github.event.number }}/merge',
    'main',
    '${{ github.event.pull_request.base.sha }}',
    '',
  ]
  const checkout = (ref: string, key = 'ref') => `- uses: actions/checkout@v4\n  with: { ${key}: "${ref}" }\n`
  const runs = [
    'cargo test',
    'npm ci',
    'git log',
    'pawl check --base a',
    'cat a | wc',
    'npx pawl check --base a',
    './x.sh',
    '$X',
    'ls; head a; tail a; diff a b; cp a b; mkdir c; sha256sum d',
    'make',
    'echo',
  ]
  await holds(
    [
      ...refs.flatMap((ref) => [
        target(`${checkout(ref)}- run: npm ci\n- run: pawl check --base a`),
        target(`${checkout(ref, 'repository')}- run: npm ci\n- run: pawl check --base a`),
      ]),
      ...runs.map((run) => target(`${checkout(refs[0]!)}- run: ${JSON.stringify(run)}\n- run: pawl check --base a`)),
      ...runs.map((run) => target(`- run: ${JSON.stringify(run)}\n- run: pawl check --base a`)),
      ...[
        'git checkout',
        'git switch',
        'git reset --hard',
        'git merge',
        'git pull origin',
        'git fetch origin',
        'pawl check --base a --head',
      ].map((git) => target(`- run: ${git} \${{ github.event.pull_request.head.sha }}\n- run: npm ci\n- run: pawl check --base a`)),
      target(`${checkout(refs[0]!)}- uses: ./act\n- run: pawl check --base a`),
      target(`- uses: ./act\n${checkout(refs[0]!)}- run: pawl check --base a`),
      target(`${checkout(refs[0]!).replace('actions/checkout', 'Actions/Checkout')}- run: npm ci\n- run: pawl check --base a`),
      target(`${checkout(refs[0]!).replace('actions/checkout', 'other/checkout')}- run: npm ci\n- run: pawl check --base a`),
      target(`- uses: acme/pawl@${sha}`),
      target('- run: pawl check --base a', '[pull_request, pull_request_target]'),
      target(`${checkout(refs[0]!)}- run: npm ci\n- run: pawl check --base a`, '[pull_request, pull_request_target]'),
      target('- x\n- run: [a]\n- run: pawl check --base a'),
    ],
    (text) => told({ [path]: text }, pawl),
  )
})

it('steps ahead of the command may take its ground away', async () => {
  const ahead = (steps: string, run = 'npx pawl check --base origin/main') => step(`${steps}\n- run: ${run}`)
  await rows(
    [
      ...[
        'git reset --hard HEAD~1',
        'git checkout main',
        'git checkout -b x',
        'git checkout -- a',
        'git checkout .',
        'git switch x',
        'git commit -m x',
        'git commit --dry-run',
        'git merge x',
        'git stash',
        'git fetch',
        'git update-ref HEAD x',
        'rm -rf .git',
        'git rm policies/a.yaml',
        'rm policies/p.yaml',
        'git config x y',
        'echo git',
        'git add -A && git commit -m x',
        'git symbolic-ref HEAD x',
        'git branch -f main HEAD',
        'git -C sub reset --hard x',
        '(cd sub && git reset --hard x)',
        'git $X',
        'if x; then git reset --hard y; fi',
      ].flatMap((run) => [
        ahead(`- run: ${run}`),
        ahead(`- run: ${run}`, 'cargo test'),
        ahead(`- run: ${run}\n  if: false`),
        ahead(`- run: ${run}\n  working-directory: sub`),
      ]),
      ...[
        'ref: main',
        'ref: "${{ github.base_ref }}"',
        'ref: "${{ github.sha }}"',
        'ref: "${{ github.event.pull_request.head.sha }}"',
        'ref: ""',
        'repository: a/b',
        'repository: "${{ github.repository }}"',
        'path: sub',
        'path: .',
        'fetch-depth: 1',
        'fetch-depth: 0',
        'ref: main, path: sub',
        'ref: "${{ vars.A }}"',
        'sparse-checkout: a',
        'ref: refs/heads/main',
      ].flatMap((given) => [
        ahead(`- uses: actions/checkout@v4\n  with: { ${given} }`),
        ahead(`- uses: actions/checkout@v4\n  if: false\n  with: { ${given} }`),
        step(`- uses: actions/checkout@v4\n  with: { ${given} }\n- uses: acme/pawl@${sha}`),
      ]),
    ],
    pawl,
  )
})
