import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'

// Compiling nine megabytes of engine twice costs more than a short run gains by it; what is called is looked through as it is compiled.
if (process.env.PAWL_WASM !== 'full') {
  for (const flag of ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering', '--wasm-lazy-validation'])
    setFlagsFromString(flag)
}

const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> } }
const file = new URL('pglite.wasm', pathToFileURL(createRequire(import.meta.url).resolve('@electric-sql/pglite')))

/** The embedded server, compiled once for all threads that it runs in. */
export const compiled: Promise<WebAssembly.Module> = readFile(file).then((bytes) => wasm.compile(bytes))
