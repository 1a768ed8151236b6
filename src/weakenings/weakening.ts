import type { Edit } from '../model/files.ts'
import type { DatabaseDefinition, Protection } from '../model/policy.ts'
import type { Files } from '../model/tree.ts'

/** A weakening made on purpose, for the drill: edits of files, or SQL added as a new migration; with the codes that tell of it. */
export interface Weakening {
  what: string
  caughtBy: readonly string[]
  change: { edits: ReadonlyMap<string, Edit> } | { sql: string }
}

/** What is to be weakened. The options are read as the policy states them, by the words of the language alone. */
export interface Target<O = Readonly<Record<string, unknown>>> {
  protection: Protection<O>
  files: Files
  /** Of the protection's database, where it speaks of one. */
  engine?: DatabaseDefinition['engine'] | undefined
}

/** All ways to weaken one protection. */
export type Weaken<O = any> = (target: Target<O>) => AsyncIterable<Weakening> | Iterable<Weakening>

/** SQL that weakens on purpose. */
export const sql = (what: string, text: string, ...caughtBy: string[]): Weakening => ({ what, caughtBy, change: { sql: `${text};\n` } })

/** One file edited, or taken away. */
export const edit = (what: string, path: string, content: Edit, ...caughtBy: string[]): Weakening => ({
  what,
  caughtBy,
  change: { edits: new Map([[path, content]]) },
})

/** A subject's table and its own name; no table where it is named by itself. */
export function partOf(subject: string): { table: string | undefined; name: string } {
  const dot = subject.lastIndexOf('.')
  return { table: dot === -1 ? undefined : subject.slice(0, dot), name: subject.slice(dot + 1) }
}
