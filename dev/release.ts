import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { build } from 'esbuild'

// Makes the folder that becomes the tag `v1`: action.yml with all that it needs at run time, so that no step has to install anything.
// `node dev/release.ts <folder>` makes it for this machine; `--everywhere` fetches what the other machines of a workflow need.

const root = join(import.meta.dirname, '..')
const [folder, everywhere] = process.argv.slice(2)
if (folder === undefined || (everywhere !== undefined && everywhere !== '--everywhere')) {
  process.stderr.write('node dev/release.ts <folder> [--everywhere]\n')
  process.exit(2)
}
const target = resolve(folder)
const dist = join(target, 'dist')

/** Packages that carry wasm, native code or data lie beside the bundle as they are; all else is in it. */
const carried = ['@ast-grep/napi', ...grammars(), '@electric-sql/pglite', '@electric-sql/pglite-pgvector', 'libpg-query']
/** The machines that workflows run on. */
const machines = ['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-arm64', 'darwin-x64', 'win32-x64-msvc']

interface Locked {
  version: string
  resolved?: string
  integrity: string
  dependencies?: Record<string, string>
}

const text = (path: string) => readFileSync(join(root, path), 'utf8')
const { version } = JSON.parse(text('package.json')) as { version: string }
const { packages: locked } = JSON.parse(text('package-lock.json')) as { packages: Record<string, Locked> }

if (existsSync(target) && readdirSync(target).length > 0) {
  process.stderr.write(`${target} is not empty; name a folder that is\n`)
  process.exit(2)
}
mkdirSync(dist, { recursive: true })
await build({
  absWorkingDir: root,
  entryPoints: {
    action: 'src/action/main.ts',
    'sqlite-child': 'src/engines/sqlite/child.ts',
    'postgres-worker': 'src/engines/postgres/worker.ts',
  },
  outdir: dist,
  bundle: true,
  platform: 'node',
  target: 'node24',
  // In CommonJS what is imported on demand is loaded on demand, also from one file.
  format: 'cjs',
  define: { PAWL_VERSION: JSON.stringify(version), 'import.meta.url': 'ownUrl' },
  banner: { js: "const ownUrl = require('node:url').pathToFileURL(__filename).href;" },
  minifyWhitespace: true,
  legalComments: 'inline',
  external: ['@ast-grep/*', '@electric-sql/*', 'libpg-query', 'pg-native'],
  logLevel: 'error',
})
// Of the same name as in the package, whose `.js` files are modules.
renameSync(join(dist, 'postgres-worker.js'), join(dist, 'postgres-worker.cjs'))
for (const name of closure(carried)) carry(name, join(root, 'node_modules', name))
for (const machine of machines) carryFor(machine)
cpSync(join(root, 'data', 'postgres.cluster'), join(dist, 'postgres.cluster'))
for (const path of ['action.yml', 'LICENSE', 'README.md', 'docs']) cpSync(join(root, path), join(target, path), { recursive: true })
writeFileSync(join(target, 'checksums.txt'), checksums())

function grammars(): string[] {
  return readdirSync(join(root, 'node_modules', '@ast-grep'))
    .filter((name) => name.startsWith('lang-'))
    .map((name) => `@ast-grep/${name}`)
}

/** Packages with all that they depend on, as the lock file has it. */
function closure(names: readonly string[]): Set<string> {
  const all = new Set<string>()
  const add = (name: string) => {
    if (all.has(name)) return
    all.add(name)
    for (const each of Object.keys(locked[`node_modules/${name}`]?.dependencies ?? {})) add(each)
  }
  for (const name of names) add(name)
  return all
}

/** Copies what a package needs at run time: no sources, no types, no maps. */
function carry(name: string, from: string): void {
  cpSync(from, join(dist, 'node_modules', name), {
    recursive: true,
    filter: (path) => !/\.(map|d\.[cm]?ts|md)$/.test(path) && !/^(src|node_modules|types)$/.test(relative(from, path)),
  })
}

/** The native part of the code patterns for one machine: from here, or from the registry, as the lock file has it to the last bit. */
function carryFor(machine: string): void {
  const name = `@ast-grep/napi-${machine}`
  const installed = join(root, 'node_modules', name)
  if (existsSync(installed)) {
    carry(name, installed)
    return
  }
  if (everywhere === undefined) return
  const { version: exact, integrity } = locked[`node_modules/${name}`]!
  const work = mkdtempSync(join(tmpdir(), 'pawl-release-'))
  try {
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', work, `${name}@${exact}`], { stdio: 'pipe' })
    const archive = join(work, readdirSync(work)[0]!)
    const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
    if (found !== integrity) throw new Error(`${name}@${exact} is not the one of the lock file`)
    execFileSync('tar', ['-xzf', archive, '-C', work])
    carry(name, join(work, 'package'))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** One line a file, as `sha256sum --check` reads them. */
function checksums(): string {
  return readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(target, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
    .map(
      (path) =>
        `${createHash('sha256')
          .update(readFileSync(join(target, path)))
          .digest('hex')}  ${path}\n`,
    )
    .join('')
}
