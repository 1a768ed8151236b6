import { describe, expect, it } from 'vitest'
import { told } from './room.ts'

const base = {
  'policies/p.yaml': `databases:
  main: { engine: sqlite, migrations: migrations, format: golang-migrate, rows: db/rows.sql, before: db/before.sql }
protocol: p
title: P
status: irreversible
owners: [a]
protect:
  - column: tokens.agent
`,
  'policies/r.yaml': 'rollback: main\ncategories:\n  additive: { rehearsal: reversible }\n',
  'db/before.sql': 'CREATE TABLE boot (id INTEGER PRIMARY KEY);\nINSERT INTO boot VALUES (1);\n',
  'db/rows.sql': "-- after: 0001_init\nINSERT INTO tokens VALUES (1, 'a');\n",
  'migrations/0001_init.up.sql': 'CREATE TABLE tokens (id INTEGER PRIMARY KEY REFERENCES boot (id), agent TEXT);\n',
  'migrations/0001_init.down.sql': 'DROP TABLE tokens;\n',
}
const drop = {
  'migrations/0002_drop.up.sql': 'ALTER TABLE tokens DROP COLUMN agent;\n',
  'migrations/0002_drop.down.sql': 'ALTER TABLE tokens ADD COLUMN agent TEXT;\n',
}

describe('a script of the ground that the change takes away', () => {
  it.each(['db/rows.sql', 'db/before.sql'])('is told, and what it says still judges: %s', async (path) => {
    const run = await told(base, { [path]: undefined })
    expect([run.exit, run.codes], run.messages).toEqual([1, ['policy/weakened']])
    const worse = await told(base, { [path]: undefined, ...drop })
    expect([worse.exit, worse.codes]).toEqual([1, expect.arrayContaining(['policy/weakened', 'schema/column-dropped'])])
  })
  it('is told where the policy names one that is not there', async () => {
    const run = await told(base, { 'policies/p.yaml': base['policies/p.yaml'].replace('db/rows.sql', 'db/none.sql') })
    expect([run.exit, run.codes], run.messages).toEqual([1, ['policy/weakened']])
  })
  it('is refused where the base had none either', async () => {
    const { 'db/rows.sql': _, ...rest } = base
    const run = await told(
      { ...rest, 'policies/p.yaml': base['policies/p.yaml'].replace('rows: db/rows.sql, ', '') },
      {
        'policies/p.yaml': base['policies/p.yaml'],
      },
    )
    expect(run.exit).toBe(2)
  })
})
