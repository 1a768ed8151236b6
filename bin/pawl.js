#!/usr/bin/env node
// Plain JavaScript that older versions of Node read too, so that they say what pawl needs instead of a syntax error.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major > 24 || (major === 24 && minor >= 10)) {
  await import('../dist/cli.js')
} else {
  // A checkout of pawl brings the Node that it is worked on with.
  const own = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
  if (existsSync(own)) {
    const ended = spawnSync(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
    process.exitCode = ended.status ?? 2
  } else {
    process.stderr.write(`refused: pawl needs Node 24.10 or newer, and this is ${process.versions.node}. Nothing was checked.\n`)
    process.exitCode = 2
  }
}
