import type { Span } from '../../model/place.ts'
import { spanOf } from '../../model/place.ts'
import type { Reader } from '../../model/tree.ts'

/** What package.json says of scripts and of what is installed. */
export interface PackageFile {
  scripts: ReadonlyMap<string, { text: string; span: Span }>
  /** Names of dependencies of every sort, with the version asked for. */
  dependencies: ReadonlyMap<string, string>
  /** The package's own programs, by their path. */
  programs: ReadonlyMap<string, string>
}

const none: PackageFile = { scripts: new Map(), dependencies: new Map(), programs: new Map() }

/** Reads package.json; one that is no JSON object says nothing. */
export const packageFile: Reader<PackageFile> = {
  name: 'package.json',
  read: (bytes) => packageOf(new TextDecoder().decode(bytes)),
}

/** The same of its text. */
export function packageOf(text: string): PackageFile {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return none
  }
  if (!isObject(parsed)) return none
  const scripts = textsOf(parsed.scripts).map(([name, script]) => [name, { text: script, span: scriptSpan(text, name) }] as const)
  const groups = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
  const bin =
    typeof parsed.bin === 'string' && typeof parsed.name === 'string' ? { [parsed.name.replace(/^.*\//, '')]: parsed.bin } : parsed.bin
  return {
    scripts: new Map(scripts),
    dependencies: new Map(groups.flatMap((group) => textsOf(parsed[group]))),
    programs: new Map(textsOf(bin).map(([name, path]) => [path.replace(/^\.\//, ''), name])),
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textsOf(value: unknown): [string, string][] {
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, each]) => (typeof each === 'string' ? [[key, each] as [string, string]] : []))
}

/** Where a script's line stands: the key, and what follows it on its line. */
function scriptSpan(text: string, name: string): Span {
  const scripts = Math.max(0, text.search(/"scripts"\s*:/))
  const at = text.indexOf(`${JSON.stringify(name)}`, scripts)
  if (at < 0) return spanOf(text, 0, 0)
  const end = text.indexOf('\n', at)
  const line = text.slice(at, end < 0 ? undefined : end).replace(/,?\s*$/, '')
  return spanOf(text, at, at + line.length)
}
