import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pawl } from '../cases/command.ts'
import type { TreeFiles } from '../cases/layout.ts'
import { type CaseRepository, caseRepository } from '../cases/repository.ts'

let repository: CaseRepository | undefined
beforeEach(() => {
  // Only what took long is kept. Here what decides on that finds the clock a third of a second further at each look; no one else
  // does, for others end by it what runs too long.
  const now = performance.now.bind(performance)
  let looks = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now() + (new Error().stack!.includes('/rehearsal/kept.ts') ? 333 * ++looks : 0))
})
afterEach(() => {
  vi.restoreAllMocks()
  repository?.close()
  repository = undefined
})

type Engine = 'sqlite' | 'postgres'

const rules = `rollback: main
document: docs/rollback/{migration}.md
categories:
  additive: { rehearsal: reversible }
  modification: { rehearsal: reversible, document: required, within: 15m }
  breaking: { document: required, within: 60m }
frozen: true
`
const protocol = `protocol: data
status: irreversible
protect:
  - { column: tokens.agent }
  - { table: ledger }
  - { table: notes, level: warning }
`

const serial = { sqlite: 'integer PRIMARY KEY AUTOINCREMENT', postgres: 'serial PRIMARY KEY' }

/** A history, each migration as up and down. */
const history = (engine: Engine): [string, string, string][] => [
  ['0001_ground', 'CREATE TABLE ground (id integer);\n', ''],
  [
    '0002_tokens',
    `CREATE TABLE tokens (id ${serial[engine]}, agent text NOT NULL);\nCREATE TABLE ledger (id ${serial[engine]}, amount integer);\n`,
    'DROP TABLE tokens;\nDROP TABLE ledger;\n',
  ],
  ['0003_seed', "INSERT INTO tokens (agent) VALUES ('a'), ('b');\n", "DELETE FROM tokens WHERE agent IN ('a', 'b');\n"],
  ['0004_note', 'ALTER TABLE ledger ADD COLUMN note text;\n', 'ALTER TABLE ledger DROP COLUMN note;\n'],
]

function treeOf(
  engine: Engine,
  migrations: readonly (readonly [string, string, string])[],
  more: Readonly<Record<string, string>>,
): TreeFiles {
  const files: Record<string, string> = {
    'policies/database.yaml': `databases:\n  main: { engine: ${engine}, migrations: migrations, format: golang-migrate }\n`,
    'policies/data.yaml': protocol,
    'policies/rollback.yaml': rules,
    ...more,
  }
  for (const [id, up, down] of migrations) {
    files[`migrations/${id}.up.sql`] = up
    files[`migrations/${id}.down.sql`] = down
  }
  return new Map(Object.entries(files).map(([path, text]) => [path, { content: Buffer.from(text), mode: 'file' }]))
}

type Change = (engine: Engine) => {
  before?: readonly [string, string, string][]
  after: readonly [string, string, string][]
  more?: Readonly<Record<string, string>>
}

const changes: Readonly<Record<string, Change>> = {
  'a column is dropped that an old statement made': (engine) => ({
    after: [
      ...history(engine),
      ['0005_drop', 'ALTER TABLE tokens DROP COLUMN agent;\n', "ALTER TABLE tokens ADD COLUMN agent text NOT NULL DEFAULT '';\n"],
    ],
  }),
  'a row is put in and taken away by the number it gets': (engine) => ({
    after: [...history(engine), ['0005_row', "INSERT INTO tokens (agent) VALUES ('c');\n", 'DELETE FROM tokens WHERE id = 3;\n']],
  }),
  'an old migration is edited': (engine) => ({
    after: history(engine).map(([id, up, down]) => [id, id === '0004_note' ? 'ALTER TABLE ledger ADD COLUMN note integer;\n' : up, down]),
  }),
  'old migrations are reordered': (engine) => ({
    after: history(engine).map(([id, up, down]) => [id.replace('0003', '0005'), up, down]),
  }),
  'a migration of the base raises an error, and rows wait for a table': (engine) => ({
    before: [...history(engine), ['0005_broken', 'CREATE TABLE notes (id integer PRIMARY KEY);\nSELECT nothing FROM nowhere;\n', '']],
    after: [
      ...history(engine),
      ['0005_broken', 'CREATE TABLE notes (id integer PRIMARY KEY);\nSELECT nothing FROM nowhere;\n', ''],
      ['0006_notes', 'CREATE TABLE notes (id integer PRIMARY KEY, text text);\n', 'DROP TABLE notes;\n'],
      ['0007_less', 'DELETE FROM ledger;\nDROP TABLE notes;\n', 'CREATE TABLE notes (id integer PRIMARY KEY, text text);\n'],
    ],
    more: {
      'policies/database.yaml': `databases:\n  main: { engine: ${engine}, migrations: migrations, format: golang-migrate, rows: rows.sql }\n`,
      'rows.sql': "INSERT INTO notes VALUES (1, 'n');\n-- after: 0002_tokens\nINSERT INTO ledger (amount) VALUES (1), (2);\n",
    },
  }),
}

const ofPostgres: Readonly<Record<string, Change>> = {
  'roles, unlogged rows and settings of a session stand in the history': () => ({
    before: [
      ...history('postgres'),
      [
        '0005_role',
        "CREATE ROLE clerk;\nCREATE UNLOGGED TABLE notes (id serial, text text);\nINSERT INTO notes (text) VALUES ('x');\n",
        '',
      ],
      ['0006_path', "SELECT pg_catalog.set_config('search_path', '', false);\n", ''],
    ],
    after: [
      ...history('postgres'),
      [
        '0005_role',
        "CREATE ROLE clerk;\nCREATE UNLOGGED TABLE notes (id serial, text text);\nINSERT INTO notes (text) VALUES ('x');\n",
        '',
      ],
      ['0006_path', "SELECT pg_catalog.set_config('search_path', '', false);\n", ''],
      [
        '0007_grant',
        'GRANT SELECT ON tokens TO clerk;\nUPDATE notes SET text = upper(text);\n',
        "REVOKE SELECT ON tokens FROM clerk;\nUPDATE notes SET text = '';\n",
      ],
    ],
  }),
}

/** The report without its times. */
async function report(words: readonly string[]): Promise<unknown> {
  const { exit, out, err } = await pawl(repository!.folder, [...words, '--format', 'json'])
  const timeless = JSON.parse(out, (key, value: unknown) => (key === 'ms' ? 0 : value)) as unknown
  return { exit, err, report: timeless }
}

const folder = () => join(repository!.folder, '.git/pawl/entries')
const kept = () => (existsSync(folder()) ? readdirSync(folder()).map((name) => join(folder(), name)) : [])

function change(engine: Engine, of: Change): void {
  const { before = history(engine), after, more = {} } = of(engine)
  repository = caseRepository()
  repository.stage(treeOf(engine, before, more))
  repository.commit('before')
  repository.stage(treeOf(engine, after, more))
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (engine) => {
  const all = engine === 'postgres' ? { ...changes, ...ofPostgres } : changes
  it.each(Object.entries(all))('a run from what was kept says what any other says: %s', async (name, of) => {
    change(engine, of)
    const words = name.startsWith('a row') ? ['rehearse', '--since', 'HEAD'] : ['check', '--staged']
    const without = await report([...words, '--no-cache'])
    expect(kept()).toEqual([])
    const cold = await report(words)
    expect(kept().length).toBeGreaterThan(0)
    const warm = await report(words)
    expect(cold).toEqual(without)
    expect(warm).toEqual(without)
  })

  it('two that run at once are both right, and a broken entry is thrown away and made again', async () => {
    change(engine, changes['a column is dropped that an old statement made']!)
    const words = ['check', '--staged']
    const without = await report([...words, '--no-cache'])
    expect(await Promise.all([report(words), report(words)])).toEqual([without, without])
    expect(await Promise.all([report(words), report(words)])).toEqual([without, without])
    const [entry] = kept()
    const sound = readFileSync(entry!)
    const middle = sound.length >> 1
    const flipped = Buffer.from(sound)
    flipped[middle]! ^= 1
    const other = Buffer.from(sound.toString('latin1').replace('pawl-entry 1', 'pawl-entry 9'), 'latin1')
    // What an entry is has nothing of its engine.
    const ways = engine === 'sqlite' ? [flipped, sound.subarray(0, middle), other, Buffer.alloc(0)] : [flipped]
    for (const broken of ways) {
      for (const path of kept()) writeFileSync(path, broken)
      expect(await report(words)).toEqual(without)
      expect(kept()).toContain(entry)
      expect(readFileSync(entry!).length).toBeGreaterThan(middle)
      expect(readFileSync(entry!)).not.toEqual(broken)
    }
  })
})
