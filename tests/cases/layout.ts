import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Edit } from '../../src/model/files.ts'
import type { Mode } from '../../src/model/tree.ts'

const casesFolder = join(import.meta.dirname, '..', 'guards')

/** One case: a tree before, a tree after, and what a person then sees. */
export interface GuardCase {
  kind: string
  name: string
  folder: string
}

export type TreeFiles = Map<string, { content: Uint8Array; mode: Mode }>

/** The kinds that have cases: the folders `tests/guards/<kind>`. */
export function caseKinds(): string[] {
  return folders(casesFolder)
}

/** The cases of a kind: its folders, but what they share. */
export function casesOf(kind: string): GuardCase[] {
  return folders(join(casesFolder, kind))
    .filter((name) => name !== 'common')
    .map((name) => ({ kind, name, folder: join(casesFolder, kind, name) }))
}

/** Both sides of a case: what its kind shares, its own `policies` and `before`, and the differences of `after` on top. */
export async function treesOf({ kind, folder }: GuardCase): Promise<{ before: TreeFiles; after: TreeFiles }> {
  const common = join(casesFolder, kind, 'common')
  const generated = existsSync(join(folder, 'case.ts')) ? ((await import(pathToFileURL(join(folder, 'case.ts')).href)) as Generated) : {}
  const before: TreeFiles = new Map()
  for (const base of [common, folder]) {
    addFolder(before, join(base, 'policies'), 'policies/')
    addFolder(before, join(base, 'before'), '')
  }
  addEdits(before, generated.before)
  const after: TreeFiles = new Map(before)
  const gone = join(folder, 'after', '.gone')
  if (existsSync(gone)) for (const path of readFileSync(gone, 'utf8').split('\n').filter(Boolean)) after.delete(path)
  addFolder(after, join(folder, 'after'), '')
  after.delete('.gone')
  addEdits(after, generated.after)
  return { before, after }
}

interface Generated {
  before?: Readonly<Record<string, Edit>>
  after?: Readonly<Record<string, Edit>>
}

function addFolder(tree: TreeFiles, folder: string, prefix: string): void {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    tree.set(`${prefix}${relative(folder, file)}`, {
      content: readFileSync(file),
      mode: statSync(file).mode & 0o100 ? 'executable' : 'file',
    })
  }
}

function addEdits(tree: TreeFiles, edits: Readonly<Record<string, Edit>> = {}): void {
  for (const [path, edit] of Object.entries(edits)) {
    if (edit === undefined) {
      tree.delete(path)
      continue
    }
    const { content, mode = 'file' } = typeof edit === 'string' || edit instanceof Uint8Array ? { content: edit } : edit
    tree.set(path, { content: typeof content === 'string' ? new TextEncoder().encode(content) : content, mode })
  }
}

function folders(parent: string): string[] {
  if (!existsSync(parent)) return []
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}
