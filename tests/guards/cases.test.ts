import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { pawl } from '../cases/command.ts'
import { allCases, treesOf } from '../cases/layout.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

let repository: CaseRepository | undefined
afterEach(() => {
  repository?.close()
  repository = undefined
})

const cases = allCases()

describe.each([...new Set(cases.map(({ kind }) => kind))])('%s', (kind) => {
  it.each(cases.filter((each) => each.kind === kind))('$name', async (each) => {
    const { before, after } = await treesOf(each)
    repository = caseRepository()
    repository.stage(before)
    const base = repository.commit('before')
    repository.stage(after)
    const printed = await pawl(repository.folder, ['check', '--staged'])
    await expect(`exit ${printed.exit}\n${printed.err}${printed.out}`).toMatchFileSnapshot(join(each.folder, 'expected.txt'))

    // The laws: what does not change is silent, on either side.
    const tip = repository.commit('after')
    for (const side of [base, tip]) {
      const silent = await pawl(repository.folder, ['check', `${side}..${side}`, '--format', 'json'])
      expect(JSON.parse(silent.out).findings).toEqual([])
    }
  })
})
