import { describe, expect, it } from 'vitest'
import { told } from './room.ts'

const item = '  - column: tokens.agent\n'
const protocol = `protocol: p\ntitle: P\nstatus: irreversible\nowners: [a]\nprotect:\n${item}  - document: a.md\n`
const amendment = (lines: string) =>
  `amendment: gone\nrelaxes: [p/column:tokens.agent]\n${lines}reason: r\napproved-by: [dba]\nexpires: 2027-03-01\n`
const stands = {
  'policies/db.yaml': 'databases:\n  main: { engine: sqlite, migrations: migrations, format: golang-migrate }\n',
  'policies/p.yaml': protocol,
  'policies/x.yaml': amendment('codes: [schema/column-dropped]\n'),
  'a.md': '# A\n\nBody.\n',
  'migrations/0001_init.up.sql': 'CREATE TABLE tokens (id INTEGER PRIMARY KEY, agent TEXT);\n',
}
const dropped = { ...stands, 'migrations/0002_drop.up.sql': 'ALTER TABLE tokens DROP COLUMN agent;\n' }
const without = { 'policies/p.yaml': protocol.replace(item, ''), 'policies/x.yaml': undefined }

describe('a protection whose subject an amendment let go in a change before', () => {
  it.each(['codes: [schema/column-dropped]\n', 'for: 0002_drop\n'])('may go later, with the amendment: %j', async (lines) => {
    const run = await told({ ...dropped, 'policies/x.yaml': amendment(lines) }, without)
    expect([run.exit, run.codes], run.messages).toEqual([0, []])
    expect(run.json.amended.map((each: any) => `${each.code} by ${each.amendment}`)).toEqual(['policy/weakened by gone'])
  })
  it.each(['codes: [schema/type-changed]\n', 'for: 0003_other\n'])('may not go where another thing was allowed: %j', async (lines) => {
    const run = await told({ ...dropped, 'policies/x.yaml': amendment(lines) }, without)
    expect([run.exit, run.codes], run.messages).toEqual([1, ['policy/weakened']])
  })
  it('is asked for in an audit', async () => {
    const run = await told(dropped, {}, ['audit'])
    expect([run.exit, run.codes], run.messages).toEqual([1, ['amendment/stale']])
  })
  it('may not go while the subject stands', async () => {
    const run = await told(stands, without)
    expect([run.exit, run.codes], run.messages).toEqual([1, ['policy/weakened']])
  })
})
