import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Refusal } from '../../model/refusal.ts'
import type { Ground } from '../engine.ts'
import { missingExtension } from './explain.ts'
import { sourceOf } from './extensions.ts'

/** Where the archives of the declared extensions lie, by name. Throws a Refusal for one that cannot be had. */
export function archivesOf(ground: Ground): Record<string, string> {
  const archives: Record<string, string> = {}
  for (const name of ground.extensions) {
    const source = sourceOf(name)
    if (source.from === 'engine' || source.from === 'stand-in') continue
    const url = source.from === 'package' ? archive(source.package, source.archive) : undefined
    if (!url) throw new Refusal(missingExtension(name, ground.extensions))
    archives[name] = url
  }
  return archives
}

/** Beside the bundle, in the project that is judged, or beside this package. */
function archive(name: string, file: string): string | undefined {
  for (const from of [new URL(`./${file}`, import.meta.url).href]) if (existsSync(new URL(from))) return from
  for (const base of [import.meta.url, pathToFileURL(`${process.cwd()}/package.json`).href]) {
    try {
      const url = new URL(file, pathToFileURL(createRequire(base).resolve(name)))
      if (existsSync(url)) return url.href
    } catch {
      // Not installed there.
    }
  }
  return undefined
}

/** What makes the declared roles: no login, no membership, PUBLIC's rights alone. */
export function rolesSql(roles: readonly string[]): string[] {
  return roles.filter((role) => role !== 'postgres').map((role) => `CREATE ROLE "${role.replaceAll('"', '""')}" NOLOGIN`)
}
