import { describe, expect, it } from 'vitest'
import { type Edits, folder, told } from './room.ts'

const next = 'migrations/tokens/0004_next.up.sql'
const complete = 'docs/enforcement/migration_complete.md'
const reasons = 'docs/enforcement/rollback_impossibility.md'
const format = 'crates/token-manager/src/format.rs'
const guardTest = 'crates/token-manager/tests/protocol_005_enforcement.rs'
const check = `if is_agent_token($T) && $R.agent_id.is_none() { return Err($E); }`

const example = folder('examples/token-service')
const policy = example['policies/protocol-005.yaml']!
const standing: Edits = {
  ...example,
  // The check in code and the workflow stand in the place of the two items of the ledger.
  'policies/databases.yaml': example['policies/databases.yaml']!.replace(/ {2}ledger:[\s\S]*$/, ''),
  'policies/protocol-005.yaml': `${policy.replace(/ {2}- (constraint|index): [\s\S]*?layer: database\n/g, '')}  - code: crates/**/*.rs
    contains: '${check}'
    layer: authorization
  - workflow: .github/workflows/ci.yml
    runs: cargo test
    layer: infrastructure
`,
  '.github/workflows/ci.yml': `on:
  pull_request:
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: cargo test --workspace
`,
}

const columns = `  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
  agent_id TEXT`
const rebuilt = (reference: string) => `PRAGMA foreign_keys = OFF;
CREATE TABLE newer (
${columns}${reference}
);
INSERT INTO newer SELECT id, token, owner, created_at, agent_id FROM api_tokens;
DROP TABLE api_tokens;
ALTER TABLE newer RENAME TO api_tokens;
PRAGMA foreign_key_check;
PRAGMA foreign_keys = ON;
`
const migration = (sql: string, edits: Edits = {}) => told({ ...standing, ...edits }, { [next]: sql })

describe('a protocol of tokens that cannot be taken back', () => {
  it('is whole as it stands', async () => {
    const { exit, json } = await told(standing, {}, ['audit'])
    expect(exit).toBe(0)
    expect(json.protocols[0].coverage).toEqual({ held: 16, of: 16, required: 16 })
  })

  it('tells of a dropped column where it is dropped and where it was made', async () => {
    const { exit, codes, json } = await migration('ALTER TABLE api_tokens DROP COLUMN agent_id;\n')
    expect([exit, codes]).toEqual([1, ['schema/column-dropped']])
    expect(json.findings[0].places.map(({ side, path, line }: any) => [side, path, line])).toEqual([
      ['after', next, 1],
      ['before', 'migrations/tokens/0002_agents.up.sql', 7],
    ])
  })

  it('tells of the pragma that is left off, too', async () => {
    const { exit, codes } = await migration('PRAGMA foreign_keys = OFF;\nALTER TABLE api_tokens DROP COLUMN agent_id;\n')
    expect([exit, codes]).toEqual([1, ['pragma/left-off', 'schema/column-dropped']])
  })

  it('tells of a rebuild without the reference', async () => {
    const { exit, messages } = await migration(rebuilt(''))
    expect(exit).toBe(1)
    expect(messages).toContain('references agents.agent_id on delete cascade')
  })

  it('is silent about a rebuild that keeps everything', async () => {
    expect((await migration(rebuilt(' REFERENCES agents (agent_id) ON DELETE CASCADE'))).exit).toBe(0)
  })

  it('tells of a cascade that empties a table whose shape stands', async () => {
    const whole = {
      'policies/databases.yaml': standing['policies/databases.yaml']!.replace(/transaction: statement.*/, 'transaction: file'),
    }
    const tokens = {
      ...whole,
      'policies/protocol-005.yaml': standing['policies/protocol-005.yaml']!.replace(
        '  - table: agents\n',
        '  - table: api_tokens\n    database: tokens\n    layer: database\n  - table: agents\n',
      ).replace('16/16', '17/17'),
    }
    const { exit, messages } = await migration('PRAGMA foreign_keys = OFF;\nDROP TABLE agents;\n', tokens)
    expect(exit).toBe(1)
    expect(messages).toContain('table `agents` is dropped')
    expect(messages).toMatch(/147 rows of `api_tokens` are deleted/)
    const dropped = { ...standing, ...whole, [next]: 'PRAGMA foreign_keys = OFF;\nDROP TABLE agents;\n' }
    const rehearsed = await told(dropped, {}, ['rehearse', 'tokens', '--only', '0004_next'])
    const [{ verdict, loses }] = rehearsed.json.databases[0].migrations
    expect([verdict, loses]).toEqual(['none', ['agent_budgets', 'agents', 'api_tokens', 'budget_leases']])
  })

  it('counts the values that are cleared, and tells of the statement where no row is hit', async () => {
    const clear = 'UPDATE api_tokens SET agent_id = NULL WHERE agent_id IS NOT NULL;\n'
    expect((await migration(clear)).messages).toBe('147 values of `api_tokens.agent_id` are cleared')
    const empty = await migration(clear.replace('IS NOT NULL', "= 'nobody'"))
    expect([empty.exit, empty.codes]).toEqual([1, ['schema/values-cleared']])
  })

  it('counts coverage', async () => {
    const edits = { [complete]: undefined, 'dev/hooks/pre-commit': '#!/bin/sh\nset -e\n' }
    const { exit, json } = await told(standing, edits)
    expect(exit).toBe(1)
    expect(json.findings.map(({ protection }: any) => protection).sort()).toEqual([
      `protocol-005/document:${complete}`,
      'protocol-005/hook:pre-commit',
    ])
    const audited = await told(standing, edits, ['audit'])
    expect(audited.exit).toBe(1)
    expect(audited.messages).toContain('protocol-005: coverage 14/16 (below required 16/16)')
    expect(audited.json.protocols[0].coverage).toEqual({ held: 14, of: 16, required: 16 })
  })

  it('shows a token that stops working, and none of it whole', async () => {
    const shorter = (text: string) => text.replaceAll('apitok_agent_[A-Za-z0-9]{40}', 'apitok_agent_[A-Za-z0-9]{32}')
    const { exit, messages } = await told(standing, {
      'policies/protocol-005.yaml': shorter(standing['policies/protocol-005.yaml']!),
      [format]: shorter(standing[format]!),
      'web/src/tokens.ts': shorter(standing['web/src/tokens.ts']!),
    })
    expect(exit).toBe(1)
    expect(messages).toMatch(/apitok_agent_/)
    expect(messages).not.toMatch(/apitok_agent_[A-Za-z0-9]{32}/)
  })

  it('shows a token that fits both formats', async () => {
    const wider = (text: string) => text.replaceAll('^apitok_[A-Za-z0-9]{40}$', '^apitok_[A-Za-z0-9_]{40,46}$')
    const { exit, codes } = await told(standing, {
      'policies/protocol-005.yaml': wider(standing['policies/protocol-005.yaml']!),
      [format]: wider(standing[format]!),
      'web/src/tokens.ts': wider(standing['web/src/tokens.ts']!),
    })
    expect(exit).toBe(1)
    expect(codes.some((code) => code.startsWith('token/'))).toBe(true)
  })

  it('tells of a check that logs and goes on', async () => {
    const validate = 'crates/token-manager/src/validate.rs'
    const logs = standing[validate]!.replace('return Err(AuthError::InvalidToken);', 'log::warn!("no agent");')
    expect((await told(standing, { [validate]: logs })).exit).toBe(1)
  })

  it.each([
    ['ignored', standing[guardTest]!.replace('#[test]', '#[test]\n#[ignore]')],
    ['compiled away', standing[guardTest]!.replace('#[test]', '#[cfg(any())]\n#[test]')],
    ['emptied', standing[guardTest]!.replace(/stand\(\) \{[\s\S]*$/, 'stand() {}\n')],
  ])('tells of a test that is %s', async (_, text) => {
    expect((await told(standing, { [guardTest]: text })).exit).toBe(1)
  })

  it('tells of a test that is renamed out of sight', async () => {
    const edits = { [guardTest]: undefined, 'crates/token-manager/tests/other.rs': standing[guardTest]! }
    expect((await told(standing, edits)).exit).toBe(1)
  })

  it.each([
    ['a comment', (body: string) => `<!-- ${body.trim()} -->\n\n`],
    ['a code fence', (body: string) => `\`\`\`\n${body.trim()}\n\`\`\`\n\n`],
  ])('tells of sections whose bodies stand in %s', async (_, hide) => {
    const hollow = standing[reasons]!.replace(/(## [^\n]+\n\n)([^#]+)/g, (_all, heading, body) => heading + hide(body))
    expect((await told(standing, { [reasons]: hollow })).exit).toBe(1)
  })

  it('gives way to a newer protocol that protects at least as much', async () => {
    const old = standing['policies/protocol-005.yaml']!
    const newer = `${old.replace('protocol: protocol-005', 'protocol: protocol-006').replace('16/16', '17/17')}  - document: docs/protocol/006.md\n`
    const edits = {
      'policies/protocol-005.yaml': old.replace('status: irreversible\n', 'status: irreversible\nsuperseded-by: protocol-006\n'),
      'docs/protocol/006.md': '# Protocol 006\n\nAll of 005, and this page.\n',
    }
    expect((await told(standing, { ...edits, 'policies/protocol-006.yaml': newer })).exit).toBe(0)
    const less = newer.replace(/ {2}- column: budget_leases\.agent_id[\s\S]*?layer: database\n/, '').replace('17/17', '16/16')
    const { exit, codes } = await told(standing, { ...edits, 'policies/protocol-006.yaml': less })
    expect(exit).toBe(1)
    expect(codes).toContain('policy/weakened')
  })

  it('judges a change by the protocol that it takes away', async () => {
    const { exit, codes } = await told(standing, {
      'policies/protocol-005.yaml': undefined,
      [next]: 'ALTER TABLE api_tokens DROP COLUMN agent_id;\n',
    })
    expect(exit).toBe(1)
    expect(codes).toEqual(expect.arrayContaining(['policy/weakened', 'schema/column-dropped']))
  })
})
