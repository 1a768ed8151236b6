import type { Edit } from '../../src/model/files.ts'
import { type Printed, pawl } from '../cases/command.ts'
import type { TreeFiles } from '../cases/layout.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

export type Tree = Readonly<Record<string, Edit>>

/** Files by path as a repository of cases takes them. */
export function treeOf(files: Tree): TreeFiles {
  const tree: TreeFiles = new Map()
  for (const [path, edit] of Object.entries(files)) {
    if (edit === undefined) continue
    const { content, mode = 'file' } = typeof edit === 'string' || edit instanceof Uint8Array ? { content: edit } : edit
    tree.set(path, { content: typeof content === 'string' ? new TextEncoder().encode(content) : content, mode })
  }
  return tree
}

/** A small repository that holds. */
export const small: Tree = {
  'policies/all.yaml': 'protocol: all\nprotect:\n  - document: docs/a.md\n    headings: [Reasons]\n',
  'docs/a.md': '# A\n\n## Reasons\n\nThere are two.\n',
}

/** A repository with one commit, and what is staged on top of it. */
export function repositoryOf(before: Tree, after: Tree = {}): CaseRepository {
  const repository = caseRepository()
  repository.stage(treeOf(before))
  repository.commit('before')
  repository.stage(treeOf({ ...before, ...after }))
  return repository
}

/** What `pawl check --staged` comes to. */
export async function checked(before: Tree, after: Tree, env: Readonly<Record<string, string>> = {}): Promise<Printed> {
  const repository = repositoryOf(before, after)
  try {
    const printed = await pawl(repository.folder, ['check', '--staged'], env)
    if (/\n\s+at .*:\d+:\d+/.test(printed.err + printed.out)) throw new Error(`a stack trace was printed: ${printed.err}`)
    if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(printed.err + printed.out))
      throw new Error('a control character was printed')
    return printed
  } finally {
    repository.close()
  }
}
