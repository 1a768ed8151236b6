import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { readJson } from '../../src/reporters/read-json.ts'
import { unlike } from '../reporters/law.ts'
import { pawl } from './command.ts'
import { casesOf, treesOf } from './layout.ts'
import { type CaseRepository, caseRepository } from './repository.ts'

/** Runs every case of a kind, and the laws that hold for all of them; a case with an `audit.txt` is audited, too. */
export function runCases(kind: string): void {
  let repository: CaseRepository | undefined
  afterEach(() => {
    repository?.close()
    repository = undefined
  })

  it.each(casesOf(kind))('$name', async (each) => {
    const { before, after } = await treesOf(each)
    repository = caseRepository()
    repository.stage(before)
    const base = repository.commit('before')
    repository.stage(after)
    const whole = join(repository.folder, '.git', 'report.json')
    const printed = await pawl(repository.folder, ['check', '--staged', '--report', `json=${whole}`])
    await expect(`exit ${printed.exit}\n${printed.err}${printed.out}`).toMatchFileSnapshot(join(each.folder, 'expected.txt'))

    const audited = join(each.folder, 'audit.txt')
    if (existsSync(audited)) {
      const told = await pawl(repository.folder, ['audit', '--no-cache'])
      await expect(`exit ${told.exit}\n${told.err}${told.out}`).toMatchFileSnapshot(audited)
    }

    // The laws: every format tells the same.
    expect(unlike(readJson(readFileSync(whole, 'utf8'), whole).report)).toEqual([])
    // What does not change is silent, on either side.
    const tip = repository.commit('after')
    for (const side of [base, tip]) {
      const silent = await pawl(repository.folder, ['check', `${side}..${side}`, '--format', 'json'])
      expect(JSON.parse(silent.out).findings).toEqual([])
    }
  })
}
