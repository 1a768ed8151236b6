import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { caseKinds } from '../cases/layout.ts'

const root = join(import.meta.dirname, '..', '..')
const rows = readFileSync(join(root, 'docs', 'evasions.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| way round'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\|\s*|\s*\|$/g, '')))

describe('the table of evasions', () => {
  it('has three cells in every row', () => {
    expect(rows.length).toBeGreaterThan(40)
    expect(rows.filter((cells) => cells.length !== 3 || cells.some((cell) => cell.trim() === ''))).toEqual([])
  })

  it('names cases and tests that are there', () => {
    const kinds = caseKinds()
    const named = rows.flatMap(([, held = '', rest = '']) =>
      [...`${held} ${rest}`.matchAll(/`([a-z-]+\/[a-zA-Z0-9/.-]+)`/g)].map(([, name]) => name!),
    )
    const missing = named.filter((name) => {
      if (name.startsWith('tests/')) return !existsSync(join(root, name))
      return !kinds.includes(name.split('/')[0]!) || !existsSync(join(root, 'tests', 'guards', name, 'expected.txt'))
    })
    expect(missing).toEqual([])
  })

  it('shows by each case that it is told', () => {
    const cases = rows.flatMap(([, held = '']) => [...held.matchAll(/`([a-z-]+\/[a-z0-9-]+)`/g)].map(([, name]) => name!))
    const silent = cases.filter((name) => readFileSync(join(root, 'tests', 'guards', name, 'expected.txt'), 'utf8').startsWith('exit 0'))
    expect(silent).toEqual([])
  })

  it('says what remains where nothing holds it', () => {
    expect(rows.filter(([, held, rest]) => held === '–' && rest === '–')).toEqual([])
  })
})
