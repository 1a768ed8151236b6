import { defineConfig } from 'vitest/config'

// The tests that judge model, policy, readers and the guards of files: no engine, no clock, no shell.
export default defineConfig({
  test: {
    root: process.cwd(),
    include: [
      'tests/{model,policy,readers,documents}/**/*.test.ts',
      'tests/guards/*.test.ts',
      'tests/guards/{code,document,hook,policy,test,token,workflow}/cases.test.ts',
    ],
    exclude: ['tests/readers/shell-truth.test.ts', 'node_modules/**'],
    testTimeout: 60_000,
    resolveSnapshotPath: (path, extension) => `${path}${extension}`,
  },
})
