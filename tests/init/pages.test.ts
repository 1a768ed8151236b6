import { expect, it } from 'vitest'
import { statusOf } from '../../src/init/draft/status.ts'
import { pagesOf } from '../../src/init/pages.ts'
import { protocolsOf } from '../../src/init/protocols.ts'
import { emptyTree, overlay, remember } from '../../src/model/files.ts'

const treeOf = (path: string, text: string) => remember(overlay(emptyTree, new Map([[path, text]])))

/** Each is the only document of its tree: its path, its text, the line of what was read as its status. */
const oneWay: readonly [name: string, path: string, text: string, line: number][] = [
  [
    'a status that says so among other words',
    'doc/chart_merge.md',
    '# Chart merge\n\nAuthor: Ines\nStatus: final, cannot be reverted\n\nThe charts were joined.\n',
    4,
  ],
  [
    'a decision in the words of a decision',
    'doc/0007-paper-ids.md',
    '# 7. Paper ids\n\n## Decision\n\nWe will not go back to paper ids. There is no rollback plan.\n',
    5,
  ],
  ['an order that nobody restore', 'docs/retention.md', 'Retention\n=========\n\nOld rows are gone; do not attempt to restore them.\n', 4],
  [
    'what is not an option',
    'docs/vin.md',
    '# Why vehicles are known by their VIN\n\nPlates were reused. Rolling back is not an option: they were handed back.\n',
    3,
  ],
  [
    'a field that answers with no',
    'docs/erasure.md',
    '# Erasure\n\n> Rollback: not possible\n\nThe row is deleted, and the orders follow.\n',
    3,
  ],
  ['an order in capitals', 'docs/oncall.md', '# On call\n\nYou may NOT run `migrate down` in production.\n', 3],
]

it.each(oneWay)('sees %s, and that there is no way back', async (_, path, text, line) => {
  const pages = await pagesOf(treeOf(path, text))
  expect(pages.map((page) => page.path)).toEqual([path])
  expect(statusOf(pages[0]!)).toEqual({ status: 'irreversible', source: { path, line, says: 'status' } })
})

it.each([
  ['a page for users', '# Delete an account\n\nThis is permanent. It cannot be undone.\n'],
  ['a button', '# Editor\n\nPress Ctrl-Z to undo. You will not be able to undo a save.\n'],
  ['a way back among others', '# Deploys\n\nRoll the service out, and restore the cache.\n'],
])('takes %s for no promise', async (_, text) => {
  expect(await pagesOf(treeOf('docs/page.md', text))).toEqual([])
})

it.each([
  ['API keys: why we cannot go back', 'api-keys'],
  ['Why vehicles are known by their VIN, and no way back', 'vehicles-are-known'],
  ['Firmware 4 burned its fuses: irreversible', 'firmware-4-burned'],
  ['Rollback: the cutover of March', 'cutover-march'],
  ['7. No return to paper ids', 'no-return-paper-ids'],
])('names the protocol of `%s` by `%s`', async (title, id) => {
  const files = treeOf('docs/page.md', `# ${title}\n\nThis is irreversible.\n`)
  const pages = await pagesOf(files)
  const protocols = await protocolsOf({ files, pages, found: [], ids: new Set(), today: '2026-11-21' })
  expect(protocols.map((each) => each.id)).toEqual([id])
})
