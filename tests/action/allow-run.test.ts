import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../git/repository.ts'
import { forge } from './forge.ts'
import { release, run } from './runner.ts'

beforeAll(() => void release())

/** A project whose migrations are code, run by a tool of its own that leaves a trace. */
function project() {
  const canary = join(temporaryFolder(), 'canary')
  const tool = `import { DatabaseSync } from 'node:sqlite'
import { readFileSync, writeFileSync } from 'node:fs'
const [direction, revision] = process.argv.slice(2)
writeFileSync(${JSON.stringify(canary)}, 'was here')
const sql = new RegExp(direction + ' = \`([^\`]*)\`').exec(readFileSync('migrations/' + revision + '.ts', 'utf8'))[1]
new DatabaseSync(process.env.DATABASE_URL.replace('sqlite:///', '')).exec(sql)
`
  const code = (up: string, down: string) => `export const up = \`${up}\`\nexport const down = \`${down}\`\n`
  const command = (direction: string) => `${process.execPath} tool.mjs ${direction} {revision}`
  const place = forge()
  place.work.commit({
    'policies/notes.yaml': 'protocol: notes\nstatus: irreversible\nprotect:\n  - column: notes.text\n',
    'policies/database.yaml': `databases:\n  main:\n    engine: sqlite\n    migrations: migrations\n    format: plain\n    run: { up: "${command('up')}", down: "${command('down')}" }\n`,
    'tool.mjs': tool,
    'migrations/001_notes.ts': code('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);', 'DROP TABLE notes;'),
  })
  place.push('main')
  place.work.git('checkout', '-q', '-b', 'shorter')
  place.work.commit({ 'migrations/002_shorter.ts': code('ALTER TABLE notes DROP COLUMN text;', 'ALTER TABLE notes ADD COLUMN text TEXT;') })
  return { place, canary }
}

test.each([
  ['is off', {}, 'acme/vault', 2, false],
  ['is on', { 'allow-run': 'true' }, 'acme/vault', 1, true],
  ['is on, and the head is of a fork', { 'allow-run': 'true' }, 'stranger/vault', 2, false],
])('where `allow-run` %s', async (_, inputs, from, exit, ranIt) => {
  const { place, canary } = project()
  const { merge, payload } = place.pull(7, 'shorter', from)
  const ran = await run({ workspace: place.checkout(merge).path, event: 'pull_request', payload, inputs, env: { GITHUB_SHA: merge } })
  expect([ran.exit, existsSync(canary)]).toEqual([exit, ranIt])
  if (exit === 1) expect(ran.report.findings.map((each: any) => each.code)).toContain('schema/column-dropped')
  if (from !== 'acme/vault') expect(ran.report.limits).toContain('no command of `run:` was run: the pull request comes from a fork')
})
