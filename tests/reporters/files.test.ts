import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as examples from './example.ts'
import { unlike } from './law.ts'
import { outputs } from './outputs.ts'
import { wrongSarif } from './schemas.ts'

describe.each(Object.entries(examples))('the example `%s`', (name, report) => {
  it.each(Object.entries(outputs))('is written as it stands in %s', async (file, write) => {
    await expect(write(report)).toMatchFileSnapshot(join(import.meta.dirname, name, file))
  })
})

it.each(Object.entries(examples))('every format of `%s` tells the same findings, as its grammar has it', (_, report) => {
  expect(unlike(report)).toEqual([])
})

it('a log with a key that SARIF does not know is wrong', () => {
  const log = JSON.parse(outputs['report.sarif']!(examples.rich)) as { runs: { results: Record<string, unknown>[] }[] }
  log.runs[0]!.results[0]!.verdict = 'slipped'
  expect(wrongSarif(JSON.stringify(log))).toEqual([expect.stringContaining('/runs/0/results/0')])
})
