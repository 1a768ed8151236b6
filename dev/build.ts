import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'

// Packages that carry wasm, native code or data stay outside of the bundle and are found in node_modules.
const external = [
  '@ast-grep/*',
  '@electric-sql/pglite',
  '@electric-sql/pglite/*',
  '@electric-sql/pglite-pgvector',
  'libpg-query',
  'pg',
  'mysql2',
]
/** Large packages that few runs need lie beside the bundle, each in a file of its own. */
const apart = [
  '@eslint-community/regexpp',
  'globby',
  'mdast-util-from-markdown',
  'mdast-util-gfm',
  'micromark-extension-gfm',
  'refa',
  'simple-git',
  'smol-toml',
  'unbash',
  'yaml',
]
const { version, repository } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; repository?: { url: string } }
// A release says where it is from, so that what it writes names its own Action.
const home = /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(repository?.url ?? '')?.[1]
const define = { PAWL_VERSION: JSON.stringify(version), ...(home ? { PAWL_REPOSITORY: JSON.stringify(home) } : {}) }
const shared: BuildOptions = { outdir: 'dist', bundle: true, platform: 'node', target: 'node24', external, define, logLevel: 'warning' }

rmSync('dist', { recursive: true, force: true })
await build({
  ...shared,
  entryPoints: { api: 'src/cli/api.ts' },
  splitting: true,
  format: 'esm',
  plugins: [namedOnDemand()],
  banner: { js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);" },
})

// The command line is CommonJS, in few files, which load faster: the first alone decides most runs, and loads the rest where it must.
const commonJs: BuildOptions = {
  ...shared,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // The clock of `performance` brings all that Node measures itself by.
  define: { ...define, 'import.meta.url': 'ownUrl', 'performance.now': 'ownClock' },
  banner: {
    js: "const ownUrl = require('node:url').pathToFileURL(__filename).href, ownClock = () => { const [s, ns] = process.hrtime(); return s * 1e3 + ns / 1e6 };",
  },
  minifyWhitespace: true,
  // What is loaded on demand is required, so that it is loaded from here as well.
  supported: { 'dynamic-import': false },
}
await build({
  ...commonJs,
  entryPoints: {
    start: 'src/cli/start.ts',
    'sqlite-child': 'src/engines/sqlite/child.ts',
    'postgres-worker': 'src/engines/postgres/worker.ts',
  },
  plugins: [beside(apart)],
})
await build({ ...commonJs, entryPoints: Object.fromEntries(apart.map((name) => [fileOf(name), name])), plugins: [beside(apart)] })
await build({
  ...commonJs,
  entryPoints: { main: 'src/cli/main.ts', documents: 'src/verbs/documents.ts' },
  define,
  banner: {},
  // `import.meta` is empty there; the version that it would find is written in.
  logOverride: { 'empty-import-meta': 'silent' },
  // A document that is judged by a pattern is never judged alone, so what reads patterns is left out.
  plugins: [outside(['./start.ts', '../verbs/documents.ts', '../../readers/pattern.ts']), beside(['yaml'])],
})
escapeAll()

// The prepared Postgres lies beside its worker.
cpSync('data/postgres.cluster', 'dist/postgres.cluster')

/** Gives CommonJS packages that are imported on demand the names that Node gives them; bundled, they would have none. */
function namedOnDemand(): Plugin {
  return {
    name: 'names on demand',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^[a-z]/ }, async ({ path, kind, namespace }) => {
        if (kind !== 'dynamic-import' || namespace === 'named' || path.startsWith('node:')) return undefined
        if (external.some((outside) => path.startsWith(outside.replace('*', '')))) return undefined
        return 'module.exports' in (await import(path)) ? { path, namespace: 'named' } : undefined
      })
      onLoad({ filter: /./, namespace: 'named' }, async ({ path }) => {
        const names = Object.keys(await import(path)).filter((name) => /^(?!__)\w+$/.test(name))
        return { contents: `export { ${names.join(', ')} } from '${path}'`, resolveDir: process.cwd() }
      })
    },
  }
}

function fileOf(name: string): string {
  return name.replace('@', '').replace('/', '-')
}

/** Leaves packages out of a file, to be found in their own beside it. */
function beside(names: readonly string[]): Plugin {
  return {
    name: 'beside',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^[@a-z]/ }, ({ path, kind }) =>
        kind !== 'entry-point' && names.includes(path) ? { path, namespace: 'beside' } : undefined,
      )
      onResolve({ filter: /./, namespace: 'beside' }, ({ path }) => ({ path, external: true }))
      onLoad({ filter: /./, namespace: 'beside' }, ({ path }) => ({ contents: `module.exports = require('./${fileOf(path)}.cjs')` }))
    },
  }
}

/** Leaves modules out that are found otherwise, or never asked for. */
function outside(paths: readonly string[]): Plugin {
  return {
    name: 'stays outside',
    setup: ({ onResolve }) => onResolve({ filter: /./ }, ({ path }) => (paths.includes(path) ? { path, external: true } : undefined)),
  }
}

/** Leaves nothing but ASCII in the CommonJS files: the compiler leaves expressions as they are, where an escape says the same. */
function escapeAll(): void {
  for (const name of readdirSync('dist').filter((each) => each.endsWith('.cjs'))) {
    const file = join('dist', name)
    const text = readFileSync(file, 'utf8')
    writeFileSync(
      file,
      text.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    )
  }
}
