import { rmSync } from 'node:fs'
import { build } from 'esbuild'

// Packages that carry wasm, native code or data stay outside of the bundle and are found in node_modules.
const external = ['@ast-grep/*', '@electric-sql/*', 'libpg-query', 'pg', 'mysql2']

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: {
    cli: 'src/cli/main.ts',
    'sqlite-child': 'src/engines/sqlite/child.ts',
    'postgres-worker': 'src/engines/postgres/worker.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  external,
  banner: { js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);" },
  logLevel: 'warning',
})
