import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readArguments } from '../../src/cli/arguments.ts'
import { pawl } from '../cases/command.ts'
import { caseRepository } from '../cases/repository.ts'

test.each<[argv: string, words: string[], format: string]>([
  ['hook pre-push origin git@example.com:vault.git', ['pre-push', 'origin', 'git@example.com:vault.git'], 'text'],
  ['--format json hook pre-commit', ['pre-commit'], 'json'],
  ['hook --format json pre-commit', ['pre-commit'], 'json'],
  ['hook pre-commit --format json', ['pre-commit'], 'json'],
  ['hook update refs/heads/main 1 2 --format=json', ['update', 'refs/heads/main', '1', '2'], 'json'],
  ['hook pre-push --force -x', ['pre-push', '--force', '-x'], 'text'],
  ['hook pre-push --help --version', ['pre-push', '--help', '--version'], 'text'],
])('what git hands to a hook is kept apart from the flags around it: %s', (argv, words, format) => {
  expect(readArguments(argv.split(' '))).toMatchObject({ verb: 'hook', words, format })
})

test.each(['--format json', '-C vault', '--quiet'])('flags without a verb are refused, and do not pass for help: %s', (argv) => {
  expect(() => readArguments(argv.split(' '))).toThrow('no verb is given; `pawl --help` lists them')
})

test.each(['', '--help', '-h', '--quiet --help'])('help is told where it is asked for, or nothing is: %s', (argv) => {
  expect(readArguments(argv.split(' ').filter(Boolean))).toEqual({ help: undefined })
})

test.each([
  ['-C nowhere --format json check --stagd', 'check'],
  ['--format json', ''],
  ['chek --format json', ''],
])('a refusal of arguments tells the verb that was given, and no other word: %s', async (argv, verb) => {
  const { exit, out } = await pawl(import.meta.dirname, argv.split(' '))
  expect([exit, JSON.parse(out)]).toEqual([2, expect.objectContaining({ verb, verdict: 'unknown' })])
})

test.each<[words: string, exit: number]>([
  ['--all', 0],
  ['--only 001_notes --only 001_notes', 0],
  ['--all --since HEAD', 2],
  ['--since HEAD --only 001_notes', 2],
])('a rehearsal is of one choice of migrations: %s', async (words, exit) => {
  const repository = caseRepository()
  onTestFinished(repository.close)
  const files = {
    'policies/main.yaml': 'databases:\n  main: { engine: sqlite, migrations: migrations, format: plain }\n',
    'migrations/001_notes.sql': 'CREATE TABLE notes (id integer);\n',
  }
  repository.stage(new Map(Object.entries(files).map(([path, text]) => [path, { content: Buffer.from(text), mode: 'file' }])))
  repository.commit('all')
  const printed = await pawl(repository.folder, ['rehearse', ...words.split(' ')])
  expect([printed.exit, printed.err.includes('wants one of')]).toEqual([exit, exit === 2])
})

test.each([
  'explain document/missing',
  'completions fish',
])('what is no report goes to the file that is named, and into no other format: %s', async (words) => {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-told-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const shown = await pawl(folder, words.split(' '))
  const kept = await pawl(folder, [...words.split(' '), '--output', 'told.txt'])
  expect([shown.exit, kept]).toEqual([0, { exit: 0, out: '', err: '' }])
  expect(readFileSync(join(folder, 'told.txt'), 'utf8')).toBe(shown.out)
  for (const more of [
    ['--format', 'sarif'],
    ['--report', 'junit=told.xml'],
    ['--output', 'no/folder/told.txt'],
  ]) {
    const { exit, err } = await pawl(folder, [...words.split(' '), ...more])
    expect([exit, err]).toEqual([2, expect.stringMatching(/tells no report; it answers as text|could not be written/)])
  }
})
