import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { otherCodes } from '../../dev/codes.ts'
import { guards } from '../../src/guards/index.ts'
import { caseKinds, casesOf } from '../cases/layout.ts'

const pages = join(import.meta.dirname, '..', '..', 'docs', 'guards')
const kinds = Object.keys(guards)
const loaded = await Promise.all(kinds.map(async (kind) => [kind, await guards[kind]!()] as const))
const cases = caseKinds()
  .flatMap(casesOf)
  .map((each) => {
    const read = (name: string) => (existsSync(join(each.folder, name)) ? readFileSync(join(each.folder, name), 'utf8') : '')
    return { ...each, expected: read('expected.txt'), audit: read('audit.txt') }
  })
const produced = new Set(
  cases.flatMap(({ expected, audit }) =>
    [...`${expected}\n${audit}`.matchAll(/^(?:error|warning)\[([a-z0-9/-]+)\]/gm)].map(([, code]) => code!),
  ),
)

/** The codes that a page explains: its headings of the second level that look like one. */
function explained(page: string): Set<string> {
  const file = join(pages, `${page}.md`)
  if (!existsSync(file)) return new Set()
  const headings = [...readFileSync(file, 'utf8').matchAll(/^## `?([a-z0-9-]+(?:\/[a-z0-9-]+)?)`?\s*$/gm)].map(([, name]) => name!)
  return new Set(headings.map((name) => (name.includes('/') ? name : `${page}/${name}`)))
}

describe('the register of guards', () => {
  it('is sorted, and each guard calls itself by its entry', () => {
    expect(kinds).toEqual([...kinds].sort())
    expect(loaded.filter(([kind, guard]) => guard.kind !== kind)).toEqual([])
  })

  it('has a folder of cases for every kind, and runs it', () => {
    expect(kinds.filter((kind) => !caseKinds().includes(kind))).toEqual([])
    const runs = (kind: string) => {
      const file = join(import.meta.dirname, '..', 'guards', kind, 'cases.test.ts')
      return existsSync(file) && readFileSync(file, 'utf8').includes(`runCases('${kind}')`)
    }
    expect(caseKinds().filter((kind) => !runs(kind))).toEqual([])
  })

  it.each(loaded)('%s: every code is produced by a case', (_, guard) => {
    expect(Object.keys(guard.codes).filter((code) => !produced.has(code))).toEqual([])
  })

  it.each(loaded)('%s: every code is explained on its page', (_, guard) => {
    expect(Object.keys(guard.codes).filter((code) => !explained(code.split('/')[0]!).has(code))).toEqual([])
  })

  it.each(loaded)('%s: a near miss stays quiet', (kind) => {
    expect(cases.some((each) => each.kind === kind && each.expected.startsWith('exit 0'))).toBe(true)
  })

  it('explains every code that is said beside the guards', () => {
    expect(Object.keys(otherCodes).filter((code) => !explained(code.split('/')[0]!).has(code))).toEqual([])
  })

  it('explains no code that nothing says', () => {
    const said = new Set([...loaded.flatMap(([, guard]) => Object.keys(guard.codes)), ...Object.keys(otherCodes)])
    const orphans = [...new Set([...said].map((code) => code.split('/')[0]!))].flatMap((page) =>
      [...explained(page)].filter((code) => !said.has(code)),
    )
    expect(orphans).toEqual([])
  })

  it('has no case without what it expects', () => {
    expect(cases.filter(({ expected }) => expected === '').map(({ kind, name }) => `${kind}/${name}`)).toEqual([])
  })
})
