import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as examples from './example.ts'
import { unlike } from './law.ts'
import { outputs } from './outputs.ts'

describe.each(Object.entries(examples))('the example `%s`', (name, report) => {
  it.each(Object.entries(outputs))('is written as it stands in %s', async (file, write) => {
    await expect(write(report)).toMatchFileSnapshot(join(import.meta.dirname, name, file))
  })
})

it.each(Object.entries(examples))('every format of `%s` tells the same findings, as its grammar has it', (_, report) => {
  expect(unlike(report)).toEqual([])
})
