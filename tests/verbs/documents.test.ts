import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyTree, overlay, remember } from '../../src/model/files.ts'
import { loadPolicies } from '../../src/policy/load.ts'
import { watched } from '../../src/policy/watch.ts'
import { documentsHold } from '../../src/verbs/documents.ts'
import { casesOf, type TreeFiles, treesOf } from '../cases/layout.ts'

const treeOf = (files: TreeFiles) => remember(overlay(emptyTree, new Map(files)))

/** The cases whose change is edits of regular files that only protections of documents read, with what those come to alone. */
async function judgedAlone() {
  const judged: { name: string; holds: boolean; exit: string }[] = []
  for (const each of casesOf('document')) {
    const { before, after } = await treesOf(each)
    const files = treeOf(before)
    const policies = await loadPolicies(files).catch(() => undefined)
    if (!policies) continue
    const { documents } = JSON.parse(JSON.stringify(await watched(policies))) as Awaited<ReturnType<typeof watched>>
    const bytes = (tree: TreeFiles, path: string) => Buffer.from(tree.get(path)?.content ?? '')
    const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
      (path) => !bytes(before, path).equals(bytes(after, path)) || before.get(path)?.mode !== after.get(path)?.mode,
    )
    const edited = (path: string) => before.get(path)?.mode === 'file' && after.get(path)?.mode === 'file' && documents[path]
    if (paths.length === 0 || !paths.every(edited)) continue
    const changed = paths.map((path) => ({
      path,
      before: bytes(before, path),
      after: bytes(after, path),
      protections: documents[path]!,
    }))
    const exit = /^exit (\d)/.exec(readFileSync(join(each.folder, 'expected.txt'), 'utf8'))![1]!
    judged.push({ name: each.name, holds: await documentsHold(changed, '2026-11-21'), exit })
  }
  return judged
}

test('documents that are judged alone hold where the whole judgement lets them pass, and nowhere else', async () => {
  const judged = await judgedAlone()
  expect(judged.filter(({ holds, exit }) => holds && exit !== '0')).toEqual([])
  expect(judged.filter(({ holds }) => holds).length).toBeGreaterThan(1)
  expect(judged.filter(({ holds }) => !holds).length).toBeGreaterThan(5)
})
