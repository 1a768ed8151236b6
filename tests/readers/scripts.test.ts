import { describe, expect, it } from 'vitest'
import { hook } from '../../src/guards/hook/hook.ts'
import { workflow } from '../../src/guards/workflow/workflow.ts'
import { protocolOf, said } from '../guards/told.ts'
import fc from '../seeded.ts'

const words = [
  'pawl',
  'check',
  '--staged',
  ' ',
  '\n',
  ';',
  '&',
  '&&',
  '||',
  '|',
  '(',
  ')',
  '{',
  '}',
  '$(',
  '`',
  '"',
  "'",
  'if',
  'then',
  'fi',
  'for',
  'do',
  'done',
  'case',
  'esac',
  'in',
  ';;',
  'exit',
  'trap',
  'EXIT',
  'set -e',
  'eval',
  '<<E',
  'E',
  '$X',
  '${',
  '#',
  '!',
  'while',
  'true',
  'false',
  '[',
  ']',
  '[[',
  '\0',
  '\r',
]
const yaml = [
  'on:',
  'on: pull_request',
  'jobs:',
  '  a:',
  '    runs-on: x',
  '    steps:',
  '      - run: pawl check',
  '      - uses: a/pawl@v1',
  '    if: ',
  '${{ ',
  ' }}',
  'matrix',
  '\n',
  ' ',
  ':',
  '-',
  '[',
  ']',
  '{',
  '}',
  '&a',
  '*a',
  '|',
  "'",
  '"',
  'needs: [a]',
  '    needs: a',
  '    strategy:',
  '      matrix:',
  'uses: ./',
  '!x',
]
const soup = (parts: readonly string[]) =>
  fc.array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 3 })), { maxLength: 40 }).map((all) => all.join(''))
const runs = 400

describe('any text', () => {
  it('as a hook ends in a judgement', async () => {
    const tree = { 'package.json': '{"scripts":{"prepare":"husky"},"devDependencies":{"husky":"9"}}' }
    await fc.assert(
      fc.asyncProperty(soup(words), async (text) => {
        const lines = await said(hook, protocolOf('hook', [['pre-commit', { runs: 'pawl check' }]]), undefined, {
          ...tree,
          '.husky/pre-commit': text,
        })
        expect(lines.filter((line) => !/^hook\//.test(line))).toEqual([])
      }),
      { numRuns: runs },
    )
  })

  it('as a workflow, a Makefile, package.json or a tool’s configuration too', async () => {
    await fc.assert(
      fc.asyncProperty(soup(yaml), soup(words), async (text, other) => {
        const path = '.github/workflows/a.yml'
        const lines = [
          ...(await said(workflow, protocolOf('workflow', [[path, { runs: 'pawl', pinned: 'sha' }]]), undefined, { [path]: text })),
          ...(await said(workflow, protocolOf('workflow', [[path, { runs: 'pawl' }]]), undefined, {
            [path]: `on: pull_request\njobs:\n  a:\n    runs-on: x\n    if: ${JSON.stringify(text)}\n    steps:\n      - run: ${JSON.stringify(other)}\n      - run: pawl check\n`,
          })),
        ]
        for (const file of ['Makefile', 'package.json', 'lefthook.yml', 'lefthook.toml', '.pre-commit-config.yaml'])
          lines.push(
            ...(await said(hook, protocolOf('hook', [['pre-commit', { runs: 'pawl check' }]]), undefined, {
              [file]: text,
              'lefthook.json': '{}',
              Gemfile: 'lefthook',
            })),
          )
        expect(lines.filter((line) => !/^(hook|workflow)\//.test(line))).toEqual([])
      }),
      { numRuns: runs },
    )
  })

  it('made to take for ever ends in time', async () => {
    const tree = { 'package.json': '{"scripts":{"prepare":"husky"},"devDependencies":{"husky":"9"}}' }
    const hostile = [
      Array.from({ length: 40 }, (_, at) => `a${at}=0; b || a${at}=1`).join('\n'),
      `${'('.repeat(20_000)}pawl check${')'.repeat(20_000)}`,
      `${'if a; then '.repeat(300)}pawl check --staged${'; fi'.repeat(300)}`,
      'f() { f; f; }; f',
      ':(){ :|:& };:',
      'while :; do i=$((i+1)); done; pawl check',
      `case ${'a'.repeat(150)} in ${'*a'.repeat(90)}b) exit 0;; esac; pawl check --staged`,
      `${'$('.repeat(3000)}pawl${')'.repeat(3000)}`,
    ]
    for (const text of hostile) {
      const lines = await said(hook, protocolOf('hook', [['pre-commit', { runs: 'pawl check' }]]), undefined, {
        ...tree,
        '.husky/pre-commit': text,
      })
      expect(lines.length, text.slice(0, 60)).toBeLessThanOrEqual(1)
    }
  })
})
