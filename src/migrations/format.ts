import type { DatabaseDefinition } from '../model/policy.ts'
import type { Script } from '../model/script.ts'
import type { Files } from '../model/tree.ts'
import type { Chain } from './migration.ts'

/** One folder of migrations as a format sees it: paths below it, without the folder. */
export interface Folder {
  files: Files
  /** The folder's path, without a slash at its end; empty for the root. */
  path: string
  /** Paths below the folder, sorted. */
  names: readonly string[]
  definition: DatabaseDefinition
}

/** How one tool lays out and runs its migrations. */
export interface Format {
  name: string
  /** Whether these paths look like the tool's. */
  fits(folder: Folder): boolean | Promise<boolean>
  read(folder: Folder): Promise<Chain>
}

/** The path of a name below the folder. */
export function pathOf(folder: Folder, name: string): string {
  return folder.path === '' ? name : `${folder.path}/${name}`
}

/** A whole file as a script. `wrap` is the tool's own way, which the policy's `transaction` overrides. */
export async function fileScript(
  folder: Folder,
  name: string,
  about: { migration: string; direction: Script['direction']; wrap: Script['wrap'] },
): Promise<Script> {
  const path = pathOf(folder, name)
  return { ...about, wrap: wrapOf(folder.definition, about.wrap), path, text: (await folder.files.text(path)) ?? '' }
}

/** How a script runs: as the policy says, else as its tool does. */
export function wrapOf(definition: DatabaseDefinition, own: Script['wrap']): Script['wrap'] {
  if (definition.transaction === 'file') return 'transaction'
  return definition.transaction === 'statement' ? 'statement' : own
}
