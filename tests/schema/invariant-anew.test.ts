import { afterAll, expect, it } from 'vitest'
import { judge } from '../../src/judge/judge.ts'
import { loadBoth } from '../../src/policy/load.ts'
import { keptShelf } from '../../src/rehearsal/shelf.ts'
import { files } from '../guards/told.ts'

const shelf = keptShelf()
afterAll(() => shelf.close())

const item = "  - invariant: none is bad\n    sql: SELECT id FROM auth WHERE v = 'bad'"
const policy = (engine: string, ...items: string[]) =>
  [
    `databases: { main: { engine: ${engine}, migrations: migrations } }`,
    'protocol: p',
    'title: P',
    'status: irreversible',
    'protect:',
    ...items,
    '',
  ].join('\n')
const table = (value: string) => `CREATE TABLE auth (id integer PRIMARY KEY, v text); INSERT INTO auth VALUES (900, '${value}');`

/** What is told where a change adds one migration, and the invariant where the base has none. */
async function told(engine: 'sqlite' | 'postgres', stood: boolean, base: string, next: string): Promise<string[]> {
  const before = { 'policies/p.yaml': policy(engine, '  - table: auth', ...(stood ? [item] : [])), 'migrations/0001_base.up.sql': base }
  const after = { ...before, 'policies/p.yaml': policy(engine, '  - table: auth', item), 'migrations/0002_next.up.sql': next }
  const change = { before: files(before), after: files(after) }
  const circumstances = { today: '2026-11-21' }
  const judged = await judge({ files: change, policies: await loadBoth(change), circumstances, env: {}, shelf }, 'taken away')
  expect(judged.refusals).toEqual([])
  return judged.findings.map(({ message }) => message)
}

it.each([
  'sqlite',
  'postgres',
] as const)('an invariant is told once, where it came to be untrue or where it is asked, on %s', async (engine) => {
  const statement = [expect.stringMatching(/does not hold after statement 1 of `0002_next`/)]
  const standing = [expect.stringMatching(/does not hold as the schema stands/)]
  const bad = "INSERT INTO auth VALUES (901, 'bad');"
  expect(await told(engine, true, table('good'), bad)).toEqual(statement)
  expect(await told(engine, false, table('good'), bad)).toEqual(statement)
  for (const next of ['CREATE TABLE x (id integer);', "INSERT INTO auth VALUES (901, 'good');"]) {
    expect(await told(engine, false, table('bad'), next)).toEqual(standing)
    expect(await told(engine, true, table('bad'), next)).toEqual([])
  }
})
