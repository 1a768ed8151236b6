import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

// Tags the folder that dev/release.ts made, in the repository where it is run: `node dev/tag.ts <folder>` makes the tag
// `action-v<version>`, which stays, and moves `v1`. The commit has no parent: no branch leads to the wasm, and none grows by it.

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  process.stderr.write('node dev/tag.ts <folder>\n')
  process.exit(2)
}
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as { version: string }
const work = mkdtempSync(join(tmpdir(), 'pawl-tag-'))
const git = (words: readonly string[], env: NodeJS.ProcessEnv = process.env) => execFileSync('git', words, { env, encoding: 'utf8' }).trim()
try {
  const head = git(['rev-parse', 'HEAD'])
  const gitDir = git(['rev-parse', '--absolute-git-dir'])
  const apart = { ...process.env, GIT_DIR: gitDir, GIT_WORK_TREE: resolve(folder), GIT_INDEX_FILE: join(work, 'index') }
  // To the last bit, whatever this machine makes of the ends of lines, and also what is ignored elsewhere.
  git(['-c', 'core.autocrlf=false', '-C', resolve(folder), 'add', '--force', '--all', '.'], apart)
  const commit = git(['commit-tree', git(['write-tree'], apart), '-m', `pawl ${version}, made from ${head}`])
  git(['tag', `action-v${version}`, commit])
  git(['tag', '--force', 'v1', commit])
  process.stdout.write(`${commit}\n`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
