#!/usr/bin/env node
// Plain JavaScript that older versions of Node read too, so that they say what pawl needs instead of a syntax error.
// CommonJS, because most runs are commits that touch nothing guarded, and the loader of modules alone would cost a tenth of them.
const { spawnSync } = require('node:child_process')
const { existsSync } = require('node:fs')
const { join } = require('node:path')

const [major, minor] = process.versions.node.split('.').map(Number)
if (major > 24 || (major === 24 && minor >= 10)) {
  require('../dist/main.cjs')
} else {
  // A checkout of pawl brings the Node that it is worked on with.
  const own = join(__dirname, '../node_modules/.bin/node')
  if (existsSync(own)) {
    const ended = spawnSync(own, [__filename, ...process.argv.slice(2)], { stdio: 'inherit' })
    if (ended.error)
      process.stderr.write(`refused: the Node of this checkout cannot be started: ${ended.error.message}. Nothing was checked.\n`)
    process.exitCode = ended.status === null ? 2 : ended.status
  } else {
    process.stderr.write(`refused: pawl needs Node 24.10 or newer, and this is ${process.versions.node}. Nothing was checked.\n`)
    process.exitCode = 2
  }
}
