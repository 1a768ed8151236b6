import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Migrations, type Room, room, sqliteFile, step, threeVersions } from './run-room.ts'

const keys: Migrations = {
  '0001_notes': ['CREATE TABLE notes (id integer PRIMARY KEY, body text);', 'DROP TABLE notes;'],
  '0002_token': ['ALTER TABLE notes ADD COLUMN token text;', 'ALTER TABLE notes DROP COLUMN token;'],
  '0003_hash': [
    'ALTER TABLE notes ADD COLUMN hash text;\nUPDATE notes SET hash = hex(token);\nALTER TABLE notes DROP COLUMN token;',
    'ALTER TABLE notes DROP COLUMN hash;\nALTER TABLE notes ADD COLUMN token text;',
  ],
}
const document = `---
rollback: lossy
loses: [notes.token]
estimate: 5m
backup: app.bak
---
# Back

**Warning:** the values of \`notes.token\` are lost.

## Steps

1. Make a backup.

   \`\`\`sh
   sqlite3 app.db ".backup app.bak"
   \`\`\`

2. Take the migration back.

   \`\`\`sh
   migrate down 1
   \`\`\`

3. Verify that the release starts.

## How to recover

Restore single tokens from the copy:

\`\`\`sh
sqlite3 app.db ".restore app.bak"
\`\`\`

## What people are told

\`\`\`text
Subject: Back from {from} to {to}

Your token no longer works (run {id}). Your new token: <new-token>, from [Ada] <ada@example.com>
\`\`\`

## Afterwards

\`\`\`text
Subject to change: nothing of it is a message
\`\`\`
`

function made(...steps: string[]): Room {
  const rules = 'rollback: main\ndocument: docs/{migration}.md\nlossy: documented\n'
  const here = room({
    ...threeVersions('sqlite', steps, keys),
    'policies/rollback.yaml': rules,
    'docs/0003_hash.md': document,
  })
  here.write('app.bak', 'SQLite format 3\0 and all that stands behind it')
  return here
}
const main = ['--database', 'main=env:LIVE', '--accept-loss', 'notes']

describe('the backup that a plan counts on', () => {
  it('is hashed anew ahead of the run: one that is another, or gone, keeps it from beginning', async () => {
    const here = made(step('stop', 'before', { undo: true }))
    await here.plan('1.3.0', '1.2.0', '--ready')
    const { path, ask } = sqliteFile(here.folder, keys)
    const before = here.read('app.bak')
    here.write('app.bak', `${before}, and more`)
    const other = await here.execute(main, { LIVE: path })
    expect([other.exit, other.err]).toEqual([
      2,
      expect.stringMatching(
        /the backup `app\.bak` is no longer the one that the plan counts on: its sha256 is [0-9a-f]{64}, and was [0-9a-f]{64}\. Nothing was begun/,
      ),
    ])
    rmSync(join(here.folder, 'app.bak'))
    const none = await here.execute(main, { LIVE: path })
    expect([none.exit, none.err]).toEqual([
      2,
      expect.stringContaining('the backup `app.bak`, which the plan counts on, is not there, or cannot be read. Nothing was begun'),
    ])
    expect([here.trace(), ask("SELECT name FROM pragma_table_info('notes')")]).toEqual([[], ['id', 'body', 'hash']])
    here.write('app.bak', before)
    expect((await here.execute(main, { LIVE: path })).exit).toBe(0)
    expect(ask("SELECT name FROM pragma_table_info('notes')")).toEqual(['id', 'body', 'token'])
  })

  it('that is written over by an earlier step stops the run ahead of the database, and what was done is taken back', async () => {
    const here = made(step('stop', 'before', { run: 'echo x >> app.bak', undo: true }))
    await here.plan('1.3.0', '1.2.0', '--ready')
    const { path, ask } = sqliteFile(here.folder, keys)
    const { exit, out } = await here.execute(main, { LIVE: path })
    expect([exit, out]).toEqual([1, expect.stringContaining('failed: the backup `app.bak` is no longer the one')])
    expect([here.trace(), ask("SELECT name FROM pragma_table_info('notes')")]).toEqual([
      ['stop', 'unstop'],
      ['id', 'body', 'hash'],
    ])
  })
})

describe('what those who are hit are told', () => {
  it('stands in the plan and in its runbook, is printed by the run with its id, and kept in the log', async () => {
    const here = made(step('backup', 'ready', { blocks: true }))
    const text = await here.pawl(['plan', '1.3.0', '1.2.0'])
    expect(text.out).toContain('message to those who are hit (docs/0003_hash.md)\n  Subject: Back from 1.3.0 to 1.2.0\n')
    expect(text.out).toContain('(run {id})')
    expect(text.out).toContain('to be filled in: <new-token>, [Ada]\n')
    expect(text.out).toContain('how to recover (docs/0003_hash.md)\n  ## How to recover\n')
    expect(text.out).not.toContain('Subject to change')
    const runbook = await here.pawl(['plan', '1.3.0', '1.2.0', '--format', 'markdown'])
    expect(runbook.out).toContain('## Message to those who are hit')
    expect(runbook.out).toContain('- [ ] Sent to everybody who is hit')
    await here.plan('1.3.0', '1.2.0')
    const { path } = sqliteFile(here.folder, keys)
    const { exit, out, err } = await here.execute(main, { LIVE: path })
    expect([exit, err]).toEqual([0, expect.stringContaining('lost with this: column notes.token: comes back without its values in 2 rows')])
    const { rollbackId } = here.log()[0]!
    expect(out).toContain(`no longer works (run ${rollbackId})`)
    const begun = here.log().find(({ step: name, status }) => name === 'run' && status === 'started')
    expect(begun?.details.notices).toMatchObject([{ document: 'docs/0003_hash.md', open: ['<new-token>', '[Ada]'] }])
  })

  it('is nothing where nothing is lost', async () => {
    const here = made(step('backup', 'ready', { blocks: true }))
    const { out } = await here.pawl(['plan', '1.2.0', '1.1.0'])
    expect(out).not.toContain('message to those')
  })
})
