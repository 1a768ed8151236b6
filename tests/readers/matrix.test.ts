// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows write variables so
import { expect, it } from 'vitest'
import type { Mapping } from '../../src/model/node.ts'
import { evaluate, known, unknown } from '../../src/readers/workflow/expression.ts'
import { combinationsOf } from '../../src/readers/workflow/matrix.ts'
import { looseYaml } from '../../src/readers/yaml.ts'

/** The runs that a matrix comes to; `open` where only runs tell. */
async function runs(matrix: string): Promise<unknown> {
  const job = (await looseYaml.read(new TextEncoder().encode(`strategy:\n  matrix: ${matrix}\n`), 'w.yml')) as Mapping
  const states = { success: known(true), failure: known(false), cancelled: known(false) }
  const told = combinationsOf(job, (text) => evaluate(/^\$\{\{(.*)\}\}$/.exec(text)?.[1] ?? '', () => unknown, states))
  return told.open ? 'open' : told.runs
}

it.each<[matrix: string, runs: unknown]>([
  ['{ os: [a, b] }', [{ os: 'a' }, { os: 'b' }]],
  [
    '{ os: [a, b], node: [22, 24] }',
    [
      { os: 'a', node: 22 },
      { os: 'a', node: 24 },
      { os: 'b', node: 22 },
      { os: 'b', node: 24 },
    ],
  ],
  ['{ OS: [a] }', [{ os: 'a' }]],
  ['{ os: [] }', []],
  ['{ os: [a, b], exclude: [{ os: a }] }', [{ os: 'b' }]],
  ['{ os: [a, b], exclude: [{ OS: a }] }', [{ os: 'b' }]],
  ['{ os: [a], node: [22, 24], exclude: [{ os: a, node: 24 }] }', [{ os: 'a', node: 22 }]],
  ['{ os: [a], exclude: [{ os: a, node: 24 }] }', [{ os: 'a' }]],
  ['{ node: [22, 24], exclude: [{ node: "24" }] }', [{ node: 22 }]],
  ['{ os: [a], exclude: [{ os: a }] }', []],
  ['{ os: [a], include: [{ extra: 1 }] }', [{ os: 'a', extra: 1 }]],
  ['{ os: [a, b], include: [{ os: a, extra: 1 }] }', [{ os: 'a', extra: 1 }, { os: 'b' }]],
  ['{ os: [a], include: [{ os: c }] }', [{ os: 'a' }, { os: 'c' }]],
  ['{ include: [{ os: c }, { os: d }] }', [{ os: 'c' }, { os: 'd' }]],
  ['{ os: [a], exclude: [{ os: a }], include: [{ os: c }] }', [{ os: 'c' }]],
  [
    '{ on: [true, False, null, ~, 1.5, -2, "true", x] }',
    [{ on: true }, { on: false }, { on: null }, { on: null }, { on: 1.5 }, { on: -2 }, { on: 'true' }, { on: 'x' }],
  ],
  ['{ of: [{ a: 1 }, [2]] }', [{ of: { a: 1 } }, { of: [2] }]],
  ['"${{ fromJSON(\'{\\"os\\": [1, 2]}\') }}"', [{ os: 1 }, { os: 2 }]],
  ['"${{ fromJSON(\'[1]\') }}"', 'open'],
  ['"${{ fromJSON(needs.a.outputs.b) }}"', 'open'],
  ['{ os: "${{ fromJSON(\'[1, 2]\') }}" }', [{ os: 1 }, { os: 2 }]],
  ['{ os: "${{ inputs.a }}" }', 'open'],
  ['{ os: ["${{ inputs.a }}"] }', 'open'],
  ['{ os: a }', 'open'],
  ['{ os: [a], include: "${{ inputs.a }}" }', 'open'],
  ['{ os: [a], exclude: "${{ inputs.a }}" }', 'open'],
  ['[a]', 'open'],
])('the matrix %s comes to its runs', async (matrix, expected) => {
  expect(await runs(matrix)).toEqual(expected)
})

it('takes a job without a matrix for one run, and one that is too large for open', async () => {
  const job = (await looseYaml.read(new TextEncoder().encode('strategy:\n  fail-fast: true\n'), 'w.yml')) as Mapping
  expect(combinationsOf(job, () => unknown)).toEqual({ runs: [{}] })
  const many = `[${Array.from({ length: 17 }, (_, at) => at).join()}]`
  expect(await runs(`{ a: ${many}, b: ${many} }`)).toBe('open')
  expect(await runs(`{ a: ${many.replace(',16', '')}, b: ${many.replace(',16', '')} }`)).toHaveLength(256)
})
