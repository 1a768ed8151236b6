import { cpSync, readFileSync, rmSync } from 'node:fs'
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
const { version, repository } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; repository?: { url: string } }
// A release says where it is from, so that what it writes names its own Action.
const home = /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(repository?.url ?? '')?.[1]
const shared: BuildOptions = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node24',
  define: { PAWL_VERSION: JSON.stringify(version), ...(home ? { PAWL_REPOSITORY: JSON.stringify(home) } : {}) },
  logLevel: 'warning',
}

rmSync('dist', { recursive: true, force: true })
await build({
  ...shared,
  entryPoints: {
    start: 'src/cli/start.ts',
    api: 'src/cli/api.ts',
    'sqlite-child': 'src/engines/sqlite/child.ts',
    'postgres-worker': 'src/engines/postgres/worker.ts',
  },
  splitting: true,
  format: 'esm',
  external,
  plugins: [namedOnDemand()],
  banner: { js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);" },
})

// The first file of every run stands alone, and the one that judges documents, and they load the rest only where they must.
await build({
  ...shared,
  entryPoints: { main: 'src/cli/main.ts', documents: 'src/verbs/documents.ts', yaml: 'yaml' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },

  // `import.meta` is empty there; the version that it would find is written in.
  minifyWhitespace: true,
  logOverride: { 'empty-import-meta': 'silent' },
  supported: { 'dynamic-import': false },
  // A document that is judged by a pattern is never judged alone, so what reads patterns is left out.
  plugins: [
    outside({
      './start.ts': './start.js',
      '../verbs/documents.ts': './documents.cjs',
      yaml: './yaml.cjs',
      '../../readers/pattern.ts': './none.cjs',
    }),
  ],
})

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

/** Leaves modules out of a file, to be found beside it. */
function outside(places: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'stays outside',
    setup: ({ onResolve }) =>
      onResolve({ filter: /./ }, ({ path, kind }) =>
        kind !== 'entry-point' && Object.hasOwn(places, path) ? { path: places[path]!, external: true } : undefined,
      ),
  }
}
