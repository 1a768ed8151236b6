import { expect, it } from 'vitest'
import { told } from './room.ts'

const policy = `databases:
  main: { engine: postgres, migrations: migrations, roles: [app] }
`
const standing = 'CREATE TABLE traces (id bigint PRIMARY KEY, name text NOT NULL, score integer DEFAULT 1);\n'

it.each([
  ['additive', 'an optional column', 'ALTER TABLE traces ADD COLUMN span text;'],
  ['additive', 'a table of its own', 'CREATE TABLE spans (id bigint PRIMARY KEY, trace bigint REFERENCES traces);'],
  ['modification', 'another default', 'ALTER TABLE traces ALTER COLUMN score SET DEFAULT 2;'],
  ['modification', 'a wider type', 'ALTER TABLE traces ALTER COLUMN score TYPE bigint;'],
  ['breaking', 'a column less', 'ALTER TABLE traces DROP COLUMN score;'],
  ['breaking', 'another name', 'ALTER TABLE traces RENAME COLUMN score TO trust;'],
  [
    'breaking',
    'what old writers leave out',
    'ALTER TABLE traces ADD COLUMN span text NOT NULL DEFAULT $$none$$;\nALTER TABLE traces ALTER COLUMN span DROP DEFAULT;',
  ],
  ['structural', 'row security', 'ALTER TABLE traces ENABLE ROW LEVEL SECURITY;'],
  ['structural', 'another key', 'ALTER TABLE traces DROP CONSTRAINT traces_pkey;\nALTER TABLE traces ADD PRIMARY KEY (id, name);'],
  ['structural', 'the highest of all that is in it', 'ALTER TABLE traces ADD COLUMN span text;\nALTER TABLE traces OWNER TO app;'],
])('computes that a change is %s: %s', async (category, _, sql) => {
  const files = { 'policies/database.yaml': policy, 'migrations/0001_traces.sql': standing, 'migrations/0002_next.sql': `${sql}\n` }
  const { json } = await told(files, {}, ['rehearse', '--only', '0002_next'])
  expect(json.databases[0].migrations[0].category).toBe(category)
})
