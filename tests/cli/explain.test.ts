import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { declaredCodes } from '../../dev/codes.ts'
import { explained } from '../../dev/explained.ts'
import { pawl } from '../cases/command.ts'

const here = import.meta.dirname
const all = JSON.parse((await pawl(here, ['explain', '--format', 'json'])).out).codes as Record<string, string>[]

it('explains every declared code, and no other', async () => {
  expect(all.map(({ code }) => code)).toEqual([...(await declaredCodes()).keys()])
})

it.each(all.map((each) => [each.code!, each] as const))('%s: what it saw, two changes, how to satisfy it and how to amend', (_, each) => {
  expect(each.saw).toMatch(/\w/)
  expect(each.says).not.toMatch(/undefined|\[object/)
  expect(each.bad).toMatch(/.{10}/)
  expect(each.good).not.toBe(each.bad)
  expect(each.satisfy).toMatch(/^\S+ \S/)
  expect(each.amend).toMatch(/amendment|warning|plan/)
  expect(each.docs).toMatch(/^docs\/guards\/[\w-]+\.md#[\w-]+$/)
})

it('shows changes that cases hold, as they stand today', async () => {
  const kept = readFileSync(join(here, '..', '..', 'schema', 'explained.json'), 'utf8')
  expect(JSON.parse(kept)).toEqual(await explained())
})

it('lists every code with what it says', async () => {
  const { exit, out } = await pawl(here, ['explain'])
  expect(exit).toBe(0)
  expect(out.trimEnd().split('\n')).toHaveLength(all.length)
  expect(out).toMatch(/^schema\/column-dropped +column `agents\.name` is dropped/m)
})

it('prints one code with its amendment ready to be filled in', async () => {
  const { out } = await pawl(here, ['explain', 'rollback/no-way-back'])
  expect(out).toContain('    relaxes: ["rollback:<database>"]\n    codes: [rollback/no-way-back]\n    for: <the migration>\n')
})

it.each([
  ['schema/colum-dropped', 'schema/column-dropped'],
  ['column-dropped', 'schema/column-dropped'],
])('names the nearest code to %s', async (wrong, right) => {
  expect(await pawl(here, ['explain', wrong])).toMatchObject({ exit: 2, err: expect.stringContaining(`did you mean \`${right}\`?`) })
})

it('says once what the finding says, though its page shows it in a fence', async () => {
  const { out } = await pawl(here, ['explain', 'schema/column-dropped'])
  expect(out.split('is dropped, and its data goes with it')).toHaveLength(2)
  expect(out).not.toContain('```')
})

it('names the findings that begin with a word', async () => {
  const { exit, err } = await pawl(here, ['explain', 'pragma'])
  expect([exit, err]).toEqual([
    2,
    'refused: `pragma` is the first part of pragma/left-off, pragma/off-around, pragma/set-otherwise; name one of them. Nothing was checked.\n',
  ])
})
