import type { Change } from '../model/change.ts'
import type { Files } from '../model/tree.ts'
import type { Syntax } from '../readers/code/source.ts'
import type { Off } from '../readers/code/tests/found.ts'

const roots = /(?:^|\/)(?:main|lib|build)\.rs$|(?:^|\/)(?:tests|benches|examples|bin)\/[^/]+\.rs$/

/** The files that may declare the modules in which tests of these globs stand. */
export function parentGlobs(globs: readonly string[]): string[] {
  const parents = new Set<string>()
  for (const glob of globs.filter((each) => !/\.[a-z]+$/.test(each) || each.endsWith('.rs'))) {
    const parts = glob.split('/').slice(0, -1)
    const fixed = parts.findIndex((part) => /[*?[{(!]/.test(part))
    if (fixed !== -1) parents.add([...parts.slice(0, fixed), '**/*.rs'].join('/'))
    const folders = fixed === -1 ? parts : parts.slice(0, fixed)
    folders.forEach((_, index) => {
      const folder = folders.slice(0, index + 1).join('/')
      parents.add(`${folder}/*.rs`).add(`${folder}.rs`)
    })
  }
  return [...parents]
}

/**
 * What keeps a Rust file from being compiled: the module is declared under a `cfg` that cannot hold, or no one declares it any more.
 * A file that nobody declared before either is built in some way of its own.
 */
export async function neverBuilt(files: Change<Files>, path: string, by: Syntax): Promise<Off | undefined> {
  const now = await built(files.after, path)
  const undeclared: Off = { kind: 'never-runs', how: `no 'mod' for ${path.split('/').at(-1)}`, by }
  const stood = (await files.before.entries()).has(path)
  if (now === undefined && files.before !== files.after && !stood && (await isBuried(files.after, path))) return undeclared
  if (now !== 'undeclared') return now
  return files.before !== files.after && stood && (await built(files.before, path)) === undefined ? undeclared : undefined
}

/** A new file deeper below `tests` than cargo looks, that no file above it can declare and no Cargo.toml names. */
async function isBuried(files: Files, path: string): Promise<boolean> {
  if (!/(?:^|\/)tests\/.*[^/]\/[^/]+\.rs$/.test(path) || /(?:^|\/)tests\/[^/]+\/main\.rs$/.test(path)) return false
  if ((await parentsOf(files, path.split('/').slice(0, -1), path)).length > 0) return false
  const [, tail] = /((?:^|\/)tests\/.*)$/.exec(path)!
  const manifests = (await files.match(['**/Cargo.toml'])).map((each) => files.text(each))
  return !(await Promise.all(manifests)).some((text) => text?.includes(tail!.replace(/^\//, '')))
}

async function built(files: Files, path: string, depth = 0): Promise<Off | 'undeclared' | undefined> {
  if (!path.endsWith('.rs') || roots.test(path) || depth > 20) return undefined
  const parts = path.split('/')
  const own = parts.at(-1) === 'mod.rs'
  const module = own ? parts.at(-2) : parts.at(-1)!.slice(0, -'.rs'.length)
  const folder = parts.slice(0, own ? -2 : -1)
  const { code } = await import('../readers/code/source.ts')
  const { declaredModules } = await import('../readers/code/tests/rust.ts')
  let known = false
  let never: Off | 'undeclared' | undefined
  for (const parent of await parentsOf(files, folder, path)) {
    const text = (await files.text(parent)) ?? ''
    if (/\b(?:include|automod)\b|#\s*\[\s*path\b|\bmacro_rules\b/.test(text)) return undefined
    const source = await files.read(parent, code)
    if (!source) continue
    known = true
    for (const declared of declaredModules(source).filter(({ name }) => name === module)) {
      const off = declared.never
        ? ({ kind: 'never-runs', how: declared.never.node.text(), by: declared.never.node } as const)
        : await built(files, parent, depth + 1)
      if (!off) return undefined
      never ??= off
    }
  }
  return never ?? (known ? 'undeclared' : undefined)
}

/** The files that may declare the modules of a folder. */
async function parentsOf(files: Files, folder: readonly string[], path: string): Promise<string[]> {
  const at = folder.join('/')
  const prefix = at ? `${at}/` : ''
  const entries = await files.entries()
  const tests = /(?:^|\/)(?:tests|benches|examples|bin)$/.test(at)
  const near = tests
    ? [...entries.keys()].filter((each) => each.startsWith(prefix) && /^[^/]+\.rs$/.test(each.slice(prefix.length)))
    : [`${prefix}mod.rs`, `${prefix}lib.rs`, `${prefix}main.rs`, ...(at ? [`${at}.rs`] : [])]
  return near.filter((each) => each !== path && entries.has(each))
}
