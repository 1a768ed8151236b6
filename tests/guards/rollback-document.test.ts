import { expect, test } from 'vitest'
import { judgeDocument } from '../../src/guards/rollback/document.ts'
import { readDocument } from '../../src/guards/rollback/read.ts'
import type { Subject } from '../../src/guards/rollback/subject.ts'
import { emptyTree, overlay, remember } from '../../src/model/files.ts'
import type { RollbackRules } from '../../src/model/policy.ts'

const rules = {
  database: 'main',
  document: 'docs/{migration}.md',
  categories: { breaking: { document: 'required' } },
  lossy: 'documented',
  impossible: 'documented',
  names: {},
  backup: [],
} as unknown as RollbackRules

const up = { migration: '2_x', path: 'migrations/2_x.up.sql', text: 'SELECT 1', direction: 'up', wrap: 'transaction' } as const
const shown: Subject = {
  migration: '2_x',
  up,
  category: 'breaking',
  grade: 'reversible',
  loses: [],
  upLoses: [],
  discards: [],
  peopled: [],
  left: [],
  ways: [],
  drops: [],
  sealed: false,
}
const lossy: Partial<Subject> = { grade: 'lossy', loses: ['sessions.api_key'], upLoses: ['sessions.api_key'] }

/** What is told of a document, by the codes alone. */
async function told(subject: Partial<Subject>, text: string): Promise<string[]> {
  const files = remember(overlay(emptyTree, new Map([['docs/2_x.md', text]])))
  const codes: string[] = []
  const around = { rules, today: '2026-11-21', approves: () => true, soon: false }
  await judgeDocument({ ...shown, ...subject }, await readDocument(files, rules, '2_x'), around, (code) => codes.push(code))
  return codes.map((code) => code.replace('rollback/', ''))
}

const reversible = (steps: string, verify: string) => `---\nrollback: reversible\n---\n${steps}\n\n${verify}\n`
const loss = (parts: { warning?: string; backup?: string; recovery?: string; steps?: string }) => `---
rollback: lossy
loses: [sessions.api_key]
---
${parts.warning ?? 'Warning: sessions.api_key goes.'}

## Backup

${parts.backup ?? '```sh\nsqlite3 app.db ".backup before.db"\n```'}

## Recovery

${parts.recovery ?? 'Restore it with `sqlite3 app.db ".restore before.db"`.'}

${parts.steps ?? '1. Run the down.\n2. Verify that each session is there.'}
`

test('steps and verification are told by fences, lists and headings that say something', async () => {
  const rows = [
    ['## Steps\n\nRun the down.', '## Verify\n\nLook at the tables.', []],
    ['## Rollback procedure\n\n- Stop the writers.\n- Run the down.', '1. Confirm that the table is gone.', []],
    ['## Steps', '## Verify\n\nLook at the tables.', ['steps-missing']],
    ['## Verification steps\n\nLook at the tables.', '', ['steps-missing']],
    ['## Next steps\n\nTell the team.', '## Verify\n\nLook.', ['steps-missing']],
    ['## Steps\n\nRun the down.', '## Verify', ['verification-missing']],
    ['## Steps\n\nRun the down.', '## Verify\n\n<!-- later -->', ['verification-missing']],
  ] as const
  for (const [steps, verify, codes] of rows) expect(await told({}, reversible(steps, verify)), `${steps} ${verify}`).toEqual(codes)
})

test('what is struck out is no step, no verification, no warning and no backup', async () => {
  const steps = ['1. ~~Run the down.~~', '## Steps\n\n~~Run the down.~~', 'Run ~~`migrate down 1`~~ nothing.']
  for (const text of steps) expect(await told({}, reversible(text, '## Verify\n\nLook.')), text).toEqual(['steps-missing'])
  expect(await told({}, reversible('1. ~~Run the old down.~~ Run the down.', '~~Verify it.~~'))).toEqual(['verification-missing'])
  expect(await told({}, reversible('1. Run the down.', '~~Look.~~ Verify it.'))).toEqual([])
  expect(await told(lossy, loss({ warning: '~~Warning: sessions.api_key goes.~~' }))).toEqual(['warning-missing'])
  expect(await told(lossy, loss({ backup: '~~`sqlite3 app.db ".backup before.db"`~~' }))).toEqual(['backup-silent'])
  expect(await told(lossy, loss({ backup: 'Run `sqlite3 app.db ".backup before.db"`, ~~twice~~.' }))).toEqual([])
})

test('a kind is one word, and a choice of two is none', async () => {
  const parts = '## Steps\n\nRun the down.\n\n## Verify\n\nLook.\n'
  const rows = [
    ['reversible (tested on staging)', []],
    ['reversible, no lossy step', []],
    ['Reversible', []],
    ['reversible or lossy', ['field-unreadable']],
    ['reversible / lossy', ['field-unreadable']],
    ['`lossy`, impossible', ['field-unreadable']],
  ] as const
  for (const [kind, codes] of rows) expect(await told({}, `Rollback: ${kind}\n\n${parts}`), kind).toEqual(codes)
})

test('a lossy way back holds what a reversible one does, and its fields are no warning', async () => {
  const without = (steps: string) => told(lossy, loss({ steps, backup: 'Run `sqlite3 app.db ".backup before.db"`.' }))
  expect(await without('')).toEqual(['steps-missing', 'verification-missing'])
  expect(await without('1. Run the down.')).toEqual(['verification-missing'])
  expect(await without('1. Run the down.\n\n```sql verify\nSELECT 1 WHERE false\n```')).toEqual([])
  const stated = ['Rollback: lossy\nLoses: sessions.api_key', '- **Rollback:** lossy\n- **Loses:** `sessions.api_key`']
  for (const fields of stated) {
    expect(await told(lossy, loss({ warning: fields })), fields).toEqual(['warning-missing'])
    expect(await told(lossy, loss({ warning: `${fields}\n\nIt is lossy: sessions.api_key goes.` })), fields).toEqual([])
  }
  expect(await told(lossy, loss({ warning: `${stated[0]}\nWarning: the values of sessions.api_key go.` }))).toEqual([])
})

test('a sentence that denies a loss warns of none', async () => {
  const rows = [
    ['All values of sessions.api_key are lost.', []],
    ['There is no undo. The values of sessions.api_key are lost.', []],
    ['The values of sessions.api_key are not kept, they are lost.', []],
    ['> **Caution:** sessions.api_key goes, and nothing is lost but that.', []],
    ['No value of sessions.api_key is lost.', ['warning-missing']],
    ['Of sessions.api_key nothing is lost.', ['warning-missing']],
    ['The way back of sessions.api_key is not lossy.', ['warning-missing']],
  ] as const
  for (const [warning, codes] of rows) expect(await told(lossy, loss({ warning })), warning).toEqual(codes)
})

test('a copy of an SQLite file is opened or restored, and neither read as SQL nor written to nowhere', async () => {
  const backup = (file: string) => `\`\`\`sh\nsqlite3 app.db ".backup '${file}'"\n\`\`\``
  const rows = [
    [{}, []],
    [{ recovery: '```sh\ncp before.db app.db\n```' }, []],
    [{ recovery: '```sh\nsqlite3 app.db < seeds.sql\n```' }, []],
    [{ recovery: '```sh\nsqlite3 app.db < before.db\n```' }, ['backup-unreadable']],
    [{ recovery: 'Restore with `sqlite3 app.db < before.db`.' }, ['backup-unreadable']],
    [{ recovery: '```sh\nsqlite3 app.db ".read before.db"\n```' }, ['backup-unreadable']],
    [{ backup: '```sh\nsqlite3 app.db "VACUUM INTO \'before.db\'"\n```', recovery: '`sqlite3 app.db < before.db`' }, ['backup-unreadable']],
    [{ backup: backup('/dev/null') }, ['backup-silent']],
    [{ backup: backup('kept/before.db') }, []],
  ] as const
  for (const [parts, codes] of rows) expect(await told(lossy, loss(parts)), JSON.stringify(parts)).toEqual(codes)
})

test('a backup holds the table whose data goes, and is started where a runner says', async () => {
  const pg = { ...lossy, loses: ['public.sessions.api_key'] }
  const dump = (...commands: string[]) => loss({ backup: `\`\`\`sh\n${commands.join('\n')}\n\`\`\``, recovery: 'Restore it.' })
  const silent = ['backup-silent']
  const rows = [
    ['pg_dump -Fc app > x.dump', []],
    ['pg_dump -Fc -t sessions app > x.dump', []],
    ["pg_dump -Fc -t 'public.sess*' app > x.dump", []],
    ['pg_dump -Fc --table=users app > x.dump', silent],
    ['pg_dump -Fc -n public -T users app > x.dump', []],
    ['pg_dump -Fc -n audit app > x.dump', silent],
    ['pg_dump -Fc -N audit app > x.dump', []],
    ['pg_dump -Fc -N public app > x.dump', silent],
    ['pg_dump -Fc -T sessions app > x.dump', silent],
    ['pg_dump -Fc -T sessions_old app > x.dump', []],
    ['pg_dump -Fc --exclude-table-data public.sessions app > x.dump', silent],
    ['pg_dump -Fc -T "$TABLE" app > x.dump', []],
    ['mysqldump app --ignore-table=app.users > x.sql', []],
    ['ssh db "pg_dump -Fc app" > x.dump', []],
    ['su - postgres -c "pg_dump -Fc app -f x.dump"', []],
    ['docker exec db sh -c "pg_dump -Fc app > /b/x.dump"', []],
    ['ssh db "pg_dump app | gzip" > x.gz', silent],
    ['ssh db "echo pg_dump -Fc app" > x.dump', silent],
    ['sudo echo pg_dump -Fc app > x.dump', silent],
  ] as const
  for (const [command, codes] of rows) expect(await told(pg, dump(command)), command).toEqual(codes)
  expect(await told(pg, dump('pg_dump -Fc -t users app > y.dump', 'pg_dump -Fc -t sessions app > x.dump'))).toEqual([])
  expect(await told({ ...lossy, loses: ['sessions.api_key'] }, dump('mysqldump app --ignore-table=app.sessions > x.sql'))).toEqual(silent)
})

test('an impossible way back owes a backup where the up takes data that no down brings back', async () => {
  const text = 'Rollback: impossible\n\n## Why\n\nA.\n\n## Alternatives\n\nB.\n\n## Who is hit\n\nC.\n'
  expect(await told({ grade: 'none', upLoses: ['sessions.api_key'] }, text)).toEqual(['backup-missing'])
  expect(await told({ grade: 'reversible', upLoses: ['sessions.owner'] }, text)).toEqual(['claims-loss'])
})

test('what the steps of a document lose beyond the down is more than it says', async () => {
  const script = { ...up, path: 'docs/2_x.md', direction: 'other', line: 4 } as const
  const ways = (leg: 'down' | 'document', ...loses: string[]) =>
    ({ ways: [{ leg, scripts: [script], answers: [], wrong: [], differs: [], afterDiffers: [], loses }] }) as Partial<Subject>
  const back = reversible('## Steps\n\nRun them.', '## Verify\n\nLook.')
  expect(await told(ways('document', 'public.sessions.owner'), back)).toEqual(['promises-more'])
  expect(await told(ways('down', 'public.sessions.owner'), back)).toEqual(['promises-more'])
  expect(await told(ways('document'), back)).toEqual([])
  expect(await told({ ...lossy, ...ways('document', 'sessions.api_key') }, loss({}))).toEqual([])
  expect(await told({ ...lossy, ...ways('document', 'sessions.api_key', 'sessions.owner') }, loss({}))).toEqual(['loses-incomplete'])
  // A document that says what its own steps lose claims no more than there is.
  const stated = (loses: string) => loss({}).replace('loses: [sessions.api_key]', `loses: [${loses}]`)
  expect(await told(ways('down', 'public.sessions'), stated('sessions'))).toEqual([])
  expect(await told(ways('down', 'public.sessions'), stated('assistants'))).toEqual(['loses-incomplete'])
  expect(await told(ways('down', 'public.assistants'), stated('assistants'))).toEqual(['warning-missing'])
  expect(await told(ways('down', 'public.sessions'), `---\nrollback: lossy\nloses: [sessions]\n---\nsessions are lost.\n`)).toEqual([
    'steps-missing',
    'verification-missing',
    'backup-missing',
    'recovery-missing',
  ])
  expect(await told({ ...lossy, ...ways('document', 'sessions.owner') }, stated('sessions.api_key, sessions.owner'))).toEqual([])
  expect(await told({ ...lossy, ...ways('document') }, stated('sessions.api_key, sessions.owner'))).toEqual(['claims-loss'])
  // Keys that are given anew behind the down are no loss; rows that go there are.
  expect(await told({ ...lossy, ...ways('down', 'sessions.api_key_hash') }, loss({}))).toEqual([])
  expect(await told({ ...lossy, ...ways('down', 'sessions') }, loss({}))).toEqual(['loses-incomplete'])
})

test('front matter that is no YAML is told with why, and a document that lacks `rollback` with all else that it owes', async () => {
  expect(await told({}, '---\nrollback: reversible\nestimate: 5m: 6m\n---\n1. Run the down.\n\nVerify it.\n')).toEqual([
    'document-unreadable',
  ])
  expect(await told({}, '---\nestimate: 5m\n---\nTo do.\n')).toEqual(['field-missing', 'steps-missing', 'verification-missing'])
  expect(await told({}, '---\nestimate: 5m\n---\n1. Run the down.\n2. Verify it.\n')).toEqual(['field-missing'])
  expect(await told({ grade: 'partial' }, 'To do.\n')).toEqual(['field-missing'])
})
