import type { RollbackRules } from '../../model/policy.ts'
import type { Files } from '../../model/tree.ts'
import { markdown } from '../../readers/markdown.ts'
import type { Document } from './document.ts'
import { fencesOf } from './fences.ts'

/** Where the rollback document of a migration stands. */
export function documentPath(rules: RollbackRules | undefined, migration: string): string | undefined {
  return rules?.document?.replaceAll('{migration}', migration)
}

/** Reads the rollback document of a migration, with the fences that its rehearsal runs. */
export async function readDocument(files: Files, rules: RollbackRules, migration: string): Promise<Document> {
  const none = { ways: [], after: [], unknown: [] }
  const path = documentPath(rules, migration)
  if (path === undefined) return { content: 'missing', own: false, fences: none }
  const own = rules.document !== path
  const mode = (await files.entries()).get(path)?.mode
  if (mode === undefined) return { path, content: 'missing', own, fences: none }
  const content = mode === 'file' || mode === 'executable' ? await files.read(path, markdown) : undefined
  if (content?.kind !== 'markdown') return { path, content: 'not text', own, fences: none }
  return { path, content, own, fences: fencesOf(content, path, migration) }
}
