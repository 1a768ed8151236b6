// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells and workflows write variables so
import { describe, expect, it } from 'vitest'
import { workflow } from '../../src/guards/workflow/workflow.ts'
import type { Edit } from '../../src/model/files.ts'
import { workflow as weaken } from '../../src/weakenings/workflow.ts'
import { files, protocolOf, told } from './told.ts'

type Tree = Record<string, Edit>
const path = '.github/workflows/ci.yml'
const sha = 'a'.repeat(40)

/** The codes that a tree gives rise to, less what stood before. */
async function codes(tree: Tree, options: object = {}, before?: Tree, subject = path): Promise<string[]> {
  const lines = await told(workflow, protocolOf('workflow', [[subject, { runs: 'cargo test', ...options }]]), before, tree)
  return lines.map((line) => line.replace(/: .*/s, '').replace('workflow/', ''))
}

const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by))

/** A workflow of one job with the given parts. */
function ci({ on = 'on: pull_request', top = '', job = '', step = 'run: cargo test', steps = '', more = '' } = {}): string {
  return `${on}\n${top && `${top}\n`}jobs:\n  test:\n    runs-on: ubuntu-latest\n${job && `${indent(job, 4)}\n`}    steps:\n      - uses: actions/checkout@v4\n${steps && `${indent(steps, 6)}\n`}      - ${indent(step, 8).trim()}\n${more && `${indent(more, 2)}\n`}`
}

const of = (parts: Parameters<typeof ci>[0], more: Tree = {}) => codes({ [path]: ci(parts), ...more })
const held: string[] = []

describe('when a workflow runs', () => {
  it.each([
    'on: pull_request',
    'on: [push, pull_request]',
    '"on":\n  pull_request:',
    'on:\n  pull_request:\n    branches: [main]',
    'on:\n  pull_request:\n    branches: ["**"]',
    'on:\n  pull_request:\n    branches: ["release/*", "m*"]',
    'on:\n  pull_request:\n    branches-ignore: ["wip/**"]',
    'on:\n  pull_request:\n    types: [opened, synchronize, reopened, labeled]',
    'on:\n  pull_request:\n    paths: ["**"]',
    'on:\n  pull_request:\n    paths: ["src/**", "**"]',
    'on:\n  pull_request:\n    paths-ignore: []',
    'on:\n  pull_request:\n    branches: ["ma?i+n"]',
    'on:\n  pull_request:\n    branches: ["[l-n]ai*"]',
    'on:\n  pull_request:\n    branches: ["!main", "**"]',
    'on:\n  pull_request:\n    branches-ignore: ["*/main", "main2", "m.in"]',
    'on:\n  push:\n    branches: [release]\n  pull_request: {}',
    'on:\n  pull_request:\n  merge_group:',
  ])('passes: %s', async (on) => {
    expect(await of({ on })).toEqual(held)
  })

  it.each([
    'on: push',
    'on: [push, workflow_dispatch]',
    'on:\n  pull_request:\n    paths: [src/**]',
    'on:\n  pull_request:\n    paths-ignore: ["**.md"]',
    'on:\n  pull_request:\n    branches: [release/*]',
    'on:\n  pull_request:\n    branches: ["**", "!main", "!master"]',
    'on:\n  pull_request:\n    branches-ignore: [main, master]',
    'on:\n  pull_request:\n    branches-ignore: [main]',
    'on:\n  pull_request:\n    branches: ["**", "!main"]',
    'on:\n  pull_request:\n    branches-ignore: ["*m*a*i*n*x?*"]',
    `on:\n  pull_request:\n    branches-ignore: ["[${'m'.repeat(250)}]ain"]`,
    `on:\n  pull_request:\n    branches: ["**", "![${'m'.repeat(250)}]ain"]`,
    `on:\n  pull_request:\n    branches: ["[${'m'.repeat(250)}]ain"]`,
    'on:\n  pull_request:\n    branches-ignore: ["mai*"]',
    'on:\n  pull_request:\n    branches-ignore: ["mai?n"]',
    'on:\n  pull_request:\n    branches-ignore: ["[l-n]ain"]',
    'on:\n  pull_request:\n    branches: ["*a"]',
    'on:\n  pull_request:\n    branches: ["m.in"]',
    'on:\n  pull_request:\n    branches: [ain]',
    'on:\n  pull_request:\n    branches: [mai]',
    'on:\n  pull_request:\n    types: [synchronize]',
    'on:\n  pull_request:\n    paths: ["**", "!docs/**"]',
    'on:\n  pull_request:\n    paths: ["**.ts"]',
    'on:\n  pull_request:\n    paths: []',
    'on:\n  pull_request:\n    types: [labeled]',
    'on:\n  pull_request:\n    types: [opened]',
    'on:\n  schedule:\n    - cron: "0 0 * * *"',
    'on: workflow_call',
  ])('does not: %s', async (on) => {
    expect(await of({ on })).toEqual(['not-on-pull-requests'])
  })
})

describe('a job that cannot be skipped', () => {
  it.each([
    "if: github.event_name == 'pull_request'",
    "if: ${{ github.event_name != 'schedule' }}",
    'if: always()',
    'if: ${{ !cancelled() }}',
    'if: true',
    'if: success() || failure()',
    "if: github.event.action != 'closed'",
    'if: contains(fromJSON(\'["push", "pull_request"]\'), github.event_name)',
    "if: github.ref != 'refs/heads/main'",
    "if: startsWith(github.ref, 'refs/pull/')",
    'timeout-minutes: 30',
    'continue-on-error: false',
    'continue-on-error: ${{ false }}',
    'strategy:\n  matrix:\n    os: [a, b]',
    'strategy:\n  fail-fast: true\n  matrix:\n    node: [22, 24]\n    exclude:\n      - node: 22',
    'strategy:\n  matrix:\n    include:\n      - node: 22',
    'concurrency:\n  group: ci-${{ github.ref }}\n  cancel-in-progress: true',
    'defaults:\n  run:\n    shell: bash',
    'env:\n  CI: "true"',
    'permissions: {}',
    'container: rust:1',
  ])('is one with %s', async (job) => {
    expect(await of({ job })).toEqual(held)
  })

  it.each([
    ['if: false', 'not-always-run'],
    ['if: ${{ false }}', 'not-always-run'],
    ["if: ${{ false && github.event_name == 'pull_request' }}", 'not-always-run'],
    ["if: github.event_name == 'push'", 'not-always-run'],
    ['if: "!github.event.pull_request.draft"', 'not-always-run'],
    ["if: github.actor != 'dependabot[bot]'", 'not-always-run'],
    ["if: vars.SKIP_TESTS != 'true'", 'not-always-run'],
    ["if: github.event.action == 'opened'", 'not-always-run'],
    ['if: "!contains(github.event.pull_request.labels.*.name, \'skip\')"', 'not-always-run'],
    ['if: github.event.pull_request.head.repo.full_name == github.repository', 'not-always-run'],
    ['if: failure()', 'not-always-run'],
    ["if: github.ref == 'refs/heads/main'", 'not-always-run'],
    ['if: this is no expression', 'not-always-run'],
    ['timeout-minutes: 0', 'not-always-run'],
    ['strategy:\n  matrix:\n    os: []', 'not-always-run'],
    ['strategy:\n  matrix:\n    os: ${{ fromJSON(vars.SYSTEMS) }}', 'not-always-run'],
    ['strategy:\n  matrix: ${{ fromJSON(needs.plan.outputs.matrix) }}', 'not-always-run'],
    ['strategy:\n  matrix:\n    os: [a]\n    exclude:\n      - os: a', 'not-always-run'],
    ['environment: production', 'not-always-run'],
    ['continue-on-error: true', 'failure-ignored'],
    ['continue-on-error: ${{ vars.LENIENT }}', 'failure-ignored'],
    ['defaults:\n  run:\n    shell: bash -c "true" {0}', 'failure-ignored'],
  ])('is not one with %s', async (job, code) => {
    expect(await of({ job })).toEqual([code])
  })

  it('needs only what cannot be skipped', async () => {
    const with_ = (build: string, own = 'needs: build') =>
      of({ job: own, more: `build:\n  runs-on: ubuntu-latest\n${indent(build, 2)}\n  steps:\n    - run: make` })
    expect(await with_('timeout-minutes: 5')).toEqual(held)
    expect(await with_('continue-on-error: true')).toEqual(held)
    expect(await with_("if: github.event_name == 'pull_request'")).toEqual(held)
    expect(await with_("if: github.actor != 'somebody'")).toEqual(['not-always-run'])
    expect(await with_("if: github.actor != 'somebody'", 'needs: build\nif: always()')).toEqual(held)
    expect(await with_("if: github.actor != 'somebody'", 'needs: [build]\nif: ${{ !failure() && !cancelled() }}')).toEqual(held)
    expect(await with_('timeout-minutes: 5', "needs: build\nif: needs.build.outputs.changed == 'true'")).toEqual(['not-always-run'])
    expect(await with_('timeout-minutes: 5', "needs: build\nif: needs.build.result == 'success'")).toEqual(held)
    expect(await with_('needs: test')).toEqual(['not-always-run'])
    expect(await of({ job: 'needs: nowhere' })).toEqual(['not-always-run'])
  })

  it('runs for one item of the matrix at least', async () => {
    const matrix = 'strategy:\n  matrix:\n    node: [22, 24]'
    expect(await of({ job: matrix, step: 'if: matrix.node == 24\nrun: cargo test' })).toEqual(held)
    expect(await of({ job: matrix, step: 'if: matrix.node == 26\nrun: cargo test' })).toEqual(['not-always-run'])
    expect(await of({ job: `${matrix}\ncontinue-on-error: \${{ matrix.node == 22 }}` })).toEqual(held)
  })
})

describe('a step that fails its job', () => {
  it.each([
    'run: cargo test --workspace',
    'run: |\n  cargo build\n  cargo test\n  echo done',
    'shell: bash\nrun: cargo test | tee log',
    'shell: bash -el {0}\nrun: |\n  cargo test\n  echo done',
    'shell: sh\nrun: cargo test',
    'if: always()\nrun: cargo test',
    'working-directory: crates\nrun: cargo test',
    'env:\n  SKIP: "no"\nrun: if [ "$SKIP" != yes ]; then cargo test; fi',
    'run: cargo test --features ${{ matrix.features }}',
    'continue-on-error: false\nrun: cargo test',
    'run: cargo test || exit 1',
    'run: "cargo test" # || true',
  ])('is one with %s', async (step) => {
    expect(await of({ step })).toEqual(held)
  })

  it.each([
    ['run: cargo test || true', 'failure-ignored'],
    ['run: cargo test | tee log', 'failure-ignored'],
    ['run: |\n  set +e\n  cargo test\n  exit 0', 'failure-ignored'],
    ['continue-on-error: true\nrun: cargo test', 'failure-ignored'],
    ['shell: bash {0}\nrun: |\n  cargo test\n  echo done', 'failure-ignored'],
    ['shell: bash +e {0}\nrun: |\n  cargo test\n  echo done', 'failure-ignored'],
    ['shell: bash -c "true" {0}\nrun: cargo test', 'failure-ignored'],
    ['shell: "true {0}"\nrun: cargo test', 'failure-ignored'],
    ['shell: bash -n {0}\nrun: cargo test', 'command-missing'],
    ['shell: python\nrun: cargo test', 'not-followed'],
    ['shell: ${{ vars.SHELL }}\nrun: cargo test', 'not-followed'],
    ['if: github.event.pull_request.draft == false\nrun: cargo test', 'not-always-run'],
    ['if: false\nrun: cargo test', 'not-always-run'],
    ['if: failure()\nrun: cargo test', 'not-always-run'],
    ['timeout-minutes: 0\nrun: cargo test', 'not-always-run'],
    ['run: if [ -z "$SKIP" ]; then cargo test; fi', 'not-always-run'],
    ["run: if [ '${{ vars.SKIP }}' != yes ]; then cargo test; fi", 'not-always-run'],
    ['run: if ${{ vars.RUN }}; then cargo test; fi', 'not-always-run'],
    ['run: echo cargo test', 'command-missing'],
    ['run: "# cargo test"', 'command-missing'],
    ['run: exit 0; cargo test', 'command-missing'],
    ['run: if false; then cargo test; fi', 'command-missing'],
    ['name: cargo test\nrun: cargo build', 'command-missing'],
    ['run: echo "${{ github.event.pull_request.title }}"; cargo test', 'not-followed'],
    ['run: make test', 'not-followed'],
    ['run: git checkout main && cargo test', 'other-command'],
    ['env:\n  BASH_ENV: ./x\n  PATH: ./bin\nrun: cargo test', 'not-followed'],
  ])('is not one with %s', async (step, code) => {
    expect(await of({ step })).toEqual([code])
  })

  it('looks at what the pull request brings', async () => {
    const checkout = (given: string) =>
      codes({
        [path]: `on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n        with: { ${given} }\n      - run: cargo test\n`,
      })
    expect(await checkout('fetch-depth: 0')).toEqual(held)
    expect(await checkout('ref: "${{ github.event.pull_request.head.sha }}"')).toEqual(held)
    expect(await checkout('repository: o/tools, path: tools')).toEqual(held)
    expect(
      await of({
        steps: '- uses: actions/checkout@v4\n  with: { repository: o/other, path: other }',
        step: 'run: cargo test\nworking-directory: other',
      }),
    ).toEqual(['other-command'])
    expect(
      await of({ steps: '- uses: actions/checkout@v4\n  with: { ref: main, path: base }', step: 'run: cd base && cargo test' }),
    ).toEqual(['other-command'])
    expect(await of({ steps: '- uses: actions/checkout@v4\n  with: { ref: main, path: base }' })).toEqual(held)
    expect(await checkout('ref: main')).toEqual(['other-command'])
    expect(await checkout('ref: "${{ github.base_ref }}"')).toEqual(['other-command'])
    expect(await checkout('repository: o/other')).toEqual(['other-command'])
    expect(await of({ steps: '- run: git reset --hard origin/main' })).toEqual(['other-command'])
    expect(await of({ steps: '- run: git checkout -- Cargo.lock' })).toEqual(held)
    expect(await of({ steps: '- run: echo "$PWD/tools" >> "$GITHUB_PATH"' })).toEqual(['not-followed'])
    expect(await of({ steps: '- run: echo "$HOME/.cargo/bin" >> "$GITHUB_PATH"' })).toEqual(held)
    expect(await of({ steps: '- run: echo "BASH_ENV=x" >> $GITHUB_ENV' })).toEqual(['not-followed'])
  })

  it('runs in a shell that is known', async () => {
    const windows = (step: string) => codes({ [path]: ci({ step }).replace('ubuntu-latest', 'windows-latest') })
    expect(await windows('run: cargo test')).toEqual(held)
    expect(await windows('shell: bash\nrun: |\n  cargo test\n  echo done')).toEqual(held)
    expect(await windows('run: |\n  cargo test\n  echo done')).toEqual(['not-followed'])
    expect(await of({ step: 'run: cargo test\nshell: pwsh' })).toEqual(held)
    expect(await of({ step: 'run: cargo test; exit 0\nshell: powershell' })).toEqual(['not-followed'])
    expect(await of({ step: 'run: |\n  cargo test | tee log\n  exit ${PIPESTATUS[0]}' })).toEqual(held)
    expect(await of({ step: 'run: |\n  cargo test | tee log\n  exit ${PIPESTATUS[1]}' })).toEqual(['failure-ignored'])
  })
})

describe('what a workflow calls', () => {
  const called = (more: string, on = 'on:\n  workflow_call:\n    inputs:\n      skip: { type: boolean, default: false }') => ({
    '.github/workflows/test.yml': `${on}\njobs:\n  inner:\n    runs-on: ubuntu-latest\n    steps:\n      - run: cargo test\n${more}`,
  })
  const caller = (more = '') => ({
    [path]: `on: pull_request\njobs:\n  test:\n    uses: ./.github/workflows/test.yml\n${indent(more, 4)}\n`,
  })

  it('is followed through reusable workflows of the repository', async () => {
    expect(await codes({ ...caller(), ...called('') })).toEqual(held)
    expect(await codes({ ...caller(), ...called('    if: ${{ !inputs.skip }}\n') })).toEqual(held)
    expect(await codes({ ...caller('with: { skip: true }'), ...called('    if: ${{ !inputs.skip }}\n') })).toEqual(['not-always-run'])
    expect(await codes({ ...caller(), ...called('        continue-on-error: true\n') })).toEqual(['failure-ignored'])
    expect(await codes({ ...caller('if: github.actor == 0'), ...called('') })).toEqual(['not-always-run'])
    expect(await codes({ ...caller(), ...called('', 'on: push') })).toEqual(['not-followed'])
    expect(await codes(caller())).toEqual(['not-followed'])
    expect(await codes({ [path]: `on: pull_request\njobs:\n  test:\n    uses: o/r/.github/workflows/test.yml@${sha}\n` })).toEqual([
      'not-followed',
    ])
  })

  it('is followed through composite actions of the repository', async () => {
    const action = (step: string) => ({
      '.github/actions/test/action.yml': `runs:\n  using: composite\n  steps:\n    - ${indent(step, 6).trim()}\n`,
    })
    const step = 'uses: ./.github/actions/test'
    expect(await of({ step }, action('shell: bash\nrun: cargo test'))).toEqual(held)
    expect(await of({ step }, action('shell: bash\nrun: cargo test || true'))).toEqual(['failure-ignored'])
    expect(await of({ step }, action('shell: bash\nif: inputs.x\nrun: cargo test'))).toEqual(['not-always-run'])
    expect(await of({ step: `${step}\ncontinue-on-error: true` }, action('shell: bash\nrun: cargo test'))).toEqual(['failure-ignored'])
    expect(await of({ step })).toEqual(['command-missing'])
  })

  it('may be a script of the package.json of another folder', async () => {
    const pack = (script: string) => ({
      'web/package.json': JSON.stringify({ scripts: { test: script } }),
      'web/src/a.ts': '',
      'package.json': JSON.stringify({ scripts: { test: 'true', 'web/test': 'true' } }),
    })
    const ways = [
      'run: npm test\nworking-directory: web',
      'run: npm test\nworking-directory: ./web/src',
      'run: cd web && npm test',
      'run: npm --prefix web test',
      'run: npm test --prefix=web',
      'run: npm -C web run test',
      'run: pnpm -C web test',
      'run: yarn --cwd ./web test',
    ]
    for (const step of ways) {
      expect(await of({ step }, pack('cargo test')), step).toEqual([])
      expect(await of({ step }, pack('cargo test || true')), step).toEqual(['failure-ignored'])
      expect(await of({ step }, pack('echo cargo test')), step).toEqual(['command-missing'])
    }
    expect(await of({ step: 'run: npm ci --prefix web\n', steps: '- run: cd web && npm test' }, pack('cargo test'))).toEqual([])
    expect(await of({ step: 'run: npm test\nworking-directory: other' }, pack('cargo test'))).toEqual(['command-missing'])
    const moved = { ...pack('cargo test'), 'web/.npmrc': 'script-shell=/bin/true\n' }
    expect(await of({ step: ways[0]! }, moved)).toEqual(['not-followed'])
  })
  it('may be a script of package.json or of the tree', async () => {
    const pack = { 'package.json': JSON.stringify({ scripts: { test: 'cargo test', lax: 'cargo test || true' } }) }
    expect(await of({ step: 'run: npm test' }, pack)).toEqual(held)
    expect(await of({ step: 'run: npm run lax' }, pack)).toEqual(['failure-ignored'])
    expect(await of({ step: 'run: ./ci.sh' }, { 'ci.sh': { content: '#!/bin/sh\nset -e\ncargo test\n', mode: 'executable' } })).toEqual(
      held,
    )
  })
})

describe('`runs: pawl`', () => {
  const pawl = (step: string, before?: Tree) => codes({ [path]: ci({ step }) }, { runs: 'pawl' }, before)

  it('is met by its check or by its action', async () => {
    for (const step of [
      'run: npx pawl check --base origin/${{ github.base_ref }}',
      'run: pnpm exec pawl check --base "origin/$GITHUB_BASE_REF" --format github',
      'run: pawl check ${{ github.event.pull_request.base.sha }}..${{ github.event.pull_request.head.sha }}',
      `uses: acme/pawl@${sha}`,
      'uses: acme/pawl@v1\nwith:\n  verb: check\n  format: sarif\n  base: ${{ github.event.pull_request.base.sha }}',
    ])
      expect(await pawl(step), step).toEqual(held)
  })

  it('is not by what judges something else', async () => {
    for (const step of [
      'run: npx pawl --help',
      'run: npx pawl --version',
      'run: npx pawl audit',
      'run: npx pawl check --staged',
      'run: npx pawl check --base HEAD',
      'run: npx pawl -C docs check --base origin/main',
      'run: npx pawl hook pre-commit',
      'run: npx pawl check --base origin/main\nworking-directory: /tmp',
      'run: npx pawl check --base origin/main\nworking-directory: ../other',
      `uses: acme/pawl@${sha}\nwith:\n  verb: audit`,
      `uses: acme/pawl@${sha}\nwith:\n  working-directory: docs`,
      `uses: acme/pawl@${sha}\nwith:\n  base: HEAD`,
    ])
      expect(await pawl(step), step).toEqual(['other-command'])
    for (const step of ['run: echo pawl check', 'uses: acme/paw@v1', 'uses: acme/pawl-setup@v1', 'uses: acme/tools/pawl@v1'])
      expect(await pawl(step), step).toEqual(['command-missing'])
  })

  it('judges the commit that the pull request brings, against its own base', async () => {
    const behind = (run: string, check = 'run: npx pawl check --base origin/main') =>
      codes({ [path]: ci({ steps: `- run: |\n${indent(run, 4)}`, step: check }) }, { runs: 'pawl' })
    for (const run of [
      'git fetch origin main',
      'git config user.name ci',
      'git add -A',
      'git fetch --unshallow\ngit merge origin/main',
      'git branch -f main origin/main',
      'git reset -q',
      'git checkout -- Cargo.lock',
      'cd /tmp/wiki && git commit -qm x',
      'git -C ../wiki commit -qm x',
      'git update-ref refs/heads/main FETCH_HEAD',
      'git log -1 | grep commit',
    ])
      expect(await behind(run), run).toEqual(held)
    for (const run of [
      'git checkout origin/main -- policies\ngit commit -qam x',
      'git add -A\ngit commit -qm "format"',
      'git revert --no-edit HEAD',
      'git branch -f main HEAD',
      'git branch -f main',
      'git update-ref refs/remotes/origin/main HEAD',
      'git fetch . HEAD:refs/remotes/origin/main',
      'git reset --soft HEAD~1',
    ])
      expect(await behind(run), run).toEqual(['other-command'])
    expect(await pawl('run: git commit -qam x && npx pawl check --base origin/main')).toEqual(['other-command'])
    expect(await pawl('run: npx pawl check --base origin/main && git commit -qam x')).toEqual(held)
    expect(await behind('git commit -qam x', `uses: acme/pawl@${sha}`)).toEqual(held)
    expect(await of({ steps: '- run: git commit -qam x' })).toEqual(held)
  })

  it('is met by the pawl of the owner that the base names', async () => {
    const before = { [path]: ci({ step: `uses: acme/pawl@${sha}` }) }
    expect(await pawl(`uses: acme/pawl@${'b'.repeat(40)}`, before)).toEqual(held)
    expect(await pawl(`uses: Acme/pawl@${sha}`, before)).toEqual(held)
    expect(await pawl(`uses: evil/pawl@${sha}`, before)).toEqual(['other-command'])
  })
})

describe('actions, rights and the head', () => {
  it('pins what it uses', async () => {
    const pinned = { pinned: 'sha' }
    const with_ = (uses: string) => codes({ [path]: ci({ steps: `- uses: ${uses}` }).replace('checkout@v4', `checkout@${sha}`) }, pinned)
    expect(await with_(`o/setup@${sha} # v2`)).toEqual(held)
    expect(await with_('./local')).toEqual(held)
    expect(await with_(`docker://alpine@sha256:${'a'.repeat(64)}`)).toEqual(held)
    expect(await with_('o/setup@v2')).toEqual(['action-unpinned'])
    expect(await with_(`o/setup@${sha.slice(1)}`)).toEqual(['action-unpinned'])
    expect(await with_('docker://alpine:3')).toEqual(['action-unpinned'])
    expect(await of({ steps: '- uses: o/setup@v2' })).toEqual(held)
    // What was unpinned before is no news under another version; one more of it is.
    const stood = { [path]: ci({ steps: '- uses: o/setup@v2' }) }
    const now = (steps: string) => codes({ [path]: ci({ steps }) }, pinned, stood)
    expect(await now('- uses: o/setup@v3')).toEqual(held)
    expect(await now('- uses: o/setup@v3\n- uses: o/other@v1')).toEqual(['action-unpinned'])
    expect(await now('- uses: o/setup@v2\n- uses: o/setup@v2')).toEqual(['action-unpinned'])
  })

  it('may do no more than before', async () => {
    const base = { [path]: ci({ top: 'permissions: { contents: read }' }) }
    const grown = (parts: Parameters<typeof ci>[0]) => codes({ [path]: ci(parts) }, {}, base)
    expect(await grown({ top: 'permissions: { contents: read, checks: read }' })).toEqual(['permissions-grew'])
    expect(await grown({ top: 'permissions: { contents: write }' })).toEqual(['permissions-grew'])
    expect(await grown({ top: 'permissions: write-all' })).toEqual(['permissions-grew'])
    expect(await grown({})).toEqual(['permissions-grew'])
    expect(await grown({ top: 'permissions: { contents: read }', job: 'permissions: { id-token: write }' })).toEqual(['permissions-grew'])
    expect(await grown({ top: 'permissions: {}' })).toEqual(held)
    expect(await grown({ top: 'permissions: write-all', job: 'permissions: { contents: read }' })).toEqual(held)
    expect(await codes({ [path]: ci({ top: 'permissions: { contents: write }' }) })).toEqual(held)
    // A called workflow gets no more than it states itself.
    const calling = { [path]: 'on: pull_request\njobs: { call: { uses: ./.github/workflows/inner.yml } }\n' }
    const inner = (top: string) => ({ ...calling, '.github/workflows/inner.yml': ci({ on: 'on: workflow_call', top }) })
    expect(await codes(inner('permissions: { contents: read }'), {}, base)).toEqual(held)
    expect(await codes(inner(''), {}, base)).toEqual(['permissions-grew'])
    expect(await codes(inner('permissions: write-all'), {}, inner('permissions: { contents: read }'))).toEqual(['permissions-grew'])
    expect(await codes(inner('permissions: {}'), {}, inner('permissions: { contents: read }'))).toEqual(held)
  })

  it('does not run the head with the rights of the base', async () => {
    const on = 'on: pull_request_target'
    const checkout = (rest: string) =>
      `${on}\njobs:\n  gate:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          ref: \${{ github.event.pull_request.head.sha }}\n${indent(rest, 6)}\n`
    expect(await of({ on })).toEqual(['target-alone'])
    expect(await of({ on: 'on: [pull_request, pull_request_target]' })).toEqual(held)
    expect(await codes({ [path]: checkout('- run: npm ci\n- run: cargo test') })).toEqual(['runs-head'])
    expect(await codes({ [path]: checkout('- run: pawl check --base origin/main') }, { runs: 'pawl' })).toEqual(['head-as-data'])
    for (const runner of ['npx ', 'pnpm exec ', './node_modules/.bin/'])
      expect(await codes({ [path]: checkout(`- run: ${runner}pawl check --base origin/main`) }, { runs: 'pawl' }), runner).toEqual([
        'runs-head',
      ])
    expect(await codes({ [path]: ci({ on, step: `uses: acme/pawl@${sha}` }) }, { runs: 'pawl' })).toEqual(['head-as-data'])
    expect(await codes({ [path]: checkout('- run: cargo test').replace(on, 'on: [pull_request, pull_request_target]') })).toEqual([
      'runs-head',
    ])
  })
})

describe('the file', () => {
  it('stands where GitHub looks, and can be read', async () => {
    const glob = '.github/workflows/*.yml'
    expect(await codes({}, {}, undefined)).toEqual(['missing'])
    expect(await codes({ [path]: ci() }, {}, undefined, glob)).toEqual(held)
    expect(await codes({ [path]: ci({ step: 'run: ls' }), '.github/workflows/b.yml': ci() }, {}, undefined, glob)).toEqual(held)
    expect(await codes({ 'ci/test.yml': ci() }, {}, undefined, 'ci/*.yml')).toEqual(['not-run'])
    expect(await codes({ [path]: { content: '../x.yml', mode: 'symlink' } })).toEqual(['not-run'])
    expect(await codes({ [path]: 'on: [\n' })).toEqual(['not-followed'])
    expect(await codes({ [path]: 'on: pull_request\n' })).toEqual(['not-followed'])
    expect(await of({ job: '<<: { continue-on-error: true }' })).toEqual(['not-followed'])
    expect(await of({ on: 'on: pull_request\non: push' })).toEqual(['not-followed'])
    expect(await codes({ [path]: ci({ top: 'x-step: &t { run: cargo test }', step: 'run: ls', steps: '- *t' }) })).toEqual(held)
  })
})

describe('the drill of a workflow', () => {
  it('knows at least five weakenings, and each is seen for what it is', async () => {
    for (const text of [ci(), ci({ on: 'name: CI\non:\n  push:\n  pull_request:', step: `uses: acme/pawl@${sha}` })]) {
      const protocol = protocolOf('workflow', [[path, { runs: text.includes('pawl') ? 'pawl' : 'cargo test' }]])
      const tree = { [path]: text }
      let count = 0
      for await (const { what, caughtBy, change } of weaken({ protection: protocol.protect[0]! as never, files: files(tree) })) {
        if (!('edits' in change)) continue
        const lines = await told(workflow, protocol, tree, { ...tree, ...Object.fromEntries(change.edits) })
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
