import type { DatabaseDefinition } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
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
  /** Whether the caller can run code migrations, so that one without a rendering is no refusal. */
  runsCode: boolean
}

/** How one tool lays out and runs its migrations. */
export interface Format {
  name: string
  /** Whether these paths look like the tool's. */
  fits(folder: Folder): boolean | Promise<boolean>
  read(folder: Folder): Promise<Chain>
}

const mostBytes = 16 * 2 ** 20

/** The path of a name below the folder. */
export function pathOf(folder: Folder, name: string): string {
  return folder.path === '' ? name : `${folder.path}/${name}`
}

/** The text of a file below the folder. */
export async function textOf(folder: Folder, name: string): Promise<string> {
  return textAt(folder.files, pathOf(folder, name))
}

/** The text of a file of the tree; one past the limit is a Refusal. */
export async function textAt(files: Files, path: string): Promise<string> {
  const text = (await files.text(path)) ?? ''
  if (text.length > mostBytes)
    throw new Refusal(`\`${path}\` is larger than ${mostBytes / 2 ** 20} MiB, the most that a migration may be`, { path })
  return text
}

/** A whole file as a script. `wrap` is the tool's own way, which the policy's `transaction` overrides. */
export async function fileScript(
  folder: Folder,
  name: string,
  about: { migration: string; direction: Script['direction']; wrap: Script['wrap'] },
): Promise<Script> {
  return { ...about, wrap: wrapOf(folder.definition, about.wrap), path: pathOf(folder, name), text: await textOf(folder, name) }
}

/** How a script runs: as the policy says, else as its tool does. */
export function wrapOf(definition: DatabaseDefinition, own: Script['wrap']): Script['wrap'] {
  if (definition.transaction === 'file') return 'transaction'
  // SQLite knows no query of many statements: each commits by itself.
  return definition.transaction === 'statement' || (own === 'query' && definition.engine === 'sqlite') ? 'statement' : own
}

/** The files that stand in the folder itself, not below it. */
export function topNames(folder: Folder): string[] {
  return folder.names.filter((name) => !name.includes('/'))
}

/** The folders in the folder, with the names of the files in each. */
export function subfolders(folder: Folder): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const name of folder.names) {
    const slash = name.indexOf('/')
    if (slash === -1 || name.startsWith('.')) continue
    const files = found.get(name.slice(0, slash)) ?? []
    found.set(name.slice(0, slash), files)
    files.push(name.slice(slash + 1))
  }
  return found
}

/** Whether one of the folder's SQL files holds a line that fits. */
export async function someText(folder: Folder, fits: RegExp): Promise<boolean> {
  for (const name of folder.names) if (name.endsWith('.sql') && fits.test(await textOf(folder, name))) return true
  return false
}

/** Whether the files are marked as those of a tool that keeps both directions in one file. */
export function hasMarkers(folder: Folder): Promise<boolean> {
  return someText(folder, /^\s*--\s*(\+goose\s+up\b|\+migrate\s+up\b|migrate:up\b|liquibase\s+formatted\s+sql\b|-*\s*up\s+migration\s*$)/im)
}

/** Whether the folder belongs to a Rust crate: what tells a tool whose names are those of many. */
export async function inCrate(folder: Folder): Promise<boolean> {
  const entries = await folder.files.entries()
  const parts = folder.path.split('/')
  return [...parts, ''].some((_, index) => entries.has([...parts.slice(0, index), 'Cargo.toml'].join('/')))
}

/** Two files that the tool takes for one and the same. */
export function oneVersion(folder: Folder, first: string, second: string): Refusal {
  return new Refusal(`\`${pathOf(folder, first)}\` and \`${pathOf(folder, second)}\` have one version`, { path: pathOf(folder, second) })
}

/** By the number that each names, then by text. */
export function byNumber(a: string, b: string): number {
  const [one, other] = [BigInt(a || '0'), BigInt(b || '0')]
  return one === other ? 0 : one < other ? -1 : 1
}

export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
