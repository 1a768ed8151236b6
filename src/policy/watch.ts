import { guards } from '../guards/index.ts'
import { policyFolder } from './places.ts'
import type { Policies, Register } from './policies.ts'

/** What a change must touch to be judged: exact paths, globs, and folders with all below them. */
export interface Watched {
  literals: string[]
  globs: string[]
  folders: string[]
}

/** All that the policies guard, told from them alone: no tree is read. */
export async function watched(policies: Policies, register: Register = guards): Promise<Watched> {
  const literals = new Set<string>()
  const globs = new Set<string>()
  const folders = new Set<string>([policyFolder])
  const add = (path: string) => (/[*?[\]{}()!+@\\]/.test(path) ? globs : literals).add(path)
  for (const protection of policies.protocols.flatMap(({ protect }) => protect)) {
    const guard = await register[protection.kind]!()
    for (const ask of guard.asks(protection as never)) if ('paths' in ask) for (const path of ask.paths) add(path)
  }
  for (const { migrations, before, rows, rendered } of policies.databases.values()) {
    folders.add(migrations)
    if (before) add(before)
    if (rows && 'file' in rows) add(rows.file)
    if (rendered) globs.add(openGlob(rendered))
  }
  for (const { document } of policies.rollbacks) if (document) add(openGlob(document))
  return { literals: [...literals].sort(), globs: [...globs].sort(), folders: [...folders].sort() }
}

/** A template as a glob: what it leaves open may be a path of its own. */
const openGlob = (template: string): string =>
  template.replace(/\{[^{}]*\}/g, '**').replace(/[^/]*\*\*[^/]*/g, (part) => (part === '**' ? '**' : part.replaceAll('**', '*')))
