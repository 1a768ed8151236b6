import { describe, expect, it } from 'vitest'
import { type Edits, told } from './room.ts'

const documentPath = 'docs/way-back.md'
const ids = Array.from({ length: 6 }, (_, index) => `S0${index + 1}`)
const row = (id: string, order: number, more: Partial<Record<'verify' | 'safe', string>> = {}) =>
  `| ${id} | drop it | none | ${order} | ${7 - order} | ${more.verify ?? 'no such table'} | ${more.safe ?? 'YES'} |`
const table = (
  rows: readonly string[],
) => `| step | rollback action | rollback dependency | creation order | rollback order | verify after | stays blocked? |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`
const steps = ids.map((id, at) => row(id, at + 1))
const document = (
  rows: readonly string[] = steps,
  chain = 'manifest_activation -> manifest_set -> metric -> unit',
) => `<!-- DOC_STATUS: IN FORCE -->
# The way back

**Rollback:** reversible
**Approved by:** DBA, Platform Lead

1. Run the downs, last one first.
2. Verify after each what its row says.

## Steps

${table(rows)}
## Order of drops

${chain}
`
const protocol = `protocol: cutover
title: The control plane has one owner
status: irreversible
protect:
  - document: ${documentPath}
    fields: { DOC_STATUS: IN FORCE }
    steps:
      ids: S01..S06
      columns: [rollback action, rollback dependency, rollback order, verify after]
      cells: { stays blocked?: /^YES/ }
      reverse-of: creation order
  - document: ${documentPath}
    id: order
    steps:
      ids: S01..S06
      columns: [rollback order]
      reverse-of: { list: Order of drops, of: migrations/S01_tables.up.sql }
  - history: manifest_activation
    set-once: [activated_at, superseded_by]
  - index: one_current
  - constraint: manifest_activation.evidence_fk
  - function: gateway
  - privileges: "*"
    except: [boss]
  - invariant: no two authorities
    from: S02_authority
    sql: |
      SELECT 1 FROM manifest_set WHERE activated_at IS NOT NULL AND superseded_by IS NULL AND has_function_privilege('legacy', 'apply()', 'EXECUTE')
`
const rules = `databases:
  plane: { engine: postgres, migrations: migrations, before: db/ground.sql, roles: [legacy, owner_of_plane, app, reader] }
rollback: plane
document: ${documentPath}
categories:
  structural: { rehearsal: reversible, document: required, approvals: 2 }
lossy: forbidden
impossible: forbidden
`
const before: Edits = {
  'policies/rules.yaml': rules,
  'policies/cutover.yaml': protocol,
  [documentPath]: document(),
  'db/ground.sql': `CREATE ROLE boss SUPERUSER;
GRANT legacy TO app;
CREATE FUNCTION apply() RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION apply() OWNER TO owner_of_plane;
REVOKE EXECUTE ON FUNCTION apply() FROM PUBLIC;
CREATE FUNCTION gateway() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
`,
  'migrations/S01_tables.up.sql': `CREATE TABLE unit (id integer PRIMARY KEY, name text);
CREATE TABLE metric (id integer PRIMARY KEY, unit_id integer REFERENCES unit (id));
CREATE TABLE manifest_set (id integer PRIMARY KEY, activated_at timestamptz, superseded_by integer);
CREATE TABLE manifest_activation (
  id integer PRIMARY KEY,
  activated_at timestamptz,
  superseded_by integer,
  evidence integer CONSTRAINT evidence_fk REFERENCES manifest_set (id)
);
`,
  'migrations/S01_tables.down.sql': 'DROP TABLE manifest_activation;\nDROP TABLE manifest_set;\nDROP TABLE metric;\nDROP TABLE unit;\n',
  'migrations/S02_authority.up.sql':
    'CREATE UNIQUE INDEX one_current ON manifest_set ((true)) WHERE activated_at IS NOT NULL AND superseded_by IS NULL;\n',
  'migrations/S02_authority.down.sql': 'DROP INDEX one_current;\n',
}
const migration = (up: string, down: string, edits: Edits = {}, words?: readonly string[]) => {
  const files = { 'migrations/S03_next.up.sql': up, 'migrations/S03_next.down.sql': down, ...edits }
  return words ? told({ ...before, ...files }, {}, words) : told(before, files)
}
const rehearse = ['rehearse', 'plane']
const sound = 'ALTER TABLE unit ADD COLUMN note text;\n'
const back = 'ALTER TABLE unit DROP COLUMN note;\n'

describe('a control plane that changes its owner', () => {
  it('holds as it stands', async () => {
    const { exit, json, messages } = await told(before, {}, ['audit'])
    expect(messages).toBe('')
    expect(exit).toBe(0)
    expect(json.limits.filter((limit: string) => limit.includes('boss'))).toHaveLength(1)
  })

  it('names a step that has no row', async () => {
    const { exit, messages } = await told({ ...before, [documentPath]: document(steps.filter((_, at) => at !== 3)) }, {}, ['audit'])
    expect(exit).toBe(1)
    expect(messages).toContain('step S04 has no row')
  })

  it('takes a row of two steps for both', async () => {
    const paired = [...steps.slice(0, 3), row('S04/S05', 4), row('S06', 6)]
    const { messages } = await told({ ...before, [documentPath]: document(paired) }, {}, ['audit'])
    expect(messages).toBe('')
  })

  it('tells of two names that are dropped in the order in which they were made', async () => {
    const { exit, messages, json } = await told(before, {
      [documentPath]: document(steps, 'manifest_activation -> manifest_set -> unit -> metric'),
    })
    expect(exit).toBe(1)
    expect(messages).toMatch(/`unit`.*`metric`|`metric`.*`unit`/)
    expect(json.findings[0].places.length).toBeGreaterThan(1)
  })

  it.each(['', 'TBD', '—'])('takes `%s` for no answer', async (cell) => {
    const { exit } = await told(before, { [documentPath]: document([...steps.slice(0, 5), row('S06', 6, { verify: cell })]) })
    expect(exit).toBe(1)
  })

  it.each(['none', 'n/a'])('takes `%s` for an answer', async (cell) => {
    const { exit } = await told(before, { [documentPath]: document([...steps.slice(0, 5), row('S06', 6, { verify: cell })]) })
    expect(exit).toBe(0)
  })

  it.each([
    ['plain', 'UPDATE manifest_activation SET activated_at = NULL;\n'],
    ['behind EXECUTE', "DO $$ BEGIN EXECUTE 'UPDATE manifest_activation SET activated_at = NULL'; END $$;\n"],
    ['as a replica', 'SET session_replication_role = replica;\nUPDATE manifest_activation SET activated_at = NULL;\n'],
  ])('tells of a way back that clears history, %s', async (_, clear) => {
    const { exit, codes } = await migration(sound, back + clear)
    expect(exit).toBe(1)
    expect(codes).toContain('history/set-again')
  })

  it('names the statement of a way back after which two authorities stand', async () => {
    const rows = {
      'policies/rules.yaml': rules.replace('before:', 'rows: db/rows.sql, before:'),
      'db/rows.sql': '-- after: S01_tables\nSELECT 1;\n',
    }
    const up = `INSERT INTO manifest_set (id, activated_at) VALUES (1, now());\n`
    const early =
      'GRANT EXECUTE ON FUNCTION apply() TO legacy;\nUPDATE manifest_set SET superseded_by = 2 WHERE id = 1;\nREVOKE EXECUTE ON FUNCTION apply() FROM legacy;\nDELETE FROM manifest_set WHERE id = 1;\n'
    const { exit, messages, json } = await migration(up, early, rows, rehearse)
    expect(exit).toBe(1)
    expect(messages).toMatch(/no two authorities.* after statement 1 of the way back/)
    const found = json.findings.find(({ code }: any) => code === 'invariant/broken')
    expect([found.places[0].path, found.places[0].line]).toEqual(['migrations/S03_next.down.sql', 1])
  })

  it('tells of a way back that grants more than stood', async () => {
    const { exit, messages } = await migration(sound, `${back}GRANT EXECUTE ON FUNCTION apply() TO PUBLIC;\n`, {}, rehearse)
    expect(exit).toBe(1)
    expect(messages).toMatch(/may.*EXECUTE.*apply\(\)/)
  })

  it('tells of a way back that forgets a right on a column', async () => {
    const grant = {
      'db/ground.sql': before['db/ground.sql'],
      'migrations/S02_authority.up.sql': `${before['migrations/S02_authority.up.sql']}GRANT SELECT (id) ON unit TO reader;\n`,
    }
    const { exit, json } = await migration('REVOKE SELECT (id) ON unit FROM reader;\n', 'SELECT 1;\n', grant, rehearse)
    const last = json.databases[0].migrations.at(-1)
    expect([exit, last.verdict]).toEqual([1, 'partial'])
    expect(last.left.join()).toMatch(/unit\.id/)
  })

  it('finds a right that comes by membership alone', async () => {
    const { exit, messages } = await migration(sound, `${back}GRANT EXECUTE ON FUNCTION apply() TO legacy;\n`, {}, rehearse)
    expect(exit).toBe(1)
    expect(messages).toMatch(/`(app|legacy)` may now EXECUTE/)
  })

  it('knows a function by its body', async () => {
    const gateway = (body: string) => `CREATE OR REPLACE FUNCTION gateway() RETURNS integer LANGUAGE plpgsql AS $$ ${body} $$;\n`
    expect((await migration(gateway('BEGIN RETURN 1; END'), 'SELECT 1;\n')).codes).not.toContain('schema/function-changed')
    const { exit, codes } = await migration(gateway('BEGIN RETURN 2; END'), gateway('BEGIN RETURN 1; END'))
    expect(exit).toBe(1)
    expect(codes).toContain('schema/function-changed')
  })
})
