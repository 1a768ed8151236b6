// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells and workflows write variables so
import { describe, expect, it } from 'vitest'
import { hook } from '../../src/guards/hook/hook.ts'
import type { Edit } from '../../src/model/files.ts'
import { protocolOf, told } from './told.ts'

const husky = JSON.stringify({ scripts: { prepare: 'husky' }, devDependencies: { husky: '^9.1.7' } })

/** The codes that a tree gives rise to. */
async function codes(tree: Record<string, Edit>, options: object = {}, name = 'pre-commit'): Promise<string[]> {
  const lines = await told(hook, protocolOf('hook', [[name, { runs: 'pawl check', ...options }]]), undefined, tree)
  return lines.map((line) => line.replace(/: .*/s, '').replace('hook/', ''))
}

/** What a hook of husky 9 with that text comes to. */
const ofHusky = (text: string, more: Record<string, Edit> = {}) => codes({ 'package.json': husky, '.husky/pre-commit': text, ...more })

/** What an executable script under `core.hooksPath` comes to. */
const ofFolder = (text: string, more: Record<string, Edit> = {}) =>
  codes({
    Makefile: 'setup:\n\tgit config core.hooksPath dev/hooks\n',
    'dev/hooks/pre-commit': { content: text, mode: 'executable' },
    ...more,
  })

const package_ = (scripts: Record<string, string>) => ({
  'package.json': JSON.stringify({ scripts: { prepare: 'husky', ...scripts }, devDependencies: { husky: '9' } }),
})

describe('a hook that ends well only where the command did', () => {
  it.each([
    'pawl check --staged',
    'pawl hook pre-commit',
    'lint-staged\npawl check --staged\necho done',
    'npx lint-staged && npx --no-install pawl check --staged',
    'pnpm exec pawl check --staged --format json',
    'bunx pawl check --staged',
    'yarn pawl check --staged',
    'npm exec -- pawl check --staged',
    'npm exec pawl -- check --staged',
    'npx -p pawl@1 -p @electric-sql/pglite pawl check --staged',
    'npx pawl@1.2.3 check --staged',
    'node ./node_modules/.bin/pawl check --staged',
    'node_modules/.bin/pawl check --staged',
    '"$(git rev-parse --show-toplevel)/node_modules/.bin/pawl" check --staged',
    'node node_modules/pawl/bin/pawl.js hook pre-commit',
    'exec pawl hook pre-commit "$@"',
    'if ! pawl check --staged; then\n  echo "the commit is stopped"\n  exit 1\nfi',
    'if pawl check --staged; then exit 0; else exit 1; fi',
    'pawl check --staged || { echo stopped; exit 1; }\necho fine',
    'pawl check --staged; status=$?; echo done; exit $status',
    'status=0\npawl check --staged || status=1\nnpm test || status=1\nexit "$status"',
    'command -v pawl >/dev/null 2>&1 || { echo "install pawl first"; exit 1; }\npawl check --staged',
    'check() { pawl check --staged; }\ncheck',
    'run() { echo "+ $*"; "$@"; }\nrun pawl check --staged',
    'pawl() { echo never; }\ncommand pawl check --staged',
    'trap "rm -f /tmp/list" EXIT\npawl check --staged',
    'if true; then pawl check --staged; fi',
    'SKIP=\n[ -n "$SKIP" ] || pawl check --staged',
    'PAWL="npx pawl"\n$PAWL check --staged',
    'eval "pawl check --staged"',
    'sh -c "pawl check --staged"',
    '(cd docs && pawl check --staged)',
    'cd "$(dirname "$0")/.." && pawl check --staged',
    'for file in $(git ls-files); do echo "$file"; done\npawl check --staged',
    'case $(uname) in Darwin) echo mac;; esac\npawl check --staged',
    '(! grep -q WIP .git/COMMIT_EDITMSG)\npawl check --staged',
    'output=$(pawl check --staged 2>&1) || { echo "$output"; exit 1; }',
    'for verb in check; do pawl "$verb" --staged; done',
    'timeout 60 pawl check --staged',
    'git stash list | cat\npawl check --staged',
    'git stash push --keep-index -q\npawl check --staged\ngit stash pop -q',
    'git stash -q\ngit stash pop -q --index\npawl check --staged',
    '# pawl check --staged || true\npawl check --staged # exit 0',
    'cat <<EOF\npawl check || true; exit 0\nEOF\npawl check --staged',
    'export PATH="$PWD/node_modules/.bin:$PATH"\npawl check --staged',
    'PATH="/usr/local/bin:$PATH"\npawl check --staged',
    'pawl check --staged >/dev/null 2>&1',
    'pawl -C . check --staged --no-cache',
    'export NODE_OPTIONS="--max-old-space-size=4096 --no-warnings"\npawl check --staged',
    'for i in 1 2 3; do pawl check --staged && exit 0; done\nexit 1',
    'until pawl check --staged; do sleep 1; done',
    'case "$(uname)" in Darwin) echo mac ;; *) echo other ;; esac\npawl check --staged',
    '. "$(dirname -- "$0")/_/husky.sh"\n\npawl check --staged',
    'git fetch origin\npawl check --staged',
    'git config user.name me\npawl check --staged',
    'npx lint-staged\ngit add -u\npawl check --staged',
    'prettier --write .\ngit update-index --again\npawl check --staged',
    'pawl check --staged\ngit reset -q',
    'git checkout -- package-lock.json\npawl check --staged',
    'git checkout .\npawl check --staged',
    'git restore package-lock.json\npawl check --staged',
    'git reset --soft HEAD\npawl check --staged',
    'git -C ../other reset -q\npawl check --staged',
    '(cd /tmp && git init && git commit -m x)\npawl check --staged',
    'git update-index --refresh\npawl check --staged',
    'echo git reset\npawl check --staged',
    'git symbolic-ref HEAD\npawl check --staged',
    'git rm -q old.txt\npawl check --staged',
    'git commit --dry-run\npawl check --staged',
  ])('passes: %s', async (text) => {
    expect(await ofHusky(text)).toEqual([])
  })

  it.each([
    '#!/bin/sh\nset -e\npawl check --staged\necho done',
    '#!/bin/sh -e\npawl check --staged\necho done',
    '#!/usr/bin/env bash\nset -euo pipefail\npawl check --staged | tee log\necho done',
    '#!/bin/bash\npawl check --staged || exit $?\nexit 0',
    'pawl check --staged',
    '#!/bin/sh\npawl check --staged && echo done',
    '#!/bin/bash\nif [[ $(uname) == Darwin ]]; then echo mac; fi\npawl check --staged',
    '#!/bin/bash\npawl check --staged\nif (( $? != 0 )); then exit 1; fi\necho done',
    '#!/bin/sh\nset -o pipefail\npawl check --staged | tee log',
    '#!/bin/bash\npawl check --staged | tee log\nexit "${PIPESTATUS[0]}"',
    '#!/bin/bash\npawl check --staged | tee log\nif [[ ${PIPESTATUS[0]} -ne 0 ]]; then exit 1; fi\necho done',
  ])('passes as a script of git: %s', async (text) => {
    expect(await ofFolder(text)).toEqual([])
  })

  it('passes through a script of package.json, or of the tree, one level down', async () => {
    const script = { content: '#!/bin/sh\nset -e\npawl check --staged\n', mode: 'executable' as const }
    expect(await ofHusky('npm run guard', package_({ guard: 'pawl check --staged' }))).toEqual([])
    expect(await ofHusky('npm run guard -- --staged', package_({ guard: 'pawl check' }))).toEqual([])
    expect(await ofHusky('yarn guard', package_({ guard: 'pawl check --staged && vitest run' }))).toEqual([])
    expect(await ofHusky('./scripts/guard.sh', { 'scripts/guard.sh': script })).toEqual([])
    expect(await ofHusky('bash scripts/guard.sh', { 'scripts/guard.sh': script })).toEqual([])
    expect(await ofHusky('. ./scripts/guard.sh', { 'scripts/guard.sh': script })).toEqual([])
  })
})

describe('a hook that goes past the command', () => {
  it.each([
    ['', 'command-missing'],
    ['# pawl check --staged', 'command-missing'],
    ['echo pawl check --staged', 'command-missing'],
    ['exit 0\npawl check --staged', 'command-missing'],
    ['if false; then pawl check --staged; fi', 'command-missing'],
    ['[ 1 -eq 2 ] && pawl check --staged; true', 'command-missing'],
    ['check() { pawl check --staged; }', 'command-missing'],
    ['pawl() { :; }\npawl check --staged', 'command-missing'],
    ['cat <<EOF\npawl check --staged\nEOF', 'command-missing'],
    ["cat <<'EOF' > /dev/null\npawl check --staged\nEOF", 'command-missing'],
    ['set -n\npawl check --staged', 'command-missing'],
    ['while false; do pawl check --staged; done', 'command-missing'],
    ['true || pawl check --staged', 'command-missing'],
    ['case x in y) pawl check --staged ;; esac', 'command-missing'],
    ['exec true\npawl check --staged', 'command-missing'],
    [': "pawl check --staged"', 'command-missing'],
    ['[ -n "$SKIP_PAWL" ] && exit 0\npawl check --staged', 'not-always-run'],
    ['test -z "$CI" || exit 0\npawl check --staged', 'not-always-run'],
    ['[ "${PAWL:-on}" = on ] && pawl check --staged\nexit 0', 'not-always-run'],
    ['if [ -z "$SKIP" ]; then pawl check --staged; fi', 'not-always-run'],
    ['command -v pawl >/dev/null && pawl check --staged\ntrue', 'not-always-run'],
    ['if git diff --cached --quiet -- src; then exit 0; fi\npawl check --staged', 'not-always-run'],
    ['case "$(git rev-parse --abbrev-ref HEAD)" in wip/*) exit 0 ;; esac\npawl check --staged', 'not-always-run'],
    ['for file in $(git diff --name-only); do pawl check --staged || exit 1; done', 'not-always-run'],
    ['while read -r line; do pawl check --staged || exit 1; done', 'not-always-run'],
    ['(( $SKIP )) && exit 0; pawl check --staged', 'not-always-run'],
    ['pawl check --staged || true', 'failure-ignored'],
    ['pawl check --staged || :', 'failure-ignored'],
    ['pawl check --staged || echo stopped', 'failure-ignored'],
    ['pawl check --staged &', 'failure-ignored'],
    ['pawl check --staged &\nwait', 'failure-ignored'],
    ['! pawl check --staged', 'failure-ignored'],
    ['pawl check --staged | tee log', 'failure-ignored'],
    ['for i in 1 2; do pawl check --staged || true; done', 'failure-ignored'],
    ['set +e\npawl check --staged\nexit 0', 'failure-ignored'],
    ['trap "exit 0" EXIT\npawl check --staged', 'failure-ignored'],
    ['cleanup() { exit 0; }\ntrap cleanup EXIT\npawl check --staged', 'failure-ignored'],
    ['if pawl check --staged; then echo fine; fi', 'failure-ignored'],
    ['echo "$(pawl check --staged)"', 'failure-ignored'],
    ['export REPORT="$(pawl check --staged)"', 'failure-ignored'],
    ['(pawl check --staged; true) || exit 0', 'failure-ignored'],
    ['pawl check --staged && echo fine\ntrue', 'failure-ignored'],
    ['sh -c "pawl check --staged; exit 0"', 'failure-ignored'],
    ['run() { "$@" || true; }\nrun pawl check --staged', 'failure-ignored'],
    ['eval "pawl check --staged || true"', 'failure-ignored'],
    ['pawl check --staged || exit "$CODE"', 'failure-ignored'],
    ['pawl --help check --staged', 'other-command'],
    ['pawl --version', 'other-command'],
    ['pawl check', 'other-command'],
    ['pawl check --base main', 'other-command'],
    ['pawl check HEAD..HEAD', 'other-command'],
    ['pawl audit', 'other-command'],
    ['pawl -C ../elsewhere check --staged', 'other-command'],
    ['pawl hook pre-push', 'other-command'],
    ['pawl check --staged --shard 1/20', 'other-command'],
    ['npx -p other pawl check --staged', 'other-command'],
    ['npm exec --package=pawl-fork -- pawl check --staged', 'other-command'],
    ['npx pawl@npm:other check --staged', 'command-missing'],
    ['cd /tmp && pawl check --staged', 'other-command'],
    ['cd .. && pawl check --staged', 'other-command'],
    ['GIT_INDEX_FILE=/dev/null pawl check --staged', 'other-command'],
    ['NODE_OPTIONS="--max-old-space-size=4096 --require ./x.js" pawl check --staged', 'other-command'],
    ['export GIT_DIR=/tmp/other\npawl check --staged', 'other-command'],
    ['git stash -q\npawl check --staged\ngit stash pop -q --index', 'other-command'],
    ['unset GIT_INDEX_FILE\npawl check --staged', 'other-command'],
    ['git reset -q\npawl check --staged\ngit add -A', 'other-command'],
    ['git switch feature/x\npawl check --staged', 'other-command'],
    ['git checkout v1.2.3\npawl check --staged', 'other-command'],
    ['git checkout -\npawl check --staged', 'other-command'],
    ['git reset -q -- policies\npawl check --staged\ngit add policies', 'other-command'],
    ['git -c core.pager=cat reset -q HEAD\npawl check --staged', 'other-command'],
    ['git -c a.b=c stash -q\npawl check --staged\ngit stash pop', 'other-command'],
    ['git stash --all\npawl check --staged', 'other-command'],
    ['git restore --staged .\npawl hook pre-commit\ngit add .', 'other-command'],
    ['git rm -q -r --cached migrations\npawl check --staged\ngit add migrations', 'other-command'],
    ['git read-tree HEAD\npawl check --staged', 'other-command'],
    ['git commit -qm x --no-verify\npawl check --staged', 'other-command'],
    ['git reset --soft HEAD~3\npawl check --staged', 'other-command'],
    ['git checkout -q --orphan new\npawl hook pre-commit', 'other-command'],
    ['git update-ref HEAD HEAD~3\npawl check --staged', 'other-command'],
    ['clean() { git reset -q; }\nclean\npawl check --staged', 'other-command'],
    ['git reset -q || true\npawl check --staged || exit 1', 'other-command'],
    ['git update-index --assume-unchanged policies/p.yaml\npawl check --staged', 'other-command'],
    ['alias pawl=true\npawl check --staged', 'other-command'],
    ['eval "$CHECKS"\npawl check --staged', 'not-followed'],
    ['. ~/.profile\npawl check --staged', 'not-followed'],
    ['$PAWL check --staged', 'not-followed'],
    ['pawl check $ARGUMENTS', 'not-followed'],
    ['make guard', 'not-followed'],
    ['PATH=./tools:$PATH\npawl check --staged', 'not-followed'],
    ['./tools/guard', 'not-followed'],
    ['if pawl check --staged; then', 'not-followed'],
    ['xargs pawl check --staged', 'not-followed'],
    ['pawl check --staged &>/dev/null', 'not-followed'],
    ['hash -p /bin/true pawl\npawl check --staged', 'not-followed'],
    ['pawl check --staged\r\n', 'not-followed'],
    ['enable -n exit\npawl check --staged || exit 1\ntrue', 'not-followed'],
  ])('%s is %s', async (text, code) => {
    expect(await ofHusky(text)).toEqual([code])
  })

  it.each([
    ['#!/bin/sh\npawl check --staged\necho done', 'failure-ignored'],
    ['#!/bin/sh\npawl check --staged\nexit 0', 'failure-ignored'],
    ['#!/bin/bash\npawl check --staged | tee log\necho done\nexit "${PIPESTATUS[0]}"', 'failure-ignored'],
    ['#!/bin/sh\npawl check --staged | tee log\nexit "${PIPESTATUS[0]}"', 'failure-ignored'],
    ['#!/bin/bash\ntrap "exit 0" ERR\nset -e\npawl check --staged', 'failure-ignored'],
    ['#!/bin/bash -e\nreport=$(pawl check --staged; echo)\necho "$report"', 'failure-ignored'],
    ['#!/bin/sh\npawl check --staged\n[ $? -eq 1 ] && exit 1\nexit 0', 'failure-ignored'],
    ['#!/usr/bin/env python3\nimport os', 'not-followed'],
    ['#!/bin/bash -n\npawl check --staged', 'command-missing'],
  ])('as a script of git %s is %s', async (text, code) => {
    expect(await ofFolder(text)).toEqual([code])
  })

  it('is not followed further than one level', async () => {
    const inner = { content: 'pawl check --staged\n', mode: 'executable' as const }
    expect(await ofHusky('npm run a', package_({ a: 'npm run b', b: 'pawl check --staged' }))).toEqual(['not-followed'])
    expect(await ofHusky('./a.sh', { 'a.sh': { content: './b.sh\n', mode: 'executable' }, 'b.sh': inner })).toEqual(['not-followed'])
    expect(await ofHusky('npm run guard', package_({}))).toEqual(['command-missing'])
    expect(await ofHusky('npm run guard', package_({ guard: 'pawl check --staged || true' }))).toEqual(['failure-ignored'])
    expect(await ofHusky('npm run guard', { ...package_({ guard: 'pawl check --staged' }), '.npmrc': 'script-shell=/bin/true\n' })).toEqual(
      ['not-followed'],
    )
  })

  it('is seen when lint-staged alone runs the command', async () => {
    const staged = { 'package.json': JSON.stringify({ ...JSON.parse(husky), 'lint-staged': { '*': 'pawl check --staged' } }) }
    expect(await ofHusky('npx lint-staged', staged)).toEqual(['not-always-run'])
    expect(await ofHusky('npx lint-staged\npawl check --staged', staged)).toEqual([])
  })

  it('may find a program that the repository planted', async () => {
    const planted = { 'node_modules/.bin/pawl': { content: '#!/bin/sh\n', mode: 'executable' as const } }
    expect(await ofHusky('pawl check --staged', planted)).toEqual(['not-followed'])
    expect(await ofHusky('npx pawl check --staged', planted)).toEqual(['not-followed'])
  })

  it('is another repository where a submodule is entered', async () => {
    const vendor = { vendor: { content: 'a'.repeat(40), mode: 'gitlink' as const } }
    expect(await ofHusky('cd vendor && pawl check --staged', vendor)).toEqual(['other-command'])
  })
})

describe('other hooks', () => {
  const push = (text: string) => codes({ 'package.json': husky, '.husky/pre-push': text }, {}, 'pre-push')

  it('take what git gives them', async () => {
    expect(await push('pawl hook pre-push "$@"')).toEqual([])
    expect(await push('pawl check --base origin/main')).toEqual([])
    expect(await push('pawl hook pre-push "$@" </dev/null')).toEqual(['other-command'])
    expect(await push('while read -r ref; do echo "$ref"; done\npawl hook pre-push "$@"')).toEqual(['other-command'])
    expect(await push('git lfs pre-push "$@"\npawl hook pre-push "$@"')).toEqual(['other-command'])
    expect(await push('exec </dev/tty\npawl hook pre-push "$@"')).toEqual(['other-command'])
    expect(await push('while read -r line; do echo "$line"; done <notes.txt\ncat notes.txt\npawl hook pre-push "$@"')).toEqual([])
    expect(await push('while read -r ref; do echo "$ref"; done\npawl check --base origin/main')).toEqual([])
    expect(await push('pawl check --staged')).toEqual(['other-command'])
    expect(await push('pawl check --base HEAD')).toEqual(['other-command'])
    expect(await push('git checkout -q main\npawl check --base origin/main')).toEqual(['other-command'])
    expect(await push('git update-ref refs/remotes/origin/main HEAD\npawl check --base origin/main')).toEqual(['other-command'])
    expect(await push('git fetch . HEAD:refs/remotes/origin/main\npawl check --base origin/main')).toEqual(['other-command'])
    expect(await push('git fetch -q origin main\npawl check --base origin/main')).toEqual([])
    expect(await push('git stash -q\npawl check --base origin/main\ngit stash pop')).toEqual([])
    expect(await push('git checkout -q main\npawl hook pre-push "$@"')).toEqual([])
  })

  it('may run any command', async () => {
    const of = (text: string, runs: string) => codes({ 'package.json': husky, '.husky/pre-commit': text }, { runs })
    expect(await of('cargo test --workspace', 'cargo test')).toEqual([])
    expect(await of('cargo build', 'cargo test')).toEqual(['command-missing'])
    expect(await of('cargo test || true', 'cargo test')).toEqual(['failure-ignored'])
    expect(await of('poetry run pytest -q', 'pytest')).toEqual([])
    expect(await of('echo cargo test', 'cargo test')).toEqual(['command-missing'])
    expect(await of('set +e; for each in a b; do cargo test -p $each; done', 'cargo test')).toEqual(['failure-ignored'])
  })
})
