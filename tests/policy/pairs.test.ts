import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Edit } from '../../src/model/files.ts'
import { pawl } from '../cases/command.ts'
import type { TreeFiles } from '../cases/layout.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'
import { asMuch, base, type Tree, weaker } from './pairs.ts'

function treeOf(files: Readonly<Record<string, Edit>>): TreeFiles {
  const tree: TreeFiles = new Map()
  for (const [path, edit] of Object.entries(files)) {
    if (edit === undefined) continue
    const { content, mode = path.startsWith('hooks/') ? 'executable' : 'file' } =
      typeof edit === 'string' || edit instanceof Uint8Array ? { content: edit, mode: undefined } : edit
    tree.set(path, { content: typeof content === 'string' ? new TextEncoder().encode(content) : content, mode: mode ?? 'file' })
  }
  return tree
}

let repository: CaseRepository
beforeAll(() => {
  repository = caseRepository()
  repository.stage(treeOf(base))
  repository.commit('base')
})
afterAll(() => repository.close())

/** What `pawl check --staged` says of a change of the base: exit code, then each finding of a policy and each refusal. */
async function checked(change: Tree): Promise<string[]> {
  repository.stage(treeOf({ ...base, ...change }))
  const { exit, out } = await pawl(repository.folder, ['check', '--staged', '--format', 'json'])
  const { findings, refusals } = JSON.parse(out) as { findings: { code: string; message: string }[]; refusals: { message: string }[] }
  return [
    `exit ${exit}`,
    ...findings.map(({ code, message }) => `${code}: ${message}`),
    ...refusals.map(({ message }) => `refused: ${message}`),
  ]
}

/** With these the tree itself can no longer be rehearsed, which is a refusal beside the finding. */
const unreadable = /^`(?:engine|format)` was/

describe('what protects less is told with its difference', () => {
  it.each(weaker)('%s', async (_, change, how) => {
    const told = await checked(change)
    expect(told[0], told.join('\n')).toMatch(unreadable.test(how) ? /exit [12]/ : /exit 1/)
    expect(
      told.slice(1).filter((line) => /^policy\/(?:rules-)?weakened: /.test(line) && line.includes(how)).length,
      told.join('\n'),
    ).toBeGreaterThan(0)
  })
})

describe('what protects as much is quiet', () => {
  it.each(asMuch)('%s', async (_, change) => {
    expect((await checked(change)).join('\n')).toBe('exit 0')
  })
})
