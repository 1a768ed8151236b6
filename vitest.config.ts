import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/guards/*/*/**/*', 'node_modules/**'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Beside the test: each folder of tests/guards is a kind of protection.
    resolveSnapshotPath: (path, extension) => `${path}${extension}`,
    // Programs that tests run from source find there what others have stripped and compiled.
    // What runs the tests tells nothing of how pawl is run: in a CI job it would tell its progress where a test asks for silence.
    env: { CI: '', GITHUB_ACTIONS: '', NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules', '.cache', 'compiled') },
  },
})
