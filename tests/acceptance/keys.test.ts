import { describe, expect, it } from 'vitest'
import { type Edits, told } from './room.ts'

const id = '000007_drop_plaintext'
const documentPath = `docs/rollback/${id}.md`
const downPath = `db/sql/${id}.down.sql`
const script = (name: string, previous: string | undefined) =>
  `revision = '${name}'\ndown_revision = ${previous ? `'${previous}'` : 'None'}\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n`

const database = (rows = true) => `databases:
  main: { engine: postgres, migrations: alembic/versions, format: alembic, rendered: "db/sql/{id}.{direction}.sql"${rows ? ', rows: db/rows.sql' : ''} }
rollback: main
document: docs/rollback/{migration}.md
categories:
  breaking: { document: required, within: 60m, tested-within: 30d, approvals: 1 }
lossy: documented
impossible: forbidden
`
const protocol = `protocol: hashed
title: Keys are kept as hashes alone
status: lossy
protect:
  - column: sessions.key_hash
    not-null: true
  - token: client
    pattern: ^sk_[0-9a-f]{32}$
    absent-from: ["docs/**"]
  - invariant: a key fits its hash
    after: rollback
    sql: SELECT id FROM sessions WHERE owner_key IS NOT NULL AND encode(sha256(owner_key::bytea), 'hex') <> key_hash
`
const before: Edits = {
  'policies/database.yaml': database(),
  'policies/hashed.yaml': protocol,
  'alembic/versions/000006_hashes.py': script('000006_hashes', undefined),
  'db/sql/000006_hashes.up.sql': `CREATE TABLE sessions (id bigint PRIMARY KEY, owner_key text, key_hash text NOT NULL);
CREATE TABLE assistants (id bigint PRIMARY KEY, owner_key text, key_hash text NOT NULL);
`,
  'db/sql/000006_hashes.down.sql': 'DROP TABLE assistants;\nDROP TABLE sessions;\n',
  'db/rows.sql': `-- after: 000006_hashes
INSERT INTO sessions SELECT n, 'key ' || n, encode(sha256(('key ' || n)::bytea), 'hex') FROM generate_series(1, 2) n;
INSERT INTO assistants SELECT n, 'key ' || n, encode(sha256(('key ' || n)::bytea), 'hex') FROM generate_series(1, 2) n;
`,
}
const backup = '## 1. Backup\n\n```sh\npg_dump -Fc "$DATABASE_URL" > keys.dump\n```\n'
const downgrade = '## 2. Downgrade\n\n```sh\nalembic downgrade 000006_hashes\n```\n'
const warning = '**Warning:** every value of `sessions.owner_key` and `assistants.owner_key` is lost.\n'
const document = (parts: { loses?: string; says?: string; warning?: string; body?: string; more?: string } = {}) => `---
rollback: ${parts.says ?? 'lossy'}
loses: ${parts.loses ?? '[sessions.owner_key, assistants.owner_key]'}
estimate: 45m
last-tested: 2026-11-10
approved-by: DBA
---
# Back from the dropped keys

${parts.warning ?? warning}
${parts.body ?? `${backup}\n${downgrade}`}
## 3. Recovery

Restore the keys of the dump where clients cannot take new ones, and verify that one of them can log in.
${parts.more ?? ''}`

const up = 'ALTER TABLE sessions DROP COLUMN owner_key;\nALTER TABLE assistants DROP COLUMN owner_key;\n'
const down = 'ALTER TABLE sessions ADD COLUMN owner_key text;\nALTER TABLE assistants ADD COLUMN owner_key text;\n'
const change = (edits: Edits = {}): Edits => ({
  [`alembic/versions/${id}.py`]: script(id, '000006_hashes'),
  [`db/sql/${id}.up.sql`]: up,
  [downPath]: down,
  [documentPath]: document(),
  ...edits,
})
const checked = (parts: Parameters<typeof document>[0]) => told(before, change({ [documentPath]: document(parts) }))
const block = (script: string) => `${backup.replace('pg_dump -Fc "$DATABASE_URL" > keys.dump', script)}\n${downgrade}`

describe('keys that are kept as hashes alone', () => {
  it('lets a lossy way back pass that is documented whole', async () => {
    expect((await told(before, change())).messages).toBe('')
  })

  it.each([
    ['with rows', database()],
    ['without rows', database(false)],
  ])('is lossy by identity, %s', async (_, policy) => {
    const { json } = await told({ ...before, ...change(), 'policies/database.yaml': policy }, {}, ['rehearse'])
    const { verdict, loses } = json.databases[0].migrations[1]
    expect([verdict, loses]).toEqual(['lossy', ['public.assistants.owner_key', 'public.sessions.owner_key']])
  })

  it('names both columns where the document says reversible', async () => {
    const { exit, messages } = await checked({ says: 'reversible' })
    expect(exit).toBe(1)
    expect(messages).toContain('`sessions.owner_key`')
    expect(messages).toContain('`assistants.owner_key`')
  })

  it('tells of a backup behind the downgrade, at the downgrade', async () => {
    const { exit, codes, json } = await checked({ body: `${downgrade}\n${backup}` })
    expect([exit, codes]).toEqual([1, ['rollback/backup-late']])
    const text = document({ body: `${downgrade}\n${backup}` }).split('\n')
    expect(json.findings[0].places[0].line).toBe(text.indexOf('alembic downgrade 000006_hashes') + 1)
  })

  it.each([
    '# pg_dump -Fc "$DATABASE_URL" > keys.dump',
    'echo "pg_dump -Fc app > keys.dump"',
    'echo pg_dump -Fc app',
    'pg_dump -Fc "$DATABASE_URL" > keys.dump || true',
  ])('takes no backup from `%s`', async (script) => {
    const { exit, codes } = await checked({ body: block(script) })
    expect([exit, codes]).toEqual([1, ['rollback/backup-silent']])
  })

  it.each([
    ['is gone', ''],
    ['says nothing of what goes', '**Warning:** some data is lost.\n'],
  ])('tells of a warning that %s', async (_, text) => {
    const { exit, codes } = await checked({ warning: text })
    expect([exit, codes]).toEqual([1, ['rollback/warning-missing']])
  })

  it('asks the invariant after what the document does behind the down', async () => {
    const keys = (set: string) => `\n\`\`\`sql rehearse after\nUPDATE sessions SET ${set};\n\`\`\`\n`
    const { exit, messages } = await checked({ more: keys("owner_key = 'sk_' || md5(id::text)") })
    expect(exit).toBe(1)
    expect(messages).toMatch(/a key fits its hash.*2 rows/)
    const whole = keys("owner_key = 'sk_' || md5(id::text), key_hash = encode(sha256(('sk_' || md5(id::text))::bytea), 'hex')")
    const held = await checked({ more: whole })
    expect(held.codes).not.toContain('invariant/broken')
  })

  it('names what `loses` leaves out', async () => {
    const { exit, messages } = await checked({ loses: '[sessions.owner_key]' })
    expect(exit).toBe(1)
    expect(messages).toContain('`assistants.owner_key`')
  })

  it('tells of a real key in the message to clients, and shows none', async () => {
    const key = `sk_${'0123456789abcdef'.repeat(2)}`
    const { exit, codes, messages } = await checked({ more: `\n> Your new key is ${key}.\n` })
    expect([exit, codes]).toEqual([1, ['token/found']])
    expect(messages).not.toContain(key)
  })

  it('is lossy and restored where the down copies kept values back', async () => {
    const kept = {
      [`db/sql/${id}.up.sql`]: `CREATE TABLE kept AS SELECT id, owner_key FROM sessions;\nALTER TABLE sessions DROP COLUMN owner_key;\n`,
      [downPath]:
        'ALTER TABLE sessions ADD COLUMN owner_key text;\nUPDATE sessions SET owner_key = kept.owner_key FROM kept WHERE kept.id = sessions.id;\nDROP TABLE kept;\n',
    }
    const { json } = await told({ ...before, ...change(kept) }, {}, ['rehearse'])
    const { verdict, restored } = json.databases[0].migrations[1]
    expect([verdict, restored]).toEqual(['lossy', true])
  })
})
