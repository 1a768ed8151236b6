import { describe, expect, it } from 'vitest'
import { told } from '../acceptance/room.ts'

const databases = `databases:
  main: { engine: sqlite, migrations: migrations, format: golang-migrate, transaction: statement }
`
const migrations = {
  'migrations/0001_a.up.sql': 'CREATE TABLE a (id text);\n',
  'migrations/0001_a.down.sql': 'DROP TABLE a;\n',
  'migrations/0002_b.up.sql': 'CREATE TABLE b (id text);\n',
  'migrations/0002_b.down.sql': 'DROP TABLE b;\n',
}
const good = `versions:
  - { version: 1.0.0, through: 0001_a, rollback-to: none }
  - { version: 1.1.0, through: 0002_b }
tiers:
  gold: { within: 15m, validation: whole }
validations:
  whole: [validate]
`
const standing = { 'policies/databases.yaml': databases, ...migrations }

/** What `check` says of a change that brings these versions to a repository that has none, or that edits those that stand. */
async function checked(versions: string, stood?: string) {
  const before = stood === undefined ? standing : { ...standing, 'policies/versions.yaml': stood }
  const { exit, json, messages } = await told(before, { 'policies/versions.yaml': versions })
  const [refusal] = json.refusals as { message: string; path: string; line: number; column: number }[]
  return { exit, messages, at: refusal && `${refusal.path}:${refusal.line}:${refusal.column}: ${refusal.message}` }
}

describe('versions that are in order', () => {
  it.each([
    ['are quiet', good],
    ['may name the database', good.replace('version: 1.1.0,', 'version: 1.1.0, database: main,')],
    ['may skip one', `${good}`.replace('through: 0002_b }', 'through: 0002_b, rollback-to: 1.0.0 }')],
    ['may branch', good.replace('tiers:', '  - { version: 1.0.1, through: 0001_a, rollback-to: 1.0.0 }\ntiers:')],
    [
      'may hold braces of a shell, of JSON and of a place to fill in',
      good.replace(
        'through: 0002_b }',
        `through: 0002_b, steps: [{ name: say, at: after, timeout: 5s, run: 'echo \${HOME} \\{"v":"{to}"\\} { print } {{.Name}} {from} {id}' }] }`,
      ),
    ],
  ])('%s', async (_, versions) => {
    expect(await checked(versions)).toMatchObject({ exit: 0, at: undefined })
  })
})

describe('versions that lead back round', () => {
  const ring = `versions:
  - version: 1.2
    rollback-to: 1.3
  - version: 1.3
    rollback-to: 1.2
`
  it.each([
    ['that came', undefined],
    ['that were good before', good],
  ])('are refused with both lines: %s', async (_, stood) => {
    const { exit, at } = await checked(ring, stood)
    expect(exit).toBe(2)
    expect(at).toBe(
      'policies/versions.yaml:3:5: the versions lead back round in a ring: `1.2` goes back to `1.3` (policies/versions.yaml:3:5), `1.3` goes back to `1.2` (policies/versions.yaml:5:5)',
    )
  })
})

describe('what versions and tiers may not say', () => {
  const step = (text: string) => good.replace('through: 0002_b }', `through: 0002_b, steps: [{ ${text} }] }`)
  it.each([
    [
      'a version of nobody',
      good.replace('through: 0002_b }', 'rollback-to: 1.0.9 }'),
      '3:23: no version is called `1.0.9`; did you mean `1.0.0`?',
    ],
    ['itself', good.replace('through: 0002_b }', 'rollback-to: 1.1.0 }'), '3:23: `1.1.0` goes back to itself'],
    ['a database of nobody', good.replace('1.1.0,', '1.1.0, database: mian,'), '3:23: no database is called `mian`; did you mean `main`?'],
    [
      'a validation of nobody',
      good.replace('validation: whole', 'validation: hole'),
      '5:24: no validation is called `hole`; did you mean `whole`?',
    ],
    [
      'another word',
      good.replace('through: 0002_b }', 'restart: roling }'),
      '3:32: `roling` is none of none, rolling, stop; did you mean `rolling`?',
    ],
    ['no time limit', step('name: a, at: after, run: x'), 'the key `timeout` is missing here'],
    ['a time limit of nothing', step('name: a, at: after, run: x, timeout: 0s'), 'a step needs some time'],
    ['neither command nor query', step('name: a, at: after, timeout: 5s'), 'wants one of `run` and `sql`'],
    ['both of them', step('name: a, at: after, timeout: 5s, run: x, sql: SELECT 1'), 'wants one of `run` and `sql`, and has both'],
    [
      'a place of nobody',
      step("name: a, at: after, timeout: 5s, run: 'deploy v{version}'"),
      '`{version}` cannot be filled in here; there are {from}, {to}, {id}',
    ],
    ['a moment of nobody', step('name: a, at: afer, timeout: 5s, run: x'), 'did you mean `after`?'],
    [
      'one step twice',
      step('name: a, at: after, timeout: 5s, run: x }, { name: a, at: verify, timeout: 5s, run: y'),
      'the step `a` stands twice',
    ],
    [
      'a query of one of several databases',
      `${step('name: a, at: verify, timeout: 5s, sql: SELECT 1').replaceAll(/through: [^,}]+,/g, '')}databases:\n  other: { engine: sqlite, migrations: other }\n`,
      'there are several databases, main, other; say with `database` which one the query of `a` speaks of',
    ],
    ['one version twice', good.replace('version: 1.1.0', 'version: 1.0.0'), 'the version `1.0.0` stands twice'],
  ])('%s', async (_, versions, says) => {
    const { exit, at } = await checked(versions)
    expect(exit).toBe(2)
    expect(at).toContain(says)
  })
})
