import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { inputs, readInputs } from '../../src/action/inputs.ts'
import { requireNode } from '../../src/action/node.ts'

const text = (path: string) => readFileSync(join(import.meta.dirname, '..', '..', path), 'utf8')
const declared = parse(text('action.yml'))
const page = text('docs/pull-request.md')

/** The first column of the table under a head. */
const column = (head: string) => {
  const [, rows = ''] = new RegExp(`^\\| ${head} \\|.*\\n\\| ---.*\\n((?:\\|.*\\n)+)`, 'm').exec(page) ?? []
  return [...rows.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!))
}

test('action.yml, the reader and the page know the same inputs and outputs, each described', () => {
  expect(Object.keys(declared.inputs)).toEqual([...inputs])
  expect(column('input')).toEqual([...inputs])
  expect(column('output').sort()).toEqual(Object.keys(declared.outputs).sort())
  for (const each of [...Object.values<any>(declared.inputs), ...Object.values<any>(declared.outputs)])
    expect(each.description).toMatch(/\w{3,}/)
  expect(declared.runs).toEqual({ using: 'node24', main: 'dist/action.js' })
})

test('no input chooses the policy that judges, or what fails', () => {
  for (const name of ['base', 'head', 'policy', 'policies', 'config', 'verb', 'fail-on', 'level', 'continue-on-error']) {
    expect(() => readInputs({ [`INPUT_${name.toUpperCase()}`]: 'x' })).toThrow(`the action has no input \`${name}\``)
  }
})

test('what action.yml declares by default is read as what is off', () => {
  const given = Object.entries<any>(declared.inputs).map(([name, { default: value = '' }]) => [`INPUT_${name.toUpperCase()}`, value])
  expect(readInputs({ ...Object.fromEntries(given), INPUT_TOKEN: '' })).toEqual({
    token: undefined,
    comment: false,
    sarif: undefined,
    html: undefined,
    allowRun: false,
    workingDirectory: '.',
  })
})

test.each(['24.10.0', '24.21.3', '25.0.0'])('a runner with Node %s can judge', (version) => {
  expect(() => requireNode(version)).not.toThrow()
})

test.each(['24.9.1', '22.20.0', '24.2.0'])('a runner with Node %s is refused, with what to do', (version) => {
  expect(() => requireNode(version)).toThrow(`this runner brings Node ${version}, and pawl needs 24.10 or newer; update the runner`)
})
