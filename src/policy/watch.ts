import { guards } from '../guards/index.ts'
import { globber } from '../model/glob.ts'
import type { Protection } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import { folded } from '../model/twins.ts'
import { policyFolder } from './places.ts'
import type { Policies, Register } from './policies.ts'

/** What a change must touch to be judged: exact paths, globs, and folders with all below them. */
export interface Watched {
  literals: string[]
  globs: string[]
  folders: string[]
  /** Documents that only protections of their own look at, with these as plain data: they can be judged alone. */
  documents: Record<string, Protection[]>
}

/** All that the policies guard, told from them alone: no tree is read. */
export async function watched(policies: Policies, register: Register = guards): Promise<Watched> {
  const literals = new Set<string>()
  const globs = new Set<string>()
  const folders = new Set<string>([policyFolder])
  const add = (path: string) => (/[*?[\]{}()!+@\\]/.test(path) ? globs : literals).add(path)
  const asking = new Map<Protection, readonly string[]>()
  for (const protection of policies.protocols.flatMap(({ protect }) => protect)) {
    const guard = await register[protection.kind]!()
    const paths = guard.asks(protection as never).flatMap((ask) => ('paths' in ask ? ask.paths : []))
    for (const path of paths) add(path)
    follows(paths, protection)
    asking.set(protection, paths)
  }
  for (const { migrations, before, rows, rendered } of policies.databases.values()) {
    folders.add(migrations)
    if (before) add(before)
    if (rows && 'file' in rows) add(rows.file)
    if (rendered) globs.add(openGlob(rendered))
  }
  for (const { document } of policies.rollbacks) if (document) add(openGlob(document))
  const list = { literals: [...literals].sort(), globs: [...globs].sort(), folders: [...folders].sort() }
  return { ...list, documents: policies.amendments.length > 0 ? {} : documentsOf(asking, list) }
}

/** Globs that cannot be followed are told where they are asked for. */
function follows(paths: readonly string[], { at }: Protection): void {
  try {
    globber(paths)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(error.message, { path: at.path, line: at.span.line, column: at.span.column })
  }
}

/** The documents that nothing but protections of their own reads, and that are judged without a pattern. */
function documentsOf(asking: ReadonlyMap<Protection, readonly string[]>, { globs, folders }: Omit<Watched, 'documents'>) {
  const readers = new Map<string, Protection[]>()
  for (const [protection, paths] of asking) {
    for (const fold of new Set(paths.map(folded))) readers.set(fold, [...(readers.get(fold) ?? []), protection])
  }
  const inGlobs = globber(globs.map(folded))
  const inFolders = (path: string) => folders.some((folder) => folder === '' || folder === '.' || path.startsWith(folded(`${folder}/`)))
  const documents: Record<string, Protection[]> = {}
  for (const [fold, protections] of readers) {
    const path = protections[0]!.subject
    const alone = protections.every((each) => each.kind === 'document' && each.subject === path && asking.get(each)!.length === 1)
    if (!alone || folded(path) !== fold || inGlobs(fold) || inFolders(fold)) continue
    if (protections.every(({ options }) => isPlain(options))) documents[path] = protections.map(plain)
  }
  return documents
}

/** A protection without the way back to its protocol's others, so that it can be written down. */
function plain(protection: Protection): Protection {
  const { protect: _, keys: __, ...protocol } = protection.protocol
  return { ...protection, protocol: { ...protocol, protect: [] } }
}

/** Whether a value is the same when it was written as JSON and read again, and holds no pattern. */
function isPlain(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isPlain)
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return false
  return Object.entries(value).every(([key, each]) => key !== 'pattern' && isPlain(each))
}

/** A template as a glob: what it leaves open may be a path of its own. */
const openGlob = (template: string): string =>
  template.replace(/\{[^{}]*\}/g, '**').replace(/[^/]*\*\*[^/]*/g, (part) => (part === '**' ? '**' : part.replaceAll('**', '*')))
