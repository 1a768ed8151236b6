import { expect, it } from 'vitest'
import { emptyTree, overlay, remember } from '../../src/model/files.ts'
import { loadPolicies } from '../../src/policy/load.ts'
import { versionsOf } from '../../src/policy/versions.ts'

async function waysBack(files: Readonly<Record<string, string>>) {
  const policies = await loadPolicies(remember(overlay(emptyTree, new Map(Object.entries(files)))))
  return versionsOf(policies).map(({ name, back }) => [name, back])
}

const listed = (...versions: string[]) => ({ 'policies/v.yaml': `versions:\n${versions.map((each) => `  - { ${each} }\n`).join('')}` })

it('goes back to the version before, whichever way round they are listed', async () => {
  const ways = [
    ['1.2.0', undefined],
    ['1.9.0', '1.2.0'],
    ['1.10.0', '1.9.0'],
  ]
  expect(await waysBack(listed('version: 1.2.0', 'version: 1.9.0', 'version: 1.10.0'))).toEqual(ways)
  expect(await waysBack(listed('version: 1.10.0', 'version: 1.9.0', 'version: 1.2.0'))).toEqual(ways)
})

it('reads files by the versions in them, not by their names', async () => {
  const files = { 'policies/1.10.yaml': 'versions: [{ version: v1.10 }]\n', 'policies/1.9.yaml': 'versions: [{ version: v1.9 }]\n' }
  expect(await waysBack(files)).toEqual([
    ['v1.9', undefined],
    ['v1.10', 'v1.9'],
  ])
})

it('takes the day of release where a name is no number, and the list where a day is missing', async () => {
  const dated = listed('version: winter, released: 2026-01-05', 'version: autumn, released: 2025-10-01')
  expect(await waysBack(dated)).toEqual([
    ['autumn', undefined],
    ['winter', 'autumn'],
  ])
  expect(await waysBack(listed('version: winter, released: 2026-01-05', 'version: autumn'))).toEqual([
    ['winter', undefined],
    ['autumn', 'winter'],
  ])
})
