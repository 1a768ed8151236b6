import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { adopted } from './room.ts'

const guide = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'hooks.md'), 'utf8')

/** The first fence under a heading, without the comment that names its file. */
function recipe(heading: string): string {
  const section = guide.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!
  return /^```\w+\n(?:# \S+[^\n]*\n)?([\s\S]*?)^```$/m.exec(section)![1]!
}

const npm = (scripts: object, more: object = {}) =>
  JSON.stringify({ scripts, devDependencies: { husky: '^9.1.7', 'lint-staged': '16', 'simple-git-hooks': '2', lefthook: '2' }, ...more })
const held = '# Held\n\nIt is.\n'
const policy = `protocol: guard\nstatus: irreversible\nprotect:\n  - document: held.md\n  - hook: pre-commit\n    runs: pawl check\n`

const recipes: readonly [string, { files: Readonly<Record<string, string>>; install: readonly (readonly [string, ...string[]])[] }][] = [
  ['husky', { files: { '.husky/pre-commit': recipe('husky'), 'package.json': npm({ prepare: 'husky' }) }, install: [['husky']] }],
  [
    'lint-staged beside it',
    {
      files: {
        '.husky/pre-commit': recipe('lint-staged beside it'),
        'package.json': npm({ prepare: 'husky' }, { 'lint-staged': { '*.txt': 'true' } }),
      },
      install: [['husky']],
    },
  ],
  ['lefthook', { files: { 'lefthook.yml': recipe('lefthook'), 'package.json': npm({}) }, install: [['lefthook', 'install']] }],
  [
    'The pre-commit framework',
    { files: { '.pre-commit-config.yaml': recipe('The pre-commit framework') }, install: [['pre-commit', 'install']] },
  ],
  [
    'simple-git-hooks',
    {
      files: { '.simple-git-hooks.json': recipe('simple-git-hooks'), 'package.json': npm({ prepare: 'simple-git-hooks' }) },
      install: [['simple-git-hooks']],
    },
  ],
  [
    '`core.hooksPath`, and no manager at all',
    {
      files: {
        '.githooks/pre-commit': recipe('`core.hooksPath`, and no manager at all'),
        Makefile: 'setup:\n\tgit config core.hooksPath .githooks\n',
      },
      install: [
        ['chmod', '+x', '.githooks/pre-commit'],
        ['git', 'add', '-A'],
        ['make', 'setup'],
      ],
    },
  ],
]

it.each(recipes)('the recipe holds: %s', { timeout: 60_000 }, async (_, { files, install }) => {
  const project = adopted({ '.gitignore': '.husky/_\n', 'held.md': held, 'a.txt': 'a\n', 'policies/guard.yaml': policy, ...files })
  for (const [program, ...words] of install) project.run(program, ...words)
  expect(await project.pawl('audit')).toMatchObject({ exit: 0, out: expect.stringContaining('guard: coverage 2/2') })
  expect(project.tryCommit({ 'a.txt': 'b\n' })).toMatchObject({ status: 0 })
  expect(project.tryCommit({ 'held.md': undefined })).toMatchObject({ status: 1, said: expect.stringContaining('error[document/missing]') })
})
