import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, it } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { type Adopted, adopted } from '../adoption/room.ts'
import { pawl } from '../cases/command.ts'
import { temporaryFolder } from '../git/repository.ts'

const table = 'CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT);\n'
const oneWay = '# Irreversible\n\n## Why\n\nIt cannot be undone.\n\n## Who is hit\n\nAll.\n'
const policies = (project: Adopted) => Object.keys(project.disk()).filter((path) => path.startsWith('policies/'))

/** Runs `pawl init` with somebody there who answers. */
async function answered(project: Adopted, ...answers: string[]) {
  const asked: string[] = []
  let out = ''
  const exit = await run(['init'], {
    cwd: project.path,
    env: { PATH: project.env.PATH, HOME: project.path, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    out: (text) => {
      out += text
    },
    err: () => {},
    stdin: async () => '',
    ask: async (question) => {
      asked.push(question)
      return answers.shift()
    },
    terminal: { out: false, err: false },
    now: () => new Date('2026-11-21T12:00:00Z'),
  })
  return { exit, out, asked }
}

it('shows each file ahead of its question, and writes what is agreed to', async () => {
  const project = adopted({ 'migrations/001_a.sql': table })
  const { exit, out, asked } = await answered(project, 'y', 'perhaps', 'no', 'quit')
  expect(exit).toBe(0)
  expect(asked.map((question) => question.replace(/\? .*/, ''))).toEqual([
    '(1/6) write policies/databases.yaml',
    '(2/6) write policies/data.yaml',
    '(2/6) write policies/data.yaml',
    '(3/6) write policies/guard.yaml',
  ])
  expect(out.indexOf('+++ b/policies/databases.yaml')).toBeLessThan(out.indexOf('+++ b/policies/data.yaml'))
  expect(out).not.toContain('core.hooksPath to')
  expect(policies(project)).toEqual(['policies/databases.yaml'])
})

it('proposes what keeps the hook where a run was broken off ahead of it, or policies were written by hand, and nothing where it stands', async () => {
  const project = adopted({ 'migrations/001_a.sql': table })
  await answered(project, 'y', 'y')
  const { exit, asked, out } = await answered(project, 'a')
  expect([exit, asked[0]]).toEqual([0, expect.stringContaining('(1/4) write policies/guard.yaml?')])
  expect(out).toContain('held  hook:pre-commit')
  expect(policies(project)).toEqual(['policies/data.yaml', 'policies/databases.yaml', 'policies/guard.yaml'])
  expect((await answered(project)).out).toContain('nothing to write: pawl has nothing to add to what is there')
  const kept = 'protocol: a\nstatus: irreversible\nprotect:\n  - hook: pre-push\n    runs: pawl check\n    level: warning\n'
  const other = adopted({ 'policies/a.yaml': kept })
  expect((await answered(other)).asked[0]).toContain('write .githooks/pre-commit?')
})

it('writes all that is left after `all`, and sets the hook up in this clone', async () => {
  const project = adopted({ 'migrations/001_a.sql': table })
  const { exit, asked } = await answered(project, 'a')
  expect({ exit, asked: asked.length }).toEqual({ exit: 0, asked: 1 })
  expect(policies(project)).toHaveLength(3)
  expect(project.git('config', 'core.hooksPath')).toBe('.githooks')
  expect(project.git('diff', '--cached', '--name-only').split('\n')).toContain('policies/guard.yaml')
})

it('takes the end of the input for no', async () => {
  const project = adopted({ 'migrations/001_a.sql': table })
  expect(await answered(project)).toMatchObject({ exit: 2 })
  expect(policies(project)).toEqual([])
})

it('refuses where nobody can be asked, and writes nothing', async () => {
  const project = adopted({ 'migrations/001_a.sql': table })
  const { exit, err } = await project.pawl('init')
  expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining('`pawl init --yes`') })
  expect(JSON.parse((await project.pawl('init', '--format', 'json')).out)).toMatchObject({ verb: 'init', verdict: 'unknown' })
  expect(project.git('status', '--short')).toBe('')
})

it('begins where there is no commit yet: with files that git does not track, and with none', async () => {
  const project = adopted({})
  expect(await project.pawl('init', '--yes')).toMatchObject({ exit: 0 })
  const other = adopted({})
  mkdirSync(join(other.path, 'migrations'))
  writeFileSync(join(other.path, 'migrations', '001_a.sql'), table)
  writeFileSync(join(other.path, 'no-way-back.md'), oneWay)
  expect(await other.pawl('init', '--yes')).toMatchObject({ exit: 0 })
  expect(policies(other)).toEqual(['policies/data.yaml', 'policies/databases.yaml', 'policies/guard.yaml', 'policies/no-way-back.yaml'])
  expect(other.tryCommit({})).toMatchObject({ status: 0 })
})

it('proposes what holds of the index and of the work tree, and leaves what is staged and what is not as it was', async () => {
  const project = adopted({ 'no-way-back.md': oneWay, 'a.txt': '1\n', 'b.txt': '1\n' })
  project.add({ 'a.txt': '2\n' })
  writeFileSync(join(project.path, 'b.txt'), '2\n')
  writeFileSync(join(project.path, 'no-way-back.md'), oneWay.replace(/## Who[\s\S]*/, ''))
  const { exit, out } = await project.pawl('init', '--yes', '--format', 'json')
  expect(exit).toBe(0)
  expect(JSON.parse(out).left).toEqual([expect.stringContaining('`Who is hit`')])
  expect(project.git('diff', '--name-only').split('\n')).toEqual(['b.txt', 'no-way-back.md'])
  expect(project.git('diff', '--cached', '--name-only').split('\n')).toContain('a.txt')
  expect(readFileSync(join(project.path, 'policies/no-way-back.yaml'), 'utf8')).toContain('headings: [Why]')
})

it('writes through no symlink, over nothing, and into nothing that git ignores', async () => {
  for (const [name, files] of [
    ['.githooks', {}],
    ['policies', {}],
  ] as const) {
    const project = adopted({ 'a.txt': 'a', ...files })
    mkdirSync(join(project.path, 'real'))
    symlinkSync('real', join(project.path, name))
    const { exit, err } = await project.pawl('init', '--yes')
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringMatching(/symlink|symbolic link/) })
    expect(project.git('status', '--short')).toBe(`?? ${name}`)
  }
  const ignored = adopted({ '.gitignore': 'policies\n' })
  expect(await ignored.pawl('init', '--yes')).toMatchObject({ exit: 2, err: expect.stringContaining('git ignores `policies/guard.yaml`') })
  const taken = adopted({ policies: 'a file' })
  expect(await taken.pawl('init', '--yes')).toMatchObject({ exit: 2, err: expect.stringContaining('`policies` is no folder') })
})

it('refuses outside of a repository, in a bare one and in the middle of a conflict', async () => {
  expect(await pawl(temporaryFolder(), ['init', '--yes'])).toMatchObject({ exit: 2, err: expect.stringContaining('`git init`') })
  const project = adopted({ 'a.txt': 'a' })
  project.git('clone', '-q', '--bare', '.', 'bare.git')
  expect(await pawl(join(project.path, 'bare.git'), ['init', '--yes'])).toMatchObject({ exit: 2, err: expect.stringContaining('bare') })
})

it("leaves another tool's policies and a policy that cannot be read as they are", async () => {
  const other = adopted({ 'policies/k.yaml': 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\n' })
  expect(await other.pawl('init', '--yes')).toMatchObject({ exit: 0 })
  expect(policies(other)).toEqual(['policies/guard.yaml', 'policies/k.yaml'])
  const broken = adopted({ 'policies/k.yaml': 'protocl: x\n' })
  expect(await broken.pawl('init', '--yes')).toMatchObject({ exit: 2, err: expect.stringContaining('did you mean `protocol`') })
})

it('leaves a hook of this clone alone, and says the line that it wants', async () => {
  const project = adopted({ 'a.txt': 'a' })
  const hook = join(project.path, '.git', 'hooks', 'pre-commit')
  writeFileSync(hook, '#!/bin/sh\ntrue\n')
  chmodSync(hook, 0o755)
  const { exit, out } = await project.pawl('init', '--yes')
  expect(exit).toBe(0)
  expect(out).toContain('let your hook end with this line:\n    pawl hook pre-commit')
  expect(readFileSync(hook, 'utf8')).toBe('#!/bin/sh\ntrue\n')
  expect(existsSync(join(project.path, '.githooks'))).toBe(false)
})

it('finds the folder of hooks that this clone names by its whole path, and ends its hook with pawl', async () => {
  const project = adopted({ 'hooks/pre-commit': '#!/bin/sh\ntrue' })
  chmodSync(join(project.path, 'hooks', 'pre-commit'), 0o755)
  project.git('add', '-A')
  project.git('config', 'core.hooksPath', join(project.path, 'hooks'))
  expect(await project.pawl('init', '--yes')).toMatchObject({ exit: 0 })
  expect(readFileSync(join(project.path, 'hooks', 'pre-commit'), 'utf8')).toBe('#!/bin/sh\ntrue\npawl hook pre-commit\n')
  expect(project.tryCommit({})).toMatchObject({ status: 0 })
  expect(project.tryCommit({ 'policies/guard.yaml': undefined })).toMatchObject({ status: 1 })
})

it('lets in what stood when its policy came, and stops what comes after it', async () => {
  const project = adopted({
    'migrations/001_a.sql': 'CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT);\n',
    'migrations/002_upper.sql': 'UPDATE a SET name = name || id;\nDELETE FROM a WHERE note IS NULL;\n',
  })
  expect(await project.pawl('init', '--yes')).toMatchObject({ exit: 0 })
  expect(project.disk()['policies/data.yaml']).toContain('table: a')
  expect(project.tryCommit({})).toMatchObject({ status: 0 })
  const stopped = await project.judged({ 'migrations/003_upper.sql': 'UPDATE a SET name = name || id;\n' })
  expect(stopped).toMatchObject({ status: 1, said: expect.stringContaining('error[schema/values-changed]') })
})

it('judges what a change edits or adds beside the policy that it brings', async () => {
  const project = adopted({ 'migrations/001_a.sql': 'CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT);\n' })
  const { exit, out } = await project.pawl('init', '--yes')
  expect({ exit, out }).toMatchObject({ exit: 0 })
  const stopped = await project.judged({ 'migrations/002_b.sql': 'UPDATE a SET name = id;\n' })
  expect(stopped).toMatchObject({ status: 1, said: expect.stringContaining('migrations/002_b.sql:1:1') })
})

it.each([
  ['husky', { 'package.json': '{ "scripts": { "prepare": "husky" }, "devDependencies": { "husky": "9.1.7" } }' }, 'npm install'],
  ['the framework', { '.pre-commit-config.yaml': 'repos:\n  - repo: meta\n    hooks:\n      - id: identity\n' }, 'pre-commit install'],
] as const)('says that %s acts in no clone yet, and what sets it up', async (manager, files, command) => {
  const project = adopted(files)
  const { out } = await project.pawl('init', '--yes')
  expect(out).toContain(`next: ${manager} is not set up in this clone, and no commit is judged before it is`)
  expect(out).toContain(`\n    ${command}\n`)
})

it('stages a hook that may be executed where the disk cannot say so, as on Windows, and says how where it stages nothing', async () => {
  const project = adopted({ 'migrations/001_a.sql': table })
  project.git('config', 'core.fileMode', 'false')
  expect(await project.pawl('init', '--yes')).toMatchObject({ exit: 0 })
  chmodSync(join(project.path, '.githooks/pre-commit'), 0o644)
  expect(project.git('ls-files', '-s', '.githooks').split('\n')).toEqual([
    expect.stringMatching(/^100755 .*install$/),
    expect.stringMatching(/^100755 .*pre-commit$/),
  ])
  expect(await project.pawl('hook', 'pre-commit')).toMatchObject({ exit: 0 })
  expect(await project.pawl('init', '--yes')).toMatchObject({ exit: 0, out: expect.stringContaining('held  hook:pre-commit') })
  const other = adopted({})
  other.git('config', 'core.fileMode', 'false')
  const { out } = await other.pawl('init', '--yes', '--color', 'never')
  expect(out).toContain('git update-index --chmod=+x .githooks/pre-commit .githooks/install')
})

it('says how pawl is had where it is not on the PATH, and calls the one of the project', async () => {
  const project = adopted({ 'package.json': '{}' })
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !existsSync(join(folder, 'pawl')))
  const without = { PATH: folders.join(delimiter), GIT_CONFIG_GLOBAL: '/dev/null' }
  const { exit, out } = await pawl(project.path, ['init', '--yes'], without)
  expect(exit).toBe(0)
  expect(out).toContain('\n    npm install --save-dev pawl\n')
  expect(project.disk()['.githooks/pre-commit']).toBe('#!/bin/sh\nnpx --no-install pawl hook pre-commit\n')
  expect((await adopted({ 'a.txt': 'a' }).pawl('init', '--yes')).out).not.toContain('npm install')
})

it.each([
  [
    'behind the commands that stand, and leaves what follows as it is',
    'pre-commit:\n  parallel: true\n  commands:\n    vet: { run: "true" }\n    # for later\n\npre-push:\n  commands:\n    a: { run: "true" }\n',
    '    vet: { run: "true" }\n',
    '    pawl:\n      run: pawl hook pre-commit\n',
  ],
  [
    'behind jobs, at their depth',
    '# ours\npre-commit:\n  jobs:\n  - name: vet\n    run: "true"\n',
    '    run: "true"\n',
    '  - name: pawl\n    run: pawl hook pre-commit\n',
  ],
  [
    'with the line ends of the file',
    'pre-commit:\r\n  commands:\r\n    vet:\r\n      run: "true"\r\n',
    'run: "true"\r\n',
    '    pawl:\r\n      run: pawl hook pre-commit\r\n',
  ],
])('adds to the pre-commit of lefthook %s', async (_, before, last, added) => {
  const project = adopted({ 'package.json': JSON.stringify({ devDependencies: { lefthook: '^2.0.0' } }), 'lefthook.yml': before })
  const { exit, out } = await project.pawl('init', '--yes')
  expect([exit, project.disk()['lefthook.yml']]).toEqual([0, before.replace(last, `${last}${added}`)])
  expect(out).not.toContain('left out')
  expect(out).not.toMatch(/^-(?!--)/m)
  expect(out).toContain('held  hook:pre-commit')
})

it('says what is left to do in the language of the file, and how the hook is kept afterwards', async () => {
  const lefthook = JSON.stringify({ devDependencies: { lefthook: '^2.0.0' } })
  const toml = adopted({ 'package.json': lefthook, 'lefthook.toml': '[pre-push.commands.a]\nrun = "true"\n' })
  const { out } = await toml.pawl('init', '--yes')
  expect(out).toContain('    [pre-commit.commands.pawl]\n    run = "pawl hook pre-commit"\n')
  expect(out).toContain('this below `protect` of `policies/guard.yaml` keeps it so:\n    - hook: pre-commit\n      runs: pawl check\n')
  const hooks = (more: string) =>
    JSON.stringify({
      scripts: { prepare: 'simple-git-hooks' },
      devDependencies: { 'simple-git-hooks': '2' },
      'simple-git-hooks': { 'pre-commit': `true${more}` },
    })
  const project = adopted({ '.gitlab-ci.yml': 'a: { script: a }\n', 'package.json': hooks(''), 'migrations/001_a.sql': table })
  expect((await project.pawl('init', '--yes')).out).toContain('once the hook runs it, propose what keeps it so:\n    pawl init\n')
  project.add({ 'package.json': hooks(' && pawl hook pre-commit') })
  expect((await project.pawl('init', '--yes')).out).toContain('wrote and staged policies/guard.yaml')
})

it.each([
  ['gitlab', '.gitlab-ci.yml'],
  ['bitbucket', 'bitbucket-pipelines.yml'],
  ['buildkite', '.buildkite/pipeline.yml'],
  ['jenkins', 'Jenkinsfile'],
])('says for another CI the commands that its page has: %s', async (name, path) => {
  const { out } = await adopted({ [path]: 'a: a\n' }).pawl('init', '--yes')
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'ci', `${name}.md`), 'utf8')
  const shown = out.split(`docs/ci/${name}.md of pawl has the whole:\n`)[1]!.split('\nnext: ')[0]!
  const commands = shown.split('\n').filter((line) => /npm install|git fetch|pawl check/.test(line))
  expect(commands).toHaveLength(3)
  for (const command of commands) expect(page).toContain(command.replace(/^\s*(?:- |sh ')?|'$/g, ''))
})

it('names the stage of its hook where a configuration keeps hooks for another', async () => {
  const project = adopted({ '.pre-commit-config.yaml': 'default_stages: [pre-push]\nrepos:\n  - repo: local\n    hooks: []\n' })
  const { out } = await project.pawl('init', '--yes')
  expect(project.disk()['.pre-commit-config.yaml']).toContain('      stages: [pre-commit]\n')
  expect(out).toContain('held  hook:pre-commit')
})

it('adds to no hook whose end would not be reached, and to no configuration that is written on one line', async () => {
  const husky = JSON.stringify({ scripts: { prepare: 'husky' }, devDependencies: { husky: '^9.1.7', lefthook: '^2.0.0' } })
  const project = adopted({ 'package.json': husky, '.husky/pre-commit': 'npm test\nexit 0\n' })
  const { out } = await project.pawl('init', '--yes')
  expect(out).toContain('    pawl hook pre-commit || exit 1')
  expect(project.disk()['.husky/pre-commit']).toBe('npm test\nexit 0\n')
  const lefthook = 'pre-commit: { commands: { vet: { run: "true" } } }\n'
  const other = adopted({ 'package.json': JSON.stringify({ devDependencies: { lefthook: '^2.0.0' } }), 'lefthook.yml': lefthook })
  const said = await other.pawl('init', '--yes')
  expect(said.out).toContain('    pawl:\n      run: pawl hook pre-commit')
  expect(said.out).toContain('left out: `hook: pre-commit`')
  expect(other.disk()['lefthook.yml']).toBe(lefthook)
  const framework = 'repos: [{ repo: local, hooks: [{ id: a, name: a, entry: "true", language: system }] }]\n'
  const third = adopted({ '.pre-commit-config.yaml': framework })
  expect((await third.pawl('init', '--yes')).out).toContain('    - repo: local')
  expect(third.disk()['.pre-commit-config.yaml']).toBe(framework)
  const simple = JSON.stringify({
    scripts: { prepare: 'simple-git-hooks' },
    devDependencies: { 'simple-git-hooks': '2' },
    'simple-git-hooks': { 'pre-commit': 'npx lint-staged' },
  })
  const fourth = adopted({ 'package.json': simple })
  expect((await fourth.pawl('init', '--yes')).out).toContain('"pre-commit": "npx lint-staged && pawl hook pre-commit"')
  expect(fourth.disk()['package.json']).toBe(simple)
})

it('leaves out a history that does not run, one that is code without SQL, and MySQL without a server', async () => {
  const project = adopted({
    'migrations/001_a.sql': table,
    'migrations/002_a.sql': table,
    'py/alembic/versions/1_a.py': "revision = '1'\ndown_revision = None\n",
    'my/migrations/001_a.sql': 'CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\n',
  })
  const { exit, out } = await project.pawl('init', '--yes', '--format', 'json')
  expect(exit).toBe(0)
  expect(JSON.parse(out).left).toEqual([
    expect.stringContaining('table a already exists'),
    expect.stringContaining('docs/engines/mysql.md'),
    expect.stringContaining('pawl runs none by itself'),
  ])
})
